/// A session without LibTorch and without a jail: the scripted policy and the fake executor behind the real Session.
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <chrono>
#include <memory>
#include <semaphore>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/session/running/parts.h"
#include "core/session/session.h"
#include "core/store/reader.h"
#include "tests/support/scripted_world.h"

namespace azr::test {

class ScriptedEngine final : public policy::Engine {
  public:
    explicit ScriptedEngine(std::function<void()> beforeNext, Script script = playNano) : m_sampler(std::move(script)) {
        m_sampler.beforeNext = std::move(beforeNext);
        m_shape.parameters = 42;
    }
    policy::Sampler& sampler() override { return m_sampler; }
    policy::Learner& learner() override { return m_learner; }
    const policy::ModelShape& shape() const override { return m_shape; }
    std::string device() const override { return "script"; }
    config::NumberTypes types() const override { return {}; }
    std::string typesReason() const override { return {}; }
    std::string version() const override { return "Script 1"; }
    std::int64_t gpuBytes() const override { return 0; }
    Result<std::vector<float>> logits(const std::vector<policy::Token>&) override { return std::vector<float>(); }
    Result<policy::TokenScores> scoreWithLikeliest(const std::vector<policy::Token>&, int, Control&) override {
        return policy::TokenScores();
    }

  private:
    ScriptedSampler m_sampler;
    ScriptedLearner m_learner;
    policy::ModelShape m_shape;
};

/// Holds the trainer at chosen completions, counted from 1, until it is let go: the moment for somebody to reach in.
class Gate {
  public:
    explicit Gate(std::set<int> at) : m_at(std::move(at)) {}
    /// On the trainer's thread, before each completion.
    void operator()() {
        if (!m_at.contains(++m_completions)) return;
        m_reached.release();
        m_released.acquire();
    }
    /// False when the trainer did not come.
    [[nodiscard]] bool reached() { return m_reached.try_acquire_for(std::chrono::seconds(60)); }
    void letGo() { m_released.release(); }
    /// Counts from 1 again; while nothing trains.
    void restart(std::set<int> at) {
        m_completions = 0;
        m_at = std::move(at);
    }

  private:
    int m_completions = 0;
    std::set<int> m_at;
    std::binary_semaphore m_reached{0}, m_released{0};
};

/// `beforeNext` is called on the trainer thread before every completion.
inline session::SessionParts scriptedParts(std::function<void()> beforeNext = {}) {
    session::SessionParts parts;
    parts.openPolicy = [beforeNext](const config::RunConfig&) -> Result<session::OpenedPolicy> {
        session::OpenedPolicy opened;
        opened.engine = std::make_unique<ScriptedEngine>(beforeNext);
        opened.codec = std::make_unique<ByteCodec>();
        opened.baseHash = "base";
        opened.threads = 1;
        return opened;
    };
    parts.openExecutor = [](const config::RunConfig&) -> Result<std::unique_ptr<execution::Executor>> {
        return std::make_unique<FakeExecutor>();
    };
    parts.now = [] { return 1000.0; };
    return parts;
}

/// smallRun() within the ranges that a configuration is checked for.
inline config::RunConfig sessionRun(int steps) {
    config::RunConfig config = smallRun();
    config.steps = steps;
    return config;
}

/// Waits for the session's state; false after the time is over. Drains notices into `seen`.
inline bool waitFor(session::Session& session, session::RunState state, std::vector<session::Notice>* seen = nullptr) {
    const auto settled = [&] {
        for (auto& notice : session.drain())
            if (seen != nullptr) seen->push_back(std::move(notice));
        return session.state() == state || session.state() == session::RunState::Failed;
    };
    return QTest::qWaitFor(settled, 60000) && session.state() == state;
}

/// A session over scripted parts in a folder of the test's own.
inline std::unique_ptr<session::Session> openedSession(const QTemporaryDir& folder,
                                                       session::SessionParts parts = scriptedParts()) {
    auto opened = session::openSession(
        folder.path().toStdString(), [] {}, std::move(parts));
    if (!opened) qFatal("%s", describe(opened.error()).c_str());
    return std::move(*opened);
}

inline std::unique_ptr<store::Reader> readerOf(const session::Session& session) {
    auto reader = store::Reader::open(session.databasePath());
    if (!reader) qFatal("%s", describe(reader.error()).c_str());
    return std::move(*reader);
}

/// What became of a command of run 1: "applied: task 12", "refused: …".
inline std::string answerOf(store::Reader& reader, CommandId id) {
    const auto commands = reader.commands(RunId{1}, 0, 0);
    for (const auto& row : *commands)
        if (row.id == id) return row.status + ": " + row.answer;
    return "missing";
}

inline session::StartRequest startRequest(int steps) {
    session::StartRequest request;
    request.config = sessionRun(steps);
    return request;
}

}  // namespace azr::test
