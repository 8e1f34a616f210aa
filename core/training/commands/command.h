/// The commands that the loop applies: what people may ask of a running run that changes what it does. Values; each
/// carries the name under which it is stored and posted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/ids.h"
#include "core/selfplay/rules/rule.h"
#include "core/selfplay/task.h"

namespace azr::training {

/// The task leaves its buffer, and the unfinished batch too: it never reaches a gradient.
struct VetoTask {
    static constexpr std::string_view kName = "veto_task";
    TaskId task;
    std::string reason;
};
/// Takes a veto back: the task is put back to where it stood, or into the unfinished batch while that is not made yet.
struct RestoreTask {
    static constexpr std::string_view kName = "restore_task";
    TaskId task;
};
/// A task that waits for a person (selfplay.review_share) enters its buffer; VetoTask keeps it out.
struct AdmitTask {
    static constexpr std::string_view kName = "admit_task";
    TaskId task;
};
/// The task leaves its buffer, and the unfinished batch while that is not made yet, and waits for a person (again): an
/// admission taken back.
struct HoldTask {
    static constexpr std::string_view kName = "hold_task";
    TaskId task;
};
/// A pinned task is never evicted, and drawn more often (buffer.pinned_weight). What a person pinned is none of a
/// rule's any more.
struct PinTask {
    static constexpr std::string_view kName = "pin_task";
    TaskId task;
    bool pinned = true;
    /// How it stood; of a run at rest, before the pins that no loop has heard of. Filled in by the session.
    std::optional<bool> before{};
};
/// A task checked beforehand (program, inputs, gold values, measures); it gets its id in the loop, and origin User.
struct SeedTask {
    static constexpr std::string_view kName = "seed_task";
    selfplay::Task task;
};
/// Makes a rule, or changes the one with its id. It judges what is proposed from then on and what the buffers hold.
struct SetRule {
    static constexpr std::string_view kName = "set_rule";
    selfplay::Rule rule;                   ///< without an id: the session gives it one
    std::optional<selfplay::Rule> before;  ///< as it stood; filled in by the session
    bool restore = false;                  ///< what it did, and would not do as it is now, is taken back first
};
struct RemoveRule {
    static constexpr std::string_view kName = "remove_rule";
    std::int64_t rule = 0;
    std::optional<selfplay::Rule> before;
    bool restore = false;  ///< what it did is taken back first
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

/// Answers by which taking back knows what a pin changed: nothing, or a mark alone.
constexpr std::string_view kStoodSo = "it stood so already";
constexpr std::string_view kOnlyMarked = "marked; it is in no buffer, so that nothing is drawn otherwise";

using LoopAction = std::variant<VetoTask, RestoreTask, AdmitTask, HoldTask, PinTask, SeedTask, SetRule, RemoveRule,
                                SetField, SaveCheckpoint, Evaluate>;

}  // namespace azr::training
