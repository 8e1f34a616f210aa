#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>

#include <algorithm>

#include "core/engine/passes.h"
#include "core/engine/transformer.h"

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
    FusedPasses(const HfConfig& config, at::ScalarType products)
        : m_config(config), m_transformer(config, products), m_head(at::kFloat) {}

    void accumulate(const Parameters& parameters, const MicroBatch& part, const LossFunction& loss,
                    Parameters& gradients) override {
        const at::Tensor hidden = m_transformer.forward(parameters, part.packed, true);
        const std::int64_t size = part.packed.rows() * m_config.hidden;
        const at::Tensor dHidden = grow(m_dHidden, size).narrow(0, 0, size).view({part.packed.rows(), m_config.hidden});
        dHidden.zero_();
        eachChunk(parameters, hidden, part, [&](const Chunk& chunk) {
            m_rowGradients.clear();
            for (std::int64_t i = 0; i < chunk.count; ++i)
                m_rowGradients.push_back(loss(part.losses[static_cast<std::size_t>(chunk.first + i)],
                                              m_outcomes[static_cast<std::size_t>(i)]));
            kernels::softmaxBackward(data(chunk.logits), m_targets.data(), m_outcomes.data(), m_rowGradients.data(),
                                     chunk.count, m_config.vocabulary);
            m_head.toWeight(gradients.head, chunk.logits, chunk.rows);
            m_head.toInput(chunk.rows, chunk.logits, parameters.head);
            kernels::scatterRows(data(chunk.rows), m_indices.data(), data(dHidden), chunk.count, m_config.hidden);
        });
        m_transformer.backward(parameters, part.packed, dHidden, gradients);
    }

    std::vector<RowOutcome> outcomes(const Parameters& parameters, const MicroBatch& part) override {
        const at::Tensor hidden = m_transformer.forward(parameters, part.packed, false);
        std::vector<RowOutcome> all;
        all.reserve(part.losses.size());
        eachChunk(parameters, hidden, part, [&](const Chunk& chunk) {
            all.insert(all.end(), m_outcomes.begin(), m_outcomes.begin() + chunk.count);
        });
        return all;
    }

  private:
    struct Chunk {
        std::int64_t first, count;
        at::Tensor rows, logits;  // [count, D], [count, V]
    };

    template <class Each>
    void eachChunk(const Parameters& parameters, const at::Tensor& hidden, const MicroBatch& part, Each each) {
        const auto total = static_cast<std::int64_t>(part.losses.size());
        const std::int64_t d = m_config.hidden, v = m_config.vocabulary, most = headRows(v);
        for (std::int64_t first = 0; first < total; first += most) {
            const std::int64_t count = std::min(most, total - first);
            m_indices.clear();
            m_targets.clear();
            for (std::int64_t i = first; i < first + count; ++i) {
                m_indices.push_back(part.losses[static_cast<std::size_t>(i)].row);
                m_targets.push_back(part.losses[static_cast<std::size_t>(i)].target);
            }
            m_outcomes.resize(static_cast<std::size_t>(count));
            const Chunk chunk{first, count, grow(m_rows, most * d).narrow(0, 0, count * d).view({count, d}),
                              grow(m_logits, most * v).narrow(0, 0, count * v).view({count, v})};
            kernels::gatherRows(data(hidden), m_indices.data(), data(chunk.rows), count, d);
            m_head.forward(chunk.logits, chunk.rows, parameters.head);
            kernels::softmaxOutcomes(data(chunk.logits), m_targets.data(), m_outcomes.data(), count, v);
            each(chunk);
        }
    }

    HfConfig m_config;
    Transformer m_transformer;
    Products m_head;
    at::Tensor m_dHidden, m_rows, m_logits;
    std::vector<std::int64_t> m_indices;
    std::vector<std::int32_t> m_targets;
    std::vector<RowOutcome> m_outcomes;
    std::vector<RowGradient> m_rowGradients;
};

}  // namespace

std::int64_t headRows(std::int64_t vocabulary) {
    constexpr std::int64_t kLogitFloats = 8 << 20;  // 32 MB
    return std::clamp<std::int64_t>(kLogitFloats / vocabulary, 64, 4096);
}

std::unique_ptr<Passes> makeFusedPasses(const HfConfig& config, at::ScalarType products) {
    return std::make_unique<FusedPasses>(config, products);
}

std::unique_ptr<Passes> makePasses(const HfConfig& config, const at::Device& device, at::ScalarType products) {
    // The kernels have no pass through norms of queries and keys.
    return device.is_cpu() && !config.qkNorm ? makeFusedPasses(config, products) : makePlainPasses(config, products);
}

}  // namespace azr::engine
