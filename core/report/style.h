/// The style sheet of a report: light and dark, screen and paper. Its colours are the window's.
#pragma once

#include <string_view>

namespace azr::report {

[[nodiscard]] std::string_view styleSheet();

}  // namespace azr::report
