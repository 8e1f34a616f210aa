/// How far a measured share may lie from the truth. Pure functions.
#pragma once

#include <cstdint>

namespace azr::evaluation {

struct Interval {
    double low = 0, high = 1;
};

/// Wilson's score interval at 95% for `hits` of `total`; [0, 1] when nothing was counted.
[[nodiscard]] Interval wilson(std::int64_t hits, std::int64_t total);

}  // namespace azr::evaluation
