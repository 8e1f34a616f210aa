/// The trainer's insides, shared by the files that make up the loop: loop.cpp (the order), stages.cpp (one function per
/// stage), admission.cpp, seeding.cpp, doors.cpp (commands), keeping.cpp (checkpoints). Trainer thread only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/selfplay/asking.h"
#include "core/selfplay/buffer.h"
#include "core/selfplay/mixing.h"
#include "core/selfplay/novelty.h"
#include "core/selfplay/proposer.h"
#include "core/selfplay/solver.h"
#include "core/selfplay/verifier.h"
#include "core/telemetry/span.h"
#include "core/training/guard.h"
#include "core/training/loop.h"
#include "core/training/scoring.h"
#include "core/training/step_work.h"
#include "core/training/task_selection.h"

namespace azr::training {

struct Trainer::State {
    State(const config::RunConfig& configuration, TrainerParts trainerParts, const std::atomic<bool>& finish);

    // loop.cpp
    Status run();
    Status step();
    Status stages(StepWork& stepWork);
    Status enter(Phase next);
    Status tell(const Event& event) { return parts.listener.tell(event); }
    [[nodiscard]] selfplay::Progress progress();
    [[nodiscard]] bool over() const;

    // stages.cpp: one step, in the paper's order
    Status propose(StepWork& work);
    Status validate(StepWork& work);
    Status attempt(StepWork& work);
    /// With a filter the batch is chosen when the solve rates are known.
    Status attemptFiltered(StepWork& work);
    /// Samples and grades; its verification is of the phase `verifying`.
    Status solve(StepWork& work, std::span<const SolveChoice> choices, std::string_view purpose, Phase verifying);
    Status tellScores(const StepWork& work);
    Status update(StepWork& work);
    Status store(StepWork& work);
    Status measure(StepWork& work);

    /// What the selection chose, as questions to the policy.
    [[nodiscard]] std::vector<selfplay::ProposalPlan> plans(selfplay::TaskKind kind, int count, const Rng& rng) const;
    [[nodiscard]] std::vector<selfplay::SolveJob> jobs(std::span<const SolveChoice> choices) const;
    /// Of this step and the kind, those that may enter their buffer.
    [[nodiscard]] std::vector<const selfplay::Task*> freshTasks(const StepWork& work, selfplay::TaskKind kind) const;
    [[nodiscard]] TaskSelection selection() const { return {config, buffers, current}; }

    // admission.cpp
    void measureTask(selfplay::Task& task);
    Status judge(std::vector<selfplay::Proposal>& proposals, const Rng& rng);
    [[nodiscard]] bool admissible(const selfplay::Proposal& proposal) const {
        return training::admissible(proposal, config.selfplay);
    }
    Status admit(const selfplay::Task& task, const Rng& rng);

    // seeding.cpp
    Status seed();
    Status seedStart();
    Status seedKind(selfplay::TaskKind kind);
    Status seedRound(selfplay::TaskKind kind);
    /// Validates tasks whose gold values are claims, and admits those that hold; the others are told with their reason.
    Status admitClaimed(std::vector<selfplay::Task> tasks);
    /// Whether one set of seeds fills the buffers of deduction and abduction.
    [[nodiscard]] bool sharesSeeds() const;
    /// The same triplet as a task of the other of the two kinds.
    Status admitTwin(const selfplay::Proposal& proposal, std::size_t target);
    /// What its buffer holds; where two kinds share their seeds, the emptier of both.
    [[nodiscard]] std::size_t seedsOf(selfplay::TaskKind kind) const;
    Status settleClaim(selfplay::Proposal& proposal, const selfplay::Task& claimed);

    // doors.cpp
    Status applyCommands();
    Status replayCommands(Phase before);
    Status apply(const LoopCommand& command);
    Status answer(CommandId command, Result<std::string> outcome);
    Result<std::string> apply(const VetoTask& veto);
    Result<std::string> apply(const SeedTask& seed);
    Result<std::string> apply(const SetField& change);
    /// Checkpoints and evaluations that were asked for; a parked trainer cannot evaluate.
    Status settleWishes(bool mayEvaluate = true);

    // keeping.cpp
    Status evaluate();
    Status evaluateIfDue();
    Status checkpointIfDue();
    Status saveCheckpoint();
    Status tellOfFailure(const Status& saved);
    Status pruneOld();
    [[nodiscard]] Json toJson() const;
    Status restore(const std::filesystem::path& folder);
    Status restoreState(const Json& state);

    [[nodiscard]] selfplay::Buffer& buffer(selfplay::TaskKind kind) { return buffers[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] const selfplay::Buffer& buffer(selfplay::TaskKind kind) const {
        return buffers[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] selfplay::NoveltyWindow& window(selfplay::TaskKind kind) {
        return novelty[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] bool enabled(selfplay::TaskKind kind) const;
    /// The generator of a purpose in the current step: a pure function of the run's seed, so that no generator's state
    /// has to be kept.
    [[nodiscard]] Rng random(std::string_view purpose) const;
    [[nodiscard]] TaskId newTask() { return {nextTask++}; }

    config::RunConfig config;
    TrainerParts parts;
    const std::atomic<bool>& finishing;
    telemetry::Clock now;
    selfplay::Asker asker;
    selfplay::Verifier verifier;

    // Kept in checkpoints.
    int done = 0;  ///< steps finished
    bool seedStarted = false, seeded = false;
    std::array<int, 3> seedRounds{};  ///< by kind
    std::int64_t nextTask = 1, nextAttempt = 1;
    std::vector<selfplay::Buffer> buffers;
    std::vector<selfplay::NoveltyWindow> novelty;
    Guard guard;
    std::optional<double> bestScore;
    int bestStep = 0, evaluatedStep = -1;
    std::vector<SetField> changedFields;
    std::set<std::int64_t> appliedSinceStep;  ///< commands that a checkpoint of `done` already contains

    // Of the moment.
    int current = 0;  ///< the step under way or at whose door we stand; 0 = seeding
    Phase phase = Phase::Starting;
    int ordinal = 0;
    bool idle = true;          ///< between two steps: the state may be saved
    bool pastDoors = false;    ///< the batch is made: a veto comes too late for it
    StepWork* work = nullptr;  ///< of the step under way
    std::vector<CommandId> wishedCheckpoints, wishedEvaluations;
    Status commandFailure;  ///< of commands applied while parked, raised at the next chance
    int savedStep = -1;
    bool checkpointFailed = false;  ///< and it was told
    double startedAt = 0, savedAt = 0;
    std::int64_t savedBytes = 0;
};

}  // namespace azr::training
