/// The way of a proposal into its buffer: its id, whether a solver can be shown it, what is measured of it, and what
/// leaves the buffer for it. Trainer thread.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/training/checkpoints/kept_state.h"
#include "core/training/loop_context.h"

namespace azr::training {

class TaskAdmission {
  public:
    TaskAdmission(LoopContext& loop, KeptState& kept) : m_loop(loop), m_kept(kept) {}

    /// Gives ids to proposals, and to the valid ones their measures.
    Status judge(std::vector<selfplay::Proposal>& proposals, const Rng& rng);
    /// Rejects valid proposals whose task no solver can be shown; while one set of seeds is made also those whose task
    /// cannot be shown as one of its twin. Fails when no prompt can be rendered: that is no fault of theirs.
    Status rejectUnaskable(std::span<selfplay::Proposal> proposals) const;
    /// Its likeness to what came before it; from now on it is itself among that.
    void measure(selfplay::Task& task);
    /// The task enters its buffer, and maybe another one leaves it; both are told. `reason`: of an admission that
    /// had to be decided.
    Status admit(const selfplay::Task& task, const Rng& rng, std::string_view reason = {});

    /// A task that was taken out is in its buffer again, and maybe another one leaves it; both are told.
    Status putBack(const selfplay::Task& task, std::size_t place, const Rng& rng);

  private:
    Status tellAddition(const selfplay::Task& task, const std::string& reason, std::optional<TaskId> evicted);

    LoopContext& m_loop;
    KeptState& m_kept;
};

}  // namespace azr::training
