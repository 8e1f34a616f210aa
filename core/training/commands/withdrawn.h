/// Tasks that were taken out of a run, kept so that they can be put back: whatever a rule took out of a buffer when it
/// came into force, and of all others the youngest kMost. A value that checkpoints keep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <unordered_map>
#include <vector>

#include "core/base/json.h"
#include "core/selfplay/task.h"

namespace azr::training {

struct Withdrawn {
    selfplay::Task task;
    bool buffered = false;  ///< it was in its buffer; else in the batch of its step
    std::size_t place = 0;  ///< there
    std::int64_t rule = 0;  ///< that took it out; 0: a person
    bool waited = false;    ///< for a person, as it does again when it is put back
    bool drawn = false;     ///< to wait for a person, if it had not been taken out in its step
};

class WithdrawnTasks {
  public:
    static constexpr std::size_t kMost = 1000;

    /// A task that is there already is replaced.
    void keep(Withdrawn one);
    /// Null where it was never taken out, or too long ago.
    [[nodiscard]] Withdrawn* find(TaskId task);
    void forget(TaskId task);
    /// What the rule took out, the youngest first.
    [[nodiscard]] std::vector<TaskId> ofRule(std::int64_t rule) const;
    [[nodiscard]] std::size_t size() const { return m_tasks.size(); }

    /// Null where there is none, so that checkpoints of runs that nobody reached into stay as they were.
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<WithdrawnTasks> fromJson(const Json& json);

  private:
    using Order = std::int64_t;
    std::map<Order, Withdrawn> m_tasks;  ///< oldest first
    std::unordered_map<std::int64_t, Order> m_orders;
    std::set<Order> m_bounded;  ///< of those that are not kept whatever comes
    Order m_next = 0;
};

}  // namespace azr::training
