#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>

#include "core/engine/kernels/decode_kernels.h"
#include "core/engine/learning/passes.h"
#include "core/engine/learning/transformer.h"
#include "core/weights/memory_estimate.h"

namespace azr::engine {
namespace {

float* data(const at::Tensor& tensor) {
    return tensor.data_ptr<float>();
}

/// A buffer that only grows.
at::Tensor& grow(at::Tensor& buffer, std::int64_t size) {
    if (!buffer.defined() || buffer.numel() < size) buffer = at::empty({size}, at::TensorOptions(at::kFloat));
    return buffer;
}

class FusedPasses : public Passes {
  public:
    FusedPasses(const HfConfig& config, const PassOptions& options)
        : m_config(config), m_products(options.products), m_transformer(config, options.products, options.checkpoint) {}

    void accumulate(const Model& model, const MicroBatch& part, const LossFunction& loss,
                    Trainable& gradients) override {
        PassWeights& weights = weightsOf(model);
        const AdapterUse adapters = adaptersOf(model, part, true);
        const at::Tensor hidden = m_transformer.forward(weights, adapters, part.packed, true);
        const std::int64_t size = part.packed.rows() * m_config.hidden;
        const at::Tensor dHidden = grow(m_dHidden, size).narrow(0, 0, size).view({part.packed.rows(), m_config.hidden});
        dHidden.zero_();
        eachChunk(weights, hidden, part, [&](const Chunk& chunk) {
            m_rowGradients.clear();
            for (std::int64_t i = 0; i < chunk.count; ++i)
                m_rowGradients.push_back(loss(part.losses[static_cast<std::size_t>(chunk.first + i)],
                                              m_outcomes[static_cast<std::size_t>(i)]));
            const double cap = m_config.traits.logitCap, scale = m_config.traits.logitScale;
            const at::Tensor& temperatures = chunk.temperatures;
            const at::Tensor capped =
                cap > 0 ? (temperatures.defined() ? chunk.logits.mul(temperatures) : chunk.logits).div(cap)
                        : at::Tensor();
            kernels::softmaxBackward(data(chunk.logits), chunk.logits.stride(0), m_targets.data(), m_outcomes.data(),
                                     m_rowGradients.data(), chunk.count, m_config.vocabulary);
            if (temperatures.defined()) at::Tensor(chunk.logits).div_(temperatures);
            if (cap > 0) at::Tensor(chunk.logits).mul_(capped.square().neg().add(1));
            weights.logitsBack(chunk.rows, chunk.logits, gradients.full.head);
            if (scale != 1) at::Tensor(chunk.rows).mul_(scale);
            kernels::scatterRows(data(chunk.rows), m_indices.data(), data(dHidden), chunk.count, m_config.hidden);
        });
        m_transformer.backward(weights, adapters, part.packed, dHidden, gradients);
    }

    std::vector<RowOutcome> outcomes(const Model& model, const MicroBatch& part) override {
        PassWeights& weights = weightsOf(model);
        const at::Tensor hidden = m_transformer.forward(weights, adaptersOf(model, part, false), part.packed, false);
        std::vector<RowOutcome> all;
        all.reserve(part.losses.size());
        eachChunk(weights, hidden, part, [&](const Chunk& chunk) {
            all.insert(all.end(), m_outcomes.begin(), m_outcomes.begin() + chunk.count);
        });
        return all;
    }

  private:
    struct Chunk {
        std::int64_t first, count;
        at::Tensor rows, logits;  // [count, D]; [count, V], rows apart by whole vectors
        at::Tensor temperatures;  // [count, 1]; undefined where all are 1
    };

    /// Kept from call to call: frozen ones hold an unpacked layer, and a reference shares them.
    PassWeights& weightsOf(const Model& model) {
        if (model.frozen ? model.frozen != m_frozen : m_model != &model)
            m_weights = passWeightsOf(model, m_products.type());
        m_model = &model;
        m_frozen = model.frozen;
        return *m_weights;
    }

    static AdapterUse adaptersOf(const Model& model, const MicroBatch& part, bool training) {
        if (!model.adapter.present()) return {};
        return {&model.adapter, part.dropoutSeed, training && model.adapter.config.dropout > 0};
    }

    /// Of the chunk; undefined where all are 1.
    [[nodiscard]] at::Tensor temperatureColumn() {
        if (std::ranges::all_of(m_temperatures, [](float t) { return t == 1.0F; })) return {};
        const auto count = static_cast<std::int64_t>(m_temperatures.size());
        return at::from_blob(m_temperatures.data(), {count, 1}, at::TensorOptions(at::kFloat));
    }

    template <class Each>
    void eachChunk(PassWeights& weights, const at::Tensor& hidden, const MicroBatch& part, Each each) {
        const auto total = static_cast<std::int64_t>(part.losses.size());
        const std::int64_t d = m_config.hidden, v = m_config.vocabulary, most = weights::logitRows(v);
        const std::int64_t stride = paddedWidth(static_cast<int>(v));
        for (std::int64_t first = 0; first < total; first += most) {
            const std::int64_t count = std::min(most, total - first);
            m_indices.clear();
            m_targets.clear();
            m_temperatures.clear();
            for (std::int64_t i = first; i < first + count; ++i) {
                m_indices.push_back(part.losses[static_cast<std::size_t>(i)].row);
                m_targets.push_back(part.losses[static_cast<std::size_t>(i)].target);
                m_temperatures.push_back(part.losses[static_cast<std::size_t>(i)].temperature);
            }
            m_outcomes.resize(static_cast<std::size_t>(count));
            const at::Tensor logits =
                grow(m_logits, std::min(most, total) * stride).narrow(0, 0, count * stride).view({count, stride});
            const Chunk chunk{first, count, grow(m_rows, most * d).narrow(0, 0, count * d).view({count, d}),
                              logits.narrow(1, 0, v), temperatureColumn()};
            kernels::gatherRows(data(hidden), m_indices.data(), data(chunk.rows), count, d);
            if (m_config.traits.logitScale != 1) at::Tensor(chunk.rows).mul_(m_config.traits.logitScale);
            weights.logits(chunk.logits, chunk.rows);
            const double cap = m_config.traits.logitCap;
            if (cap > 0) at::Tensor(chunk.logits).div_(cap).tanh_().mul_(cap);
            if (chunk.temperatures.defined()) at::Tensor(chunk.logits).div_(chunk.temperatures);
            kernels::softmaxOutcomes(data(chunk.logits), stride, m_targets.data(), m_outcomes.data(), count, v);
            each(chunk);
        }
    }

    HfConfig m_config;
    Products m_products;
    Transformer m_transformer;
    const Model* m_model = nullptr;
    std::shared_ptr<const DecoderWeights> m_frozen;
    std::unique_ptr<PassWeights> m_weights;
    at::Tensor m_dHidden, m_rows, m_logits;
    std::vector<std::int64_t> m_indices;
    std::vector<std::int32_t> m_targets;
    std::vector<float> m_temperatures;
    std::vector<RowOutcome> m_outcomes;
    std::vector<RowGradient> m_rowGradients;
};

}  // namespace

std::unique_ptr<Passes> makeFusedPasses(const HfConfig& config, const PassOptions& options) {
    return std::make_unique<FusedPasses>(config, options);
}

std::unique_ptr<Passes> makePasses(const HfConfig& config, const at::Device& device, const PassOptions& options) {
    return device.is_cpu() ? makeFusedPasses(config, options) : makePlainPasses(config, options);
}

}  // namespace azr::engine
