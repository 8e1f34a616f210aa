/// How much memory a model of some config asks for, in bytes, on the processor. Estimates for the choice of a model and
/// a batch; the sizes of weights, masters, gradients, moments and cache are exact, the rest is a bound on activations.
#pragma once

#include <cstdint>

#include "core/weights/hf_config.h"

namespace azr::weights {

struct MemoryQuestion {
    int weightBytes = 4;      ///< of one weight while sampling: 4 (fp32) or 2 (bf16)
    int batch = 64;           ///< sequences sampled together
    int tokens = 1024;        ///< of each, prompt included
    int trainingRows = 4096;  ///< tokens that go through the learner at once
    int loraRank = 16;
};

/// Weights and cache (fp32) of an engine opened for sampling only.
[[nodiscard]] std::int64_t samplingBytes(const HfConfig& config, const MemoryQuestion& question);
/// The same beside fp32 masters, their gradients, two moments and kept activations.
[[nodiscard]] std::int64_t fullTrainingBytes(const HfConfig& config, const MemoryQuestion& question);
/// Frozen weights in the type of sampling; adapters on all seven matrices of a layer with masters, gradients, moments.
[[nodiscard]] std::int64_t loraTrainingBytes(const HfConfig& config, const MemoryQuestion& question);
/// Parameters of those adapters.
[[nodiscard]] std::int64_t loraParameters(const HfConfig& config, int rank);

}  // namespace azr::weights
