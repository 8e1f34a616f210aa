/// From a sequence of lines whose last one comes out otherwise than alone to a small one that still does.
/// Deterministic; what is tried is decided by the caller's test.
#pragma once

#include <functional>
#include <vector>

#include "core/execution/redteam/line.h"

namespace azr::execution::redteam {

/// Whether the last of these lines comes out otherwise than alone.
using Differs = std::function<Result<bool>(const std::vector<Line>&)>;

/// First lines are dropped, then pieces of what is left: hidden pairs, imports, inputs, statements; a line of the other
/// command becomes one of the last line's. At most `budget` tests; `lines` must differ. Errors are the test's.
[[nodiscard]] Result<std::vector<Line>> shrunk(std::vector<Line> lines, const Differs& differs, int budget);

}  // namespace azr::execution::redteam
