/// One hash over everything that "the same run, bit for bit" covers: tasks with verdicts, rewards, advantages and
/// lineage, attempts, buffer events, the metrics marked deterministic, and the hashes of the checkpoints' weights and
/// optimizer; of finished steps alone, ids counted from the run's first. Not times, durations, throughput or memory.
#pragma once

#include <string>

#include "core/store/reader.h"

namespace azr::store {

[[nodiscard]] Result<std::string> runDigest(Reader& reader, RunId run);

}  // namespace azr::store
