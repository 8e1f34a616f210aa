/// The commands of people at the two command points of a step, before a phase that they are replayed in, and while the
/// trainer is parked. Each is answered exactly once. Checkpoints and evaluations that are asked for wait until the
/// state is whole. Trainer thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/training/loop_context.h"

namespace azr::training {

/// What commands do.
class CommandEffects {
  public:
    virtual ~CommandEffects() = default;
    /// The answer for the person who asked, or why not.
    virtual Result<std::string> apply(const VetoTask& veto) = 0;
    virtual Result<std::string> apply(const RestoreTask& restore) = 0;
    virtual Result<std::string> apply(const AdmitTask& admission) = 0;
    virtual Result<std::string> apply(const HoldTask& holding) = 0;
    virtual Result<std::string> apply(const PinTask& pin) = 0;
    virtual Result<std::string> apply(const SeedTask& seed) = 0;
    virtual Result<std::string> apply(const SetRule& change) = 0;
    virtual Result<std::string> apply(const RemoveRule& removal) = 0;
    /// `again`: asked for before the run was resumed.
    virtual Result<std::string> apply(const SetField& change, CommandId command, bool again) = 0;
    [[nodiscard]] virtual Status mayEvaluate() const = 0;
    /// Evaluates the weights of the last finished step; a failure ends the run.
    virtual Result<std::string> evaluate() = 0;
    /// Saves a checkpoint; a failure is the answer, and told.
    virtual Result<std::string> saveCheckpoint() = 0;
};

class CommandHandling {
  public:
    CommandHandling(LoopContext& loop, CommandEffects& effects) : m_loop(loop), m_effects(effects) {}

    /// At a command point (the start of a step, and before its update): everything that is due by now, and everything
    /// that was never applied.
    Status applyDue();
    /// Before a phase: what an earlier time of this run applied before it.
    Status replay(Phase before);
    /// The checkpoints and evaluations that were asked for. A parked trainer cannot evaluate.
    Status settleRequests(bool mayEvaluate = true);
    /// While parked: as at a command point. Failures are kept for the next replay(), where the loop can act on them.
    void whileParked(bool stateIsWhole);

    void stepBegins() { m_ordinal = 0; }
    /// From here on a checkpoint contains what was applied.
    void stepIsDone() { m_applied.clear(); }

    void write(Json& json) const;
    Status read(const Json& json);

  private:
    Status apply(const LoopCommand& command);
    Status answer(CommandId command, const Result<std::string>& outcome);

    LoopContext& m_loop;
    CommandEffects& m_effects;
    int m_ordinal = 0;                 ///< of the next answer in this step
    std::set<std::int64_t> m_applied;  ///< since the last finished step: a checkpoint of it contains them
    std::vector<CommandId> m_checkpoints, m_evaluations;  ///< asked for
    Status m_failure;
};

}  // namespace azr::training
