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

at::Tensor buffer(std::int64_t rows, std::int64_t columns) {
    return at::empty({rows, columns}, at::TensorOptions(at::kFloat));
}

}  // namespace

Transformer::Transformer(const HfConfig& config, at::ScalarType products)
    : m_config(config),
      m_products(products),
      m_shape{config.heads, config.kvHeads, config.headDim},
      m_rotations(rotationTable(config)) {}

std::int64_t Transformer::bytesPerRow(const HfConfig& c) {
    const kernels::AttentionShape shape{c.heads, c.kvHeads, c.headDim};
    const std::int64_t layer = 4 * std::int64_t{c.hidden} + shape.rowWidth() + shape.outputWidth() + c.heads +
                               3 * std::int64_t{c.intermediate} + 2;
    return 4 * layer * c.layers;
}

void Transformer::reserve(std::int64_t rows, bool keep) {
    const std::size_t sets = keep ? static_cast<std::size_t>(m_config.layers) : 1;
    if (rows > m_capacity) {
        m_kept.clear();
        m_capacity = (rows + 255) / 256 * 256;
        const std::int64_t d = m_config.hidden;
        m_last = buffer(m_capacity, d);
        m_hidden = buffer(m_capacity, d);
        m_inverseLast = buffer(m_capacity, 1);
        m_dRow = buffer(m_capacity, d);
        m_dQkv = buffer(m_capacity, m_shape.rowWidth());
        m_dWide = buffer(m_capacity, std::max<std::int64_t>(m_config.intermediate, m_shape.outputWidth()));
    }
    while (m_kept.size() < sets) {
        const std::int64_t n = m_capacity, d = m_config.hidden, f = m_config.intermediate;
        m_kept.push_back({buffer(n, d), buffer(n, d), buffer(n, 1), buffer(n, m_shape.rowWidth()),
                          buffer(n, m_shape.outputWidth()), buffer(n, m_config.heads), buffer(n, d), buffer(n, d),
                          buffer(n, 1), buffer(n, 2 * f), buffer(n, f)});
    }
    m_rows = rows;
}

Transformer::Kept Transformer::rowsOf(const Kept& k) const {
    const auto cut = [&](const at::Tensor& x) { return x.narrow(0, 0, m_rows); };
    return {cut(k.input),  cut(k.normed),       cut(k.inverse),       cut(k.qkv),  cut(k.attended), cut(k.logSums),
            cut(k.middle), cut(k.normedMiddle), cut(k.inverseMiddle), cut(k.wide), cut(k.gated)};
}

void Transformer::forwardLayer(const Layer& layer, const Packed& packed, const Kept& k, at::Tensor output) {
    const HfConfig& c = m_config;
    kernels::rmsNorm(data(k.input), data(layer.attentionNorm), c.rmsEpsilon, data(k.normed), data(k.inverse), m_rows,
                     c.hidden);
    m_products.forward(k.qkv, k.normed, layer.qkv);
    if (layer.qkvBias.defined()) k.qkv.add_(layer.qkvBias);
    kernels::rotate(data(k.qkv), m_shape.rowWidth(), c.heads + c.kvHeads, c.headDim, packed.positions.data(),
                    data(m_rotations), m_rows, false);
    kernels::attention(m_shape, packed.plan, data(k.qkv), data(k.attended), data(k.logSums), m_attention);
    k.middle.copy_(k.input);
    m_products.forward(k.middle, k.attended, layer.output, true);
    if (layer.outputBias.defined()) k.middle.add_(layer.outputBias);
    kernels::rmsNorm(data(k.middle), data(layer.feedForwardNorm), c.rmsEpsilon, data(k.normedMiddle),
                     data(k.inverseMiddle), m_rows, c.hidden);
    m_products.forward(k.wide, k.normedMiddle, layer.gateUp);
    kernels::swiGlu(data(k.wide), data(k.gated), m_rows, c.intermediate);
    output.copy_(k.middle);
    m_products.forward(output, k.gated, layer.down, true);
}

