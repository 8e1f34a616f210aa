#include "core/engine/model.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>

#include <cmath>

#include "core/base/files.h"
#include "core/base/rng.h"
#include "core/engine/carver_p.h"

namespace azr::engine {
namespace {

std::int64_t queryWidth(const HfConfig& c) {
    return std::int64_t{c.heads} * c.headDim;
}

std::int64_t keyWidth(const HfConfig& c) {
    return std::int64_t{c.kvHeads} * c.headDim;
}

/// `matrices` hands out those of the blocks, `carver` everything else; both may be the same one.
Parameters carve(const HfConfig& c, Carver& carver, Carver& matrices) {
    Parameters p;
    const std::int64_t d = c.hidden, qkv = queryWidth(c) + 2 * keyWidth(c);
    p.embedding = carver.take(c.vocabulary, d);
    for (int l = 0; l < c.layers; ++l) {
        Layer layer;
        layer.attentionNorm = carver.take(d);
        layer.qkv = matrices.take(qkv, d);
        if (c.qkvBias) layer.qkvBias = carver.take(qkv);
        if (c.qkNorm) {
            layer.queryNorm = carver.take(c.headDim);
            layer.keyNorm = carver.take(c.headDim);
        }
        layer.output = matrices.take(d, queryWidth(c));
        if (c.outputBias) layer.outputBias = carver.take(d);
        layer.feedForwardNorm = carver.take(d);
        layer.gateUp = matrices.take(2 * std::int64_t{c.intermediate}, d);
        layer.down = matrices.take(d, c.intermediate);
        p.layers.push_back(std::move(layer));
    }
    p.finalNorm = carver.take(d);
    p.head = c.tiedEmbeddings ? p.embedding : carver.take(c.vocabulary, d);
    return p;
}

void nameLayer(const HfConfig& c, const Layer& layer, const std::string& prefix, std::vector<NamedTensor>& named) {
    const std::int64_t q = queryWidth(c), k = keyWidth(c), f = c.intermediate;
    const auto add = [&](const char* name, const at::Tensor& whole, std::int64_t start, std::int64_t length) {
        named.push_back({prefix + name, whole.narrow(0, start, length)});
    };
    add("input_layernorm.weight", layer.attentionNorm, 0, c.hidden);
    add("self_attn.q_proj.weight", layer.qkv, 0, q);
    add("self_attn.k_proj.weight", layer.qkv, q, k);
    add("self_attn.v_proj.weight", layer.qkv, q + k, k);
    if (c.qkvBias) {
        add("self_attn.q_proj.bias", layer.qkvBias, 0, q);
        add("self_attn.k_proj.bias", layer.qkvBias, q, k);
        add("self_attn.v_proj.bias", layer.qkvBias, q + k, k);
    }
    if (c.qkNorm) {
        add("self_attn.q_norm.weight", layer.queryNorm, 0, c.headDim);
        add("self_attn.k_norm.weight", layer.keyNorm, 0, c.headDim);
    }
    add("self_attn.o_proj.weight", layer.output, 0, c.hidden);
    if (c.outputBias) add("self_attn.o_proj.bias", layer.outputBias, 0, c.hidden);
    add("post_attention_layernorm.weight", layer.feedForwardNorm, 0, c.hidden);
    add("mlp.gate_proj.weight", layer.gateUp, 0, f);
    add("mlp.up_proj.weight", layer.gateUp, f, f);
    add("mlp.down_proj.weight", layer.down, 0, c.hidden);
}

bool endsWith(const std::string& text, const char* tail) {
    return std::string_view(text).ends_with(tail);
}

}  // namespace

std::int64_t flatSize(const HfConfig& config) {
    Carver carver{at::Tensor()};
    carve(config, carver, carver);
    return carver.size();
}

Parameters viewParameters(const HfConfig& config, const at::Tensor& flat) {
    Carver carver(flat);
    Parameters parameters = carve(config, carver, carver);
    parameters.flat = flat;
    return parameters;
}

Parameters makeFrozen(const HfConfig& config, const at::Device& device, at::ScalarType matrices) {
    Carver countRest{at::Tensor()}, countMatrices{at::Tensor()};
    carve(config, countRest, countMatrices);
    Carver rest(at::empty({countRest.size()}, at::TensorOptions(at::kFloat).device(device)));
    Carver large(at::empty({countMatrices.size()}, at::TensorOptions(matrices).device(device)));
    return carve(config, rest, large);
}

Trainable viewLike(const Model& model, const at::Tensor& flat) {
    if (model.adapter.present()) return {flat, {}, viewAdapter(model.config, model.adapter.config, flat)};
    return {flat, viewParameters(model.config, flat), {}};
}

Trainable trainable(const Model& model) {
    if (model.adapter.present()) return {model.adapter.flat, {}, model.adapter};
    return {model.parameters.flat, model.parameters, {}};
}

Trainable makeLike(const Model& model) {
    return viewLike(model, at::zeros_like(trainable(model).flat));
}

std::vector<NamedTensor> namedTensors(const HfConfig& config, const Trainable& trainable) {
    return trainable.adapter.present() ? namedAdapter(trainable.adapter) : namedTensors(config, trainable.full);
}

at::Device deviceOf(const Model& model) {
    return model.parameters.embedding.defined() ? model.parameters.embedding.device() : at::Device(at::kCPU);
}

Parameters makeParameters(const HfConfig& config, const at::Device& device) {
    return viewParameters(config, at::zeros({flatSize(config)}, at::TensorOptions(at::kFloat).device(device)));
}

std::vector<NamedTensor> namedTensors(const HfConfig& config, const Parameters& parameters) {
    std::vector<NamedTensor> named;
    named.push_back({"model.embed_tokens.weight", parameters.embedding});
    for (std::size_t l = 0; l < parameters.layers.size(); ++l)
        nameLayer(config, parameters.layers[l], fmt::format("model.layers.{}.", l), named);
    named.push_back({"model.norm.weight", parameters.finalNorm});
    if (!config.tiedEmbeddings) named.push_back({"lm_head.weight", parameters.head});
    return named;
}

void initialise(Model& model, std::uint64_t seed) {
    const Rng root = Rng(seed).split("weights");
    // By the width, not a constant: the usual 0.02 suits a width of some thousands and slows a narrow model down.
    const double fanIn = 1.0 / std::sqrt(static_cast<double>(model.config.hidden));
    const double residualScale = 1.0 / std::sqrt(2.0 * model.config.layers);
    for (const auto& [name, tensor] : namedTensors(model.config, model.parameters)) {
        if (endsWith(name, "norm.weight")) {
            tensor.fill_(1.0);
        } else if (endsWith(name, ".bias")) {
            tensor.zero_();
        } else {
            const bool residual = endsWith(name, "o_proj.weight") || endsWith(name, "down_proj.weight");
            const double deviation = fanIn * (residual ? residualScale : 1.0);
            Rng rng = root.split(name);
            std::vector<float> values(static_cast<std::size_t>(tensor.numel()));
            for (float& value : values) value = static_cast<float>(deviation * rng.normal());
            tensor.copy_(at::from_blob(values.data(), tensor.sizes(), at::kFloat));
        }
    }
    ++model.version;
}

std::string hashTensors(const std::vector<NamedTensor>& tensors) {
    Sha256 hash;
    for (const auto& [name, tensor] : tensors) {
        const at::Tensor bytes = tensor.to(at::kCPU).contiguous();
        hash.add({static_cast<const char*>(bytes.data_ptr()), static_cast<std::size_t>(bytes.nbytes())});
    }
    return hash.hex();
}

}  // namespace azr::engine
