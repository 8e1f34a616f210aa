#include "core/engine/transformer.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "core/engine/layer_kernels.h"

namespace azr::engine {
namespace {

float* data(const at::Tensor& tensor) {
    return tensor.data_ptr<float>();
}

at::Tensor rotationTable(const HfConfig& config) {
    at::Tensor table = at::empty({config.context, config.headDim}, at::TensorOptions(at::kFloat));
    float* row = data(table);
    const int half = config.headDim / 2;
    const auto frequencies = weights::ropeFrequencies(config);
    for (int t = 0; t < config.context; ++t, row += config.headDim) {
        for (int i = 0; i < half; ++i) {
            const double angle = t * frequencies[static_cast<std::size_t>(i)];
            row[i] = static_cast<float>(std::cos(angle));
            row[half + i] = static_cast<float>(std::sin(angle));
        }
    }
    return table;
}

at::Tensor buffer(std::int64_t rows, std::int64_t columns, at::ScalarType type = at::kFloat) {
    return at::empty({rows, columns}, at::TensorOptions(type));
}

kernels::Operand operand(const at::Tensor& tensor) {
    if (tensor.scalar_type() == at::kFloat) return {data(tensor), nullptr};
    return {nullptr, reinterpret_cast<std::uint16_t*>(tensor.data_ptr<at::BFloat16>())};
}

/// The layer's gradients; of frozen weights there are none.
Layer* gradientOf(Trainable& gradients, std::size_t layer) {
    return gradients.adapter.present() ? nullptr : &gradients.full.layers[layer];
}

kernels::HeadNorms headNorms(const HfConfig& c, const Layer& layer) {
    return {data(layer.queryNorm), data(layer.keyNorm), c.heads, c.kvHeads, c.headDim, c.rmsEpsilon};
}

}  // namespace

Transformer::Transformer(const HfConfig& config, at::ScalarType products, bool checkpoint)
    : m_config(config),
      m_products(products),
      m_checkpoint(checkpoint),
      m_shape{config.heads, config.kvHeads, config.headDim},
      m_rotations(rotationTable(config)) {}

Transformer::Kept Transformer::makeKept(int rank) const {
    const std::int64_t n = m_capacity, d = m_config.hidden, f = m_config.intermediate;
    const at::ScalarType type = m_products.type();
    Kept kept;
    kept.normed = buffer(n, d, type);
    kept.inverse = buffer(n, 1);
    kept.qkv = buffer(n, m_shape.rowWidth());
    kept.attended = buffer(n, m_shape.outputWidth());
    kept.logSums = buffer(n, m_config.heads);
    kept.middle = buffer(n, d);
    kept.normedMiddle = buffer(n, d, type);
    kept.inverseMiddle = buffer(n, 1);
    kept.wide = buffer(n, 2 * f);
    kept.gated = buffer(n, f, type);
    if (m_config.qkNorm) {
        const std::int64_t heads = m_config.heads + m_config.kvHeads;
        kept.rawHeads = buffer(n, heads * m_config.headDim);
        kept.inverseHeads = buffer(n, heads);
    }
    if (rank > 0) kept.low = buffer(n, std::int64_t{kProjectionCount} * rank);
    return kept;
}

void Transformer::reserve(std::int64_t rows, bool keep, int rank) {
    const auto layers = static_cast<std::size_t>(m_config.layers);
    if (rows > m_capacity || rank > m_rank) {
        m_kept.clear();
        m_inputs.clear();
        m_capacity = std::max(m_capacity, (rows + 255) / 256 * 256);
        m_rank = std::max(m_rank, rank);
        const std::int64_t d = m_config.hidden;
        m_last = buffer(m_capacity, d);
        m_hidden = buffer(m_capacity, d);
        m_inverseLast = buffer(m_capacity, 1);
        m_dRow = buffer(m_capacity, d);
        m_dQkv = buffer(m_capacity, m_shape.rowWidth());
        m_dWide = buffer(m_capacity, std::max<std::int64_t>(m_config.intermediate, m_shape.outputWidth()));
    }
    while (m_inputs.size() < (keep ? layers : 1)) m_inputs.push_back(buffer(m_capacity, m_config.hidden));
    while (m_kept.size() < (keep && !m_checkpoint ? layers : 1)) m_kept.push_back(makeKept(m_rank));
    m_rows = rows;
}

at::Tensor Transformer::cut(const at::Tensor& buffer, std::int64_t width) const {
    return buffer.view({-1}).narrow(0, 0, m_rows * width).view({m_rows, width});
}

Transformer::Step Transformer::stepOf(std::size_t index, PassWeights& weights, const AdapterUse& adapters,
                                      const Packed& packed) {
    const Kept& k = m_kept[std::min(index, m_kept.size() - 1)];
    const auto rows = [&](const at::Tensor& x) { return x.defined() ? x.narrow(0, 0, m_rows) : x; };
    return {index,
            weights.layer(index),
            adapters,
            packed,
            rows(m_inputs[std::min(index, m_inputs.size() - 1)]),
            {rows(k.normed), rows(k.inverse), rows(k.qkv), rows(k.attended), rows(k.logSums), rows(k.middle),
             rows(k.normedMiddle), rows(k.inverseMiddle), rows(k.wide), rows(k.gated), rows(k.rawHeads),
             rows(k.inverseHeads), rows(k.low)}};
}

/// visit(site, column, width, low) for those of `parts` that have an adapter; their outputs stand side by side.
template <class Visit>
void Transformer::eachAdapter(const Step& step, std::initializer_list<Projection> parts, const Visit& visit) const {
    if (step.adapters.adapter == nullptr) return;
    const Adapter& adapter = *step.adapters.adapter;
    const std::int64_t r = adapter.config.rank;
    std::int64_t column = 0;
    for (const Projection part : parts) {
        const LowRank& pair = adapter.layers[step.index][part];
        const std::int64_t width = weights::projectionShape(m_config, part).outputs;
        if (pair.present())
            visit(LoraPass::Site{&pair, {step.adapters.seed, step.index, part, step.adapters.rate()}, adapter.scale()},
                  column, width, step.kept.low.narrow(1, part * r, r));
        column += width;
    }
}

/// What the adapters of projections that read `x` add to their columns of `y`.
void Transformer::project(const Step& step, std::initializer_list<Projection> parts, const at::Tensor& x,
                          const at::Tensor& y) {
    eachAdapter(step, parts, [&](const auto& site, std::int64_t column, std::int64_t width, const at::Tensor& low) {
        m_lora.forward(site, step.packed, x, y.narrow(1, column, width), low);
    });
}

/// Only what the way back needs of project().
void Transformer::projectLow(const Step& step, Projection part, const at::Tensor& x) {
    eachAdapter(step, {part}, [&](const auto& site, std::int64_t, std::int64_t, const at::Tensor& low) {
        m_lora.inner(site, step.packed, x, low);
    });
}

void Transformer::projectBack(const Step& step, std::initializer_list<Projection> parts, const at::Tensor& dy,
                              const at::Tensor& x, Trainable& gradients, const at::Tensor& dx) {
    eachAdapter(step, parts, [&](const auto& site, std::int64_t column, std::int64_t width, const at::Tensor& low) {
        m_lora.backward(site, step.packed, dy.narrow(1, column, width), x, low,
                        gradients.adapter.layers[step.index][site.key.projection], dx);
    });
}

void Transformer::forwardAttention(const Step& step) {
    const HfConfig& c = m_config;
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    kernels::rmsNorm(data(step.input), data(layer.attentionNorm), c.rmsEpsilon, operand(k.normed), data(k.inverse),
                     m_rows, c.hidden);
    m_products.forward(k.qkv, k.normed, layer.qkv);
    project(step, {kQuery, kKey, kValue}, k.normed, k.qkv);
    if (layer.qkvBias.defined()) at::Tensor(k.qkv).add_(layer.qkvBias);
    if (c.qkNorm)
        kernels::normaliseHeads(headNorms(c, layer), data(k.qkv), m_shape.rowWidth(), data(k.rawHeads),
                                data(k.inverseHeads), m_rows);
    kernels::rotate(data(k.qkv), m_shape.rowWidth(), c.heads + c.kvHeads, c.headDim, step.packed.positions.data(),
                    data(m_rotations), m_rows, false);
    kernels::attention(m_shape, step.packed.plan, data(k.qkv), data(k.attended), data(k.logSums), m_attention);
    at::Tensor(k.middle).copy_(step.input);
    m_products.forward(k.middle, k.attended, layer.output, true);
    project(step, {kOutput}, k.attended, k.middle);
    if (layer.outputBias.defined()) at::Tensor(k.middle).add_(layer.outputBias);
}

void Transformer::forwardMlp(const Step& step) {
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    kernels::rmsNorm(data(k.middle), data(layer.feedForwardNorm), m_config.rmsEpsilon, operand(k.normedMiddle),
                     data(k.inverseMiddle), m_rows, m_config.hidden);
    m_products.forward(k.wide, k.normedMiddle, layer.gateUp);
    project(step, {kGate, kUp}, k.normedMiddle, k.wide);
    kernels::swiGlu(data(k.wide), operand(k.gated), m_rows, m_config.intermediate);
}

void Transformer::forwardDown(const Step& step, at::Tensor output) {
    output.copy_(step.kept.middle);
    m_products.forward(output, step.kept.gated, step.weights.down, true);
    project(step, {kDown}, step.kept.gated, output);
}

at::Tensor Transformer::forward(PassWeights& weights, const AdapterUse& adapters, const Packed& packed, bool keep) {
    reserve(packed.rows(), keep, adapters.adapter != nullptr ? adapters.adapter->config.rank : 0);
    weights.embed(packed.tokens, data(m_inputs[0]));
    const auto layers = static_cast<std::size_t>(m_config.layers);
    for (std::size_t l = 0; l < layers; ++l) {
        const Step step = stepOf(l, weights, adapters, packed);
        forwardAttention(step);
        forwardMlp(step);
        const bool last = l + 1 == layers;
        forwardDown(step, (last ? m_last : m_inputs[std::min(l + 1, m_inputs.size() - 1)]).narrow(0, 0, m_rows));
    }
    kernels::rmsNorm(data(m_last), data(weights.finalNorm()), m_config.rmsEpsilon, operand(m_hidden),
                     data(m_inverseLast), m_rows, m_config.hidden);
    return m_hidden.narrow(0, 0, m_rows);
}

void Transformer::backwardMlp(const Step& step, const at::Tensor& dx, Trainable& gradients) {
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    Layer* const g = gradientOf(gradients, step.index);
    const at::Tensor dGated = cut(m_dWide, m_config.intermediate), dRow = cut(m_dRow, m_config.hidden);
    {
        const at::Tensor dy = m_products.operand(dx);
        m_products.toInput(dGated, dy, layer.down);
        if (g != nullptr) m_products.toWeight(g->down, dy, k.gated);
    }
    projectBack(step, {kDown}, dx, k.gated, gradients, dGated);
    kernels::swiGluBackward(data(dGated), data(k.wide), m_rows, m_config.intermediate);
    {
        const at::Tensor dy = m_products.operand(k.wide);
        m_products.toInput(dRow, dy, layer.gateUp);
        if (g != nullptr) m_products.toWeight(g->gateUp, dy, k.normedMiddle);
    }
    projectBack(step, {kGate, kUp}, k.wide, k.normedMiddle, gradients, dRow);
    kernels::rmsNormBackward(data(dRow), data(k.middle), data(layer.feedForwardNorm), data(k.inverseMiddle), data(dx),
                             g != nullptr ? data(g->feedForwardNorm) : nullptr, m_rows, m_config.hidden);
}

void Transformer::backwardAttention(const Step& step, const at::Tensor& dx, Trainable& gradients) {
    const HfConfig& c = m_config;
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    Layer* const g = gradientOf(gradients, step.index);
    const at::Tensor dRow = cut(m_dRow, c.hidden), dQkv = cut(m_dQkv, m_shape.rowWidth());
    const at::Tensor dAttended = cut(m_dWide, m_shape.outputWidth());
    {
        const at::Tensor dy = m_products.operand(dx);
        m_products.toInput(dAttended, dy, layer.output);
        if (g != nullptr) m_products.toWeight(g->output, dy, k.attended);
    }
    projectBack(step, {kOutput}, dx, k.attended, gradients, dAttended);
    if (g != nullptr && g->outputBias.defined()) g->outputBias.add_(dx.sum(0));
    kernels::attentionBackward(m_shape, step.packed.plan, data(k.qkv), data(k.attended), data(k.logSums),
                               data(dAttended), data(dQkv), m_attention);
    kernels::rotate(data(dQkv), m_shape.rowWidth(), c.heads + c.kvHeads, c.headDim, step.packed.positions.data(),
                    data(m_rotations), m_rows, true);
    if (c.qkNorm)
        kernels::normaliseHeadsBackward(headNorms(c, layer), data(dQkv), m_shape.rowWidth(), data(k.rawHeads),
                                        data(k.inverseHeads), g != nullptr ? data(g->queryNorm) : nullptr,
                                        g != nullptr ? data(g->keyNorm) : nullptr, m_rows);
    if (g != nullptr && g->qkvBias.defined()) g->qkvBias.add_(dQkv.sum(0));
    // Nobody asks for the gradient of frozen embeddings.
    const bool needed = g != nullptr || step.index > 0;
    if (needed) {
        const at::Tensor dy = m_products.operand(dQkv);
        if (g != nullptr) m_products.toWeight(g->qkv, dy, k.normed);
        m_products.toInput(dRow, dy, layer.qkv);
    }
    projectBack(step, {kQuery, kKey, kValue}, dQkv, k.normed, gradients, needed ? dRow : at::Tensor());
    if (needed)
        kernels::rmsNormBackward(data(dRow), data(step.input), data(layer.attentionNorm), data(k.inverse), data(dx),
                                 g != nullptr ? data(g->attentionNorm) : nullptr, m_rows, c.hidden);
}

void Transformer::backward(PassWeights& weights, const AdapterUse& adapters, const Packed& packed, at::Tensor dHidden,
                           Trainable& gradients) {
    // The gradient of the residual stream takes the place of the hidden states, which nobody reads any more.
    at::Tensor dx = m_hidden.narrow(0, 0, m_rows);
    dx.zero_();
    const bool frozen = gradients.adapter.present();
    kernels::rmsNormBackward(data(dHidden), data(m_last), data(weights.finalNorm()), data(m_inverseLast), data(dx),
                             frozen ? nullptr : data(gradients.full.finalNorm), m_rows, m_config.hidden);
    for (auto l = static_cast<std::size_t>(m_config.layers); l-- > 0;) {
        const Step step = stepOf(l, weights, adapters, packed);
        if (m_checkpoint) {
            forwardAttention(step);
            forwardMlp(step);
            if (frozen) projectLow(step, kDown, step.kept.gated);
        }
        backwardMlp(step, dx, gradients);
        backwardAttention(step, dx, gradients);
    }
    if (!frozen)
        kernels::embedBackward(data(dx), packed.tokens.data(), data(gradients.full.embedding), m_rows, m_config.hidden);
}

}  // namespace azr::engine
