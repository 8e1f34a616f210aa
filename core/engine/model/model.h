/// The weights of one decoder-only transformer (the families of weights/hf_config.h) and their way from and to files.
/// Legend: D hidden, L layers, H heads, G heads of keys and values, E width of a head, F width of the feed-forward
/// part, V vocabulary. Weights that are trained are fp32 masters; every matrix is [out, in]. With an adapter the others
/// are frozen: on the processor they lie only in the packed form that the sampler reads, elsewhere in `parameters`, the
/// matrices of blocks in the type of the products. One thread owns a Model; the learner writes into it, the sampler
/// reads it and refreshes what it derived when `version` has changed.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/engine/model/adapter.h"
#include "core/weights/hf_config.h"
#include "core/weights/model_tensors.h"

namespace azr::engine {

using weights::HfConfig;
struct DecoderWeights;

/// One block. What the model lacks is an undefined tensor. Norms are as in the file: ModelTraits::normOffset is added
/// where they are used.
struct Layer {
    at::Tensor attentionNorm;        ///< [D]
    at::Tensor qkv;                  ///< [(H + 2G) E, D]: rows of the queries, then keys, then values
    at::Tensor qkvBias;              ///< [(H + 2G) E]
    at::Tensor queryNorm;            ///< [E], shared by the heads, or [H E] over all of them
    at::Tensor keyNorm;              ///< [E], or [G E]
    at::Tensor output;               ///< [D, H E]
    at::Tensor outputBias;           ///< [D]
    at::Tensor attentionPostNorm;    ///< [D], of what attention gives
    at::Tensor feedForwardNorm;      ///< [D]
    at::Tensor gateUp;               ///< [2F, D]: rows of the gate, then of the up projection
    at::Tensor down;                 ///< [D, F]
    at::Tensor feedForwardPostNorm;  ///< [D], of what the feed-forward part gives

    [[nodiscard]] at::Tensor& part(weights::Slot slot);
    [[nodiscard]] const at::Tensor& part(weights::Slot slot) const { return const_cast<Layer*>(this)->part(slot); }
};

/// Views into one flat buffer, each aligned to 64 bytes (the gaps hold zeros and stay zero): gradients and moments are
/// buffers of the same layout, and one loop over `flat` serves the optimiser.
struct Parameters {
    at::Tensor flat;       ///< [parameters and gaps]; undefined where they are frozen
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
/// Weights that are never trained: matrices of blocks in `matrices`, everything else fp32.
[[nodiscard]] Parameters makeFrozen(const HfConfig& config, const at::Device& device, at::ScalarType matrices);

/// Under Hugging Face names ("model.layers.0.self_attn.q_proj.weight"), in a fixed order: embedding, layers, final
/// norm, head (absent when tied).
[[nodiscard]] std::vector<NamedTensor> namedTensors(const HfConfig& config, const Parameters& parameters);

struct Model {
    HfConfig config;
    Parameters parameters;                         ///< empty where `frozen` is set
    std::shared_ptr<const DecoderWeights> frozen;  ///< shared by the sampler, the learner and its reference
    Adapter adapter;                               ///< absent: all weights are trained
    int fullContext = 0;                           ///< as the folder says it, before any limit; what is written back
    std::int64_t version = 0;                      ///< raised by whoever changes the weights
};

/// What a model trains (its adapter, or all), or gradients of it, or moments: the same layout.
struct Trainable {
    at::Tensor flat;
    Parameters full;  ///< one of the two is empty
    Adapter adapter;
};
[[nodiscard]] Trainable trainable(const Model& model);
/// Zero-filled, or over another buffer.
[[nodiscard]] Trainable makeLike(const Model& model);
[[nodiscard]] Trainable viewLike(const Model& model, const at::Tensor& flat);
[[nodiscard]] std::vector<NamedTensor> namedTensors(const HfConfig& config, const Trainable& trainable);
[[nodiscard]] at::Device deviceOf(const Model& model);

struct LoadOptions {
    at::Device device = at::Device(at::kCPU);
    bool randomWeights = false;  ///< only config.json is read; weights are drawn from `seed`
    std::uint64_t seed = 0;
    int contextLimit = 0;  ///< lowers config.context when > 0
    bool frozen = false;   ///< see makeFrozen()
    at::ScalarType matrices = at::kFloat;
};

/// Reads a folder (config.json and safetensors in F32, F16 or BF16, sharded too) or a GGUF file. Values are converted a
/// few rows at a time. Errors name the file and the tensor.
[[nodiscard]] Result<Model> loadModel(const std::filesystem::path& model, const LoadOptions& options);
/// Normal(0, 0.02), scaled by 1 / sqrt(2 L) on the matrices that write into the residual stream; norms 1 (with their
/// offset), biases 0. Each tensor draws from its own generator, so that the numbers do not depend on the order.
void initialise(Model& model, std::uint64_t seed);
/// model.safetensors (F32) and config.json; reading them back gives the same bits.
Status saveModel(const Model& model, const std::filesystem::path& folder);
/// Only the weights of `folder` (or a GGUF file) into an existing model of the same shapes; raises the version.
Status loadWeights(Model& model, const std::filesystem::path& folder);
/// SHA-256 over the bytes of tensors in their order.
[[nodiscard]] std::string hashTensors(const std::vector<NamedTensor>& tensors);

}  // namespace azr::engine
