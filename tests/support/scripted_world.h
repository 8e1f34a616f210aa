/// A whole little self-play world for tests: a scripted policy that proposes "x + K" tasks in the nano format and
/// solves them now and then, the parts of a Trainer around it, and a listener that keeps every event.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <variant>
#include <vector>

#include "core/selfplay/nano/nano_format.h"
#include "core/training/loop.h"
#include "tests/support/byte_codec.h"
#include "tests/support/fake_executor.h"
#include "tests/support/scripted_policy.h"

namespace azr::test {

inline std::string between(const std::string& text, const std::string& from, const std::string& to) {
    const std::size_t at = text.rfind(from);
    if (at == std::string::npos) return {};
    const std::size_t begin = at + from.size();
    return text.substr(begin, text.find(to, begin) - begin);
}

/// Well formed nine times in ten; solves every second attempt.
inline std::string playNano(const std::string& prompt, std::uint64_t seed) {
    using namespace selfplay;
    ParsedCompletion parts;
    parts.think = "t";
    Stream stream;
    stream.role = prompt.starts_with("<propose>") ? Role::Propose : Role::Solve;
    for (const TaskKind kind : kKinds)
        if (prompt.find(fmt::format("<{}>", name(kind))) != std::string::npos) stream.kind = kind;
    if (seed % 10 == 0) return "<think>lost";
    const bool right = seed % 2 == 0;
    if (stream.role == Role::Propose) {
        parts.program = fmt::format("def f(x):\n    return x + {}", 1 + (seed >> 8) % 5000);
        parts.input = std::to_string((seed >> 32) % 90);
        for (int i = 0; i < 6; ++i) parts.inputs.push_back(std::to_string(i * 3 + static_cast<int>(seed % 7)));
        parts.message = "x + k";
    } else if (stream.kind == TaskKind::Deduction) {
        parts.output = right ? evaluateLine(between(prompt, "<program>", "<input>"), between(prompt, "<input>", "<go>"))
                                   .value_or("0")
                             : "-1";
    } else if (stream.kind == TaskKind::Abduction) {
        const std::string program = between(prompt, "<program>", "<output>");
        const std::string gold = between(prompt, "<output>", "<go>");
        const std::string number = between(program, "+ ", "<");
        parts.input =
            right && !number.empty() ? std::to_string(std::atol(gold.c_str()) - std::atol(number.c_str())) : "12345";
    } else {
        const long in = std::atol(between(prompt, "<input>", "<").c_str());
        const long out = std::atol(between(prompt, "<output>", "<").c_str());
        parts.program = fmt::format("def f(x):\n    return x + {}", right ? out - in : 1);
    }
    return writeNano(stream, parts);
}

class RecordingListener final : public training::Listener {
  public:
    Status tell(const training::Event& event) override {
        events.push_back(event);
        if (onEvent) onEvent(event);
        return {};
    }
    template <class E>
    std::vector<E> all() const {
        std::vector<E> result;
        for (const auto& event : events)
            if (const auto* one = std::get_if<E>(&event)) result.push_back(*one);
        return result;
    }
    std::vector<training::Event> events;
    std::function<void(const training::Event&)> onEvent;
};

/// Small numbers, every stream on.
inline config::RunConfig smallRun() {
    config::RunConfig config;
    config.seed = 7;
    config.steps = 3;
    config.prompt.promptLimit = 2000;
    config.prompt.responseLimit = 400;
    config.selfplay.proposalsPerKind = 4;
    config.selfplay.solvesPerKind = 4;
    config.selfplay.rollouts = 4;
    config.selfplay.seedFactor = 2;
    config.guard.window = 2;
    return config;
}

struct World {
    explicit World(std::filesystem::path folder, config::RunConfig run = smallRun(), Script script = playNano)
        : config(std::move(run)), checkpoints(std::move(folder)), sampler(std::move(script)) {}

    training::TrainerParts parts() {
        training::TrainerParts made{sampler, learner, codec, executor, listener, mailbox, control};
        made.checkpoints = checkpoints;
        made.evaluate = evaluate;
        return made;
    }

    config::RunConfig config;
    std::filesystem::path checkpoints;
    ScriptedSampler sampler;
    ScriptedLearner learner;
    ByteCodec codec;
    FakeExecutor executor;
    RecordingListener listener;
    training::Mailbox mailbox;
    Control control;
    decltype(training::TrainerParts::evaluate) evaluate;
};

}  // namespace azr::test
