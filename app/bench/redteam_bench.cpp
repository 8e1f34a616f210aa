#include "app/bench/redteam_bench.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "app/workspace.h"
#include "core/base/elapsed.h"
#include "core/base/files.h"
#include "core/execution/redteam/duel.h"
#include "core/session/checking/redteam_corpus.h"

namespace azr::app {
namespace {

using namespace execution;
namespace redteam = execution::redteam;

constexpr int kGrammarPrograms = 400, kStoredTasks = 4000;
constexpr double kCpuSeconds = 0.2, kWallSeconds = 1.0, kPatience = 10;  ///< mutants are short
constexpr int kMemoryMegabytes = 200;
constexpr std::size_t kExamples = 50;  ///< of unstable lines that are told
constexpr std::array<const char*, redteam::kChanges> kChangeNames = {"rename", "renest", "splice", "token", "order"};

ExecutorOptions limits(int lanes, double patience = 1) {
    ExecutorOptions options;
    options.lanes = lanes;
    options.cpuSeconds = kCpuSeconds * patience;
    options.wallSeconds = kWallSeconds * patience;
    options.memoryMegabytes = kMemoryMegabytes;
    return options;
}

ExecutorOptions alone(ExecutorOptions options) {
    options.pooled = false;
    options.cached = false;
    return options;
}

redteam::Rivals rivals() {
    const auto renewed = [](double patience) {
        ExecutorOptions options = alone(limits(1, patience));
        options.workerRequests = 1;
        return openExecutor(options);
    };
    return {[] { return openExecutor(limits(1)); }, [] { return openExecutor(alone(limits(2))); },
            [renewed] { return renewed(1); }, [renewed] { return renewed(kPatience); }};
}

Result<RunId> youngestRun(store::Reader& reader, const std::string& workspace) {
    AZR_TRY(const auto runs, reader.runs());
    if (runs.empty()) return fail(ErrorCode::NotFound, "the workspace has no run", workspace);
    return runs.front().id;
}

Result<redteam::Corpus> corpusOf(const RedteamOptions& options, Control& control) {
    AZR_TRY(redteam::Corpus corpus, redteam::readCorpus(resourceFolder() / "redteam"));
    if (options.workspace.empty()) {
        AZR_TRY(const auto reference, openExecutor(alone(limits(2))));
        AZR_CHECK(session::addGrammarSamples(corpus, *reference, kGrammarPrograms, control));
        return corpus;
    }
    AZR_TRY(const auto reader, openReader(options.workspace));
    AZR_TRY(const RunId run, options.run.empty() ? youngestRun(*reader, options.workspace) : runIdOf(options.run));
    AZR_CHECK(reader->run(run));
    AZR_CHECK(session::addStoredSamples(corpus, *reader, run, kStoredTasks));
    return corpus;
}

double share(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

Json figuresJson(const RedteamOptions& options, const redteam::DuelFigures& figures) {
    Json verdicts = Json::object(), changes = Json::object();
    for (std::size_t i = 0; i < figures.verdicts.size(); ++i)
        if (figures.verdicts[i] > 0)
            verdicts[std::string(kVerdictNames[i])] = share(figures.verdicts[i], figures.lines);
    for (std::size_t i = 0; i < figures.changes.size(); ++i)
        changes[kChangeNames[i]] = share(figures.changes[i], figures.mutants);
    return {{"bench", "executor"},
            {"measure", "redteam"},
            {"seed", options.seed},
            {"from", options.from},
            {"mutants", figures.mutants},
            {"lines", figures.lines},
            {"reference_lines", figures.referenceLines},
            {"fresh_lines", figures.freshLines},
            {"differences", figures.differences},
            {"passes", figures.passes},
            {"repeats", figures.repeats},
            {"unstable", figures.unstable},
            {"lucky_passes", figures.luckyPasses},
            {"suspicions", figures.suspicions},
            {"seconds", figures.seconds},
            {"mutants_per_second", figures.seconds > 0 ? static_cast<double>(figures.mutants) / figures.seconds : 0},
            {"parsed_share", share(figures.parsed, figures.lines)},
            {"pooled_share", share(figures.pure, figures.checked)},
            {"verdict_shares", verdicts},
            {"change_shares", changes}};
}

void show(const Json& figures, const Console& console) {
    for (const auto& [key, value] : figures.items())
        if (key != "bench" && key != "measure")
            console.line(fmt::format(
                "{}: {}", key, value.is_number_float() ? fmt::format("{:.4g}", value.get<double>()) : dumpLine(value)));
}

/// On the standard error: a line that is written over on a terminal, else one now and then.
class Progress {
  public:
    Progress(const RedteamOptions& options, const Console& console)
        : m_options(options), m_console(console), m_terminal(isatty(STDERR_FILENO) != 0) {}

    void show(const redteam::DuelFigures& now) {
        if (secondsSince(m_shown) < (m_terminal ? 0.5 : 30)) return;
        m_shown = SteadyClock::now();
        m_console.err << fmt::format(
                             "{}azr-studio bench: {} of {} mutants, {:.0f} per second, {} differences, {} "
                             "unstable{}",
                             m_terminal ? "\r" : "", now.mutants, m_options.count,
                             static_cast<double>(now.mutants) / std::max(now.seconds, 1e-3), now.differences,
                             now.unstable + now.luckyPasses, m_terminal ? "\x1b[K" : "\n")
                      << std::flush;
        m_open = m_terminal;
    }
    void end() {
        if (m_open) m_console.err << '\n';
    }

  private:
    const RedteamOptions& m_options;
    const Console& m_console;
    SteadyClock::time_point m_shown = SteadyClock::now();
    bool m_terminal, m_open = false;
};

redteam::DuelCallbacks callbacks(bool asJson, const Console& console, Progress& progress, std::size_t& examples) {
    redteam::DuelCallbacks out;
    // Reproductions are for `check` and `grade`, whatever else is printed.
    out.found = [&console](const redteam::Finding& finding) {
        for (const Json& line : redteam::toJson(finding)) console.json("difference", line);
    };
    if (asJson)
        out.unstable = [&console, &examples](const redteam::UnstableExample& one) {
            if (++examples > kExamples) return;
            Json line = redteam::toJson(one.line);
            line["pooled"] = redteam::toJson(one.pooled);
            for (const redteam::Seen& seen : one.alone) line["alone"].push_back(redteam::toJson(seen));
            console.json("unstable", line);
        };
    out.progress = [&progress](const redteam::DuelFigures& now) { progress.show(now); };
    return out;
}

Status replayFile(const RedteamOptions& options, const Console& console, Control& control) {
    AZR_TRY(const auto lines, redteam::readLines(options.replay));
    AZR_TRY(const auto outcomes, redteam::replay(rivals(), lines, control));
    bool differs = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        Json line = redteam::toJson(lines[i]);
        line["pooled"] = redteam::toJson(outcomes[i].pooled);
        line["alone"] = redteam::toJson(outcomes[i].alone);
        line["differs"] = !(outcomes[i].pooled == outcomes[i].alone);
        differs = differs || line["differs"].get<bool>();
        console.json("replayed", line);
    }
    if (differs) return fail(ErrorCode::Internal, "a line came out otherwise than alone", options.replay.string());
    return {};
}

}  // namespace

Result<RedteamOptions> redteamOptions(const Arguments& arguments) {
    constexpr std::int64_t kMany = 1'000'000'000'000;
    RedteamOptions options;
    AZR_TRY(const auto count, arguments.integer("--redteam", 1, kMany));
    AZR_TRY(const auto from, arguments.integer("--from", 0, kMany));
    AZR_TRY(const auto seed, arguments.integer("--seed", 0, INT64_MAX));
    AZR_TRY(const auto fresh, arguments.integer("--fresh", 0, kMany));
    AZR_TRY(const auto until, arguments.integer("--until", 1, 1'000'000));
    AZR_TRY(const auto pools, arguments.integer("--lanes", 1, 256));
    options.count = count.value_or(0);
    options.from = from.value_or(0);
    options.seed = static_cast<std::uint64_t>(seed.value_or(1));
    options.fresh = fresh.value_or(options.fresh);
    options.findings = static_cast<int>(until.value_or(options.findings));
    options.pools = static_cast<int>(pools.value_or(options.pools));
    options.workspace = arguments.valueOr("--workspace", "");
    options.run = arguments.valueOr("--run", "");
    options.replay = arguments.valueOr("--replay", "");
    return options;
}

Status benchRedteam(const RedteamOptions& options, bool asJson, const Console& console, Control& control) {
    if (!options.replay.empty()) return replayFile(options, console, control);
    AZR_TRY(const redteam::Corpus corpus, corpusOf(options, control));
    Progress progress(options, console);
    std::size_t examples = 0;
    redteam::DuelOptions asked;
    asked.seed = options.seed;
    asked.from = options.from;
    asked.count = options.count;
    asked.pools = options.pools;
    asked.freshEvery = options.fresh;
    asked.maxFindings = static_cast<std::size_t>(options.findings);
    redteam::Duel duel(corpus, rivals(), asked, callbacks(asJson, console, progress, examples));
    const Status status = duel.run(control);
    progress.end();
    const Json figures = figuresJson(options, duel.figures());
    if (asJson)
        console.json("bench", figures);
    else
        show(figures, console);
    AZR_CHECK(status);
    if (duel.figures().differences > 0)
        return fail(ErrorCode::Internal,
                    fmt::format("{} of {} mutants came out otherwise than alone", duel.figures().differences,
                                duel.figures().mutants),
                    "bench executor");
    return {};
}

}  // namespace azr::app
