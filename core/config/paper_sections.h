/// Where the paper (arXiv 2505.03335) speaks of a setting, so that a departure can be looked up. Pure; never changes.
#pragma once

#include <string_view>

namespace azr::config {

/// "3.3.5, eq. 8", "table 3", "appendix D.2"; empty where the paper says nothing. `path` as in run_fields.h.
[[nodiscard]] std::string_view paperSection(std::string_view path);

}  // namespace azr::config
