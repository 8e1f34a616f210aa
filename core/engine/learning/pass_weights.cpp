#include "core/engine/learning/pass_weights.h"

#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>

#include "core/engine/kernels/layer_kernels.h"
#include "core/engine/sampling/decoder_weights.h"

namespace azr::engine {
namespace {

/// Rows of the head at a time: what is cast or unpacked of it stays small.
template <class Part>
void eachPart(std::int64_t vocabulary, const Part& part) {
    constexpr std::int64_t kVocabularyRows = 8192;
    for (std::int64_t first = 0; first < vocabulary; first += kVocabularyRows)
        part(first, std::min(kVocabularyRows, vocabulary - first));
}

class MasterWeights final : public PassWeights {
  public:
    MasterWeights(const HfConfig& config, const Parameters& parameters, at::ScalarType products)
        : m_parameters(parameters), m_normOffset(config.traits.normOffset), m_logits(at::kFloat), m_back(products) {}

    const Layer& layer(std::size_t index) override {
        if (m_normOffset == 0) return m_parameters.layers[index];
        m_layer = m_parameters.layers[index];
        for (std::size_t s = 0; s < weights::kSlots; ++s) {
            const auto slot = static_cast<weights::Slot>(s);
            at::Tensor& part = m_layer.part(slot);
            if (weights::isNorm(slot) && part.defined()) part = part.add(m_normOffset);
        }
        return m_layer;
    }
    at::Tensor finalNorm() const override {
        return m_normOffset == 0 ? m_parameters.finalNorm : m_parameters.finalNorm.add(m_normOffset);
    }
    void embed(std::span<const std::int32_t> tokens, float* out) const override {
        kernels::embed(m_parameters.embedding.data_ptr<float>(), tokens.data(), out,
                       static_cast<std::int64_t>(tokens.size()), m_parameters.embedding.size(1));
    }
    void logits(const at::Tensor& out, const at::Tensor& rows) override {
        m_logits.forward(out, rows, m_parameters.head);
    }
    void logitsBack(const at::Tensor& rows, const at::Tensor& dLogits, const at::Tensor& dHead) override {
        const at::Tensor x = m_back.operand(rows);
        eachPart(m_parameters.head.size(0), [&](std::int64_t first, std::int64_t count) {
            const at::Tensor dy = m_back.operand(dLogits.narrow(1, first, count));
            if (dHead.defined()) m_back.toWeight(dHead.narrow(0, first, count), dy, x);
            m_dRows = m_dRows.defined() && m_dRows.sizes() == rows.sizes() ? m_dRows : at::empty_like(rows);
            m_back.toInput(m_dRows, dy, m_parameters.head.narrow(0, first, count), first > 0);
        });
        at::Tensor(rows).copy_(m_dRows);
    }

  private:
    const Parameters& m_parameters;
    double m_normOffset;
    Layer m_layer;
    Products m_logits, m_back;
    at::Tensor m_dRows;
};

at::Tensor vectorOf(const AlignedArray<float>& values, std::int64_t size) {
    if (!values) return {};
    return at::from_blob(values.get(), {size}, at::TensorOptions(at::kFloat));
}

class FrozenWeights final : public PassWeights {
  public:
    FrozenWeights(const HfConfig& config, std::shared_ptr<const DecoderWeights> weights, at::ScalarType products)
        : m_config(config),
          m_weights(std::move(weights)),
          m_products(products),
          m_finalNorm(vectorOf(m_weights->finalNorm, config.hidden)) {}

    const Layer& layer(std::size_t index) override;
    at::Tensor finalNorm() const override { return m_finalNorm; }
    void embed(std::span<const std::int32_t> tokens, float* out) const override;
    void logits(const at::Tensor& out, const at::Tensor& rows) override;
    void logitsBack(const at::Tensor& rows, const at::Tensor& dLogits, const at::Tensor& dHead) override;

  private:
    /// Rows [first, first + count) of a packed matrix, in order.
    void unpack(const PackedMatrix& from, std::int64_t first, std::int64_t count, at::Tensor& to) const;
    at::Tensor whole(const PackedMatrix& from, at::Tensor& to) const;

