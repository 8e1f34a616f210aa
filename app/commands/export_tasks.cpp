// Takes tasks out of a workspace.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command.h"
#include "app/export_watch.h"
#include "app/lines/task_filter.h"
#include "app/workspace.h"
#include "core/exporting/tasks/task_export.h"

namespace azr::app {
namespace {

using exporting::TaskExport;
using exporting::TaskFormat;

Error notExported(std::string what, const char* option) {
    return {ErrorCode::InvalidArgument, std::move(what) + " has no output to tell", option,
            "--format jsonl writes it all the same; azr-studio tasks RUN lists what is not valid"};
}

template <class Names>
std::vector<std::string> namesOf(const Names& names) {
    return {names.begin(), names.end()};
}

Result<store::TaskFilter> exportFilterOf(const Arguments& arguments, TaskFormat format) {
    const bool whole = exporting::takesInvalid(format);
    if (arguments.value("--status") == "invalid" && !whole)
        return tl::make_unexpected(notExported("what is invalid", "--status"));
    auto statuses = taskStatuses();
    if (!whole) std::erase(statuses, "invalid");
    statuses.emplace_back("all");
    AZR_TRY(auto filter, taskFilterOf(arguments, statuses));
    if (filter.status.empty()) filter.status = "admitted";
    if (filter.status == "all") filter.status.clear();
    return filter;
}

Result<std::vector<TaskId>> chosenIds(const Arguments& arguments) {
    std::vector<TaskId> ids;
    for (const auto& text : arguments.values("--task")) {
        auto id = runIdOf(text);
        if (!id) return fail(ErrorCode::InvalidArgument, "'" + text + "' is not the number of a task", "--task");
        ids.push_back(TaskId{id->value});
    }
    return ids;
}

Result<exporting::Shares> splitSharesOf(const Arguments& arguments) {
    exporting::Shares shares;
    AZR_TRY(const auto validation, arguments.number("--validation", 0, 1));
    AZR_TRY(const auto test, arguments.number("--test", 0, 1));
    shares.validation = validation.value_or(0);
    shares.test = test.value_or(0);
    if (shares.validation + shares.test > 1)
        return fail(ErrorCode::InvalidArgument, "is more than all tasks together with --validation", "--test");
    return shares;
}

Result<TaskExport> taskRequestOf(const Arguments& arguments) {
    TaskExport request;
    AZR_TRY(const auto format, arguments.choice("--format", namesOf(exporting::kTaskFormatNames)));
    if (format) request.format = *exporting::taskFormatNamed(*format);
    AZR_TRY(request.filter, exportFilterOf(arguments, request.format));
    AZR_TRY(request.ids, chosenIds(arguments));
    AZR_TRY(const auto distinct, arguments.choice("--distinct", namesOf(exporting::kDistinctNames)));
    for (std::size_t i = 0; i < exporting::kDistinctNames.size(); ++i)
        if (distinct == exporting::kDistinctNames[i]) request.distinct = static_cast<exporting::Distinct>(i);
    AZR_TRY(request.shares, splitSharesOf(arguments));
    if (exporting::makesFolder(request.format) && !arguments.has("--out"))
        return fail(ErrorCode::InvalidArgument, "is missing: the folder to make", "--out");
    return request;
}

/// Tasks asked for by number are written, not left out unseen.
Status checkValid(store::Reader& reader, const TaskExport& request) {
    if (exporting::takesInvalid(request.format)) return {};
    for (const auto id : request.ids) {
        AZR_TRY(const auto task, reader.taskRow(id));
        if (task.verdict != "ok") return tl::make_unexpected(notExported(fmt::format("task {}", id.value), "--task"));
    }
    return {};
}

ExitCode runExportTasks(const Arguments& arguments, const Console& console) {
    auto request = taskRequestOf(arguments);
    if (!request) return console.usage(request.error(), "export tasks");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    if (const auto run = (*reader)->run(request->filter.run); !run) return console.error(run.error());
    if (const auto valid = checkValid(**reader, *request); !valid) return console.refuse(valid.error(), "export tasks");
    const auto target = arguments.valueOr("--out", "-");
    const bool folder = exporting::makesFolder(request->format);
    if (target == "-" && !folder) {
        const auto count = exporting::writeTasks(**reader, *request, exporting::sinkOf(console.out));
        return count ? ExitCode::Ok : console.error(count.error());
    }
    std::error_code ignored;
    if (!folder && !arguments.has("--force") && std::filesystem::exists(target, ignored))
        return console.error({ErrorCode::Conflict, "is there already", target, "--force overwrites it"});
    const ExportWatch watch;
    request->progress = watch.progress();
    const auto count = exporting::exportTasks(**reader, *request, target);
    if (!count) return console.error(count.error());
    if (arguments.has("--json"))
        console.json("exported", {{"what", "tasks"}, {"count", *count}, {folder ? "folder" : "file", target}});
    else
        console.line(fmt::format("{} tasks in {}", *count, target));
    return ExitCode::Ok;
}

}  // namespace

Command exportTasksCommand() {
    std::vector<Option> options = {
        {"--format", "FORMAT",
         "reference (the default), jsonl, csv, preferences, huggingface or environment; see above."},
        {"--out", "PATH",
         "The file to write, - (the default) is the standard output; for huggingface and environment the folder to "
         "make."},
        {"--force", "", "Overwrite the file if it is there already."},
        {"--distinct", "WHAT",
         "Leave out tasks that are alike: tasks (same kind, program and inputs), shapes (the same but for the "
         "program's names and values) or programs (programs that differ so, whatever their kind and inputs); none "
         "unless given."},
        {"--validation", "SHARE", "This share of the programs goes to a part called validation."},
        {"--test", "SHARE",
         "The same for a part called test. Programs that differ in names and values alone lie in one part, always the "
         "same."}};
    for (Option& one : taskFilterOptions("admitted unless given; proposed, evicted, vetoed or abandoned; all for every "
                                         "one."))
        if (one.name != "--verdict") options.push_back(std::move(one));
    options.insert(options.end(),
                   {{"--task", "ID", "Only this task. May be repeated.", true}, workspaceOption(), jsonOption()});
    return {
        "export tasks",
        "Write the tasks of a run: JSON lines, a table, a dataset, an environment.",
        "reference: JSON lines in the reference's fields. Deduction and abduction: snippet, input, output, imports, "
        "and "
        "so error tasks, whose output is the name of an exception; induction: snippet, inputs, outputs, message, "
        "imports.\n"
        "jsonl: everything: prompts, completions, attempts with their verdicts, lineage, tags, notes. csv: a table; a "
        "text that a spreadsheet would take for a formula has an apostrophe before it. preferences: JSON lines of "
        "prompt, chosen and rejected completion.\n"
        "huggingface: a folder for the datasets library, with tasks, completions with rewards, and preferences. "
        "environment: a Python package in the layout of the verifiers library, with the tasks, their history and our "
        "verdicts as reward; its README says what it runs and how.\n"
        "Only valid tasks are written, but for jsonl and csv: the others have no output to tell.",
        {{"RUN", "The run's number."}},
        std::move(options),
        runExportTasks};
}

}  // namespace azr::app
