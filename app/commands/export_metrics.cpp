// Takes the metrics of runs out of a workspace.
#include <fmt/format.h>

#include <algorithm>

#include "app/command.h"
#include "app/export_watch.h"
#include "app/step_range.h"
#include "app/workspace.h"
#include "core/config/run_fields.h"
#include "core/exporting/metrics/metric_export.h"

namespace azr::app {
namespace {

using exporting::MetricFormat;

Result<std::vector<RunId>> namedRuns(const Arguments& arguments) {
    std::vector<RunId> runs;
    for (const std::string& text : arguments.positionals()) {
        AZR_TRY(const RunId run, runIdOf(text));
        if (std::ranges::find(runs, run) != runs.end())
            return fail(ErrorCode::InvalidArgument, fmt::format("run {} is named twice", run.value), "RUN");
        runs.push_back(run);
    }
    return runs;
}

Result<exporting::MetricExport> metricRequestOf(const Arguments& arguments) {
    exporting::MetricExport request;
    AZR_TRY(request.runs, namedRuns(arguments));
    AZR_TRY(const auto format, arguments.choice("--format", {"csv", "jsonl", "tensorboard"}));
    if (format == "jsonl") request.format = MetricFormat::Jsonl;
    if (format == "tensorboard") request.format = MetricFormat::TensorBoard;
    if (const auto names = arguments.value("--metrics")) {
        auto patterns = config::listOf(*names);
        if (patterns.empty())
            return fail(ErrorCode::InvalidArgument, "names no metric", "--metrics", "such as 'reward/mean/*'");
        request.metrics = exporting::MetricChoice(std::move(patterns));
    }
    if (const auto steps = arguments.value("--steps")) {
        AZR_TRY(const StepRange range, readSteps(*steps));
        request.first = range.first;
        request.last = range.last;
    }
    if (request.format == MetricFormat::TensorBoard && !arguments.has("--out"))
        return fail(ErrorCode::InvalidArgument, "is missing: the folder to make", "--out");
    return request;
}

ExitCode runExportMetrics(const Arguments& arguments, const Console& console) {
    auto request = metricRequestOf(arguments);
    if (!request) return console.usage(request.error(), "export metrics");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    const std::string target = arguments.valueOr("--out", "-");
    if (target == "-" && request->format != MetricFormat::TensorBoard) {
        const auto rows = exporting::writeMetrics(**reader, *request, exporting::sinkOf(console.out));
        return rows ? ExitCode::Ok : console.error(rows.error());
    }
    std::error_code ignored;
    if (request->format != MetricFormat::TensorBoard && !arguments.has("--force") &&
        std::filesystem::exists(target, ignored))
        return console.error({ErrorCode::Conflict, "is there already", target, "--force overwrites it"});
    const ExportWatch watch;
    request->progress = watch.progress();
    const auto rows = exporting::exportMetrics(**reader, *request, target);
    if (!rows) return console.error(rows.error());
    const bool folder = request->format == MetricFormat::TensorBoard;
    if (arguments.has("--json"))
        console.json("exported", {{"what", "metrics"}, {"count", *rows}, {folder ? "folder" : "file", target}});
    else
        console.line(fmt::format("{} steps in {}", *rows, target));
    return ExitCode::Ok;
}

}  // namespace

Command exportMetricsCommand() {
    return {
        "export metrics",
        "Write the metrics of runs as CSV, as JSON lines or for TensorBoard.",
        "CSV has a row for each run and step and a column for each metric; a JSON line is an object for each run and "
        "step. For TensorBoard each run gets a folder with one event file; the setting telemetry.tensorboard writes "
        "the same while a run trains. W&B and MLflow read event files, too.\n"
        "Every step that the workspace holds is written. Times are seconds since 1970 at which steps ended.",
        {{"RUN", "The number of a run, or of several.", false, true}},
        {{"--format", "FORMAT", "csv (the default), jsonl or tensorboard."},
         {"--out", "PATH",
          "The file to write, - (the default) is the standard output; for tensorboard the folder to make."},
         {"--force", "", "Overwrite the file if it is there already."},
         {"--metrics", "NAMES", "Only these, parted by commas; * stands for any text, as in 'reward/mean/*,update/*'."},
         {"--steps", "RANGE", "Only these steps, such as 3..8, 3.. or 5; 0 is seeding."},
         workspaceOption(),
         jsonOption()},
        runExportMetrics};
}

}  // namespace azr::app
