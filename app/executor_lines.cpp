#include "app/executor_lines.h"

#include <fmt/format.h>

#include <ostream>

#include "app/interrupt.h"
#include "app/json_lines.h"

namespace azr::app {
namespace {

using execution::kVerdictNames;

struct Request {
    execution::ExecutorOptions executor;
    execution::LineOptions lines;
};

Result<Request> requestOf(const Arguments& arguments) {
    Request request;
    AZR_TRY(const auto timeout, arguments.number("--timeout", 0.05, 600));
    AZR_TRY(const auto lanes, arguments.integer("--jobs", 1, 256));
    AZR_TRY(const auto memory, arguments.integer("--memory", 16, 65536));
    if (timeout) {
        request.executor.cpuSeconds = *timeout;
        request.executor.wallSeconds = std::max(5.0, 4 * *timeout);
    }
    request.executor.lanes = static_cast<int>(lanes.value_or(0));
    if (memory) request.executor.memoryMegabytes = static_cast<int>(*memory);
    request.executor.python = arguments.valueOr("--python", "");
    request.executor.level = arguments.valueOr("--level", "auto");
    request.executor.allowL1 = arguments.has("--allow-l1");
    request.executor.answerExpressions = arguments.has("--expressions");
    request.executor.paperImports = arguments.has("--paper-imports");
    request.lines.strictTypes = arguments.has("--strict-types");
    request.lines.trace = arguments.has("--trace");
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

}  // namespace

std::vector<Option> lineOptions() {
    return {{"--timeout", "S", "Processor time of one run, seconds; 2 unless given."},
            {"--memory", "MB", "Memory of one worker."},
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
    const auto request = requestOf(arguments);
    if (!request) return console.usage(request.error(), name);
    auto input = LineInput::open(arguments, console);
    if (!input) return console.error(input.error());
    const auto executor = execution::openExecutor(request->executor);
    if (!executor) return console.error(executor.error());
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    const auto totals =
        execution::processLines(**executor, command, input->stream(), console.out, request->lines, control);
    console.out << std::flush;
    if (!totals) return console.error(totals.error());
    if (arguments.has("--summary")) showTotals(*totals, name, console);
    return totals->errors > 0 ? ExitCode::SomeLines : ExitCode::Ok;
}

}  // namespace azr::app
