#include "core/engine/model/model.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/zeros.h>
#include <ATen/ops/zeros_like.h>
#include <fmt/format.h>

#include <cmath>

#include "core/base/files.h"
#include "core/base/rng.h"
#include "core/engine/learning/carver_p.h"

namespace azr::engine {
namespace {

/// `matrices` hands out those of the blocks, `carver` everything else; both may be the same one.
Parameters carve(const HfConfig& c, Carver& carver, Carver& matrices) {
    Parameters p;
    const std::int64_t d = c.hidden;
    const auto slots = weights::blockSlots(c);
    p.embedding = carver.take(c.vocabulary, d);
    for (int l = 0; l < c.layers; ++l) {
        Layer& layer = p.layers.emplace_back();
        for (const auto& [slot, rows, columns] : slots)
            layer.part(slot) = columns > 0 ? matrices.take(rows, columns) : carver.take(rows);
    }
    p.finalNorm = carver.take(d);
    p.head = c.tiedEmbeddings ? p.embedding : carver.take(c.vocabulary, d);
    return p;
}

bool endsWith(const std::string& text, const char* tail) {
    return std::string_view(text).ends_with(tail);
}

}  // namespace

at::Tensor& Layer::part(weights::Slot slot) {
    using weights::Slot;
    switch (slot) {
        case Slot::AttentionNorm: return attentionNorm;
        case Slot::Qkv: return qkv;
        case Slot::QkvBias: return qkvBias;
        case Slot::QueryNorm: return queryNorm;
        case Slot::KeyNorm: return keyNorm;
        case Slot::Output: return output;
        case Slot::OutputBias: return outputBias;
        case Slot::AttentionPostNorm: return attentionPostNorm;
        case Slot::FeedForwardNorm: return feedForwardNorm;
        case Slot::GateUp: return gateUp;
        case Slot::Down: return down;
        case Slot::FeedForwardPostNorm: break;
    }
    return feedForwardPostNorm;
}

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
    const auto block = weights::blockTensors(config);
    for (std::size_t l = 0; l < parameters.layers.size(); ++l)
        for (const auto& tensor : block)
            named.push_back({fmt::format("model.layers.{}.{}", l, tensor.name),
                             parameters.layers[l].part(tensor.slot).narrow(0, tensor.firstRow, tensor.rows)});
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
            tensor.fill_(1.0 - model.config.traits.normOffset);
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