    HfConfig m_config;
    std::shared_ptr<const DecoderWeights> m_weights;
    Products m_products;
    at::Tensor m_finalNorm, m_headRows;
    Layer m_layer;
    std::size_t m_held = static_cast<std::size_t>(-1);
};

void FrozenWeights::unpack(const PackedMatrix& from, std::int64_t first, std::int64_t count, at::Tensor& to) const {
    if (!to.defined() || to.size(0) < count)
        to = at::empty({count, from.inputs()}, at::TensorOptions(m_products.type()));
    constexpr std::int64_t kRows = 32;  // a panel or two at a time
    at::parallel_for(0, (count + kRows - 1) / kRows, 4, [&](std::int64_t begin, std::int64_t end) {
        const std::int64_t row = begin * kRows, rows = std::min(end * kRows, count) - row;
        const auto place = static_cast<std::size_t>(row) * static_cast<std::size_t>(from.inputs());
        const int from0 = static_cast<int>(first + row);
        if (m_products.type() == at::kFloat)
            from.unpackRows(from0, static_cast<int>(rows), to.data_ptr<float>() + place);
        else
            from.unpackRows(from0, static_cast<int>(rows),
                            reinterpret_cast<std::uint16_t*>(to.data_ptr<at::BFloat16>()) + place);
    });
}

at::Tensor FrozenWeights::whole(const PackedMatrix& from, at::Tensor& to) const {
    unpack(from, 0, from.outputs(), to);
    return to;
}

const Layer& FrozenWeights::layer(std::size_t index) {
    if (index == m_held) return m_layer;
    const PackedLayer& packed = m_weights->layers[index];
    const std::int64_t d = m_config.hidden, e = m_config.headDim;
    const bool wide = m_config.traits.wholeWidthNorms;
    whole(packed.qkv, m_layer.qkv);
    whole(packed.output, m_layer.output);
    whole(packed.gateUp, m_layer.gateUp);
    whole(packed.down, m_layer.down);
    m_layer.attentionNorm = vectorOf(packed.attentionNorm, d);
    m_layer.feedForwardNorm = vectorOf(packed.feedForwardNorm, d);
    m_layer.qkvBias = vectorOf(packed.qkvBias, packed.qkv.outputs());
    m_layer.outputBias = vectorOf(packed.outputBias, d);
    m_layer.queryNorm = vectorOf(packed.queryNorm, wide ? m_config.heads * e : e);
    m_layer.keyNorm = vectorOf(packed.keyNorm, wide ? m_config.kvHeads * e : e);
    m_layer.attentionPostNorm = vectorOf(packed.attentionPostNorm, d);
    m_layer.feedForwardPostNorm = vectorOf(packed.feedForwardPostNorm, d);
    m_held = index;
    return m_layer;
}

void FrozenWeights::embed(std::span<const std::int32_t> tokens, float* out) const {
    at::parallel_for(0, static_cast<std::int64_t>(tokens.size()), 16, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t t = begin; t < end; ++t)
            m_weights->embed(tokens[static_cast<std::size_t>(t)], out + t * m_config.hidden);
    });
}

/// The sampler's own product, so that both see the same logits of the same hidden states.
void FrozenWeights::logits(const at::Tensor& out, const at::Tensor& rows) {
    const PackedMatrix& head = m_weights->head;
    const auto width = static_cast<int>(rows.size(1)), stride = static_cast<int>(out.stride(0));
    const ProductTarget target{out.data_ptr<float>(), stride, nullptr, false};
    at::parallel_for(0, head.panels(), 1, [&](std::int64_t first, std::int64_t last) {
        head.multiply(rows.data_ptr<float>(), width, static_cast<int>(rows.size(0)), target, static_cast<int>(first),
                      static_cast<int>(last));
    });
}

void FrozenWeights::logitsBack(const at::Tensor& rows, const at::Tensor& dLogits, const at::Tensor& /*dHead*/) {
    eachPart(m_config.vocabulary, [&](std::int64_t first, std::int64_t count) {
        unpack(m_weights->head, first, count, m_headRows);
        m_products.toInput(rows, dLogits.narrow(1, first, count), m_headRows.narrow(0, 0, count), first > 0);
    });
}

}  // namespace

std::unique_ptr<PassWeights> makeMasterWeights(const HfConfig& config, const Parameters& parameters,
                                               at::ScalarType products) {
    return std::make_unique<MasterWeights>(config, parameters, products);
}

std::unique_ptr<PassWeights> makeFrozenWeights(const HfConfig& config, std::shared_ptr<const DecoderWeights> weights,
                                               at::ScalarType products) {
    return std::make_unique<FrozenWeights>(config, std::move(weights), products);
}

std::unique_ptr<PassWeights> passWeightsOf(const Model& model, at::ScalarType products) {
    return model.frozen ? makeFrozenWeights(model.config, model.frozen, products)
                        : makeMasterWeights(model.config, model.parameters, products);
}

}  // namespace azr::engine
