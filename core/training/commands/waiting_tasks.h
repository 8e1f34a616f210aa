/// The tasks that wait for a person before they enter their buffer, oldest first. A value that checkpoints keep.
#pragma once

#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/selfplay/task.h"

namespace azr::training {

class WaitingTasks {
  public:
    /// In the order of ids; one that waits already is replaced.
    void add(selfplay::Task task);
    [[nodiscard]] selfplay::Task* find(TaskId task);
    /// It waits no longer. Empty where it did not wait.
    [[nodiscard]] std::optional<selfplay::Task> take(TaskId task);
    [[nodiscard]] const std::vector<selfplay::Task>& all() const { return m_tasks; }

    /// Null where none waits, so that checkpoints of runs without a review stay as they were.
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<WaitingTasks> fromJson(const Json& json);

  private:
    std::vector<selfplay::Task> m_tasks;
};

}  // namespace azr::training