at::Tensor Transformer::forward(const Parameters& parameters, const Packed& packed, bool keep) {
    reserve(packed.rows(), keep);
    const auto set = [&](std::size_t layer) { return rowsOf(m_kept[keep ? layer : 0]); };
    kernels::embed(data(parameters.embedding), packed.tokens.data(), data(m_kept[0].input), m_rows, m_config.hidden);
    const std::size_t layers = parameters.layers.size();
    for (std::size_t l = 0; l < layers; ++l)
        forwardLayer(parameters.layers[l], packed, set(l),
                     l + 1 < layers ? set(l + 1).input : m_last.narrow(0, 0, m_rows));
    kernels::rmsNorm(data(m_last), data(parameters.finalNorm), m_config.rmsEpsilon, data(m_hidden), data(m_inverseLast),
                     m_rows, m_config.hidden);
    return m_hidden.narrow(0, 0, m_rows);
}

void Transformer::backwardLayer(const Layer& layer, const Packed& packed, const Kept& k, const at::Tensor& dx,
                                Layer& g) {
    const HfConfig& c = m_config;
    const auto cut = [&](const at::Tensor& x, std::int64_t width) {
        return x.view({-1}).narrow(0, 0, m_rows * width).view({m_rows, width});
    };
    const at::Tensor dRow = cut(m_dRow, c.hidden), dGated = cut(m_dWide, c.intermediate);
    const at::Tensor dAttended = cut(m_dWide, m_shape.outputWidth()), dQkv = cut(m_dQkv, m_shape.rowWidth());
    m_products.toInput(dGated, dx, layer.down);
    m_products.toWeight(g.down, dx, k.gated);
    kernels::swiGluBackward(data(dGated), data(k.wide), m_rows, c.intermediate);
    m_products.toInput(dRow, k.wide, layer.gateUp);
    m_products.toWeight(g.gateUp, k.wide, k.normedMiddle);
    kernels::rmsNormBackward(data(dRow), data(k.middle), data(layer.feedForwardNorm), data(k.inverseMiddle), data(dx),
                             data(g.feedForwardNorm), m_rows, c.hidden);
    m_products.toInput(dAttended, dx, layer.output);
    m_products.toWeight(g.output, dx, k.attended);
    if (layer.outputBias.defined()) g.outputBias.add_(dx.sum(0));
    kernels::attentionBackward(m_shape, packed.plan, data(k.qkv), data(k.attended), data(k.logSums), data(dAttended),
                               data(dQkv), m_attention);
    kernels::rotate(data(dQkv), m_shape.rowWidth(), c.heads + c.kvHeads, c.headDim, packed.positions.data(),
                    data(m_rotations), m_rows, true);
    if (layer.qkvBias.defined()) g.qkvBias.add_(dQkv.sum(0));
    m_products.toInput(dRow, dQkv, layer.qkv);
    m_products.toWeight(g.qkv, dQkv, k.normed);
    kernels::rmsNormBackward(data(dRow), data(k.input), data(layer.attentionNorm), data(k.inverse), data(dx),
                             data(g.attentionNorm), m_rows, c.hidden);
}

void Transformer::backward(const Parameters& parameters, const Packed& packed, at::Tensor dHidden,
                           Parameters& gradients) {
    // The gradient of the residual stream takes the place of the hidden states, which nobody reads any more.
    at::Tensor dx = m_hidden.narrow(0, 0, m_rows);
    dx.zero_();
    kernels::rmsNormBackward(data(dHidden), data(m_last), data(parameters.finalNorm), data(m_inverseLast), data(dx),
                             data(gradients.finalNorm), m_rows, m_config.hidden);
    for (std::size_t l = parameters.layers.size(); l-- > 0;)
        backwardLayer(parameters.layers[l], packed, rowsOf(m_kept[l]), dx, gradients.layers[l]);
    kernels::embedBackward(data(dx), packed.tokens.data(), data(gradients.embedding), m_rows, m_config.hidden);
}

}  // namespace azr::engine
