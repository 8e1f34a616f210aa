/// One hash over everything that "the same run, bit for bit" covers: tasks with verdicts, rewards, advantages and
/// lineage, attempts, buffer events, the metrics marked deterministic, and the hashes of the weights and the optimizer
/// after the last step; of finished steps alone. Equal in any workspace: tasks are named by their place in the run, and
/// neither times, throughput and memory nor what was measured or saved along the way (held-out accuracy, earlier
/// checkpoints) is part of it.
#pragma once

#include <string>

#include "core/store/reader.h"

namespace azr::store {

[[nodiscard]] Result<std::string> runDigest(Reader& reader, RunId run);

}  // namespace azr::store
