/// Taking back what people changed: which command comes next, and what its opposite is. The journal of commands is the
/// history: an opposite names the command that it takes back, so that undoing survives a restart, and taking back an
/// opposite is a redo. Pure but for the reader.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/session/command.h"
#include "core/store/reader.h"

namespace azr::session {

/// What is written for a mark, and told.
struct Marking {
    Marked of;
    store::MarkRow::What what = store::MarkRow::What::Tag;
    std::string text, answer;
    bool on = true;
};
/// Fills in what stood before; empty where it stands so already. NotFound: no such task or run.
[[nodiscard]] Result<std::optional<Marking>> prepareMark(const std::filesystem::path& database, MarkCommand& command);
/// What a mark is about: two of one subject are to be read one after the other.
[[nodiscard]] std::string subjectOf(const MarkCommand& command);

struct Undoable {
    store::CommandRow row;
    Command command;
};
/// The youngest change that can be taken back, or, for a redo, the youngest undo that nothing followed. Of commands of
/// the loop only those of the run at work count. Empty: there is none among the last 1,000 commands.
[[nodiscard]] Result<std::optional<Undoable>> nextToTakeBack(store::Reader& reader, std::optional<RunId> atWork,
                                                             Direction direction);

/// How the task would stand if the pin that waits (invalid: none) had never been asked for, and how it stood before all
/// those that wait for a run at rest to go on.
struct PinAtRest {
    bool without = false, before = false;
};
[[nodiscard]] PinAtRest pinAtRest(const store::TaskDetail& task, CommandId pin);

/// The command that takes back one that was settled. Unsupported: nothing does (a checkpoint); Conflict: it changed
/// nothing.
[[nodiscard]] Result<Command> oppositeOf(store::Reader& reader, const store::CommandRow& row, const Command& command);

}  // namespace azr::session
