#include "core/engine/learning/transformer.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <algorithm>
#include <cmath>

#include "core/engine/kernels/layer_kernels.h"
#include "core/engine/sampling/turn_rows.h"

namespace azr::engine {
namespace {

float* data(const at::Tensor& tensor) {
    return tensor.data_ptr<float>();
}

at::Tensor rotationTable(const HfConfig& config, weights::LayerRope rope) {
    const int width = config.rotated(), half = width / 2;
    at::Tensor table = at::empty({turnRows(config), width}, at::TensorOptions(at::kFloat));
    float* row = data(table);
    for (const auto& [rotation, first, positions] : turnSegments(config, rope))
        for (int t = 0; t < positions; ++t, row += width)
            for (int i = 0; i < half; ++i) {
                const double angle = t * rotation.frequencies[static_cast<std::size_t>(i)];
                row[i] = static_cast<float>(rotation.scale * std::cos(angle));
                row[half + i] = static_cast<float>(rotation.scale * std::sin(angle));
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

/// Null for a tensor that is not there.
float* dataOrNull(const at::Tensor& tensor) {
    return tensor.defined() ? data(tensor) : nullptr;
}

/// Norms of queries and keys that one call of the kernels does, and where theirs begin.
struct HeadNormPart {
    kernels::HeadNorms norms;
    std::int64_t column = 0, raw = 0, inverse = 0;
    bool keys = false;  ///< alone
};

std::vector<HeadNormPart> headNormParts(const HfConfig& c, const Layer& layer, std::int64_t rows) {
    if (!c.traits.wholeWidthNorms)
        return {{{data(layer.queryNorm), data(layer.keyNorm), c.heads, c.kvHeads, c.headDim, c.rmsEpsilon}}};
    const int q = c.heads * c.headDim, k = c.kvHeads * c.headDim;
    return {{{data(layer.queryNorm), nullptr, 1, 0, q, c.rmsEpsilon}},
            {{data(layer.keyNorm), nullptr, 1, 0, k, c.rmsEpsilon}, q, rows * q, rows, true}};
}

}  // namespace

Transformer::Transformer(const HfConfig& config, at::ScalarType products, bool checkpoint)
    : m_config(config),
      m_products(products),
      m_checkpoint(checkpoint),
      m_shape{config.heads,
              config.kvHeads,
              config.headDim,
              0,
              static_cast<float>(config.traits.attentionScale),
              static_cast<float>(config.traits.attentionCap)},
      m_rotations(rotationTable(config, weights::LayerRope::Global)) {
    if (config.localTheta > 0) m_localRotations = rotationTable(config, weights::LayerRope::Local);
}

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
        kept.inverseHeads = buffer(n, m_config.traits.wholeWidthNorms ? 2 : heads);
    }
    if (m_config.traits.normsAfter) {
        kept.rawAttention = buffer(n, d);
        kept.inverseAttention = buffer(n, 1);
        kept.rawFeedForward = buffer(n, d);
        kept.inverseFeedForward = buffer(n, 1);
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
        if (!m_config.traits.plainBranches()) {
            m_branch = buffer(m_capacity, d);
            m_dBranch = buffer(m_capacity, d);
        }
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
             rows(k.inverseHeads), rows(k.low), rows(k.rawAttention), rows(k.inverseAttention), rows(k.rawFeedForward),
             rows(k.inverseFeedForward)}};
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

void Transformer::normaliseInto(const at::Tensor& x, const at::Tensor& norm, const at::Tensor& y,
                                const at::Tensor& inverse) const {
    if (norm.defined())
        kernels::rmsNorm(data(x), data(norm), m_config.rmsEpsilon, operand(y), data(inverse), m_rows, m_config.hidden);
    else
        at::Tensor(y).copy_(x);
}

void Transformer::normaliseHeads(const Step& step) const {
    const Kept& k = step.kept;
    for (const auto& part : headNormParts(m_config, step.weights, m_rows))
        kernels::normaliseHeads(part.norms, data(k.qkv) + part.column, m_shape.rowWidth(), data(k.rawHeads) + part.raw,
                                data(k.inverseHeads) + part.inverse, m_rows);
}

void Transformer::turn(const Step& step, const at::Tensor& qkv, bool backward) const {
    const weights::LayerRope rope = m_config.traits.layer(step.index).rope;
    if (rope == weights::LayerRope::None) return;
    const kernels::TurnedHeads heads{m_config.heads + m_config.kvHeads, m_config.headDim, m_config.rotated()};
    kernels::rotate(data(qkv), m_shape.rowWidth(), heads, step.packed.turns.data(),
                    data(rope == weights::LayerRope::Local ? m_localRotations : m_rotations), m_rows, backward);
}

kernels::AttentionShape Transformer::shapeOf(std::size_t layer) const {
    kernels::AttentionShape shape = m_shape;
    shape.window = m_config.windowOf(layer);
    return shape;
}

template <class Product>
void Transformer::join(const Branch& branch, const at::Tensor& from, at::Tensor to, const Product& product) {
    if (m_config.traits.plainBranches()) {
        to.copy_(from);
        product(to, true);
        return;
    }
    at::Tensor given = cut(m_branch, m_config.hidden);
    product(branch.norm.defined() ? branch.raw : given, false);
    if (branch.norm.defined()) normaliseInto(branch.raw, branch.norm, given, branch.inverse);
    to.copy_(from);
    to.add_(given, m_config.traits.residualScale);
}

void Transformer::forwardAttention(const Step& step) {
    const HfConfig& c = m_config;
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    normaliseInto(step.input, layer.attentionNorm, k.normed, k.inverse);
    m_products.forward(k.qkv, k.normed, layer.qkv);
    project(step, {kQuery, kKey, kValue}, k.normed, k.qkv);
    if (layer.qkvBias.defined()) at::Tensor(k.qkv).add_(layer.qkvBias);
    if (c.qkNorm) normaliseHeads(step);
    turn(step, k.qkv, false);
    kernels::attention(shapeOf(step.index), step.packed.plan, data(k.qkv), data(k.attended), data(k.logSums),
                       m_attention);
    join({k.rawAttention, k.inverseAttention, layer.attentionPostNorm}, step.input, k.middle,
         [&](at::Tensor out, bool add) {
             m_products.forward(out, k.attended, layer.output, add);
             project(step, {kOutput}, k.attended, out);
             if (layer.outputBias.defined()) out.add_(layer.outputBias);
         });
}

void Transformer::forwardMlp(const Step& step) {
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    normaliseInto(k.middle, layer.feedForwardNorm, k.normedMiddle, k.inverseMiddle);
    m_products.forward(k.wide, k.normedMiddle, layer.gateUp);
    project(step, {kGate, kUp}, k.normedMiddle, k.wide);
    kernels::swiGlu(data(k.wide), operand(k.gated), m_rows, m_config.intermediate, m_config.traits.activation);
}

void Transformer::forwardDown(const Step& step, at::Tensor output) {
    const Kept& k = step.kept;
    join({k.rawFeedForward, k.inverseFeedForward, step.weights.feedForwardPostNorm}, k.middle, output,
         [&](const at::Tensor& out, bool add) {
             m_products.forward(out, k.gated, step.weights.down, add);
             project(step, {kDown}, k.gated, out);
         });
}

at::Tensor Transformer::forward(PassWeights& weights, const AdapterUse& adapters, const Packed& packed, bool keep) {
    reserve(packed.rows(), keep, adapters.adapter != nullptr ? adapters.adapter->config.rank : 0);
    weights.embed(packed.tokens, data(m_inputs[0]));
    if (m_config.traits.embeddingScale != 1) m_inputs[0].narrow(0, 0, m_rows).mul_(m_config.traits.embeddingScale);
    const auto layers = static_cast<std::size_t>(m_config.layers);
    for (std::size_t l = 0; l < layers; ++l) {
        const Step step = stepOf(l, weights, adapters, packed);
        forwardAttention(step);
        forwardMlp(step);
        const bool last = l + 1 == layers;
        forwardDown(step, (last ? m_last : m_inputs[std::min(l + 1, m_inputs.size() - 1)]).narrow(0, 0, m_rows));
    }
    normaliseInto(m_last, weights.finalNorm(), m_hidden, m_inverseLast);
    return m_hidden.narrow(0, 0, m_rows);
}

at::Tensor Transformer::branchGradient(const Branch& branch, const at::Tensor& dx, const at::Tensor& dNorm) {
    if (m_config.traits.plainBranches()) return dx;
    at::Tensor given = cut(m_branch, m_config.hidden);
    given.copy_(dx);
    given.mul_(m_config.traits.residualScale);
    if (!branch.norm.defined()) return given;
    at::Tensor raw = cut(m_dBranch, m_config.hidden);
    raw.zero_();
    normaliseBack(given, branch.raw, branch.norm, branch.inverse, raw, dNorm);
    return raw;
}

void Transformer::normaliseBack(const at::Tensor& dRow, const at::Tensor& x, const at::Tensor& norm,
                                const at::Tensor& inverse, at::Tensor dx, const at::Tensor& dNorm) const {
    if (norm.defined())
        kernels::rmsNormBackward(data(dRow), data(x), data(norm), data(inverse), data(dx), dataOrNull(dNorm), m_rows,
                                 m_config.hidden);
    else
        dx.add_(dRow);
}

void Transformer::normaliseHeadsBack(const Step& step, const at::Tensor& dQkv, Layer* gradient) const {
    const Kept& k = step.kept;
    for (const auto& part : headNormParts(m_config, step.weights, m_rows)) {
        float *dQuery = nullptr, *dKey = nullptr;
        if (gradient != nullptr) {
            dQuery = data(part.keys ? gradient->keyNorm : gradient->queryNorm);
            dKey = data(gradient->keyNorm);
        }
        kernels::normaliseHeadsBackward(part.norms, data(dQkv) + part.column, m_shape.rowWidth(),
                                        data(k.rawHeads) + part.raw, data(k.inverseHeads) + part.inverse, dQuery, dKey,
                                        m_rows);
    }
}

void Transformer::backwardMlp(const Step& step, const at::Tensor& dx, Trainable& gradients) {
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    Layer* const g = gradientOf(gradients, step.index);
    const at::Tensor dGated = cut(m_dWide, m_config.intermediate), dRow = cut(m_dRow, m_config.hidden);
    const at::Tensor dGiven = branchGradient({k.rawFeedForward, k.inverseFeedForward, layer.feedForwardPostNorm}, dx,
                                             g != nullptr ? g->feedForwardPostNorm : at::Tensor());
    {
        const at::Tensor dy = m_products.operand(dGiven);
        m_products.toInput(dGated, dy, layer.down);
        if (g != nullptr) m_products.toWeight(g->down, dy, k.gated);
    }
    projectBack(step, {kDown}, dGiven, k.gated, gradients, dGated);
    kernels::swiGluBackward(data(dGated), data(k.wide), m_rows, m_config.intermediate, m_config.traits.activation);
    {
        const at::Tensor dy = m_products.operand(k.wide);
        m_products.toInput(dRow, dy, layer.gateUp);
        if (g != nullptr) m_products.toWeight(g->gateUp, dy, k.normedMiddle);
    }
    projectBack(step, {kGate, kUp}, k.wide, k.normedMiddle, gradients, dRow);
    normaliseBack(dRow, k.middle, layer.feedForwardNorm, k.inverseMiddle, dx,
                  g != nullptr ? g->feedForwardNorm : at::Tensor());
}

void Transformer::backwardAttention(const Step& step, const at::Tensor& dx, Trainable& gradients) {
    const HfConfig& c = m_config;
    const Layer& layer = step.weights;
    const Kept& k = step.kept;
    Layer* const g = gradientOf(gradients, step.index);
    const at::Tensor dRow = cut(m_dRow, c.hidden), dQkv = cut(m_dQkv, m_shape.rowWidth());
    const at::Tensor dAttended = cut(m_dWide, m_shape.outputWidth());
    const at::Tensor dGiven = branchGradient({k.rawAttention, k.inverseAttention, layer.attentionPostNorm}, dx,
                                             g != nullptr ? g->attentionPostNorm : at::Tensor());
    {
        const at::Tensor dy = m_products.operand(dGiven);
        m_products.toInput(dAttended, dy, layer.output);
        if (g != nullptr) m_products.toWeight(g->output, dy, k.attended);
    }
    projectBack(step, {kOutput}, dGiven, k.attended, gradients, dAttended);
    if (g != nullptr && g->outputBias.defined()) g->outputBias.add_(dGiven.sum(0));
    kernels::attentionBackward(shapeOf(step.index), step.packed.plan, data(k.qkv), data(k.attended), data(k.logSums),
                               data(dAttended), data(dQkv), m_attention);
    turn(step, dQkv, true);
    if (c.qkNorm) normaliseHeadsBack(step, dQkv, g);
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
        normaliseBack(dRow, step.input, layer.attentionNorm, k.inverse, dx,
                      g != nullptr ? g->attentionNorm : at::Tensor());
}

void Transformer::backward(PassWeights& weights, const AdapterUse& adapters, const Packed& packed, at::Tensor dHidden,
                           Trainable& gradients) {
    // The gradient of the residual stream takes the place of the hidden states, which nobody reads any more.
    at::Tensor dx = m_hidden.narrow(0, 0, m_rows);
    dx.zero_();
    const bool frozen = gradients.adapter.present();
    normaliseBack(dHidden, m_last, weights.finalNorm(), m_inverseLast, dx,
                  frozen ? at::Tensor() : gradients.full.finalNorm);
    for (auto l = static_cast<std::size_t>(m_config.layers); l-- > 0;) {
        const Step step = stepOf(l, weights, adapters, packed);
        if (m_checkpoint) {
            forwardAttention(step);
            forwardMlp(step);
            if (m_config.traits.normsAfter)
                forwardDown(step, cut(m_dBranch, m_config.hidden));
            else if (frozen)
                projectLow(step, kDown, step.kept.gated);
        }
        backwardMlp(step, dx, gradients);
        backwardAttention(step, dx, gradients);
    }
    if (frozen) return;
    if (m_config.traits.embeddingScale != 1) dx.mul_(m_config.traits.embeddingScale);
    kernels::embedBackward(data(dx), packed.tokens.data(), data(gradients.full.embedding), m_rows, m_config.hidden);
}

}  // namespace azr::engine
