#include "core/selfplay/rules/review_draw.h"

#include "core/base/rng.h"

namespace azr::selfplay {

bool drawnForReview(std::uint64_t seed, std::int64_t number, double share) {
    return share > 0 && Rng(seed).split("review").split(static_cast<std::uint64_t>(number)).uniform() < share;
}

}  // namespace azr::selfplay
