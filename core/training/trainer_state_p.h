/// The trainer's insides, shared by the files that make up the loop: loop.cpp (the order), stages.cpp (one function per
/// stage), seeding.cpp, doors.cpp (commands), keeping.cpp (checkpoints). Trainer thread only.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
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
    Status tellScores(const StepWork& work);
    Status update(StepWork& work);
    Status store(StepWork& work);
    Status measure(StepWork& work);

    // plans.cpp: what is proposed and what is solved
    [[nodiscard]] std::vector<selfplay::ProposalPlan> plans(selfplay::TaskKind kind, int count, Rng rng) const;
    [[nodiscard]] std::vector<selfplay::SolveJob> jobs(const StepWork& work) const;
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

    [[nodiscard]] selfplay::Buffer& buffer(selfplay::TaskKind kind) { return buffers[kind]; }
    [[nodiscard]] const selfplay::Buffer& buffer(selfplay::TaskKind kind) const { return buffers[kind]; }
    [[nodiscard]] selfplay::NoveltyWindow& window(selfplay::TaskKind kind) { return novelty[kind]; }
    [[nodiscard]] bool enabled(selfplay::TaskKind kind) const { return isEnabled(kind, config.selfplay); }
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
    selfplay::PerKind<int> seedRounds;
    std::int64_t nextTask = 1, nextAttempt = 1;
    selfplay::PerKind<selfplay::Buffer> buffers;
    selfplay::PerKind<selfplay::NoveltyWindow> novelty;
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
