/// The parts of the jail's helper script that inspect and run programs, as one Python text: for an exported
/// environment, which judges as the jail does, without its walls (exporting/environment). Without host, self-test and
/// main loop.
#pragma once

#include <string_view>

namespace azr::execution {

[[nodiscard]] std::string_view judgingSource();

}  // namespace azr::execution
