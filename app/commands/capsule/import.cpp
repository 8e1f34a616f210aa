// Brings the run of a capsule into a workspace.
#include <fmt/format.h>

#include <chrono>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/program.h"
#include "app/reports/capsule_lines.h"
#include "app/reports/capsule_progress.h"
#include "core/base/control.h"
#include "core/session/importing/import_run.h"

namespace azr::app {
namespace {

void tellImported(const session::Imported& imported, const session::ImportRequest& request, bool asJson,
                  const Console& console) {
    if (asJson)
        return console.json("imported", {{"run", imported.run.value},
                                         {"was", imported.was.value},
                                         {"last_step", imported.lastStep},
                                         {"checkpoints", imported.checkpoints},
                                         {"root", imported.root},
                                         {"workspace", request.workspace.string()}});
    console.line(
        fmt::format("run {} (it was run {}): {} steps", imported.run.value, imported.was.value, imported.lastStep));
    console.line("root " + imported.root);
    if (imported.checkpoints.empty())
        console.line("no checkpoint came with it: it can be read, and not go on");
    else
        console.line("it goes on with: " + commandLine({"train", "--workspace", request.workspace.string(), "--resume",
                                                        std::to_string(imported.run.value)}));
}

ExitCode runImport(const Arguments& arguments, const Console& console) {
    const auto root = rootOf(arguments);
    if (!root) return console.usage(root.error(), "import");
    session::ImportRequest request;
    request.file = arguments.positionals().front();
    request.workspace = workspaceOf(arguments);
    request.root = *root;
    request.model = arguments.value("--model");
    request.now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    CapsuleProgress progress("import", console, control);
    request.progress = progress.told();
    const auto imported = session::importRun(request);
    progress.clear();
    if (!imported) return console.error(imported.error());
    tellImported(*imported, request, arguments.has("--json"), console);
    return ExitCode::Ok;
}

}  // namespace

Command importCommand() {
    return {"import",
            "Bring the run of a capsule into a workspace.",
            "It gets the next free number; its tasks, attempts and commands get numbers to match, and nothing else of "
            "it changes: resumed, it goes on as it would have where it came from, bit for bit. A capsule that is not "
            "whole is refused.\n"
            "The model that the run began from is not in the capsule: --model says where it lies here. Only the same "
            "weights will do.",
            {{"FILE", "The capsule, as pack writes it."}},
            {{"--root", "HEX", "The root that was printed when the capsule was packed; another capsule is refused."},
             {"--model", "DIR", "Where the run's model lies here."},
             workspaceOption(),
             jsonOption()},
            runImport};
}

}  // namespace azr::app
