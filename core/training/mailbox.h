/// What people ask of a running loop, on its way in. Posted from any thread, drained by the trainer at its two doors
/// and while it is parked. Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/ids.h"
#include "core/selfplay/task.h"
#include "core/training/event.h"

namespace azr::training {

/// The task leaves its buffer, and the unfinished batch too: it never reaches a gradient.
struct VetoTask {
    TaskId task;
    std::string reason;
};
/// A task checked beforehand (program, inputs, gold values, measures); it gets its id here and origin User.
struct SeedTask {
    selfplay::Task task;
};
struct SetField {
    std::string path, value;
};
struct SaveCheckpoint {};
struct Evaluate {};

struct LoopCommand {
    CommandId id;
    std::variant<VetoTask, SeedTask, SetField, SaveCheckpoint, Evaluate> what;
    /// Replay after a resume: not before this step and phase (as CommandApplied recorded them); 0 = at the next door.
    int dueStep = 0;
    Phase duePhase = Phase::Starting;
};

class Mailbox {
  public:
    void post(LoopCommand command);
    /// Removes and returns, in the order posted, the commands for which `due` holds.
    [[nodiscard]] std::vector<LoopCommand> take(const std::function<bool(const LoopCommand&)>& due);
    [[nodiscard]] std::size_t size() const;

  private:
    mutable std::mutex m_mutex;
    std::vector<LoopCommand> m_waiting;  // guarded by m_mutex
};

}  // namespace azr::training
