#include "core/engine/kernels/block_states_kernels.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

namespace azr::engine::kernels {
namespace {

constexpr int kDecades = 7;

/// Zero, the middles of the intervals of each decade, and one; `first` intervals in the lowest decade, twice as many in
/// each next one.
std::vector<float> magnitudes(int first) {
    std::vector<float> all{0.0F};
    for (int decade = 0; decade < kDecades; ++decade) {
        const int intervals = first << decade;
        const double top = std::pow(10.0, decade - (kDecades - 1));
        for (int i = 0; i < intervals; ++i)
            all.push_back(static_cast<float>(top * (0.1 + 0.9 * (i + 0.5) / intervals)));
    }
    all.push_back(1.0F);
    return all;
}

/// The nearest of ascending magnitudes in [0, 1]: the leading bits of a float find the candidate, one comparison tells
/// it from the next.
class Nearest {
  public:
    explicit Nearest(const std::vector<float>& values) {
        for (std::size_t i = 0; i + 1 < values.size(); ++i) m_middles[i] = 0.5F * (values[i] + values[i + 1]);
        std::fill(m_middles.begin() + static_cast<std::ptrdiff_t>(values.size()) - 1, m_middles.end(), 2.0F);
        for (std::uint32_t slot = 0; slot < kSlots; ++slot) {
            const float lowest = std::bit_cast<float>((slot + kBase) << kShift);
            const auto at = std::upper_bound(m_middles.begin(), m_middles.end(), slot == 0 ? 0.0F : lowest);
            m_candidates[slot] = static_cast<std::uint8_t>(at - m_middles.begin());
        }
    }
    [[nodiscard]] int operator()(float share) const {
        const auto bits = std::bit_cast<std::uint32_t>(share) >> kShift;
        const std::uint32_t slot = bits <= kBase ? 0 : std::min(bits - kBase, kSlots - 1);
        const int candidate = m_candidates[slot];
        return candidate + (share > m_middles[static_cast<std::size_t>(candidate)] ? 1 : 0);
    }

  private:
    static constexpr int kShift = 16;                          // seven bits of the fraction
    static constexpr std::uint32_t kBase = (127U - 24U) << 7;  // 2^-24: below the lowest middle
    static constexpr std::uint32_t kSlots = (24U << 7) + 1;    // up to 1
    std::array<float, 256> m_middles{};
    std::array<std::uint8_t, kSlots> m_candidates{};
};

const std::vector<float>& signedMagnitudes() {
    static const std::vector<float> all = magnitudes(1);  // 0, 127 values, 1
    return all;
}

const std::vector<float>& unsignedMagnitudes() {
    static const std::vector<float> all = magnitudes(2);  // 0, 254 values, 1
    return all;
}

float largest(const float* values, std::int64_t count) {
    float most = 0.0F;
#pragma omp simd reduction(max : most)
    for (std::int64_t i = 0; i < count; ++i) most = std::max(most, std::abs(values[i]));
    return most;
}

/// Shares of the largest magnitude, which is returned.
float normalise(float* values, std::int64_t count) {
    const float scale = largest(values, count), inverse = scale > 0 ? 1.0F / scale : 0.0F;
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) values[i] *= inverse;
    return scale;
}

void stepBlock(float* weights, const float* gradient, std::uint8_t* firstCodes, float& firstScale,
               std::uint8_t* secondCodes, float& secondScale, std::int64_t count, const AdamStep& s) {
    const float rate = s.learningRate / s.firstCorrection, root = 1.0F / std::sqrt(s.secondCorrection);
    const float keep = 1.0F - s.learningRate * s.weightDecay;
    const float* const fromFirst = signedCodes().data();
    const float* const fromSecond = unsignedCodes().data();
    std::array<float, kStateBlock> first, second;
    const float a = firstScale, b = secondScale;
#pragma omp simd
    for (std::int64_t i = 0; i < count; ++i) {
        const float g = gradient[i] * s.gradientScale;
        const float old = b * fromSecond[secondCodes[i]];
        const float m = s.beta1 * (a * fromFirst[firstCodes[i]]) + (1.0F - s.beta1) * g;
        const float v = std::sqrt(s.beta2 * old * old + (1.0F - s.beta2) * g * g);
        weights[i] = weights[i] * keep - rate * m / (v * root + s.epsilon);
        first[static_cast<std::size_t>(i)] = m;
        second[static_cast<std::size_t>(i)] = v;
    }
    firstScale = encodeSigned(first.data(), count, firstCodes);
    secondScale = encodeUnsigned(second.data(), count, secondCodes);
}

}  // namespace

const StateCodes& signedCodes() {
    static const StateCodes codes = [] {
        StateCodes made{};
        const auto& m = signedMagnitudes();
        for (std::size_t i = 0; i < m.size(); ++i) made[kSignedZero + i] = m[i];
        for (std::size_t i = 1; i <= kSignedZero; ++i) made[kSignedZero - i] = -m[i];
        return made;
    }();
    return codes;
}

const StateCodes& unsignedCodes() {
    static const StateCodes codes = [] {
        StateCodes made{};
        std::copy(unsignedMagnitudes().begin(), unsignedMagnitudes().end(), made.begin());
        return made;
    }();
    return codes;
}

float encodeSigned(float* values, std::int64_t count, std::uint8_t* codes) {
    static const Nearest nearest(signedMagnitudes());
    const float scale = normalise(values, count);
    for (std::int64_t i = 0; i < count; ++i) {
        const int magnitude = nearest(std::abs(values[i]));
        // There is no code for -1 itself.
        codes[i] = static_cast<std::uint8_t>(values[i] < 0 ? kSignedZero - std::min<int>(magnitude, kSignedZero)
                                                           : kSignedZero + magnitude);
    }
    return scale;
}

float encodeUnsigned(float* values, std::int64_t count, std::uint8_t* codes) {
    static const Nearest nearest(unsignedMagnitudes());
    const float scale = normalise(values, count);
    for (std::int64_t i = 0; i < count; ++i)
        codes[i] = static_cast<std::uint8_t>(std::max(nearest(values[i]), values[i] > 0 ? 1 : 0));
    return scale;
}

void adamWInBlocks(float* weights, const float* gradient, const BlockState& first, const BlockState& second,
                   std::int64_t size, const AdamStep& step) {
    constexpr std::int64_t kGrain = 64;  // blocks
    at::parallel_for(0, stateBlocks(size), kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t block = begin; block < end; ++block) {
            const std::int64_t at = block * kStateBlock, count = std::min(kStateBlock, size - at);
            stepBlock(weights + at, gradient + at, first.codes + at, first.scales[block], second.codes + at,
                      second.scales[block], count, step);
        }
    });
}

}  // namespace azr::engine::kernels
