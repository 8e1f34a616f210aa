/// Which proposals wait for a person before they enter their buffer (selfplay.review_share). Pure.
#pragma once

#include <cstdint>

namespace azr::selfplay {

/// `number`: of the task among those of its run, so that a run with other ids draws alike. A task that a smaller share
/// draws is drawn by a larger one, too.
[[nodiscard]] bool drawnForReview(std::uint64_t seed, std::int64_t number, double share);

}  // namespace azr::selfplay
