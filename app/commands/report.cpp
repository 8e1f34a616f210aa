// A run as one page that needs nothing else.
#include "core/report/report.h"

#include <fmt/format.h>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/readable_database.h"
#include "app/reports/progress_line.h"
#include "app/workspace.h"
#include "core/base/control.h"
#include "core/base/files.h"
#include "core/base/size_text.h"

namespace azr::app {
namespace {

ExitCode runReport(const Arguments& arguments, const Console& console) {
    const auto run = runIdOf(arguments.positionals().front());
    if (!run) return console.usage(run.error(), "report");
    const std::filesystem::path target = arguments.valueOr("--out", "");
    if (target.empty())
        return console.usage({ErrorCode::InvalidArgument, "is missing", "--out", "name the file to write"}, "report");
    std::error_code ignored;
    if (!arguments.has("--force") && std::filesystem::is_regular_file(target, ignored))
        return console.error({ErrorCode::Conflict, "is there already", target.string(), "--force overwrites it"});
    const auto database = ReadableDatabase::open(workspaceOf(arguments));
    if (!database) return console.error(database.error());
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    ProgressLine progress("report", console);
    report::ReportRequest request{database->file(), *run};
    request.against = arguments.valueOr("--against", request.against);
    request.madeBy = "AZR Studio " AZR_VERSION;
    request.going = [&](const std::string& what) {
        if (progress.due()) progress.show(what);
        return !control.stopRequested();
    };
    const auto page = report::htmlReport(request);
    progress.clear();
    if (!page) return console.refuse(page.error(), "report");
    if (const Status written = writeFileAtomic(target, *page); !written) return console.error(written.error());
    const auto bytes = static_cast<std::int64_t>(page->size());
    if (arguments.has("--json"))
        console.json("report", {{"run", run->value}, {"file", target.string()}, {"bytes", bytes}});
    else
        console.line(fmt::format("run {} is in {}: {}", run->value, target.string(), sizeText(bytes)));
    return ExitCode::Ok;
}

}  // namespace

Command reportCommand() {
    return {"report",
            "Write a run as one HTML page: settings, curves, tasks, evaluations, costs.",
            "The page needs nothing else: it can be mailed, archived and printed. Settings are held against the "
            "paper's, with every departure; curves and accuracies have 95% intervals. All numbers stand in the page "
            "once more as JSON.",
            {{"RUN", "The run's number."}},
            {{"--out", "FILE", "The file to write (required)."},
             {"--against", "PRESET", "Hold the settings against this preset; paper-7b unless given."},
             {"--force", "", "Overwrite the file if it is there already."},
             workspaceOption(),
             jsonOption()},
            runReport};
}

}  // namespace azr::app
