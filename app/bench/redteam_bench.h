/// `bench executor --redteam N`: mutated attacks and ordinary programs on the pool, against what each line gives in a
/// fork of its own; `--replay FILE` does the same for given lines. Blocking.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/console.h"
#include "app/options.h"
#include "core/base/control.h"

namespace azr::app {

struct RedteamOptions {
    std::int64_t count = 0, from = 0;  ///< mutants from .. from + count - 1
    std::uint64_t seed = 1;
    std::int64_t fresh = 500;      ///< each so manieth also against a new interpreter; 0: none
    int pools = 2, findings = 10;  ///< pools that play; differences that end the search
    std::string workspace, run;    ///< empty: the grammar; the youngest run
    std::filesystem::path replay;  ///< lines to play instead of mutants
};

[[nodiscard]] Result<RedteamOptions> redteamOptions(const Arguments& arguments);
/// Prints differences as JSON lines as they are found, and the figures. Fails with Internal when there was one.
[[nodiscard]] Status benchRedteam(const RedteamOptions& options, bool asJson, const Console& console, Control& control);

}  // namespace azr::app
