/// What of a model is trained and what the learner spends on it; fixed for the life of an engine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace azr::policy {

/// Low-rank adapters beside frozen weights (Hu et al. 2021, as PEFT builds them): y = W x + alpha / rank B A
/// dropout(x).
struct LoraOptions {
    int rank = 0;          ///< 0: all weights are trained
    double alpha = 32;     ///< numerator of the scale
    double dropout = 0.0;  ///< of an adapter's input, while training; its masks follow from the seed and the step
    std::vector<std::string> targets = {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"};
    /// A PEFT folder to start from; its rank, alpha and targets take the place of those above (a rank > 0 is still what
    /// asks for adapters). Empty: A random from the engine's seed, B zero, so that the start is the base model.
    std::filesystem::path adapter;
};

/// AdamW's two moments: fp32, or 8 bits in blocks of 256 with a scale each (Dettmers et al. 2021).
enum class OptimizerStates : std::uint8_t { Fp32, EightBit };

struct TrainingOptions {
    LoraOptions lora;
    bool checkpointActivations = false;  ///< layers are computed again on the way back instead of being kept
    OptimizerStates states = OptimizerStates::Fp32;
};

}  // namespace azr::policy
