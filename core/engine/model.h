/// The weights of one decoder-only transformer (the families of weights/hf_config.h) and their way from and to files.
/// Legend: D hidden, L layers, H heads, G heads of keys and values, E width of a head, F width of the feed-forward
/// part, V vocabulary. All weights are fp32 masters; every matrix is [out, in]. One thread owns a Model; the learner
/// writes into it, the sampler reads it and refreshes what it derived when `version` has changed.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/weights/hf_config.h"

namespace azr::engine {

using weights::HfConfig;

/// One block. Biases are undefined tensors where the family has none.
struct Layer {
    at::Tensor attentionNorm;    ///< [D]
    at::Tensor qkv;              ///< [(H + 2G) E, D]: rows of the queries, then keys, then values
    at::Tensor qkvBias;          ///< [(H + 2G) E]
    at::Tensor queryNorm;        ///< [E], shared by the heads; undefined where the family has none
    at::Tensor keyNorm;          ///< [E]
    at::Tensor output;           ///< [D, H E]
    at::Tensor outputBias;       ///< [D]
    at::Tensor feedForwardNorm;  ///< [D]
    at::Tensor gateUp;           ///< [2F, D]: rows of the gate, then of the up projection
    at::Tensor down;             ///< [D, F]
};

/// Views into one flat buffer, each aligned to 64 bytes (the gaps hold zeros and stay zero): gradients and moments are
/// buffers of the same layout, and one loop over `flat` serves the optimiser.
struct Parameters {
    at::Tensor flat;       ///< [parameters and gaps]
    at::Tensor embedding;  ///< [V, D]
    std::vector<Layer> layers;
    at::Tensor finalNorm;  ///< [D]
    at::Tensor head;       ///< [V, D]; the very tensor `embedding` when tied
};

/// A zero-filled set of the config's shapes.
[[nodiscard]] Parameters makeParameters(const HfConfig& config, const at::Device& device);
/// The shapes of `config` over another flat buffer of the same layout.
[[nodiscard]] Parameters viewParameters(const HfConfig& config, const at::Tensor& flat);
[[nodiscard]] std::int64_t flatSize(const HfConfig& config);

/// A parameter under its Hugging Face name ("model.layers.0.self_attn.q_proj.weight"), as a view.
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};
/// In a fixed order: embedding, layers, final norm, head (absent when tied).
[[nodiscard]] std::vector<NamedTensor> namedTensors(const HfConfig& config, const Parameters& parameters);

struct Model {
    HfConfig config;
    Parameters parameters;
    int fullContext = 0;       ///< as the folder says it, before any limit; what is written back
    std::int64_t version = 0;  ///< raised by whoever changes the weights
};

struct LoadOptions {
    at::Device device = at::Device(at::kCPU);
    bool randomWeights = false;  ///< only config.json is read; weights are drawn from `seed`
    std::uint64_t seed = 0;
    int contextLimit = 0;  ///< lowers config.context when > 0
};

/// Reads a folder (config.json and safetensors in F32, F16 or BF16, sharded too) or a GGUF file. Values are converted a
/// few rows at a time. Errors name the file and the tensor.
[[nodiscard]] Result<Model> loadModel(const std::filesystem::path& model, const LoadOptions& options);
/// Normal(0, 0.02), scaled by 1 / sqrt(2 L) on the matrices that write into the residual stream; norms 1, biases 0.
/// Each tensor draws from its own generator, so that the numbers do not depend on the order.
void initialise(Model& model, std::uint64_t seed);
/// model.safetensors (F32) and config.json; reading them back gives the same bits.
Status saveModel(const Model& model, const std::filesystem::path& folder);
/// Only the weights of `folder` (or a GGUF file) into an existing model of the same shapes; raises the version.
Status loadWeights(Model& model, const std::filesystem::path& folder);
/// SHA-256 over the bytes of a set of parameters in the order of namedTensors.
[[nodiscard]] std::string hashParameters(const HfConfig& config, const Parameters& parameters);

}  // namespace azr::engine
