// What people do to runs as a whole: tags, notes, the archive, the bin.
#include <fmt/format.h>

#include <chrono>
#include <iterator>
#include <utility>

#include "app/command.h"
#include "app/runs/run_lines.h"
#include "app/workspace.h"
#include "core/base/size_text.h"
#include "core/session/running/run_bin.h"
#include "core/session/session.h"

namespace azr::app {
namespace {

/// All of them as one act, which Ctrl+Z in the window takes back as one.
ExitCode post(const Arguments& arguments, const std::vector<session::Command>& commands, const std::string& said,
              const Console& console) {
    const std::string workspace = workspaceOf(arguments);
    if (const Status there = workspaceIsThere(workspace); !there) return console.error(there.error());
    const auto session = session::Session::open(workspace, [] {});
    if (!session) return console.error(session.error());
    CommandId act;
    const auto posted = (*session)->postTogether(commands, act);
    if (!posted) return console.error(posted.error());
    const auto changed = std::ranges::count_if(*posted, [](CommandId id) { return id.valid(); });
    console.line(fmt::format("{}: {} of {}{}", said, changed, posted->size(),
                             std::cmp_less(changed, posted->size()) ? " (the others stood so already)" : ""));
    return ExitCode::Ok;
}

template <class Make>
std::vector<session::Command> each(const std::vector<RunId>& runs, Make make) {
    std::vector<session::Command> commands;
    for (const RunId run : runs) commands.emplace_back(session::MarkCommand(make(run)));
    return commands;
}

ExitCode runTag(const Arguments& arguments, const Console& console) {
    const auto runs = runIdsOf(arguments);
    if (!runs) return console.usage(runs.error(), "runs tag");
    std::vector<session::Command> commands;
    for (const bool on : {true, false})
        for (const std::string& tag : arguments.values(on ? "--add" : "--remove"))
            std::ranges::move(each(*runs,
                                   [&](RunId run) {
                                       return session::SetTag{{{}, run}, tag, on};
                                   }),
                              std::back_inserter(commands));
    if (arguments.has("--pin") && arguments.has("--unpin"))
        return console.usage({ErrorCode::InvalidArgument, "--pin and --unpin exclude each other", {}, {}}, "runs tag");
    if (const bool pin = arguments.has("--pin"); pin || arguments.has("--unpin"))
        std::ranges::move(each(*runs,
                               [&](RunId run) {
                                   return session::PinRun{run, pin};
                               }),
                          std::back_inserter(commands));
    if (commands.empty())
        return console.usage({ErrorCode::InvalidArgument, "nothing to write: --add, --remove, --pin, --unpin", {}, {}},
                             "runs tag");
    return post(arguments, commands, "written", console);
}

ExitCode runNote(const Arguments& arguments, const Console& console) {
    const auto run = runIdOf(arguments.positionals().front());
    if (!run) return console.usage(run.error(), "runs note");
    const std::string& text = arguments.positionals().back();
    return post(arguments,
                each({*run},
                     [&](RunId one) {
                         return session::SetNote{{{}, one}, text, {}};
                     }),
                "written", console);
}

ExitCode runArchive(const Arguments& arguments, const Console& console) {
    const auto runs = runIdsOf(arguments);
    if (!runs) return console.usage(runs.error(), "runs archive");
    const bool on = !arguments.has("--undo");
    return post(arguments,
                each(*runs,
                     [&](RunId run) {
                         return session::ArchiveRun{run, on};
                     }),
                on ? "archived" : "no longer archived", console);
}

ExitCode runDelete(const Arguments& arguments, const Console& console) {
    const auto runs = runIdsOf(arguments);
    if (!runs) return console.usage(runs.error(), "runs delete");
    return post(arguments,
                each(*runs,
                     [](RunId run) {
                         return session::BinRun{run, true};
                     }),
                "moved into the bin (runs restore brings them back, runs vacuum erases them)", console);
}

ExitCode runRestore(const Arguments& arguments, const Console& console) {
    const auto runs = runIdsOf(arguments);
    if (!runs) return console.usage(runs.error(), "runs restore");
    return post(arguments, each(*runs, [](RunId run) { return session::BinRun{run, false}; }), "restored", console);
}

/// What lies in the bin, for one who has not said yes yet.
ExitCode tellBin(const std::filesystem::path& workspace, const Console& console) {
    const auto reader = openReader(workspace);
    if (!reader) return console.error(reader.error());
    const auto binned = (*reader)->binnedRuns();
    if (!binned) return console.error(binned.error());
    for (const store::RunRow& run : *binned)
        console.line(fmt::format("run {}, {}: {} steps, in the bin since {}", run.id.value, run.name, run.lastStep,
                                 momentText(run.binned)));
    if (binned->empty()) console.line("the bin is empty; with --yes the database is compacted");
    return console.usage(
        {ErrorCode::InvalidArgument, "this cannot be undone", "--yes", "say so to erase them for good"}, "runs vacuum");
}

ExitCode runVacuum(const Arguments& arguments, const Console& console) {
    const std::string workspace = workspaceOf(arguments);
    if (const Status there = workspaceIsThere(workspace); !there) return console.error(there.error());
    if (!arguments.has("--yes")) return tellBin(workspace, console);
    const bool asJson = arguments.has("--json");
    const auto tell = [&](RunId run) {
        if (asJson) return;
        console.line(run.valid() ? fmt::format("erasing run {} …", run.value) : "compacting the database …");
    };
    const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    const auto emptied = session::emptyBin(workspace, now, tell);
    if (!emptied) return console.error(emptied.error());
    if (asJson) {
        Json runs = Json::array();
        for (const RunId run : emptied->runs) runs.push_back(run.value);
        console.json("bin_emptied",
                     {{"runs", runs}, {"bytes_before", emptied->bytesBefore}, {"bytes_after", emptied->bytesAfter}});
        return ExitCode::Ok;
    }
    console.line(fmt::format("{} erased; {} before, {} now", emptied->runs.size(), sizeText(emptied->bytesBefore),
                             sizeText(emptied->bytesAfter)));
    return ExitCode::Ok;
}

}  // namespace

Command runsTagCommand() {
    return {"runs tag",
            "Tag and pin runs.",
            "azr-studio mark does the same to one run or one task.",
            runPositionals(),
            {{"--add", "TAG", "Add this tag.", true},
             {"--remove", "TAG", "Take this tag away.", true},
             {"--pin", "", "Pin them."},
             {"--unpin", "", "Take the pins away."},
             workspaceOption()},
            runTag};
}

Command runsNoteCommand() {
    return {"runs note",
            "Write a note on a run.",
            "",
            {{"RUN", "The run's number."}, {"TEXT", "The note, in place of the one before; empty: none."}},
            {workspaceOption()},
            runNote};
}

Command runsArchiveCommand() {
    return {"runs archive",   "Leave runs out of lists unless somebody asks for them.", "",
            runPositionals(), {{"--undo", "", "Bring them back."}, workspaceOption()},  runArchive};
}

Command runsDeleteCommand() {
    return {
        "runs delete",
        "Move runs into the workspace's bin.",
        "Their checkpoints move into the folder bin; nothing is erased before runs vacuum. A run at work is refused.",
        runPositionals(),
        {workspaceOption()},
        runDelete};
}

Command runsRestoreCommand() {
    return {"runs restore", "Take runs out of the bin again.", "", runPositionals(), {workspaceOption()}, runRestore};
}

Command runsVacuumCommand() {
    return {"runs vacuum",
            "Erase the runs in the bin for good, and give their room back to the disk.",
            "Rewrites the database, which takes as much free room as the database has. Nobody may have the workspace "
            "open. Broken off at any moment, it goes on when it is called again.",
            {},
            {{"--yes", "", "Erase them; without it, the bin is listed."}, workspaceOption(), jsonOption()},
            runVacuum};
}

}  // namespace azr::app
