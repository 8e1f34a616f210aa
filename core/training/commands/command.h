/// The commands that the loop applies: what people may ask of a running run that changes what it does. Values; each
/// carries the name under which it is stored and posted.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "core/base/ids.h"
#include "core/selfplay/task.h"

namespace azr::training {

/// The task leaves its buffer, and the unfinished batch too: it never reaches a gradient.
struct VetoTask {
    static constexpr std::string_view kName = "veto_task";
    TaskId task;
    std::string reason;
};
/// A task checked beforehand (program, inputs, gold values, measures); it gets its id in the loop, and origin User.
struct SeedTask {
    static constexpr std::string_view kName = "seed_task";
    selfplay::Task task;
};
/// A field that may change while running.
struct SetField {
    static constexpr std::string_view kName = "set_field";
    std::string path, value;
};
struct SaveCheckpoint {
    static constexpr std::string_view kName = "save_checkpoint";
};
struct Evaluate {
    static constexpr std::string_view kName = "evaluate";
};

using LoopAction = std::variant<VetoTask, SeedTask, SetField, SaveCheckpoint, Evaluate>;

}  // namespace azr::training
