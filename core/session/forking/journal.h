/// What people asked of a run, as a fork of it takes it over. What the checkpoint contains becomes history; what was
/// applied after it is planned again for the same point of the same step, so that both runs are steered alike. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/base/error.h"
#include "core/session/forking/fork_change.h"
#include "core/session/forking/renumbered.h"
#include "core/store/run_rows.h"
#include "core/training/checkpoints/forked_checkpoint.h"

namespace azr::session {

/// From which run at which checkpoint.
struct ForkPoint {
    RunId parent, fork;
    int step = 0;
    std::int64_t shift = 0;  ///< of the ids of tasks and attempts
    CommandId lastCommand;   ///< of the workspace: the fork's come after it
    double now = 0;          ///< seconds since 1970
};

struct ForkedJournal {
    std::vector<store::CommandRow> commands;  ///< of the fork, in their order
    CommandNumbers numbers;                   ///< the parent's number of a command to the fork's
    std::int64_t last = 0;                    ///< the highest number given
    int leftOut = 0;  ///< about tasks that the parent made later: in the fork others may have their numbers
    std::map<TaskId, bool> pins{};         ///< of tasks of the parent, as people left them at the checkpoint
    std::map<TaskId, bool> waitingPins{};  ///< asked for while the parent was at rest: its loop has not heard of them
    std::set<TaskId> undone{};             ///< tasks whose later veto is not planned, as UndoVeto wants it

    [[nodiscard]] std::int64_t newNumber(std::int64_t command) const;
    /// Of the youngest one up to `command`; 0: none.
    [[nodiscard]] std::int64_t lastUntil(std::int64_t command) const;
};

/// How long a run goes on is the fork's own to say: `steps` and `minutes`.
[[nodiscard]] bool ownToSay(const std::string& path);

/// `rows`: all commands of the parent. `changes`: its settings' changes, of which resumes after the checkpoint are
/// planned, too, but for `steps` and `minutes` and for what the fork's own `made` set.
[[nodiscard]] ForkedJournal forkJournal(std::vector<store::CommandRow> rows,
                                        const std::vector<store::ConfigChangeRow>& changes,
                                        const training::CheckpointFacts& facts, const ForkPoint& point,
                                        const ForkChanges& made);

}  // namespace azr::session
