/// What the loop keeps in a checkpoint beside weights and optimizer: how far it is, the buffers, what novelty looks
/// back on, the guard. A value; generators need no state of their own, as each is a function of the run's seed, the
/// step and a purpose.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/config/run_config.h"
#include "core/selfplay/buffer.h"
#include "core/selfplay/rewards/novelty.h"
#include "core/training/commands/live_rules.h"
#include "core/training/commands/waiting_tasks.h"
#include "core/training/commands/withdrawn.h"
#include "core/training/event.h"
#include "core/training/guard.h"

namespace azr::training {

struct KeptState {
    KeptState(const config::RunConfig& config, TaskId firstTask, AttemptId firstAttempt);

    [[nodiscard]] selfplay::Buffer& buffer(selfplay::TaskKind kind) { return buffers[kind]; }
    [[nodiscard]] const selfplay::Buffer& buffer(selfplay::TaskKind kind) const { return buffers[kind]; }
    [[nodiscard]] selfplay::NoveltyWindow& window(selfplay::TaskKind kind) { return novelty[kind]; }
    [[nodiscard]] TaskId newTask() { return {nextTask++}; }

    /// Adds its keys to `json`; the buffers stand in files of their own.
    void write(Json& json) const;
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> bufferFiles() const;
    [[nodiscard]] std::vector<std::string> bufferFileNames() const;
    /// The buffers as files() gave them; nothing changes where one is not whole.
    Status readBuffers(const std::vector<std::pair<std::string, std::string>>& files, const config::RunConfig& config);
    /// Corrupt where a key is missing or of another type; some fields may have changed by then.
    Status read(const Json& json, const config::RunConfig& config);

    int done = 0;  ///< steps finished
    bool seedStarted = false, seeded = false;
    selfplay::PerKind<int> seedRounds;
    std::int64_t nextTask = 1, nextAttempt = 1;
    std::vector<selfplay::TaskKind> kinds;  ///< of which something is kept: those that the run has figures of
    selfplay::PerKind<selfplay::Buffer> buffers;
    selfplay::PerKind<selfplay::NoveltyWindow> novelty;
    WithdrawnTasks withdrawn;
    WaitingTasks waiting;
    LiveRules rules;
    std::vector<RuleMet> ruleHits;  ///< told since the last finished step
    Guard guard;
};

/// What a checkpoint's state contains of rules that met tasks in a later step than its own: before it was asked for.
[[nodiscard]] Result<std::vector<RuleMet>> ruleHitsOf(const Json& state);

}  // namespace azr::training
