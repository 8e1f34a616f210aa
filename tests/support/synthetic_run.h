/// A run as training would have left it, made of formulas: steps, metrics, tasks with lineage, attempts, buffers,
/// evaluations, checkpoints, an alert. For tests of what reads a workspace; nothing in it was measured.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/rng.h"
#include "core/config/run_fields.h"
#include "core/store/writer.h"

namespace azr::testing {

struct SyntheticRun {
    std::int64_t id = 1;
    int steps = 40;
    int tasksPerStep = 4;  ///< of each kind
    std::string state = "finished";
    std::uint64_t seed = 1;
    double learningRate = 2e-4;
    int loraRank = 0;
    bool error = false;      ///< trains error tasks, too
    bool composite = false;  ///< the first task builds on the second
    [[nodiscard]] std::size_t kinds() const { return error ? 4 : 3; }
};

namespace detail {

constexpr std::array<const char*, 4> kSyntheticKinds = {"deduction", "abduction", "induction", "error"};
constexpr std::array<const char*, 6> kBodies = {
    "    return sorted(x)[::-1]",
    "    total = 0\n    for item in x:\n        if item % 2 == 0:\n            total = total + item\n    return total",
    "    return [item * 3 for item in x if item > 2]",
    "    # largest distance between neighbours\n    return max(abs(a - b) for a, b in zip(x, x[1:]))",
    "    text = 'ab' * len(x)\n    return text.upper()",
    "    return x[-1] - x[0]"};

inline void pushMetrics(store::Writer& writer, const SyntheticRun& run, int step, Rng& rng) {
    const double progress = 1 - std::exp(-step / 18.0);
    const auto put = [&](const std::string& name, double value) {
        (void)writer.push(store::MetricRow{RunId{run.id}, step, name, value, true});
    };
    for (std::size_t kind = 0; kind < run.kinds(); ++kind) {
        const std::string name = kSyntheticKinds[kind];
        const double level = 0.42 - 0.13 * static_cast<double>(kind);
        const auto noise = [&](double size) { return size * (rng.uniform() - 0.5); };
        const double solved = std::clamp(level + 0.22 * progress + noise(0.12), 0.0, 1.0);
        put("solve/rate/solve." + name, solved);
        put("reward/mean/solve." + name, 1.5 * solved - 0.5);
        put("reward/mean/propose." + name, -0.3 + 0.45 * progress + noise(0.2));
        put("valid/rate/propose." + name, std::min(1.0, 0.86 + 0.1 * progress + noise(0.06)));
        put("learnability/reward/propose." + name, 0.22 + 0.2 * progress + noise(0.1));
        put("learnability/between/propose." + name, 0.4 + 0.2 * progress + noise(0.1));
        put("entropy/propose." + name, 0.52 - 0.1 * progress + noise(0.03));
        put("entropy/solve." + name, 0.4 - 0.08 * progress + noise(0.03));
        put("length/mean/propose." + name, 42 - 5 * static_cast<double>(kind) + noise(4));
        put("length/mean/solve." + name, 28 + 4 * static_cast<double>(kind) + noise(4));
        put("buffer/size/" + name, 128.0 + step * run.tasksPerStep);
        if (step % 5 == 1) {
            put("eval/dev/sampled/" + name, level - 0.05 + 0.14 * progress + noise(0.02));
            put("eval/dev/greedy/" + name, level + 0.08 + 0.06 * progress + noise(0.02));
        }
    }
    put("novelty/near_duplicates", 0.06 + 0.05 * progress + 0.03 * rng.uniform());
    put("novelty/coin_flips", 0.04 + 0.03 * rng.uniform());
    put("length/clipped", 0.01 + 0.02 * rng.uniform());
    put("throughput/sampled", 21000 + 1500 * rng.uniform());
    put("throughput/trained", 33000 + 2500 * rng.uniform());
    put("update/gradient_norm", 0.8 + 0.5 * rng.uniform());
    put("time/step", 1.6 + 0.3 * rng.uniform());
}

inline store::TaskRow syntheticTask(const SyntheticRun& run, std::int64_t number, int step, std::size_t kind,
                                    Rng& rng) {
    store::TaskRow task;
    task.run = RunId{run.id};
    task.id = TaskId{store::firstIdOf(task.run) + number};
    task.kind = kSyntheticKinds[kind];
    task.origin = step == 0 ? "identity" : "model";
    task.step = step;
    task.program = std::string("def f(x):\n") + kBodies[rng.below(kBodies.size())];
    task.prompt = "<propose><" + task.kind + "><reference>…<go>";
    task.completion = "<think></think><answer><program>" + task.program + "</answer>";
    task.tokens = 36;
    const bool valid = rng.chance(0.88);
    task.verdict = valid ? "ok" : "exception";
    task.status = valid ? (rng.chance(0.9) ? "admitted" : "evicted") : "invalid";
    if (!valid) {
        task.reason = "TypeError";
        task.detail = "'int' object is not iterable";
        return task;
    }
    if (kind == 2) {
        task.message = "Look at the order of the items.";
        for (int pair = 0; pair < 6; ++pair)
            task.pairs.push_back({fmt::format("[{}, {}, 3]", pair, pair + 4), fmt::format("{}", pair + 4)});
    } else {
        task.input = "[4, 8, 15, 16, 23, 42]";
        task.output = "[42, 23, 16, 15, 8, 4]";
        task.outputType = "list";
    }
    if (kind == 3) task.output = "ZeroDivisionError";
    task.learnability = static_cast<double>(rng.below(9)) / 8;
    task.learnReward = task.learnability > 0 && task.learnability < 1 ? 1 - task.learnability : 0;
    task.reward = task.learnReward > 0 ? task.learnReward : -0.5;
    task.advantage = task.reward - 0.1;
    task.nearDuplicate = rng.chance(0.07);
    if (number > 4) task.references = {TaskId{task.id.value - 3}};
    return task;
}

inline void pushTask(store::Writer& writer, const SyntheticRun& run, const store::TaskRow& task, std::int64_t size,
                     Rng& rng) {
    (void)writer.push(task);
    if (task.status == "admitted" || task.status == "evicted")
        (void)writer.push(store::BufferEventRow{0, task.run, task.step, task.kind, task.id, "add", "", size});
    if (task.status == "evicted")
        (void)writer.push(store::BufferEventRow{0, task.run, task.step, task.kind, task.id, "evict", "fifo", size - 1});
    if (task.verdict != "ok") return;
    for (std::int64_t number = 0; number < 8; ++number) {
        store::AttemptRow attempt;
        attempt.run = task.run;
        attempt.id = AttemptId{store::firstIdOf(task.run) + (task.id.value - store::firstIdOf(task.run)) * 8 + number};
        attempt.task = task.id;
        attempt.step = task.step;
        attempt.kind = task.kind;
        attempt.use = number < 7 ? "rollout" : "train";
        const bool solved = rng.chance(std::max(0.0, task.learnability));
        attempt.verdict = solved ? "ok" : (number == 3 ? "parse_error" : "wrong");
        attempt.reason = attempt.verdict == "parse_error" ? "no_answer" : "";
        attempt.score = solved ? 1 : 0;
        attempt.reward = solved ? 1 : -0.5;
        attempt.advantage = solved ? 0.8 : -0.6;
        attempt.answer = solved ? task.output : "[4, 8, 15]";
        attempt.prompt = "<solve><" + task.kind + "><program>…<go>";
        attempt.completion = "<think>x = 4, 8, 15</think><answer><output>" + attempt.answer + "</answer>";
        attempt.tokens = 24;
        (void)writer.push(attempt);
    }
    (void)run;
}

}  // namespace detail

/// Writes the run through an open writer; returns after everything is committed.
inline void writeSyntheticRun(store::Writer& writer, const SyntheticRun& run) {
    Rng rng(run.seed);
    config::RunConfig config;
    config.seed = run.seed;
    config.optimizer.learningRate = run.learningRate;
    config.model.loraRank = run.loraRank;
    if (run.error) {
        config.selfplay.error = true;
        config.prompt.wrapper = config::WrapperStyle::FewShot;
        config.model.folder = "/models/some";
    }
    store::RunRow row;
    row.id = RunId{run.id};
    row.state = run.state;
    row.preset = "nano";
    row.config = dumpLine(config::toJson(config));
    row.seed = run.seed;
    row.created = 1'763'800'000 + static_cast<double>(run.id) * 3600;
    row.ended = run.state == "running" ? 0 : row.created + 2 * run.steps;
    row.lastStep = run.steps;
    row.device = "cpu";
    row.parameters = 870'000;
    (void)writer.push(row);
    std::int64_t number = 0;
    std::array<std::int64_t, 4> sizes{};
    for (int step = 0; step <= run.steps; ++step) {
        if (step > 0) (void)writer.push(store::StepRow{row.id, step, "finished", row.created + 2 * step, 1.7});
        for (std::size_t kind = 0; kind < run.kinds(); ++kind) {
            for (int i = 0; i < run.tasksPerStep; ++i) {
                store::TaskRow task = detail::syntheticTask(run, ++number, step, kind, rng);
                if (run.composite && number == 1) {
                    task.given = {{TaskId{task.id.value + 1}, "def g_0(x):\n    return x + 1"}};
                    task.program = task.given.front().program + "\n\n" + task.program;
                }
                if (task.status == "admitted" || task.status == "evicted") ++sizes[kind];
                detail::pushTask(writer, run, task, sizes[kind], rng);
                if (task.status == "evicted") --sizes[kind];
            }
        }
        if (step == 0) continue;
        detail::pushMetrics(writer, run, step, rng);
        if (step % 10 == 0)
            (void)writer.push(store::CheckpointRow{{},
                                                   row.id,
                                                   step,
                                                   fmt::format("checkpoints/run-{}/step-{}", run.id, step),
                                                   "0",
                                                   "0",
                                                   3'600'000,
                                                   step == 30,
                                                   false,
                                                   row.created + 2 * step});
        if (step == run.steps / 2)
            (void)writer.push(store::EventRow{0, row.id, step, "warning", "near_duplicates",
                                              "share of near-duplicates is 0.310 over the last 10 steps (bar 0.300)",
                                              row.created + 2 * step});
    }
    (void)writer.flush();
}

}  // namespace azr::testing
