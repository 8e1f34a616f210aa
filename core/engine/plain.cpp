#include "core/engine/plain.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

#include "core/engine/torch_errors.h"

// The version macros live in a header that Debian's LibTorch and the wheel both have.
#if __has_include(<torch/csrc/api/include/torch/version.h>)
#include <torch/csrc/api/include/torch/version.h>
#else
#define TORCH_VERSION_MAJOR 1
#endif

namespace azr::engine {
namespace {

at::Tensor product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias, at::ScalarType type) {
    at::Tensor y = type == at::kFloat ? at::linear(x, weight) : at::linear(x.to(type), weight.to(type)).to(at::kFloat);
    return bias.defined() ? y + bias : y;
}

at::Tensor rmsNorm(const at::Tensor& x, const at::Tensor& weight, double epsilon) {
    return x * at::rsqrt(x.pow(2).mean(-1, true) + epsilon) * weight;
}

// q [H, n, E], k and v [G, m, E]: the queries are the last n of m positions; H / G query heads share a head of keys.
at::Tensor causalAttention(const at::Tensor& q, at::Tensor k, at::Tensor v) {
    const std::int64_t group = q.size(0) / k.size(0), n = q.size(1), m = k.size(1);
    if (group > 1) {
        k = k.repeat_interleave(group, 0);
        v = v.repeat_interleave(group, 0);
    }
    const auto mask = [&] { return at::ones({n, m}, at::TensorOptions(at::kBool).device(q.device())).triu(m - n + 1); };
#if TORCH_VERSION_MAJOR >= 2
    const bool square = n == m;  // is_causal counts from the first key
    return at::scaled_dot_product_attention(q.unsqueeze(0), k.unsqueeze(0), v.unsqueeze(0),
                                            square ? c10::optional<at::Tensor>() : mask().logical_not(), 0.0, square)
        .squeeze(0);
#else
    const at::Tensor scores = at::matmul(q, k.transpose(1, 2)) / std::sqrt(static_cast<double>(q.size(2)));
    return at::matmul(scores.masked_fill(mask(), -INFINITY).softmax(-1), v);
#endif
}

at::Tensor indices(const std::vector<std::int32_t>& values, const at::Device& device) {
    at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::TensorOptions(at::kLong));
    auto* data = tensor.data_ptr<std::int64_t>();
    for (std::size_t i = 0; i < values.size(); ++i) data[i] = values[i];
    return tensor.to(device);
}

}  // namespace

PlainPass::PlainPass(const HfConfig& c, const Parameters& weights, const Packed& batch, at::ScalarType type,
                     AdapterUse use)
    : config(c), parameters(weights), packed(batch), products(type), adapters(use) {
    const at::Device device = weights.embedding.device();
    const auto options = at::TensorOptions(at::kDouble);
    const at::Tensor frequencies = at::tensor(weights::ropeFrequencies(c), options).to(device);
    const at::Tensor angles = at::outer(indices(batch.positions, device).to(at::kDouble), frequencies);
    tokens = indices(batch.tokens, device);
    cosine = angles.cos().to(at::kFloat).unsqueeze(1);
    sine = angles.sin().to(at::kFloat).unsqueeze(1);
}

at::Tensor PlainPass::embed() const {
    return at::embedding(parameters.embedding, tokens);
}

// x [T, heads, E]; the first half of E pairs with the second (Hugging Face's layout).
at::Tensor PlainPass::rotate(const at::Tensor& x) const {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor a = x.narrow(-1, 0, half), b = x.narrow(-1, half, half);
    return at::cat({a * cosine - b * sine, b * cosine + a * sine}, -1);
}

at::Tensor PlainPass::attention(const Layer& layer, const at::Tensor& qkv) const {
    const std::int64_t rows = qkv.size(0), e = config.headDim;
    const auto heads = [&](std::int64_t first, std::int64_t count) {
        return qkv.narrow(1, first * e, count * e).view({rows, count, e});
    };
    const auto normed = [&](const at::Tensor& x, const at::Tensor& weight) {
        return weight.defined() ? rmsNorm(x, weight, config.rmsEpsilon) : x;
    };
    const at::Tensor q = rotate(normed(heads(0, config.heads), layer.queryNorm));
    const at::Tensor k = rotate(normed(heads(config.heads, config.kvHeads), layer.keyNorm));
    const at::Tensor v = heads(config.heads + config.kvHeads, config.kvHeads);
    std::vector<at::Tensor> outputs;
    for (const auto& span : packed.plan.spans) {
        const auto own = [&](const at::Tensor& x) { return x.narrow(0, span.start, span.length).transpose(0, 1); };
        const auto seen = [&](const at::Tensor& x) {
            if (span.before == 0) return own(x);
            std::vector<at::Tensor> all{own(x)};
            for (auto i = span.parent; i != kernels::AttentionSpan::kRoot;) {
                const auto& above = packed.plan.spans[static_cast<std::size_t>(i)];
                all.insert(all.begin(), x.narrow(0, above.start, above.length).transpose(0, 1));
                i = above.parent;
            }
            return at::cat(all, 1);
        };
        outputs.push_back(causalAttention(own(q), seen(k), seen(v)).transpose(0, 1));
    }
    return at::cat(outputs, 0).reshape({rows, std::int64_t{config.heads} * e});
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
