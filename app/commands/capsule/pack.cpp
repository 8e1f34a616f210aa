// One run as one file.
#include "core/capsule/pack.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/command.h"
#include "app/interrupt.h"
#include "app/readable_database.h"
#include "app/reports/capsule_progress.h"
#include "app/workspace.h"
#include "core/base/control.h"
#include "core/base/size_text.h"

namespace azr::app {
namespace {

Result<capsule::PackRequest> packRequest(const Arguments& arguments) {
    capsule::PackRequest request;
    AZR_TRY(request.run, runIdOf(arguments.positionals().front()));
    request.target = arguments.valueOr("--out", "");
    if (request.target.empty())
        return fail(ErrorCode::InvalidArgument, "is missing", "--out", "name the file to write");
    AZR_TRY(request.checkpoints, capsule::chosenFrom(arguments.valueOr("--checkpoints", "all")));
    request.workspace = workspaceOf(arguments);
    return request;
}

void tellPacked(const capsule::Packed& packed, const capsule::PackRequest& request, bool asJson,
                const Console& console) {
    if (asJson)
        return console.json("packed", {{"run", request.run.value},
                                       {"file", request.target.string()},
                                       {"bytes", packed.bytes},
                                       {"root", packed.root},
                                       {"checkpoints", packed.checkpoints},
                                       {"checkpoints_left_out", packed.leftOut}});
    console.line(
        fmt::format("run {} is in {}: {}", request.run.value, request.target.string(), sizeText(packed.bytes)));
    if (packed.checkpoints.empty())
        console.line("without a checkpoint: it can be read and audited, and not go on");
    else
        console.line(fmt::format("checkpoints of steps {}", fmt::join(packed.checkpoints, ", ")));
    if (!packed.leftOut.empty()) console.line(fmt::format("left out: {}", fmt::join(packed.leftOut, ", ")));
    console.line("root " + packed.root);
    console.line("Keep the root where the file is not: it alone tells this capsule from one that was made anew.");
}

ExitCode runPack(const Arguments& arguments, const Console& console) {
    auto request = packRequest(arguments);
    if (!request) return console.usage(request.error(), "pack");
    std::error_code ignored;
    if (!arguments.has("--force") && std::filesystem::exists(request->target, ignored))
        return console.error(
            {ErrorCode::Conflict, "is there already", request->target.string(), "--force overwrites it"});
    const auto database = ReadableDatabase::open(request->workspace);
    if (!database) return console.error(database.error());
    request->database = database->file();
    Control control;
    const Interrupt interrupt([&] { control.requestStop(); });
    CapsuleProgress progress("pack", console, control);
    request->progress = progress.told();
    const auto packed = capsule::pack(*request);
    progress.clear();
    if (!packed) return console.error(packed.error());
    tellPacked(*packed, *request, arguments.has("--json"), console);
    return ExitCode::Ok;
}

}  // namespace

Command packCommand() {
    return {"pack",
            "Write a run into one file that others can check and bring into a workspace.",
            "The file is a tar archive: the settings, a database with the rows of this run alone, the chosen "
            "checkpoints, the versions and the processor that it was made with, and the SHA-256 of everything. "
            "core/capsule/README.md says what is where; the archive can be read without this program.\n"
            "The root that is printed stands for all hashes. Keep it elsewhere: whoever alters the file can make "
            "its hashes anew, and only the root that was printed tells.\n"
            "A run may train meanwhile: it is packed as it stood at one moment. The base model is not in the file.",
            {{"RUN", "The run's number."}},
            {{"--out", "FILE", "The file to write (required); capsules are named .tar, so that other tools open them."},
             {"--checkpoints", "WHICH", "all (the default), best, last, or steps as 10,20."},
             {"--force", "", "Overwrite the file if it is there already."},
             workspaceOption(),
             jsonOption()},
            runPack};
}

}  // namespace azr::app
