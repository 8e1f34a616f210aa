/// Forking a run: a new run whose state begins exactly from a checkpoint of another one, with some things changed, or
/// nothing. Both then draw the same randomness: every generator is a function of the seed, which they share, and of the
/// step. The other run's rows and files stay as they are; what was asked of it after the checkpoint is asked of the
/// fork at the same point of the same step.
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/session/forking/fork_request.h"
#include "core/session/numbers.h"
#include "core/store/reader.h"
#include "core/store/writer.h"
#include "core/training/checkpoints/checkpoint.h"

namespace azr::session {

/// Where it happens.
struct ForkPlace {
    store::Reader& reader;  ///< of everything committed
    store::Writer& writer;
    const std::filesystem::path& workspace;
    Numbers& numbers;
    double now = 0;                 ///< seconds since 1970
    training::BytesRead read = {};  ///< how far the checkpoint was read, and whether to go on
};

/// Reads and hashes the checkpoint: seconds per gigabyte. Nothing is left behind where it fails. NotFound: no such run
/// or checkpoint, with those that there are; InvalidArgument names the field, task or rule and what it may be;
/// Cancelled: `read` wanted no more. One thread at a time, which need not be the session's.
[[nodiscard]] Result<Forked> forkRun(const ForkPlace& place, const ForkRequest& request);

}  // namespace azr::session
