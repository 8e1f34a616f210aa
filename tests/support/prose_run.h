/// A scripted policy that answers prompts in plain text (wrapper r1), and runs with it.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>

#include "tests/support/scripted_world.h"
#include "tests/support/verify_ok.h"

namespace azr::test {

using namespace azr::training;

inline std::string fenced(const std::string& tag, const std::string& text) {
    return "```" + tag + "\n" + text + "\n```\n";
}

/// How many functions a proposer is given.
inline int givenIn(const std::string& prompt) {
    int count = 0;
    while (prompt.find(fmt::format("def g_{}(", count)) != std::string::npos) ++count;
    return count;
}

/// A proposal of the prose wrappers; `own` writes its program.
using Own = std::function<std::string(int given, std::uint64_t seed)>;

inline std::string playProse(const std::string& prompt, std::uint64_t seed, const Own& own,
                             const std::string& between = "") {
    const auto says = [&](const char* text) { return prompt.find(text) != std::string::npos; };
    std::string answer;
    if (says("Invent one new Python puzzle")) {
        answer = fenced("python", own(givenIn(prompt), seed)) + fenced("input", std::to_string((seed >> 32) % 90));
    } else if (says("Below stands a Python function")) {
        for (int i = 0; i < 6; ++i) answer += fenced("input", std::to_string(i * 3 + static_cast<int>(seed % 7)));
        answer += fenced("message", "a sum");
    } else {
        answer = fenced(says("Find an input") ? "input" : says("Write the Python") ? "python" : "output", "0");
    }
    return "thought</think>" + between + "<answer>" + answer + "</answer>";
}

inline std::string plain(std::uint64_t seed) {
    return fmt::format("def f(x):\n    return x + {}", 1 + (seed >> 8) % 5000);
}

inline config::RunConfig proseRun() {
    config::RunConfig config = test::smallRun();
    config.prompt.wrapper = config::WrapperStyle::R1;
    config.prompt.promptLimit = 20000;
    config.prompt.responseLimit = 4000;
    config.selfplay.references = 3;
    config.selfplay.rejectCoinFlips = false;
    config.selfplay.skipDuplicates = false;
    return config;
}

inline std::optional<double> metricOf(const World& world, int step, const std::string& name) {
    for (const auto& measured : world.listener.all<MetricsMeasured>())
        for (const auto& metric : measured.metrics)
            if (measured.step == step && metric.name == name) return metric.value;
    return std::nullopt;
}

/// The whole run, its programs in `executor`.
inline Status runProse(World& world, execution::Executor& executor) {
    TrainerParts parts{world.sampler,  world.learner, world.codec,  executor,
                       world.listener, world.mailbox, world.control};
    parts.checkpoints = world.checkpoints;
    parts.wrapper.style = selfplay::WrapperStyle::R1;
    return Trainer(world.config, std::move(parts)).run();
}

}  // namespace azr::test
