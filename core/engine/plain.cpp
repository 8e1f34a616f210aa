#include "core/engine/plain.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "core/engine/torch_errors.h"
#include "core/engine/torch_version.h"

namespace azr::engine {
namespace {

at::Tensor product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::ScalarType type) {
    at::Tensor y = type == at::kFloat ? at::linear(x, weight) : at::linear(x.to(type), weight.to(type)).to(at::kFloat);
    return bias.defined() ? y + bias : y;
}

at::Tensor indices(const std::vector<std::int32_t>& values, const at::Device& device) {
    at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::TensorOptions(at::kLong));
    auto* data = tensor.data_ptr<std::int64_t>();
    for (std::size_t i = 0; i < values.size(); ++i) data[i] = values[i];
    return tensor.to(device);
}

}  // namespace

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon) {
#if AZR_TORCH_HAS_RMS_NORM
    if (!x.is_cpu()) return at::rms_norm(x, {x.size(-1)}, weight, epsilon);
#endif
    return x * at::rsqrt(x.pow(2).mean(-1, true) + epsilon) * weight;
}

at::Tensor rotated(const at::Tensor& x, const at::Tensor& cosines, const at::Tensor& sines) {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor swapped = at::cat({x.narrow(-1, half, half), x.narrow(-1, 0, half)}, -1);
    return at::addcmul(x * cosines, swapped, sines);
}

PlainPass::PlainPass(const HfConfig& c, const Parameters& weights, const Packed& batch, at::ScalarType type,
                     AdapterUse use)
    : config(c),
      parameters(weights),
      packed(batch),
      products(type),
      adapters(use),
      m_attended(batch.plan, batch.rows(), weights.embedding.device(), type) {
    const at::Device device = weights.embedding.device();
    const auto options = at::TensorOptions(at::kDouble);
    const at::Tensor frequencies = at::tensor(weights::ropeFrequencies(c), options).to(device);
    const at::Tensor angles = at::outer(indices(batch.positions, device).to(at::kDouble), frequencies);
    tokens = indices(batch.tokens, device);
    const at::Tensor cosines = angles.cos().to(at::kFloat).unsqueeze(1),
                     sines = angles.sin().to(at::kFloat).unsqueeze(1);
    cosine = at::cat({cosines, cosines}, -1);
    sine = at::cat({-sines, sines}, -1);
}

at::Tensor PlainPass::embed() const {
    return at::embedding(parameters.embedding, tokens);
}

at::Tensor PlainPass::attention(const Layer& layer, const at::Tensor& qkv) const {
    const std::int64_t rows = qkv.size(0), e = config.headDim;
    const auto heads = [&](std::int64_t first, std::int64_t count) {
        return qkv.narrow(1, first * e, count * e).view({rows, count, e});
    };
    const at::Tensor straight =
        layer.queryNorm.defined()
            ? at::cat({rmsNorm(heads(0, config.heads), layer.queryNorm, config.rmsEpsilon),
                       rmsNorm(heads(config.heads, config.kvHeads), layer.keyNorm, config.rmsEpsilon)},
                      1)
            : heads(0, config.heads + config.kvHeads);
    const at::Tensor turned = rotated(straight, cosine, sine).to(products);
    return m_attended(turned.narrow(1, 0, config.heads), turned.narrow(1, config.heads, config.kvHeads),
                      heads(config.heads + config.kvHeads, config.kvHeads).to(products))
        .to(at::kFloat);
}

at::Tensor PlainPass::project(std::size_t layer, std::initializer_list<Projection> parts, const at::Tensor& x,
                              const at::Tensor& weight, const at::Tensor& bias) const {
    at::Tensor y = product(x, weight, bias, products);
    if (adapters.adapter == nullptr) return y;
    const Adapter& adapter = *adapters.adapter;
    std::vector<at::Tensor> added;
    for (const Projection part : parts) {
        const LowRank& pair = adapter.layers[layer][part];
        if (!pair.present()) {
            added.push_back(at::zeros({x.size(0), weights::projectionShape(config, part).outputs}, x.options()));
            continue;
        }
        const double rate = adapters.rate();
        const at::Tensor seen =
            rate > 0 ? x * dropoutMask({adapters.seed, layer, part, rate}, packed, x.size(1), x.device()) : x;
        added.push_back(at::linear(at::linear(seen, pair.a), pair.b) * adapter.scale());
    }
    return y + at::cat(added, 1);
}

at::Tensor PlainPass::layer(std::size_t index, const at::Tensor& input) const {
    const Layer& layer = parameters.layers[index];
    const at::Tensor normed = rmsNorm(input, layer.attentionNorm, config.rmsEpsilon);
    const at::Tensor qkv = project(index, {kQuery, kKey, kValue}, normed, layer.qkv, layer.qkvBias);
    const at::Tensor x = input + project(index, {kOutput}, attention(layer, qkv), layer.output, layer.outputBias);
    const at::Tensor wide =
        project(index, {kGate, kUp}, rmsNorm(x, layer.feedForwardNorm, config.rmsEpsilon), layer.gateUp, at::Tensor());
    const at::Tensor gate = wide.narrow(1, 0, config.intermediate);
    const at::Tensor up = wide.narrow(1, config.intermediate, config.intermediate);
    return x + project(index, {kDown}, at::silu(gate) * up, layer.down, at::Tensor());
}

at::Tensor PlainPass::finalNorm(const at::Tensor& x) const {
    return rmsNorm(x, parameters.finalNorm, config.rmsEpsilon);
}

at::Tensor PlainPass::forward() const {
    at::Tensor x = embed();
    for (std::size_t l = 0; l < parameters.layers.size(); ++l) x = layer(l, x);
    return finalNorm(x);
}

Result<at::Tensor> forwardLogits(const Model& model, std::span<const policy::Token> tokens) {
    if (tokens.empty()) return fail(ErrorCode::InvalidArgument, "no tokens to compute logits for");
    for (const auto token : tokens)
        if (token < 0 || token >= model.config.vocabulary)
            return fail(ErrorCode::InvalidArgument, "a token lies outside the vocabulary");
    return guarded([&]() -> Result<at::Tensor> {
        const at::NoGradGuard noGradients;
        Packed packed;
        packed.add(tokens);
        const AdapterUse adapters{model.adapter.present() ? &model.adapter : nullptr};
        // Frozen matrices decide the type.
        const at::ScalarType type = model.parameters.layers.front().qkv.scalar_type();
        return at::linear(PlainPass(model.config, model.parameters, packed, type, adapters).forward(),
                          model.parameters.head);
    });
}

}  // namespace azr::engine
