/// How far long work is, and whether to go on: one call for both.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/error.h"

namespace azr::capsule {

/// On the thread that works; false ends the work with Cancelled, and nothing of it is left. `what` is a few words;
/// `done` and `total` are bytes, both 0 where nobody knows how many there will be.
using Progress = std::function<bool(const std::string& what, std::int64_t done, std::int64_t total)>;

/// An empty Progress never objects.
[[nodiscard]] inline bool tell(const Progress& progress, const std::string& what, std::int64_t done = 0,
                               std::int64_t total = 0) {
    return !progress || progress(what, done, total);
}
[[nodiscard]] inline tl::unexpected<Error> ended() {
    return fail(ErrorCode::Cancelled, "was ended");
}

}  // namespace azr::capsule
