/// The states of a run: which may follow which, that they are told in their order, and that every run comes to an end.
#include <sys/resource.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>

#include "core/session/names.h"
#include "core/session/running/training_run.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using test::scriptedParts;
using test::waitFor;

namespace {

std::unique_ptr<Session> opened(const QTemporaryDir& folder, SessionParts parts = scriptedParts()) {
    auto session = openSession(
        folder.path().toStdString(), [] {}, std::move(parts));
    if (!session) qFatal("%s", describe(session.error()).c_str());
    return std::move(*session);
}

StartRequest startRequest(int steps) {
    StartRequest request;
    request.config = test::sessionRun(steps);
    return request;
}

std::vector<RunState> statesIn(const std::vector<Notice>& notices) {
    std::vector<RunState> states;
    for (const Notice& notice : notices)
        if (const auto* changed = std::get_if<StateChanged>(&notice)) states.push_back(changed->state);
    return states;
}

/// Parts whose model opens when `open` says so.
SessionParts partsThatWait(const std::atomic<bool>& open) {
    SessionParts parts = scriptedParts();
    parts.openPolicy = [&open, real = parts.openPolicy](const config::RunConfig& config) {
        while (!open) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        return real(config);
    };
    return parts;
}

}  // namespace

class TestTrainingRun : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// The window stays fluent: whatever the trainer starts comes after it.
    void theTrainerAndItsThreadsGiveWay() {
        const QTemporaryDir folder;
        const auto priority = [] { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); };
        std::atomic<int> trainer{0}, started{0};
        SessionParts parts = scriptedParts();
        parts.openPolicy = [&, real = parts.openPolicy](const config::RunConfig& config) {
            trainer = priority();
            std::thread([&] { started = priority(); }).join();
            return real(config);
        };
        const auto session = opened(folder, std::move(parts));
        QVERIFY(session->start(startRequest(1)).has_value());
        QVERIFY(waitFor(*session, RunState::Finished));
        QVERIFY(trainer > priority());
        QCOMPARE(started.load(), trainer.load());
    }

    void statesFollowTheirRule() {
        using enum RunState;
        const std::map<RunState, std::set<RunState>> allowed = {
            {Starting, {Running, Pausing, Paused, Stopping, Finished, Failed}},
            {Running, {Pausing, Paused, Stopping, Finished, Failed}},
            {Pausing, {Running, Paused, Stopping, Finished, Failed}},
            {Paused, {Running, Stopping, Finished, Failed}},
            {Stopping, {Finished, Failed}},
            {Finished, {}},
            {Failed, {}}};
        for (const auto& [now, following] : allowed)
            for (const RunState next : {Idle, Starting, Running, Pausing, Paused, Stopping, Finished, Failed})
                QVERIFY2(mayFollow(now, next) == following.contains(next),
                         (std::string(name(now)) + " to " + std::string(name(next))).c_str());
    }

    void aStopThatComesTooLateChangesNothing() {
        const QTemporaryDir folder;
        auto session = opened(folder);
        QVERIFY(session->start(startRequest(1)));
        QVERIFY(waitFor(*session, RunState::Finished));
        (void)session->drain();
        QVERIFY(session->post(Stop{}));  // what was to end has ended
        QCOMPARE(session->state(), RunState::Finished);
        QVERIFY(statesIn(session->drain()).empty());
    }

    void aStopAtAnyMomentEndsTheRunAndTheStatesAreToldInOrder() {
        for (int round = 0; round < 24; ++round) {
            const QTemporaryDir folder;
            auto session = opened(folder);
            QVERIFY(session->start(startRequest(1)));
            std::this_thread::sleep_for(std::chrono::milliseconds(4 * round));
            if (round % 3 == 1) (void)session->post(Pause{});
            if (round % 3 == 2) (void)session->post(StepOnce{});
            if (round % 2 == 1) (void)session->post(Resume{});
            QVERIFY(session->post(Stop{}));
            std::vector<Notice> seen;
            QVERIFY(waitFor(*session, RunState::Finished, &seen));
            for (Notice& late : session->drain()) seen.push_back(std::move(late));
            const auto states = statesIn(seen);
            QVERIFY(states.size() >= 2);
            QCOMPARE(states.front(), RunState::Starting);
            QCOMPARE(states.back(), RunState::Finished);
            for (std::size_t i = 1; i < states.size(); ++i) QVERIFY(mayFollow(states[i - 1], states[i]));
        }
    }

    void aPauseBeforeTheStartHolds() {
        const QTemporaryDir folder;
        std::atomic<bool> open = false;
        auto session = opened(folder, partsThatWait(open));
        QVERIFY(session->start(startRequest(0)));
        QVERIFY(session->post(Pause{}));
        open = true;
        QVERIFY(waitFor(*session, RunState::Paused));
        QVERIFY(session->post(Pause{}));
        QCOMPARE(session->state(), RunState::Paused);  // it does not park again
        QVERIFY(session->post(Resume{}));
        QVERIFY(waitFor(*session, RunState::Running));
        session->stop();
        QCOMPARE(session->state(), RunState::Finished);
    }

    /// Also where what is done at its end goes wrong.
    void aBugAtTheEndStillEndsTheRun() {
        const QTemporaryDir folder;
        SessionParts parts = scriptedParts();
        std::atomic<bool> broken = false;
        parts.now = [&broken]() -> double {
            if (broken) throw std::runtime_error("no clock");
            return 1000.0;
        };
        auto session = opened(folder, std::move(parts));
        QVERIFY(session->start(startRequest(0)));
        QVERIFY(waitFor(*session, RunState::Running));
        QVERIFY(session->post(Pause{}));
        QVERIFY(waitFor(*session, RunState::Paused));
        broken = true;
        QVERIFY(session->post(Stop{}));
        std::vector<Notice> seen;
        QVERIFY(!waitFor(*session, RunState::Finished, &seen));
        QCOMPARE(session->state(), RunState::Failed);
        for (Notice& late : session->drain()) seen.push_back(std::move(late));
        std::string told;
        for (const Notice& notice : seen)
            if (const auto* changed = std::get_if<StateChanged>(&notice)) told = changed->message;
        QVERIFY2(told.find("no clock") != std::string::npos, told.c_str());
        session->stop();
    }

    void aPauseTakenBackBeforeTheStartIsNone() {
        const QTemporaryDir folder;
        std::atomic<bool> open = false;
        auto session = opened(folder, partsThatWait(open));
        QVERIFY(session->start(startRequest(0)));
        QVERIFY(session->post(Pause{}));
        QVERIFY(session->post(Resume{}));
        open = true;
        QVERIFY(waitFor(*session, RunState::Running));
        session->stop();
        QCOMPARE(session->state(), RunState::Finished);
    }
};

QTEST_GUILESS_MAIN(TestTrainingRun)
#include "tst_training_run.moc"
