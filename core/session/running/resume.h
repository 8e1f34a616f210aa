/// After a crash: what the database says was going on, where a run goes on from, and which commands it replays.
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <vector>

#include "core/session/command.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/training/commands/mailbox.h"

namespace azr::session {

/// A checkpoint that the database knows and that is not whole, and why.
struct PassedOver {
    int step = 0;
    Error why;
};

struct ResumePoint {
    int step = -1;                                ///< of the checkpoint; -1: there is none, the run starts over
    std::filesystem::path folder;                 ///< empty without a checkpoint
    bool seeded = true;                           ///< false: saved while the buffers were being seeded
    std::int64_t nextTask = 0, nextAttempt = 0;   ///< the first ids that the checkpoint does not know
    std::vector<store::RuleHitRow> ruleHits;      ///< of a later step, but contained in the checkpoint
    std::vector<training::LoopCommand> commands;  ///< to apply again, in order, and those never applied
    /// Of these: nobody answered them, and they have no step to wait for.
    std::set<CommandId> open;
    std::vector<store::ConfigChangeRow> changes;  ///< all that the database knows
    std::int64_t commandsRefused = 0;             ///< recorded commands that can no longer be read
    std::vector<PassedOver> passedOver;           ///< younger than the one found
};

/// Every command of a run in the order in which the loop applied them; those that wait come last.
[[nodiscard]] Result<std::vector<store::CommandRow>> allCommands(store::Reader& reader, RunId run);

/// The run's own folder of checkpoints in the workspace.
[[nodiscard]] std::filesystem::path checkpointsOf(const std::filesystem::path& workspace, RunId run);

/// The newest checkpoint that the database knows and whose files are whole, and the commands up to `last`. Hashes the
/// files: seconds per gigabyte. Corrupt when the database knows checkpoints and none is whole.
[[nodiscard]] Result<ResumePoint> findResumePoint(store::Reader& reader, RunId run,
                                                  const std::filesystem::path& workspace, CommandId last);

/// Run states that say a trainer is at work; when nobody holds the lock, they were left by a crash.
[[nodiscard]] bool saysAtWork(const std::string& state);
/// On opening: folders of runs are where the bin says (run_bin.h), and such runs become `interrupted`, and the rows of
/// the step they were in abandoned.
Status markInterrupted(store::Reader& reader, store::Writer& writer, const std::filesystem::path& workspace,
                       double now);

}  // namespace azr::session
