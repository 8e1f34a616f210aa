/// How far a long export is, and whether to go on: one call for both.
#pragma once

#include <cstdint>
#include <functional>

#include "core/base/error.h"

namespace azr::exporting {

/// Called on the thread that works; false ends the work with Cancelled, and nothing of it is left on disk. `done` and
/// `total` count tasks, or bytes of weights.
using Progress = std::function<bool(std::int64_t done, std::int64_t total)>;

/// An empty Progress never objects.
[[nodiscard]] inline Status tell(const Progress& progress, std::int64_t done, std::int64_t total) {
    if (!progress || progress(done, total)) return {};
    return fail(ErrorCode::Cancelled, "the export was ended");
}

}  // namespace azr::exporting
