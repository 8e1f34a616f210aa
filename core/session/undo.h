/// Taking back what people changed: which command comes next, and what its opposite is. The journal of commands is the
/// history: an opposite names the command that it takes back, so that undoing survives a restart, and taking back an
/// opposite is a redo. Pure but for the reader.
#pragma once

#include <optional>
#include <string>
#include <vector>

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
[[nodiscard]] Result<std::optional<Marking>> prepareMark(store::Reader& reader, MarkCommand& command);
/// Of the run or task that is marked.
[[nodiscard]] RunId runOfMark(const MarkCommand& command);
/// What a mark is about: two of one subject are to be read one after the other.
[[nodiscard]] std::string subjectOf(const MarkCommand& command);

struct Undoable {
    store::CommandRow row;
    Command command;
    std::vector<CommandId> together;  ///< the act: this command, and the older ones that belong to it
};
/// The youngest change that can be taken back, or, for a redo, the youngest undo that nothing followed. Of commands of
/// the loop only those of the run at work count. Empty: there is none among the last 1,000 acts.
[[nodiscard]] Result<std::optional<Undoable>> nextToTakeBack(store::Reader& reader, std::optional<RunId> atWork,
                                                             Direction direction);

/// How a task of a run at rest stood before the pins that no loop has heard of.
[[nodiscard]] Result<bool> pinBefore(store::Reader& reader, const store::TaskRow& task);
/// How it would stand if this one of them (none: each was) had not been asked for.
[[nodiscard]] Result<bool> pinWithout(store::Reader& reader, TaskId task, CommandId pin);

/// The command that takes back one that was settled. Unsupported: nothing does (a checkpoint); Conflict: it changed
/// nothing.
[[nodiscard]] Result<Command> oppositeOf(store::Reader& reader, const store::CommandRow& row, const Command& command);

}  // namespace azr::session
