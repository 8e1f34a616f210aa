/// What people may ask of a run. Control commands (pause, resume, one step, stop) act at once and leave nothing behind;
/// loop commands are recorded as pending, applied at the loop's next command point, answered by CommandApplied or
/// CommandRefused, and replayed on resume with (step, phase, ordinal). Commands are data.
#pragma once

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

using training::Evaluate;
using training::SaveCheckpoint;
using training::SeedTask;  ///< already checked by Session::check
using training::SetField;
using training::VetoTask;

using ControlCommand = std::variant<Pause, Resume, StepOnce, Stop>;
using LoopAction = training::LoopAction;
using Command = std::variant<ControlCommand, LoopAction>;

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

[[nodiscard]] std::string_view name(const Command& command);  ///< "veto_task", …
[[nodiscard]] Json toJson(const Command& command);
[[nodiscard]] Result<Command> commandFromJson(const Json& json);

}  // namespace azr::session
