#include "app/bench/executor_bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "app/bench/executor_mix.h"
#include "app/bench/executor_soak.h"
#include "core/base/elapsed.h"
#include "core/execution/executor.h"

namespace azr::app {
namespace {

using namespace execution;
double quantile(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

/// Where a measurement goes: one line each, for programs or for people.
struct Paper {
    bool asJson;
    const Console& console;

    void write(const char* what, const Json& fields) const {
        if (asJson) {
            Json all = {{"bench", "executor"}, {"measure", what}};
            all.update(fields);
            console.json("bench", all);
            return;
        }
        std::string line = what;
        for (const auto& [key, value] : fields.items()) {
            line += line == what ? ": " : ", ";
            line += key + ' ';
            line += value.is_number_float() ? fmt::format("{:.4g}", value.get<double>())
                    : value.is_string()     ? value.get<std::string>()
                                            : dumpLine(value);
        }
        console.line(line);
    }
};

/// The number keeps answers out of the cache.
constexpr const char* kPooled = "def f(x):\n    y = x + {}\n    return [y, y * 2]";
constexpr const char* kForked = "class A:\n    k = {}\n\n\ndef f(x):\n    return [A.k + x, x * 2]";

ValidateRequest callsOf(const char* program, std::int64_t number, int inputs) {
    ValidateRequest request;
    request.program = withNumber(program, number);
    for (int i = 0; i < inputs; ++i) request.inputs.push_back(std::to_string(i));
    request.runs = 1;
    return request;
}

/// One request after the other on one lane, as `lanes` callers would.
Result<Json> tierSpeed(Executor& executor, const char* program, int inputs, int lanes, double seconds,
                       Control& control) {
    std::int64_t number = inputs * std::int64_t{1'000'000'000};
    struct Flight {
        SteadyClock::time_point begin;
        std::future<ValidateOutcome> outcome;
    };
    std::deque<Flight> flights;
    std::vector<double> latencies;
    std::int64_t failures = 0;
    const auto begin = SteadyClock::now();
    while (secondsSince(begin) < seconds || !flights.empty()) {
        while (secondsSince(begin) < seconds && static_cast<int>(flights.size()) < lanes)
            flights.push_back({SteadyClock::now(), executor.validate(callsOf(program, ++number, inputs), Lane::Loop)});
        if (flights.empty()) break;
        AZR_CHECK(control.checkpoint());
        if (flights.front().outcome.get().verdict != Verdict::Ok) ++failures;
        latencies.push_back(1e3 * secondsSince(flights.front().begin));
        flights.pop_front();
    }
    const double calls = static_cast<double>(latencies.size()) * inputs / secondsSince(begin);
    return Json{{"calls_per_second", calls},
                {"calls_per_second_per_lane", calls / lanes},
                {"p50_ms", quantile(latencies, 0.5)},
                {"p99_ms", quantile(latencies, 0.99)},
                {"failures", failures}};
}

Status benchTiers(const ExecutorBenchOptions& options, const Paper& paper, Control& control) {
    ExecutorOptions asked;
    asked.lanes = options.lanes;
    AZR_TRY(const auto executor, openExecutor(asked));
    const auto report = executor->report();
    paper.write("sandbox", {{"level", report.level},
                            {"python", report.pythonVersion},
                            {"lanes", options.lanes},
                            {"pooled_tier", report.pooled}});
    for (const char* program : {kPooled, kForked})
        for (const int inputs : {1, 8}) {
            AZR_TRY(const Json speed, tierSpeed(*executor, program, inputs, options.lanes, options.seconds, control));
            Json fields = {{"tier", program == kPooled ? "pooled" : "fork"}, {"calls_per_request", inputs}};
            fields.update(speed);
            paper.write("tier", fields);
        }
    return {};
}

/// The levels build on each other: L1 resource limits, L2 adds seccomp and Landlock, L3 namespaces, L4 a cgroup.
Status benchLayers(const ExecutorBenchOptions& options, const Paper& paper, Control& control) {
    for (const char* level : {"L1", "L2", "L3", "L4"}) {
        ExecutorOptions asked;
        asked.lanes = 1;
        asked.level = level;
        asked.allowL1 = true;  // only our own two programs run here
        const auto begin = SteadyClock::now();
        const auto executor = openExecutor(asked);
        if (!executor) {
            paper.write("layer", {{"level", level}, {"missing", describe(executor.error())}});
            continue;
        }
        const double start = 1e3 * secondsSince(begin), share = options.seconds / 4;
        AZR_TRY(const Json pooled, tierSpeed(**executor, kPooled, 1, 1, share, control));
        AZR_TRY(const Json forked, tierSpeed(**executor, kForked, 1, 1, share, control));
        paper.write(
            "layer",
            {{"level", level}, {"start_ms", start}, {"pooled_ms", pooled["p50_ms"]}, {"fork_ms", forked["p50_ms"]}});
    }
    return {};
}

Status benchDeduction(const ExecutorBenchOptions& options, const Paper& paper, Control& control) {
    ExecutorOptions asked;
    asked.lanes = 1;
    AZR_TRY(const auto executor, openExecutor(asked));
    GradeRequest request;
    request.gold = "{'name': 'Ada', 'scores': [1, 2.5, -3], 'tags': ('a', 'b'), 'seen': {3, 1, 2}}";
    request.answers.assign(8, request.gold);
    for (std::size_t i = 1; i < request.answers.size(); i += 2) request.answers[i][10] = static_cast<char>('a' + i);
    std::int64_t compared = 0;
    const auto begin = SteadyClock::now();
    while (secondsSince(begin) < options.seconds / 3) {
        AZR_CHECK(control.checkpoint());
        compared += static_cast<std::int64_t>(executor->grade(request, Lane::Loop).get().size());
    }
    const double each = secondsSince(begin) / static_cast<double>(compared);
    paper.write("deduction", {{"compares_per_second", 1 / each}, {"microseconds", 1e6 * each}});
    return {};
}

/// How long after its limit a looping program is gone: by the processor's clock, which the verdict goes by, and by the
/// wall's, which a busy machine stretches.
Status benchKills(const Paper& paper, Control& control) {
    ExecutorOptions asked;
    asked.lanes = 1;
    asked.cpuSeconds = 0.2;
    asked.wallSeconds = 10;
    AZR_TRY(const auto executor, openExecutor(asked));
    constexpr int kRounds = 12;
    for (const char* program : {"def f(x):\n    while {}: x += 1", "class A: pass\ndef f(x):\n    while {}: x += 1"}) {
        std::vector<double> processor, wall;
        for (int i = 1; i <= kRounds; ++i) {
            AZR_CHECK(control.checkpoint());
            const auto begin = SteadyClock::now();
            const ValidateOutcome outcome = executor->validate(callsOf(program, i, 1), Lane::Loop).get();
            if (outcome.verdict != Verdict::TimeoutCpu)
                return fail(ErrorCode::Internal, "a looping program came to " + std::string(name(outcome.verdict)));
            wall.push_back(1e3 * (secondsSince(begin) - asked.cpuSeconds));
            processor.push_back(outcome.runs.front().cpuMs - 1e3 * asked.cpuSeconds);
        }
        paper.write("kill", {{"tier", program[0] == 'd' ? "pooled" : "fork"},
                             {"limit_ms", 1e3 * asked.cpuSeconds},
                             {"overshoot_cpu_p50_ms", quantile(processor, 0.5)},
                             {"overshoot_cpu_max_ms", quantile(processor, 1)},
                             {"overshoot_wall_p50_ms", quantile(wall, 0.5)},
                             {"overshoot_wall_max_ms", quantile(wall, 1)}});
    }
    return {};
}

/// A proposal is inspected and run twice, then eight answers are graded; each run and each answer counts. Then the same
/// by the reference's way, on as many workers.
Status benchMix(const ExecutorBenchOptions& options, const Paper& paper, Control& control) {
    AZR_TRY(const MixFigures own, runMix(options.lanes, 2 * options.seconds, control));
    paper.write("mix", {{"verdicts_per_second", own.verdictsPerSecond()},
                        {"verdicts_per_processor_second", own.verdictsPerProcessorSecond()},
                        {"verdicts", own.verdicts},
                        {"failures", own.failures},
                        {"cache_hits", own.stats.cacheHits},
                        {"canary_alarms", own.stats.canaryAlarms},
                        {"infra_errors", own.stats.infraErrors}});
    const auto reference = runReferenceMix(own.python, options.lanes, options.seconds, control);
    if (!reference) {
        paper.write("reference", {{"missing", describe(reference.error())}});
        return {};
    }
    paper.write("reference",
                {{"verdicts_per_second", reference->verdictsPerSecond()},
                 {"verdicts_per_processor_second", reference->verdictsPerProcessorSecond()},
                 {"verdicts", reference->verdicts},
                 {"failures", reference->failures},
                 {"times_faster", own.verdictsPerSecond() / reference->verdictsPerSecond()},
                 {"times_less_processor", own.verdictsPerProcessorSecond() / reference->verdictsPerProcessorSecond()}});
    return {};
}

Json fieldsOf(const Footprint& print) {
    return {{"processes", print.processes},
            {"zombies", print.zombies},
            {"descriptors", print.descriptors},
            {"own_mb", static_cast<double>(print.ownKb) / 1024},
            {"largest_worker_mb", static_cast<double>(print.workersKb) / 1024}};
}

Status benchSoak(const ExecutorBenchOptions& options, const Paper& paper, Control& control) {
    ExecutorOptions asked;
    asked.lanes = options.lanes;
    asked.cpuSeconds = 0.2;
    asked.wallSeconds = 2;
    asked.memoryMegabytes = 150;
    AZR_TRY(const auto executor, openExecutor(asked));
    SoakOptions wanted;
    wanted.requests = options.soak;
    const auto show = [&](std::int64_t done, const Footprint& now) {
        Json fields = {{"requests", done}};
        fields.update(fieldsOf(now));
        paper.write("soak", fields);
    };
    AZR_TRY(const SoakFigures figures, soak(*executor, wanted, control, show));
    constexpr std::int64_t kSlackKb = 96 << 10;  // the result cache fills in the first third
    paper.write("soak total", {{"requests", figures.requests},
                               {"hostile", figures.hostile},
                               {"honest_changed", figures.changed},
                               {"hostile_ok", figures.rewarded},
                               {"restarts", figures.stats.restarts},
                               {"recycled", figures.stats.recycled},
                               {"infra_errors", figures.stats.infraErrors},
                               {"canary_alarms", figures.stats.canaryAlarms},
                               {"seconds", figures.seconds},
                               {"clean", figures.clean(kSlackKb)}});
    if (!figures.clean(kSlackKb)) return fail(ErrorCode::Internal, "the soak left something behind", "bench executor");
    return {};
}

}  // namespace

Status benchExecutor(const ExecutorBenchOptions& options, bool asJson, const Console& console, Control& control) {
    const Paper paper{asJson, console};
    if (options.soak > 0) return benchSoak(options, paper, control);
    AZR_CHECK(benchTiers(options, paper, control));
    AZR_CHECK(benchLayers(options, paper, control));
    AZR_CHECK(benchDeduction(options, paper, control));
    AZR_CHECK(benchKills(paper, control));
    return benchMix(options, paper, control);
}

}  // namespace azr::app
