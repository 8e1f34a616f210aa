/// What people ask of a running loop, on its way in. Posted from any thread, drained by the trainer at its command
/// points and while it is parked. Thread-safe.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "core/base/ids.h"
#include "core/training/commands/command.h"
#include "core/training/event.h"

namespace azr::training {

struct LoopCommand {
    CommandId id;
    LoopAction what;
    /// Replay after a resume: not before this place (as CommandApplied told it). None: at the next command point.
    std::optional<Place> due{};
    bool again = false;  ///< posted before this run was resumed
};

class Mailbox {
  public:
    void post(LoopCommand command);
    /// Removes and returns, in the order posted, the commands for which `due` holds.
    [[nodiscard]] std::vector<LoopCommand> take(const std::function<bool(const LoopCommand&)>& due);
    /// Takes one back that was not taken yet; false when it is not there.
    [[nodiscard]] bool withdraw(CommandId command);
    [[nodiscard]] std::size_t size() const;

  private:
    mutable std::mutex m_mutex;
    std::vector<LoopCommand> m_waiting;  // guarded by m_mutex
};

}  // namespace azr::training
