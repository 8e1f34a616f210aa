/// What a veto does: the task leaves its buffer, and the batch of the unfinished step. Values in, values out; what is
/// to be told is for the caller.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/selfplay/buffer.h"
#include "core/training/commands/withdrawn.h"
#include "core/training/step_work.h"

namespace azr::training {

struct VetoOutcome {
    std::optional<selfplay::TaskKind> left;  ///< the buffer that it left, or will not enter
    std::optional<Withdrawn> taken;          ///< what a person may put back
    Result<std::string> answer;              ///< Conflict: too late for the gradient; NotFound: in no buffer, no batch
};

/// `work` is that of the step under way, or null between two steps. With `trained` its batch is made already. Tasks
/// that would not have entered a buffer (invalid, barred, vetoed before) are nobody's to veto: nothing happens.
[[nodiscard]] VetoOutcome veto(TaskId task, selfplay::PerKind<selfplay::Buffer>& buffers, StepWork* work, bool trained,
                               const config::SelfPlayConfig& config);

}  // namespace azr::training
