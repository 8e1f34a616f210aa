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

struct Rotation {
    at::Tensor cosine, sine;  // [T, 1, E / 2]
};

Rotation rotationOf(const HfConfig& c, const at::Tensor& positions) {
    const auto options = at::TensorOptions(at::kDouble).device(positions.device());
    const at::Tensor frequencies =
        at::tensor(weights::ropeFrequencies(c), at::TensorOptions(at::kDouble)).to(options.device());
    const at::Tensor angles = at::outer(positions.to(at::kDouble), frequencies);
    return {angles.cos().to(at::kFloat).unsqueeze(1), angles.sin().to(at::kFloat).unsqueeze(1)};
}

// x [T, heads, E]; the first half of E pairs with the second (Hugging Face's layout).
at::Tensor rotate(const at::Tensor& x, const Rotation& r) {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor a = x.narrow(-1, 0, half), b = x.narrow(-1, half, half);
    return at::cat({a * r.cosine - b * r.sine, b * r.cosine + a * r.sine}, -1);
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

at::Tensor attention(const HfConfig& c, const Layer& layer, const Packed& packed, const at::Tensor& qkv,
                     const Rotation& rotation) {
    const std::int64_t rows = qkv.size(0), e = c.headDim;
    const auto heads = [&](std::int64_t first, std::int64_t count) {
        return qkv.narrow(1, first * e, count * e).view({rows, count, e});
    };
    const auto normed = [&](const at::Tensor& x, const at::Tensor& weight) {
        return weight.defined() ? rmsNorm(x, weight, c.rmsEpsilon) : x;
    };
    const at::Tensor q = rotate(normed(heads(0, c.heads), layer.queryNorm), rotation);
    const at::Tensor k = rotate(normed(heads(c.heads, c.kvHeads), layer.keyNorm), rotation);
    const at::Tensor v = heads(c.heads + c.kvHeads, c.kvHeads);
    std::vector<at::Tensor> outputs;
    for (const auto& span : packed.plan.spans) {
        const auto own = [&](const at::Tensor& x) { return x.narrow(0, span.start, span.length).transpose(0, 1); };
        const auto seen = [&](const at::Tensor& x) {
            if (span.prefixLength == 0) return own(x);
            return at::cat({x.narrow(0, span.prefix, span.prefixLength).transpose(0, 1), own(x)}, 1);
        };
        outputs.push_back(causalAttention(own(q), seen(k), seen(v)).transpose(0, 1));
    }
    return at::cat(outputs, 0).reshape({rows, std::int64_t{c.heads} * e});
}

at::Tensor indices(const std::vector<std::int32_t>& values, const at::Device& device) {
    at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::TensorOptions(at::kLong));
    auto* data = tensor.data_ptr<std::int64_t>();
    for (std::size_t i = 0; i < values.size(); ++i) data[i] = values[i];
    return tensor.to(device);
}

}  // namespace

at::Tensor plainForward(const HfConfig& c, const Parameters& parameters, const Packed& packed,
                        at::ScalarType products) {
    const at::Device device = parameters.flat.device();
    const Rotation rotation = rotationOf(c, indices(packed.positions, device));
    at::Tensor x = at::embedding(parameters.embedding, indices(packed.tokens, device));
    for (const Layer& layer : parameters.layers) {
        const at::Tensor normed = rmsNorm(x, layer.attentionNorm, c.rmsEpsilon);
        const at::Tensor qkv = product(normed, layer.qkv, layer.qkvBias, products);
        x = x + product(attention(c, layer, packed, qkv, rotation), layer.output, layer.outputBias, products);
        const at::Tensor wide =
            product(rmsNorm(x, layer.feedForwardNorm, c.rmsEpsilon), layer.gateUp, at::Tensor(), products);
        const at::Tensor gate = wide.narrow(1, 0, c.intermediate), up = wide.narrow(1, c.intermediate, c.intermediate);
        x = x + product(at::silu(gate) * up, layer.down, at::Tensor(), products);
    }
    return rmsNorm(x, parameters.finalNorm, c.rmsEpsilon);
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
        return at::linear(plainForward(model.config, model.parameters, packed), model.parameters.head);
    });
}

}  // namespace azr::engine
