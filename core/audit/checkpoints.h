/// The checkpoints that are still there: every file against its manifest, sizes and weights against what the
/// database names. Reads the files only.
#pragma once

#include <filesystem>

#include "core/audit/history.h"
#include "core/audit/ledger.h"
#include "core/base/control.h"

namespace azr::audit {

/// The SHA-256 of the tensors of a safetensors file, one after the other as they stand, which is what a run's
/// checkpoints are known by. Parse when the file has no header of that format.
[[nodiscard]] Result<std::string> hashOfTensors(const std::filesystem::path& file);

/// Also which of them measured best, where the run ended by itself and `last` is its end.
Status checkCheckpoints(store::Reader& reader, const store::RunRow& run, int first, int last,
                        const std::filesystem::path& workspace, Ledger& ledger, Control& control);

}  // namespace azr::audit
