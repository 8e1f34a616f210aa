/// Tasks that were taken out of a run, kept so that they can be put back: the youngest kMost of them. A value that
/// checkpoints keep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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
};

class WithdrawnTasks {
  public:
    static constexpr std::size_t kMost = 1000;

    /// A task that is there already is replaced.
    void keep(Withdrawn one);
    /// Null where it was never taken out, or too long ago.
    [[nodiscard]] Withdrawn* find(TaskId task);
    void forget(TaskId task);
    [[nodiscard]] const std::vector<Withdrawn>& all() const { return m_tasks; }

    /// Null where there is none, so that checkpoints of runs that nobody reached into stay as they were.
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<WithdrawnTasks> fromJson(const Json& json);

  private:
    std::vector<Withdrawn> m_tasks;  ///< oldest first
};

}  // namespace azr::training
