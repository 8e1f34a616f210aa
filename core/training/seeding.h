/// Seeding (paper section 3.3, buffer initialisation): from the identity triplet and imported tasks, the model proposes
/// until the buffers hold B x S tasks each. No weights change. What it has done stands in KeptState, so that seeding
/// that was interrupted goes on where a checkpoint left it. What people ask for is done again in the same round and
/// phase (training::Place): what they may change is read only where a phase begins or ends. Trainer thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

#include "core/training/rule_keeping.h"
#include "core/training/step_jobs.h"
#include "core/training/task_admission.h"

namespace azr::training {

class Seeding {
  public:
    /// `betweenRounds` is the loop's turn (commands are applied there); `finishing` ends seeding after the round under
    /// way. All of them outlive it.
    Seeding(LoopContext& loop, KeptState& kept, const StepJobs& jobs, TaskAdmission& admission, RuleKeeping& rules,
            std::function<Status()> betweenRounds, const std::atomic<bool>& finishing);

    /// Exhausted when a buffer is not full after selfplay.seed_rounds rounds.
    Status run();
    /// Of a person's seed: where seeds are stripped it is, too, whether it was checked before or not.
    Status strip(selfplay::Proposal& proposal);

  private:
    [[nodiscard]] const config::SelfPlayConfig& play() const { return m_loop.config.selfplay; }
    /// The identity task of every kind that has one, and the imported tasks.
    Status begin();
    /// Validates tasks whose gold values are claims, and admits those that hold; the others are told with their reason.
    Status admitClaimed(const std::vector<selfplay::Task>& tasks);
    /// Their verdicts; no state is read between two waits.
    Result<std::vector<selfplay::Proposal>> judgeClaimed(const std::vector<selfplay::Task>& tasks);
    /// What the file claims of a valid one, graded like a solver's answers to what really came out.
    [[nodiscard]] std::vector<selfplay::PendingGrades> gradeClaims(const selfplay::Proposal& proposal,
                                                                   const selfplay::Task& claimed) const;
    Status settleClaims(selfplay::Proposal& proposal, std::vector<selfplay::PendingGrades> graded, Control& control);
    /// Those that are over.
    [[nodiscard]] int rounds() const;
    Status fill(selfplay::TaskKind kind);
    Status round(selfplay::TaskKind kind);
    /// Into its buffer, unless a rule keeps it out.
    Status admit(selfplay::Proposal& proposal);
    /// The same triplet as a task of the other of the two kinds.
    Status admitTwin(const selfplay::Proposal& proposal, std::size_t target);
    /// What its buffer holds; where two kinds share their seeds, the emptier of both.
    [[nodiscard]] std::size_t seedsHeld(selfplay::TaskKind kind) const;

    LoopContext& m_loop;
    KeptState& m_kept;
    const StepJobs& m_jobs;
    TaskAdmission& m_admission;
    RuleKeeping& m_rules;
    std::function<Status()> m_betweenRounds;
    const std::atomic<bool>& m_finishing;
};

}  // namespace azr::training
