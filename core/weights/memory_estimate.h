/// How much memory a model of some config asks for, in bytes, on the processor. Estimates for the choice of a model and
/// a batch, and for a refusal before the start: sizes of weights, gradients, moments and cache are exact, what passes
/// keep follows from the same rule that the learner cuts micro-batches by. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/config/number_types.h"
#include "core/weights/hf_config.h"

namespace azr::weights {

enum class Trains : std::uint8_t { Nothing, Adapters, Everything };

struct MemoryQuestion {
    /// What is asked for; what it comes to depends on what is trained and on the instructions (config::chooseTypes).
    config::NumberType products = config::NumberType::Fp32, weights = config::NumberType::Auto;
    bool multipliesBf16 = true;
    int batch = 64;           ///< sequences sampled together
    int tokens = 1024;        ///< of each, prompt included
    int trainingRows = 4096;  ///< most tokens that go through the learner at once (loss.micro_batch_tokens)
    int threads = 2;
    int loraRank = 16;
    std::vector<std::string> loraTargets = {};  ///< of kProjections; empty: all seven
    bool checkpointActivations = false;
    bool eightBitStates = false;
    bool reference = false;  ///< a KL term keeps the starting weights
};

/// What an engine holds while it samples and trains.
struct MemoryAccount {
    std::int64_t sampler = 0;      ///< weights as the sampler reads them
    std::int64_t cache = 0;        ///< keys and values
    std::int64_t workspace = 0;    ///< rows under way in the sampler
    std::int64_t masters = 0;      ///< fp32 weights that are trained; of a LoRA run the adapters
    std::int64_t gradients = 0;    ///< of all workers
    std::int64_t moments = 0;      ///< the optimiser's
    std::int64_t activations = 0;  ///< of one micro-batch, logits included
    std::int64_t reference = 0;
    [[nodiscard]] std::int64_t total() const;
};
[[nodiscard]] MemoryAccount memoryAccount(const HfConfig& config, Trains trains, const MemoryQuestion& question);

/// How the learner passes over the model.
struct PassShape {
    bool checkpoint = false;  ///< layers are computed again on the way back
    bool workers = false;     ///< one pass per core
    int productBytes = 4;     ///< of an operand of a product: 4 (fp32) or 2 (bf16)
};
/// Tokens that go through the learner at once: what is allowed (0: anything), within 4 GB of activations as the
/// processor's pass keeps them. A GPU that runs out of memory halves them and tries again.
[[nodiscard]] std::int64_t rowsAtOnce(const HfConfig& config, std::int64_t allowed, const PassShape& shape);
/// Rows of logits that are held at once.
[[nodiscard]] std::int64_t logitRows(std::int64_t vocabulary);
/// A model so small trains with one worker per core, each with gradients of its own.
[[nodiscard]] bool trainsWithWorkers(std::int64_t parameters);

/// Totals of an engine opened for sampling only, for full fine-tuning, for adapters.
[[nodiscard]] std::int64_t samplingBytes(const HfConfig& config, const MemoryQuestion& question);
[[nodiscard]] std::int64_t fullTrainingBytes(const HfConfig& config, const MemoryQuestion& question);
[[nodiscard]] std::int64_t loraTrainingBytes(const HfConfig& config, const MemoryQuestion& question);
/// Parameters of adapters on the named projections (empty: all seven).
[[nodiscard]] std::int64_t loraParameters(const HfConfig& config, int rank, const std::vector<std::string>& targets);

}  // namespace azr::weights
