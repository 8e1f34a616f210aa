#include "core/weights/memory_estimate.h"

namespace azr::weights {
namespace {

constexpr std::int64_t kFloat = 4;

std::int64_t queryWidth(const HfConfig& c) {
    return std::int64_t{c.heads} * c.headDim;
}

std::int64_t keyWidth(const HfConfig& c) {
    return std::int64_t{c.kvHeads} * c.headDim;
}

/// Pages of 16 positions, fp32.
std::int64_t cacheBytes(const HfConfig& c, const MemoryQuestion& q) {
    const std::int64_t positions = (q.tokens + 15) / 16 * 16;
    return std::int64_t{q.batch} * positions * c.layers * 2 * keyWidth(c) * kFloat;
}

/// What the layers keep of each row for the way back, and one chunk of logits.
std::int64_t activationBytes(const HfConfig& c, std::int64_t rows) {
    const std::int64_t layer =
        4 * std::int64_t{c.hidden} + 2 * queryWidth(c) + 2 * keyWidth(c) + 3 * std::int64_t{c.intermediate} + c.heads;
    constexpr std::int64_t kLogitChunk = 32 << 20;
    return rows * layer * c.layers * kFloat + 2 * kLogitChunk;
}

}  // namespace

std::int64_t samplingBytes(const HfConfig& config, const MemoryQuestion& question) {
    return config.parameterCount() * question.weightBytes + cacheBytes(config, question);
}

std::int64_t fullTrainingBytes(const HfConfig& config, const MemoryQuestion& question) {
    constexpr std::int64_t kMasterGradientMoments = 4;
    return samplingBytes(config, question) + config.parameterCount() * kMasterGradientMoments * kFloat +
           activationBytes(config, question.trainingRows);
}

std::int64_t loraParameters(const HfConfig& c, int rank) {
    const std::int64_t d = c.hidden, q = queryWidth(c), k = keyWidth(c), f = c.intermediate;
    return std::int64_t{rank} * c.layers * ((d + q) * 2 + (d + k) * 2 + (d + f) * 3);
}

std::int64_t loraTrainingBytes(const HfConfig& config, const MemoryQuestion& question) {
    constexpr std::int64_t kMasterGradientMoments = 4;
    return samplingBytes(config, question) +
           loraParameters(config, question.loraRank) * kMasterGradientMoments * kFloat +
           activationBytes(config, question.trainingRows);
}

}  // namespace azr::weights
