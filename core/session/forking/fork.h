/// Forking a run: a new run whose state begins exactly from a checkpoint of another one, with one thing changed, or
/// nothing. Both then draw the same randomness: every generator is a function of the seed, which they share, and of the
/// step. The other run's rows and files stay as they are; what was asked of it after the checkpoint is asked of the
/// fork at the same point of the same step.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/session/forking/fork_change.h"
#include "core/store/reader.h"
#include "core/store/writer.h"

namespace azr::session {

struct ForkRequest {
    RunId run;
    std::optional<int> step;  ///< of a checkpoint; empty: the newest
    ForkChange change;
    std::string name;          ///< empty: preset and number, as for any run
    std::optional<int> steps;  ///< in all; empty: as many as the other run has now
};

struct Forked {
    RunId run;
    int step = 0;           ///< of the checkpoint that it begins from
    ForkChange change;      ///< with what stood before
    int leftOut = 0;        ///< commands about tasks of later steps, whose numbers may be other tasks in the fork
    CommandId lastCommand;  ///< of the workspace now
};

/// Where it happens.
struct ForkPlace {
    store::Reader& reader;  ///< of everything committed
    store::Writer& writer;
    const std::filesystem::path& workspace;
    CommandId lastCommand;  ///< of the workspace
    double now = 0;         ///< seconds since 1970
};

/// Reads and hashes the checkpoint: seconds per gigabyte. Nothing is left behind where it fails. NotFound: no such run
/// or checkpoint, with those that there are; InvalidArgument names the field, task or rule and what it may be.
[[nodiscard]] Result<Forked> forkRun(const ForkPlace& place, const ForkRequest& request);

}  // namespace azr::session
