/// The trainer's insides: the parts of the loop put together (loop.cpp), and its tasks (step_tasks.cpp, seeding.cpp).
/// Trainer thread only.
#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/training/checkpoints/checkpointing.h"
#include "core/training/checkpoints/held_out.h"
#include "core/training/commands/command_handling.h"
#include "core/training/scoring.h"
#include "core/training/stages.h"
#include "core/training/task_selection.h"

namespace azr::training {

struct Trainer::State final : LoopContext, KeptState, StepTasks, CommandEffects {
    State(config::EffectiveConfig& owner, TrainerParts trainerParts, const std::atomic<bool>& finish);

    // loop.cpp
    Status run();
    Status step();
    Status stagesOf(StepWork& stepWork);
    [[nodiscard]] bool over() const;
    Status measureHeldOut();
    Status measureHeldOutIfDue();
    Status close();
    Status replayAfter();
    [[nodiscard]] CheckpointContents contents() const;
    Status restore(const std::filesystem::path& folder);
    Status restoreState(const Json& state);

    // step_tasks.cpp: what is proposed and what is solved
    [[nodiscard]] TaskSelection selection() const { return {config, buffers, current}; }
    [[nodiscard]] std::vector<selfplay::ProposalPlan> plans(selfplay::TaskKind kind, int count,
                                                            const Rng& rng) const override;
    [[nodiscard]] std::vector<selfplay::SolveJob> jobs(const StepWork& stepWork) const override;
    [[nodiscard]] std::vector<selfplay::SolveJob> jobsThatPassed(StepWork& stepWork) const override;
    /// Of this step and the kind, those that may enter their buffer.
    [[nodiscard]] std::vector<const selfplay::Task*> freshTasks(const StepWork& stepWork,
                                                                selfplay::TaskKind kind) const;
    [[nodiscard]] std::vector<selfplay::SolveJob> questions(std::span<const SolveChoice> choices) const;
    /// Rejects valid proposals whose task no solver can be shown; while one set of seeds is made also those whose task
    /// cannot be shown as one of its twin.
    void rejectUnaskable(std::span<selfplay::Proposal> proposals) const;
    void measureTask(selfplay::Task& task);
    Status judge(std::vector<selfplay::Proposal>& proposals, const Rng& rng) override;
    [[nodiscard]] bool admissible(const selfplay::Proposal& proposal) const {
        return training::admissible(proposal, config.selfplay);
    }
    Status admit(const selfplay::Task& task, const Rng& rng) override;

    // seeding.cpp
    Status seed();
    Status seedStart();
    Status seedKind(selfplay::TaskKind kind);
    Status seedRound(selfplay::TaskKind kind);
    /// Validates tasks whose gold values are claims, and admits those that hold; the others are told with their reason.
    Status admitClaimed(std::vector<selfplay::Task> tasks);
    /// Whether one set of seeds fills the buffer of the kind and that of its twin.
    [[nodiscard]] bool sharesSeeds(selfplay::TaskKind kind) const;
    /// The same triplet as a task of the other of the two kinds.
    Status admitTwin(const selfplay::Proposal& proposal, std::size_t target);
    /// What its buffer holds; where two kinds share their seeds, the emptier of both.
    [[nodiscard]] std::size_t seedsOf(selfplay::TaskKind kind) const;
    Status settleClaim(selfplay::Proposal& proposal, const selfplay::Task& claimed);
    Status applyCommands() { return commands.applyDue(); }

    // effects.cpp: what commands do
    Result<std::string> apply(const VetoTask& command) override;
    Result<std::string> apply(const SeedTask& command) override;
    Result<std::string> apply(const SetField& change, CommandId command, bool again) override;
    Status overrideField(const std::string& path, const std::string& value, CommandId last);
    Status tellChange(std::optional<config::ConfigChange> made);
    [[nodiscard]] Status mayEvaluate() const override;
    Result<std::string> evaluate() override;
    Result<std::string> saveCheckpoint() override;

    const std::atomic<bool>& finishing;
    HeldOut heldOut;
    Checkpointing checkpointing;
    CommandHandling commands;
    Stages stages;

    // Of the moment.
    bool idle = true;          ///< between two steps: the state may be saved
    bool pastDoors = false;    ///< the batch is made: a veto comes too late for it
    StepWork* work = nullptr;  ///< of the step under way
    double startedAt = 0;
    bool seedsOnly = false;  ///< run() ends after seeding
};

}  // namespace azr::training
