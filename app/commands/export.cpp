// Takes tasks and models out of a workspace.
#include <fmt/format.h>

#include "app/command.h"
#include "app/workspace.h"
#include "core/exporting/data_export.h"
#include "core/exporting/hf_export.h"

namespace azr::app {
namespace {

Result<store::TaskFilter> filterOf(const Arguments& arguments) {
    store::TaskFilter filter;
    AZR_TRY(filter.run, runIdOf(arguments.positionals().front()));
    filter.kind = arguments.valueOr("--kind", "");
    filter.status = arguments.valueOr("--status", "admitted");
    if (filter.status == "all") filter.status.clear();
    return filter;
}

Result<std::vector<TaskId>> idsOf(const Arguments& arguments) {
    std::vector<TaskId> ids;
    for (const auto& text : arguments.values("--task")) {
        auto id = runIdOf(text);
        if (!id) return fail(ErrorCode::InvalidArgument, "'" + text + "' is not the number of a task", "--task");
        ids.push_back(TaskId{id->value});
    }
    return ids;
}

ExitCode runExportTasks(const Arguments& arguments, const Console& console) {
    const auto filter = filterOf(arguments);
    if (!filter) return console.usage(filter.error(), "export tasks");
    const auto ids = idsOf(arguments);
    if (!ids) return console.usage(ids.error(), "export tasks");
    const auto reader = openReader(workspaceOf(arguments));
    if (!reader) return console.error(reader.error());
    if (const auto run = (*reader)->run(filter->run); !run) return console.error(run.error());
    const auto target = arguments.valueOr("--out", "-");
    const auto count = target == "-" ? exporting::writeTasks(**reader, *filter, *ids, console.out)
                                     : exporting::exportTasks(**reader, *filter, *ids, target);
    if (!count) return console.error(count.error());
    if (target == "-") return ExitCode::Ok;
    if (arguments.has("--json"))
        console.json("exported", {{"what", "tasks"}, {"count", *count}, {"file", target}});
    else
        console.line(fmt::format("{} tasks in {}", *count, target));
    return ExitCode::Ok;
}

ExitCode runExportCheckpoint(const Arguments& arguments, const Console& console) {
    const auto run = runIdOf(arguments.positionals().front());
    if (!run) return console.usage(run.error(), "export checkpoint");
    const auto step = arguments.integer("--step", 0, 1'000'000'000);
    if (!step) return console.usage(step.error(), "export checkpoint");
    const auto target = arguments.value("--out");
    if (!target)
        return console.usage({ErrorCode::InvalidArgument, "is missing: the folder to make", "--out", {}},
                             "export checkpoint");
    const std::filesystem::path workspace = workspaceOf(arguments);
    const auto reader = openReader(workspace);
    if (!reader) return console.error(reader.error());
    const auto wanted = *step ? std::optional(static_cast<int>(**step)) : std::nullopt;
    const auto checkpoint =
        exporting::exportCheckpoint(**reader, workspace, *run, wanted, *target, arguments.valueOr("--dtype", ""));
    if (!checkpoint) return console.error(checkpoint.error());
    if (arguments.has("--json"))
        console.json("exported", {{"what", "checkpoint"},
                                  {"run", run->value},
                                  {"step", checkpoint->step},
                                  {"weights_sha256", checkpoint->weightsHash},
                                  {"folder", *target}});
    else
        console.line(fmt::format("step {} of run {} in {}", checkpoint->step, run->value, *target));
    return ExitCode::Ok;
}

}  // namespace

Command exportTasksCommand() {
    return {"export tasks",
            "Write the tasks of a run as JSON lines in the reference's fields.",
            "Only tasks that passed validation are written. Deduction and abduction: snippet, input, output, imports; "
            "induction: snippet, inputs, outputs, message, imports.",
            {{"RUN", "The run's number."}},
            {{"--out", "FILE", "The file to write; - (the default) is the standard output."},
             {"--kind", "KIND", "deduction, abduction or induction."},
             {"--status", "STATUS", "admitted unless given; all for every valid task."},
             {"--task", "ID", "Only this task. May be repeated.", true},
             workspaceOption(),
             jsonOption()},
            runExportTasks};
}

Command exportCheckpointCommand() {
    return {"export checkpoint",
            "Write a checkpoint as a Hugging Face folder with a model card.",
            "The best checkpoint unless --step names another.",
            {{"RUN", "The run's number."}},
            {{"--out", "DIR", "The folder to make (required)."},
             {"--step", "N", "The checkpoint of this step."},
             {"--dtype", "TYPE", "float32 or bfloat16; as stored unless given."},
             workspaceOption(),
             jsonOption()},
            runExportCheckpoint};
}

}  // namespace azr::app
