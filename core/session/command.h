/// What people may ask of a run. Control commands (pause, resume, one step, stop) act at once and leave nothing behind;
/// loop commands are recorded as pending, applied at the loop's next command point, answered by CommandApplied or
/// CommandRefused, and replayed on resume with (step, phase, ordinal); mark commands (tags, notes, pins of runs) are
/// written at once. Commands are data.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>

#include "core/base/json.h"
#include "core/training/commands/command.h"

namespace azr::session {

struct Pause {
    static constexpr std::string_view kName = "pause";
};
struct Resume {
    static constexpr std::string_view kName = "resume";
};
/// One step, then pause.
struct StepOnce {
    static constexpr std::string_view kName = "step_once";
};
/// Finish the step, checkpoint, end.
struct Stop {
    static constexpr std::string_view kName = "stop";
};

/// The answer to a command that was taken back before the loop saw it.
constexpr std::string_view kTakenBack = "taken back before it was applied";

/// What a mark is on: a task or a run, one of the two.
struct Marked {
    TaskId task;
    RunId run;
    bool operator==(const Marked&) const = default;
};
/// Taking back what was done last, or doing again what was taken back last.
enum class Direction { Undo, Redo };

struct SetTag {
    static constexpr std::string_view kName = "set_tag";
    static constexpr std::size_t kLongest = 40;  ///< bytes of a tag
    Marked of;
    std::string tag;
    bool on = true;
};
struct SetNote {
    static constexpr std::string_view kName = "set_note";
    Marked of;
    std::string text;         ///< empty: none
    std::string before = {};  ///< filled in by the session
};
struct PinRun {
    static constexpr std::string_view kName = "pin_run";
    RunId run;
    bool pinned = true;
};

/// Left out of lists unless somebody asks for it.
struct ArchiveRun {
    static constexpr std::string_view kName = "archive_run";
    RunId run;
    bool on = true;
};
/// Into the bin with its checkpoints (running/run_bin.h), or out of it.
struct BinRun {
    static constexpr std::string_view kName = "bin_run";
    RunId run;
    bool on = true;
};

using training::AdmitTask;
using training::Evaluate;
using training::HoldTask;
using training::PinTask;
using training::RemoveRule;
using training::RestoreTask;
using training::SaveCheckpoint;
using training::SeedTask;  ///< already checked by Session::check
using training::SetField;
using training::SetRule;
using training::VetoTask;

using ControlCommand = std::variant<Pause, Resume, StepOnce, Stop>;
using LoopAction = training::LoopAction;
/// Marks change nothing that a loop does: they are written at once, on tasks and runs at work or not.
using MarkCommand = std::variant<SetTag, SetNote, PinRun, ArchiveRun, BinRun>;
using Command = std::variant<ControlCommand, LoopAction, MarkCommand>;

/// The command as T, whichever of the two it is; null when it is another one.
template <class T>
[[nodiscard]] const T* commandAs(const Command& command) {
    return std::visit(
        [](const auto& group) -> const T* {
            return std::visit(
                [](const auto& each) -> const T* {
                    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(each)>, T>) return &each;
                    return nullptr;
                },
                group);
        },
        command);
}

/// The task that it is about; invalid: none.
[[nodiscard]] TaskId taskOf(const Command& command);
/// The run whose ids the task's is one of.
[[nodiscard]] RunId runOf(TaskId task);
[[nodiscard]] std::string_view name(const Command& command);  ///< "veto_task", …
[[nodiscard]] Json toJson(const Command& command);
[[nodiscard]] Result<Command> commandFromJson(const Json& json);

/// In the journal: commands that were asked for in one go are one act, named by the number of its first command. It is
/// kept in the body beside the command, which knows nothing of it; invalid: a command by itself.
[[nodiscard]] CommandId actOf(const Json& body);
void setAct(Json& body, CommandId act);

/// In the journal of a fork: what was asked of the run that it began from. Kept in the body beside the command.
[[nodiscard]] bool isCopied(const Json& body);
void setCopied(Json& body);

}  // namespace azr::session
