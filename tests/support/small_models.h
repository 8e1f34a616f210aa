/// Small random models and batches for the tests of core/engine.
#pragma once

#include <cmath>

#include "core/base/rng.h"
#include "core/engine/model/model.h"
#include "core/engine/sampling/decoder_weights.h"
#include "core/policy/learner.h"

namespace azr::test {

struct SmallShape {
    int hidden = 32, layers = 2, heads = 4, kvHeads = 2, headDim = 8, intermediate = 40, vocabulary = 37;
    bool bias = false, tied = true, headNorms = false;
    int context = 256, rotaryDim = 0;
    double localTheta = 0;
    weights::RopeScaling scaling = {};
    weights::ModelTraits traits = {};
};

constexpr float kSpread = 0.12F;  ///< of the weights: every part of the network matters, and fp32 still suffices

inline engine::Model smallModel(const SmallShape& shape, std::uint64_t seed = 1) {
    engine::Model model;
    auto& c = model.config;
    c.family = shape.bias ? weights::Family::Qwen2 : weights::Family::Llama;
    c.hidden = shape.hidden;
    c.layers = shape.layers;
    c.heads = shape.heads;
    c.kvHeads = shape.kvHeads;
    c.headDim = shape.headDim;
    c.intermediate = shape.intermediate;
    c.vocabulary = shape.vocabulary;
    c.context = model.fullContext = shape.context;
    c.rotaryDim = shape.rotaryDim;
    c.localTheta = shape.localTheta;
    c.traits = shape.traits;
    c.ropeScaling = shape.scaling;
    c.outputBias = shape.bias && shape.traits != weights::ModelTraits{};
    c.tiedEmbeddings = shape.tied;
    c.qkvBias = shape.bias;
    c.qkNorm = shape.headNorms;
    model.parameters = engine::makeParameters(c, at::Device(at::kCPU));
    engine::initialise(model, seed);
    Rng rng(seed + 1);
    const float scale = kSpread * std::sqrt(static_cast<float>(c.hidden));  // a start has 1 / sqrt(hidden)
    for (const auto& [name, tensor] : engine::namedTensors(c, model.parameters)) {
        float* values = tensor.data_ptr<float>();
        for (std::int64_t i = 0; i < tensor.numel(); ++i)
            values[i] = values[i] * (tensor.dim() == 2 ? scale : 1.0F) + static_cast<float>(0.05 * rng.normal());
    }
    return model;
}

/// A small model with an adapter whose B is not zero any more.
inline engine::Model smallAdapted(const SmallShape& shape, const weights::PeftConfig& peft) {
    engine::Model model = smallModel(shape);
    model.adapter = engine::makeAdapter(model.config, peft, at::Device(at::kCPU));
    engine::initialiseAdapter(model.adapter, 5);
    Rng rng(6);
    for (const auto& [name, tensor] : engine::namedAdapter(model.adapter)) {
        float* values = tensor.data_ptr<float>();
        for (std::int64_t i = 0; i < tensor.numel(); ++i) values[i] += static_cast<float>(0.1 * rng.normal());
    }
    return model;
}

inline weights::PeftConfig smallAdapter(double dropout = 0.0) {
    return {3, 6, dropout, {weights::kProjections.begin(), weights::kProjections.end()}, "base"};
}

/// The same weights in the packed form that frozen ones lie in.
inline void freeze(engine::Model& model, engine::WeightStorage storage) {
    auto packed = std::make_shared<engine::DecoderWeights>();
    packed->storage = storage;
    packed->pack(model.config, model.parameters, true);
    model.frozen = packed;
    model.parameters = {};
}

inline std::vector<policy::Sequence> randomBatch(int vocabulary, int count, int shortest, int longest,
                                                 std::uint64_t seed) {
    Rng rng(seed);
    std::vector<policy::Sequence> batch;
    for (int s = 0; s < count; ++s) {
        policy::Sequence sequence;
        const auto length = rng.between(shortest, longest);
        for (std::int64_t t = 0; t < length; ++t)
            sequence.tokens.push_back(static_cast<policy::Token>(rng.below(static_cast<std::uint64_t>(vocabulary))));
        sequence.promptLength = static_cast<int>(rng.between(1, length / 2));
        for (std::int64_t t = sequence.promptLength; t < length; ++t) {
            sequence.oldLogprobs.push_back(static_cast<float>(-3.6 + 0.3 * rng.normal()));
            sequence.advantages.push_back(static_cast<float>(rng.normal()));
        }
        sequence.stream = s % 3;
        batch.push_back(std::move(sequence));
    }
    return batch;
}

}  // namespace azr::test
