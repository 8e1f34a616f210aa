#include "core/engine/learning/plain.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>

#include "core/engine/sampling/turn_rows.h"
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

at::Tensor normalised(const HfConfig& config, const at::Tensor& x, const at::Tensor& weight) {
    if (!weight.defined()) return x;
    const double offset = config.traits.normOffset;
    return rmsNorm(x, offset != 0 ? weight + offset : weight, config.rmsEpsilon);
}

at::Tensor rotated(const at::Tensor& x, const at::Tensor& cosines, const at::Tensor& sines) {
    const std::int64_t turned = cosines.size(-1), half = turned / 2, rest = x.size(-1) - turned;
    if (rest > 0) return at::cat({rotated(x.narrow(-1, 0, turned), cosines, sines), x.narrow(-1, turned, rest)}, -1);
    const at::Tensor swapped = at::cat({x.narrow(-1, half, half), x.narrow(-1, 0, half)}, -1);
    return at::addcmul(x * cosines, swapped, sines);
}

Turns Turns::of(const HfConfig& config, const at::Tensor& positions, bool stretched) {
    const auto table = [&](weights::LayerRope rope) -> Table {
        const weights::Rotation rotation = weights::rotationOf(config, rope, stretched);
        const double scale = rotation.scale;
        const at::Tensor angles = at::outer(
            positions, at::tensor(rotation.frequencies, at::TensorOptions(at::kDouble)).to(positions.device()));
        const auto shaped = [&](const at::Tensor& x) {
            return (scale != 1 ? x * scale : x).to(at::kFloat).unsqueeze(1);
        };
        const at::Tensor cosines = shaped(angles.cos()), sines = shaped(angles.sin());
        return {at::cat({cosines, cosines}, -1), at::cat({-sines, sines}, -1)};
    };
    return {table(weights::LayerRope::Global), config.localTheta > 0 ? table(weights::LayerRope::Local) : Table{}};
}

Turns Turns::joined(const Turns& one, const Turns& other) {
    const auto both = [](const Table& a, const Table& b) -> Table {
        if (!a.cosine.defined()) return {};
        return {at::cat({a.cosine, b.cosine}, 0), at::cat({a.sine, b.sine}, 0)};
    };
    return {both(one.global, other.global), both(one.local, other.local)};
}

Turns Turns::select(const at::Tensor& rows) const {
    const auto rowsOf = [&](const Table& table) -> Table {
        if (!table.cosine.defined()) return {};
        return {table.cosine.index_select(0, rows), table.sine.index_select(0, rows)};
    };
    return {rowsOf(global), rowsOf(local)};
}

at::Tensor turnedHeads(const HfConfig& config, const Layer& layer, std::size_t index, const at::Tensor& qkv,
                       const Turns& turns) {
    const std::int64_t rows = qkv.size(0), e = config.headDim, h = config.heads, g = config.kvHeads;
    const auto part = [&](std::int64_t first, std::int64_t count) { return qkv.narrow(1, first * e, count * e); };
    const auto heads = [&](const at::Tensor& x) { return x.view({rows, x.size(1) / e, e}); };
    at::Tensor x;
    if (!config.qkNorm)
        x = heads(part(0, h + g));
    else if (config.traits.wholeWidthNorms)
        x = at::cat({heads(normalised(config, part(0, h), layer.queryNorm)),
                     heads(normalised(config, part(h, g), layer.keyNorm))},
                    1);
    else
        x = at::cat({normalised(config, heads(part(0, h)), layer.queryNorm),
                     normalised(config, heads(part(h, g)), layer.keyNorm)},
                    1);
    const weights::LayerRope rope = config.traits.layer(index).rope;
    const Turns::Table& table = rope == weights::LayerRope::Local ? turns.local : turns.global;
    if (rope != weights::LayerRope::None) x = rotated(x, table.cosine, table.sine);
    if (config.traits.attentionScale == 0) return x;
    // Attention divides by the root of the width.
    const double factor = config.traits.attentionScale * std::sqrt(static_cast<double>(e));
    return at::cat({x.narrow(1, 0, h) * factor, x.narrow(1, h, g)}, 1);
}

