/// Task selection: which earlier tasks a step shows its proposers, which functions it gives them to build on, which
/// programs it asks inputs for, and which tasks its solvers train on. Pure: configuration, buffers, step and randomness
/// come in, a plan comes out; the tasks that it names stay where they are. Randomness knows no ids: entries are drawn
/// by their places.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "core/base/rng.h"
#include "core/config/run_config.h"
#include "core/selfplay/buffer.h"
#include "core/selfplay/task.h"

namespace azr::training {

/// What one proposer is to be shown.
struct ProposalChoice {
    std::vector<const selfplay::Task*> references;
    const selfplay::Task* subject = nullptr;   ///< whose program is lent to it, to write inputs for
    std::vector<const selfplay::Task*> given;  ///< composite: whose functions it builds on
};

/// One task to be solved.
struct SolveChoice {
    const selfplay::Task* task = nullptr;
    int count = 1;
    selfplay::AttemptUse use = selfplay::AttemptUse::Train;
    bool trained = true;
};

/// What follows when the solve rates are known.
struct FilteredChoice {
    std::vector<SolveChoice> solves;
    std::vector<const selfplay::Task*> trained;  ///< whose rollouts enter the update
};

/// Chance and largest number of functions of a composite proposal in a step.
struct CompositeOdds {
    double chance = 0;
    int most = 0;
};
[[nodiscard]] CompositeOdds compositeOdds(const config::SelfPlayConfig& config, int step);

/// Whether a task of this solve rate enters its buffer and the solver's batch; one that was not estimated (-1) counts
/// as never solved.
[[nodiscard]] bool passes(config::ValidFilter filter, double solveRate);

class TaskSelection {
  public:
    /// `step` is the one that is planned, 0 = seeding. Configuration and buffers outlive the selection.
    TaskSelection(const config::RunConfig& config, const selfplay::PerKind<selfplay::Buffer>& buffers, int step);

    using Worn = std::function<bool(const selfplay::Task&)>;
    /// `count` choices, fewer where there is nothing to choose from. `worn` says which programs were lent of late: they
    /// are taken when the others do not suffice.
    [[nodiscard]] std::vector<ProposalChoice> proposals(selfplay::TaskKind kind, int count, const Worn& worn,
                                                        const Rng& rng) const;

    /// Rollouts of the new tasks and the solver's batch at once: without a filter they do not depend on solve rates.
    [[nodiscard]] std::vector<SolveChoice> solves(selfplay::TaskKind kind, std::span<const selfplay::Task* const> fresh,
                                                  Rng& rng) const;
    /// With a filter: first the rollouts alone, then the batch from the new tasks that passed.
    [[nodiscard]] std::vector<SolveChoice> estimates(std::span<const selfplay::Task* const> fresh) const;
    [[nodiscard]] FilteredChoice afterEstimate(selfplay::TaskKind kind, std::span<const selfplay::Task* const> passed,
                                               Rng& rng) const;

  private:
    using Tasks = std::vector<const selfplay::Task*>;
    [[nodiscard]] const selfplay::Buffer& buffer(selfplay::TaskKind kind) const { return m_buffers[kind]; }
    [[nodiscard]] Tasks drawn(const selfplay::Buffer& from, int count, Rng& rng) const;
    [[nodiscard]] Tasks shortShots(const selfplay::Buffer& from, int count, Rng& rng) const;
    [[nodiscard]] Tasks references(selfplay::TaskKind kind, Rng rng) const;
    [[nodiscard]] Tasks subjects(std::size_t count, const Worn& worn, Rng& rng) const;
    [[nodiscard]] Tasks given(const Tasks& candidates, const CompositeOdds& odds, Rng rng) const;
    [[nodiscard]] Tasks givable(selfplay::TaskKind kind) const;
    [[nodiscard]] double weight(const selfplay::Task& task) const;
    /// Whether all of them are as likely as each other.
    [[nodiscard]] bool uniform(std::span<const selfplay::Task* const> tasks) const;
    [[nodiscard]] bool fewShot() const;

    const config::RunConfig& m_config;
    const selfplay::PerKind<selfplay::Buffer>& m_buffers;
    int m_step;
};

}  // namespace azr::training
