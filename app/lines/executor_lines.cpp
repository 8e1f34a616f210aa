#include "app/lines/executor_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ostream>

#include "app/interrupt.h"
#include "app/lines/json_lines.h"
#include "app/reports/progress_line.h"
#include "core/config/run_config.h"

namespace azr::app {
namespace {

using execution::kVerdictNames;

struct LinesRequest {
    execution::ExecutorOptions executor;
    execution::LineOptions lines;
};

Result<LinesRequest> linesRequest(const Arguments& arguments) {
    LinesRequest request;
    AZR_TRY(const auto timeout, arguments.number("--timeout", 0.05, 600));
    AZR_TRY(const auto lanes, arguments.integer("--jobs", 1, 256));
    AZR_TRY(const auto memory, arguments.integer("--memory", 16, 65536));
    AZR_TRY(const auto runs, arguments.integer("--runs", 2, execution::kMaxRuns));
    if (timeout) {
        request.executor.cpuSeconds = *timeout;
        request.executor.wallSeconds = config::wallLimit(*timeout);
    }
    request.executor.lanes = static_cast<int>(lanes.value_or(0));
    if (memory) request.executor.memoryMegabytes = static_cast<int>(*memory);
    request.executor.python = arguments.valueOr("--python", "");
    request.executor.allowL1 = arguments.has("--allow-l1");
    AZR_TRY(request.executor.level, isolationLevel(arguments));
    request.executor.answerExpressions = arguments.has("--expressions");
    request.executor.paperImports = arguments.has("--paper-imports");
    request.lines.strictTypes = arguments.has("--strict-types");
    request.lines.trace = arguments.has("--trace");
    request.lines.runs = static_cast<int>(runs.value_or(0));
    return request;
}

void showTotals(const execution::LineTotals& totals, const char* name, const Console& console) {
    std::string verdicts;
    for (std::size_t i = 0; i < totals.verdicts.size(); ++i)
        if (totals.verdicts[i] > 0) verdicts += fmt::format(", {} {}", kVerdictNames[i], totals.verdicts[i]);
    console.err << fmt::format("azr-studio {}: {} lines in {}{}, {} of {} {}, {} not understood\n", name, totals.lines,
                               duration(totals.seconds), verdicts, totals.matched, totals.compared,
                               std::string_view(name) == "grade" ? "solved" : "match", totals.errors);
}

/// How far it is, and what keeps the sandbox from running anything. Called on the thread that writes.
class Progress {
  public:
    Progress(const char* name, const Console& console) : m_name(name), m_console(console), m_line(name, console) {}

    void show(const execution::LineTotals& totals, const execution::SandboxReport& report) {
        if (!report.trouble.empty() && report.trouble != m_trouble)
            m_console.err << fmt::format("azr-studio {}: {}\n", m_name, report.trouble) << std::flush;
        m_trouble = report.trouble;
        if (!m_line.due()) return;
        m_line.show(fmt::format("{} lines, {:.0f} per second, {} not understood", totals.lines,
                                static_cast<double>(totals.lines) / std::max(totals.seconds, 1e-3), totals.errors));
    }

    void end() { m_line.end(); }

  private:
    const char* m_name;
    const Console& m_console;
    ProgressLine m_line;
    std::string m_trouble;
};

}  // namespace

Result<std::string> isolationLevel(const Arguments& arguments) {
    constexpr std::array<std::string_view, 5> kLevels = {"auto", "L4", "L3", "L2", "L1"};
    const std::string level = arguments.valueOr("--level", "auto");
    if (std::ranges::find(kLevels, level) == kLevels.end())
        return fail(ErrorCode::InvalidArgument, "'" + level + "' is not auto, L4, L3, L2 or L1", "--level");
    if (level == "L1" && !arguments.has("--allow-l1"))
        return fail(ErrorCode::InvalidArgument, "L1, resource limits alone, needs your consent", "--level",
                    "add --allow-l1");
    return level;
}

std::vector<Option> lineOptions() {
    return {
        {"--timeout", "S",
         "Processor time of one run, seconds; 2 unless given. By the clock a run ends after four times as much, and "
         "not before 5 s, whatever it does."},
        {"--runs", "N",
         "Differently seeded interpreters that must agree, 2 to 64. Unless given: as many as the program needs, by "
         "what it can observe (order, identity, depth)."},
        {"--memory", "MIB", "Memory of one worker, in MiB."},
        {"--jobs", "N", "Worker processes; one per core unless given."},
        {"--python", "PATH", "The interpreter."},
        {"--level", "LEVEL", "Isolation to reach: auto, L4, L3, L2 or L1."},
        {"--allow-l1", "", "Consent to resource limits as the only isolation."},
        {"--strict-types", "", "True and 1, or 1 and 1.0, are different answers."},
        {"--expressions", "", "Answers may be any expression; they are evaluated in the sandbox."},
        {"--paper-imports", "", "The paper's ban list of modules instead of the allow-list."},
        {"--trace", "", "Add findings, measures and times to each line."},
        {"--summary", "", "Count the verdicts on the standard error at the end."}};
}

ExitCode runLines(execution::LineCommand command, const char* name, const Arguments& arguments,
                  const Console& console) {
    const auto request = linesRequest(arguments);
    if (!request) return console.usage(request.error(), name);
    auto input = LineInput::open(arguments, console);
    if (!input) return console.error(input.error());
    const auto executor = execution::openExecutor(request->executor);
    if (!executor) return console.error(executor.error());
    Control control;
    input->endWith(control);
    const Interrupt interrupt([&] { control.requestStop(); });
    Progress progress(name, console);
    const auto totals =
        execution::processLines(**executor, command, input->stream(), console.out, request->lines, control,
                                [&](const execution::LineTotals& now) { progress.show(now, (*executor)->report()); });
    progress.end();
    console.out << std::flush;
    if (!totals) return console.error(totals.error());
    if (arguments.has("--summary")) showTotals(*totals, name, console);
    return totals->errors > 0 ? ExitCode::SomeLines : ExitCode::Ok;
}

}  // namespace azr::app
