/// The trainer's insides: the parts of the loop put together. Trainer thread only.
#pragma once

#include <atomic>
#include <optional>
#include <string>

#include "core/training/checkpoints/checkpointing.h"
#include "core/training/checkpoints/held_out.h"
#include "core/training/commands/command_handling.h"
#include "core/training/commands/review_gate.h"
#include "core/training/rule_keeping.h"
#include "core/training/seeding.h"
#include "core/training/stages.h"

namespace azr::training {

/// An error around it ends the run.
struct RestoreOutcome {
    Result<std::string> answer;  ///< or why the task stays where it is
};

struct Trainer::State final : LoopContext, KeptState, CommandEffects {
    State(config::EffectiveConfig& owner, TrainerParts trainerParts, const std::atomic<bool>& finish);

    // loop.cpp
    Status run();
    Status step();
    Status stagesOf(StepWork& stepWork);
    [[nodiscard]] bool over() const;
    Status measureHeldOut();
    Status measureHeldOutIfDue();
    Status close();
    Status goOn();
    Status replayBehind();
    [[nodiscard]] CheckpointContents contents() const;
    Status restore(const std::filesystem::path& folder);
    Status restoreState(const Json& state);
    Status tellRefusedRules();

    // effects.cpp: what commands do
    Result<std::string> apply(const VetoTask& command) override;
    Result<std::string> apply(const RestoreTask& command) override;
    Result<std::string> apply(const AdmitTask& command) override;
    Result<std::string> apply(const HoldTask& command) override;
    Result<std::string> apply(const PinTask& command) override;
    Result<std::string> apply(const SeedTask& command) override;
    Result<std::string> apply(const SetRule& command) override;
    Result<std::string> apply(const RemoveRule& command) override;
    Status takeOut(TaskId task, std::int64_t rule);
    Result<RestoreOutcome> restore(TaskId task);
    Result<std::int64_t> takeBack(LiveRule& rule, const LiveRule* next);
    Result<RestoreOutcome> comeBack(Withdrawn taken);
    Result<std::string> apply(const SetField& change, CommandId command, bool again) override;
    Status overrideFields(const std::vector<config::Assignment>& assignments, CommandId last);
    Status tellChange(std::optional<config::ConfigChange> made);
    [[nodiscard]] Status mayEvaluate() const override;
    Result<std::string> evaluate() override;
    Result<std::string> saveCheckpoint() override;

    const std::atomic<bool>& finishing;
    HeldOut heldOut;
    Checkpointing checkpointing;
    CommandHandling commands;
    StepJobs jobs;
    TaskAdmission admission;
    ReviewGate review;
    RuleKeeping rulesAtWork;
    Seeding seeding;
    Stages stages;

    // Of the moment.
    bool idle = true;          ///< between two steps: the state may be saved
    bool batchIsMade = false;  ///< a veto comes too late for it
    StepWork* work = nullptr;  ///< of the step under way
    double startedAt = 0;
    bool seedsOnly = false;  ///< run() ends after seeding
};

}  // namespace azr::training
