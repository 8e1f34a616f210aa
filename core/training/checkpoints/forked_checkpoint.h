/// A checkpoint of one run as the first of another one: weights and optimizer are the same files under second names;
/// in the state and the buffers the ids of tasks, attempts and commands become those of the other run. Randomness needs
/// nothing: every generator is a function of the run's seed, the step and a purpose. Blocking; errors name the file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/selfplay/task.h"
#include "core/training/checkpoints/checkpoint.h"
#include "core/training/commands/live_rules.h"
#include "core/training/commands/withdrawn.h"
#include "core/training/event.h"

namespace azr::training {

/// What a fork has to know of the checkpoint that it begins from.
struct CheckpointFacts {
    std::int64_t nextTask = 0, nextAttempt = 0;  ///< the first ids that it does not know
    bool seeded = true;                          ///< false: saved while the buffers were being seeded
    bool best = false;                           ///< the best one of its run until then
    int changes = 0;                             ///< the ordinal of the last change of a setting that it contains
    std::vector<std::int64_t> appliedCommands;   ///< since its step was finished: it contains them
    std::vector<selfplay::Task> buffered;        ///< in the buffers of all kinds
    std::vector<TaskId> waiting;                 ///< for a person
    std::vector<TaskId> pinned;                  ///< of all those, and of the withdrawn ones
    WithdrawnTasks withdrawn;
    LiveRules rules;
    std::vector<RuleMet> ruleHits;  ///< of a later step, but contained (kept_state.h)
};

/// Verifies the folder first: hashing takes seconds per gigabyte. Unsupported, naming it, where the state has something
/// that this version does not know how to carry over.
[[nodiscard]] Result<CheckpointFacts> readCheckpointFacts(const std::filesystem::path& folder,
                                                          const BytesRead& read = {});

struct Renumbering {
    std::int64_t shift = 0;                                      ///< is added to the ids of tasks and attempts
    std::function<std::int64_t(std::int64_t)> command;           ///< the new id of a command; 0: it is left out
    std::function<std::int64_t(std::int64_t)> lastCommandUntil;  ///< the new id of the last one up to it; 0: none
};

struct ForkedCheckpoint {
    std::filesystem::path folder;
    std::int64_t bytes = 0;  ///< of the files but the manifest
};

/// `folder`: a `step-M` that was verified. The new one stands below `root` under the same name, whole or not at all.
[[nodiscard]] Result<ForkedCheckpoint> forkCheckpoint(const std::filesystem::path& folder,
                                                      const std::filesystem::path& root,
                                                      const Renumbering& renumbering);

}  // namespace azr::training