at::Tensor gated(const HfConfig& config, const at::Tensor& wide) {
    const at::Tensor gate = wide.narrow(1, 0, config.intermediate);
    const at::Tensor up = wide.narrow(1, config.intermediate, config.intermediate);
    return (config.traits.activation == weights::Activation::Silu ? at::silu(gate) : at::gelu(gate, "tanh")) * up;
}

at::Tensor joined(const HfConfig& config, const at::Tensor& x, const at::Tensor& branch, const at::Tensor& norm) {
    const at::Tensor given = normalised(config, branch, norm);
    return config.traits.residualScale != 1 ? at::add(x, given, config.traits.residualScale) : x + given;
}

at::Tensor embedded(const HfConfig& config, const at::Tensor& table, const at::Tensor& tokens) {
    const at::Tensor rows = at::embedding(table, tokens);
    return config.traits.embeddingScale != 1 ? rows * config.traits.embeddingScale : rows;
}

at::Tensor headLogits(const HfConfig& config, const Parameters& parameters, const at::Tensor& rows) {
    const double scale = config.traits.logitScale, cap = config.traits.logitCap;
    const at::Tensor logits = at::linear(scale != 1 ? rows * scale : rows, parameters.head);
    return cap > 0 ? (logits / cap).tanh() * cap : logits;
}

PlainPass::PlainPass(const HfConfig& c, const Parameters& weights, const Packed& batch, at::ScalarType type,
                     AdapterUse use)
    : config(c),
      parameters(weights),
      packed(batch),
      products(type),
      adapters(use),
      m_attended(batch.plan, batch.rows(), weights.embedding.device(), type, c.window()) {
    const at::Device device = weights.embedding.device();
    tokens = indices(batch.tokens, device);
    const at::Tensor positions = indices(batch.positions, device).to(at::kDouble);
    turns = Turns::of(c, positions);
    if (c.stretchedFrom() == 0) return;
    // Rows whose turn is not that of their position belong to stretched sequences.
    const at::Tensor row = at::arange(batch.rows(), tokens.options());
    const at::Tensor stretched = indices(batch.turns, device).ne(indices(batch.positions, device));
    turns = Turns::joined(turns, Turns::of(c, positions, true)).select(row + stretched * batch.rows());
}

at::Tensor PlainPass::embed() const {
    return embedded(config, parameters.embedding, tokens);
}

at::Tensor PlainPass::attention(std::size_t layer, const at::Tensor& qkv) const {
    const std::int64_t rows = qkv.size(0), e = config.headDim, h = config.heads, g = config.kvHeads;
    const at::Tensor turned = turnedHeads(config, parameters.layers[layer], layer, qkv, turns).to(products);
    const at::Tensor values = qkv.narrow(1, (h + g) * e, g * e).view({rows, g, e}).to(products);
    return m_attended(turned.narrow(1, 0, h), turned.narrow(1, h, g), values,
                      {config.windowOf(layer) > 0, config.traits.attentionCap})
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
    const at::Tensor normed = normalised(config, input, layer.attentionNorm);
    const at::Tensor qkv = project(index, {kQuery, kKey, kValue}, normed, layer.qkv, layer.qkvBias);
    const at::Tensor x =
        joined(config, input, project(index, {kOutput}, attention(index, qkv), layer.output, layer.outputBias),
               layer.attentionPostNorm);
    const at::Tensor wide =
        project(index, {kGate, kUp}, normalised(config, x, layer.feedForwardNorm), layer.gateUp, at::Tensor());
    return joined(config, x, project(index, {kDown}, gated(config, wide), layer.down, at::Tensor()),
                  layer.feedForwardPostNorm);
}

at::Tensor PlainPass::finalNorm(const at::Tensor& x) const {
    return normalised(config, x, parameters.finalNorm);
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
        packed.add(tokens, 0, 0, kernels::AttentionSpan::kRoot, firstTurnRow(model.config, tokens.size()));
        const AdapterUse adapters{model.adapter.present() ? &model.adapter : nullptr};
        // Frozen matrices decide the type.
        const at::ScalarType type = model.parameters.layers.front().qkv.scalar_type();
        return headLogits(model.config, model.parameters,
                          PlainPass(model.config, model.parameters, packed, type, adapters).forward());
    });
}

}  // namespace azr::engine
