/// What people may ask of a run. Commands are data: recorded as pending, applied at the loop's next door, answered by
/// CommandApplied or CommandRefused, and replayed on resume with (step, phase, ordinal).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/selfplay/task.h"

namespace azr::session {

struct Pause {};
struct Resume {};
struct StepOnce {};  ///< one step, then pause
struct Stop {};      ///< finish the step, checkpoint, end
struct VetoTask {
    TaskId task;
    std::string reason;
};
struct SeedTask {
    selfplay::Task task;
};  ///< already checked by Session::check; origin becomes User
struct SetField {
    std::string path;
    std::string value;
};  ///< a field that may change while running
struct SaveCheckpoint {};
struct Evaluate {};

using Command = std::variant<Pause, Resume, StepOnce, Stop, VetoTask, SeedTask, SetField, SaveCheckpoint, Evaluate>;

[[nodiscard]] std::string_view name(const Command& command);  ///< "veto_task", …
[[nodiscard]] Json toJson(const Command& command);
[[nodiscard]] Result<Command> commandFromJson(const Json& json);

}  // namespace azr::session
