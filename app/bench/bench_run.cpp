#include "app/bench/bench_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/rng.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/selfplay/kinds.h"
#include "core/store/reader.h"
#include "core/store/writer.h"

namespace azr::app {
namespace {

// What a run of the default configuration has.
const std::vector<selfplay::TaskKind> kKinds = selfplay::shownKinds({});
constexpr int kAttempts = 8;
constexpr int kOtherSteps = 400;  // of the runs beside the large one
constexpr const char* kName = "made up for measuring";

/// Of each kind; the charts show these.
constexpr std::array kMetricsOfKind = {
    "solve/rate/solve.{}", "reward/mean/solve.{}", "reward/mean/propose.{}",         "valid/rate/propose.{}",
    "entropy/propose.{}",  "entropy/solve.{}",     "length/mean/propose.{}",         "length/mean/solve.{}",
    "eval/dev/sampled/{}", "eval/dev/greedy/{}",   "learnability/reward/propose.{}", "learnability/between/propose.{}",
    "buffer/size/{}"};
constexpr std::array kMetrics = {
    "novelty/near_duplicates", "novelty/coin_flips",   "length/clipped", "throughput/sampled",
    "throughput/trained",      "update/gradient_norm", "time/step"};

Status pushTask(store::Writer& writer, RunId run, std::int64_t number, int step, Rng& rng) {
    store::TaskRow task;
    task.run = run;
    task.id = TaskId{store::firstIdOf(run) + number};
    task.kind = selfplay::name(kKinds[static_cast<std::size_t>(number) % kKinds.size()]);
    task.origin = "model";
    task.step = step;
    task.program =
        fmt::format("def f(x):\n    total = {}\n    for item in x:\n        total += item * {}\n    return total",
                    number, rng.below(100));
    const bool valid = rng.chance(0.9);
    task.verdict = valid ? "ok" : "exception";
    task.status = valid ? "admitted" : "invalid";
    task.input = fmt::format("[{}, {}, {}]", rng.below(100), rng.below(100), rng.below(100));
    task.output = std::to_string(rng.below(10'000));
    task.outputType = "int";
    task.learnability = static_cast<double>(rng.below(9)) / 8;
    task.reward = 1 - task.learnability;
    task.complexity = static_cast<double>(rng.below(12));
    task.nearDuplicate = rng.chance(0.05);
    if (number > 4) task.references = {TaskId{task.id.value - 3}};
    AZR_CHECK(writer.push(task));
    if (valid) AZR_CHECK(writer.push(store::BufferEventRow{0, run, step, task.kind, task.id, "add", "", number / 3}));
    for (std::int64_t i = 0; i < kAttempts; ++i) {
        store::AttemptRow attempt;
        attempt.run = run;
        attempt.id = AttemptId{store::firstIdOf(run) + number * kAttempts + i};
        attempt.task = task.id;
        attempt.step = step;
        attempt.kind = task.kind;
        attempt.use = i + 1 < kAttempts ? "rollout" : "train";
        attempt.verdict = rng.chance(0.5) ? "ok" : "wrong";
        attempt.answer = std::to_string(rng.below(10'000));
        attempt.completion = "<answer>" + attempt.answer + "</answer>";
        AZR_CHECK(writer.push(attempt));
    }
    return {};
}

Status pushMetrics(store::Writer& writer, RunId run, int step, Rng& rng) {
    const double level = 1 - std::exp(-step / 400.0);
    for (const auto kind : kKinds)
        for (const char* name : kMetricsOfKind)
            AZR_CHECK(writer.push(store::MetricRow{run, step, fmt::format(fmt::runtime(name), selfplay::name(kind)),
                                                   level + 0.1 * rng.uniform(), true}));
    for (const char* name : kMetrics)
        AZR_CHECK(writer.push(store::MetricRow{run, step, name, level + rng.uniform(), true}));
    return {};
}

Status pushRun(store::Writer& writer, RunId run) {
    store::RunRow row;
    row.id = run;
    row.name = kName;
    row.state = "finished";
    row.preset = "nano";
    row.config = dumpLine(config::toJson(config::presets().front().config));
    row.lastStep = kBenchSteps;
    return writer.push(row);
}

tl::unexpected<Error> stopped(const std::filesystem::path& database) {
    return fail(ErrorCode::Cancelled, "interrupted while its rows were written", database.string());
}

/// Whether the database holds just this already.
Result<bool> isThere(const std::filesystem::path& database, int tasks, int runs) {
    std::error_code ignored;
    if (!std::filesystem::exists(database, ignored)) return false;
    AZR_TRY(const auto reader, store::Reader::open(database));
    const auto large = reader->run(kLargeRun);
    store::TaskFilter all;
    all.run = kLargeRun;
    AZR_TRY(const auto held, reader->countTasks(all));
    AZR_TRY(const auto rows, reader->runs());
    const auto madeUp = std::ranges::count(rows, std::string(kName), &store::RunRow::name);
    if (large && large->name == kName && held == tasks && madeUp == runs) return true;
    return fail(ErrorCode::Conflict, fmt::format("is not a run of {} tasks beside {} others", tasks, runs - 1),
                database.string(), "choose an empty folder");
}

}  // namespace

Status writeBenchRuns(const std::filesystem::path& database, int tasks, int runs,
                      const std::function<bool(double share)>& progress) {
    AZR_TRY(const bool there, isThere(database, tasks, runs));
    if (there) return {};
    AZR_TRY(const auto writer, store::Writer::open(database, {}));
    Rng rng(1);
    AZR_CHECK(pushRun(*writer, kLargeRun));
    std::int64_t number = 0;
    for (int step = 1; step <= kBenchSteps; ++step) {
        AZR_CHECK(writer->push(store::StepRow{kLargeRun, step, "finished", 0, 1}));
        const std::int64_t until = static_cast<std::int64_t>(tasks) * step / kBenchSteps;
        while (number < until) {
            ++number;
            AZR_CHECK(pushTask(*writer, kLargeRun, number, step, rng));
        }
        AZR_CHECK(pushMetrics(*writer, kLargeRun, step, rng));
        if (!progress(static_cast<double>(step) / kBenchSteps)) return stopped(database);
    }
    for (std::int64_t other = kLargeRun.value + 1; other <= runs; ++other) {
        if (!progress(1)) return stopped(database);
        AZR_CHECK(pushRun(*writer, RunId{other}));
        for (int step = 1; step <= kOtherSteps; ++step) {
            AZR_CHECK(writer->push(store::StepRow{RunId{other}, step, "finished", 0, 1}));
            AZR_CHECK(pushMetrics(*writer, RunId{other}, step, rng));
        }
    }
    return writer->finish();
}

}  // namespace azr::app
