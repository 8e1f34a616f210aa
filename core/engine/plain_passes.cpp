#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "core/engine/passes.h"
#include "core/engine/plain.h"

namespace azr::engine {
namespace {

at::Tensor column(const std::vector<std::int64_t>& values, const at::Device& device) {
    return at::tensor(values, at::TensorOptions(at::kLong)).to(device);
}

class PlainPasses : public Passes {
  public:
    PlainPasses(const HfConfig& config, at::ScalarType products) : m_config(config), m_products(products) {}

    void accumulate(const Parameters& parameters, const MicroBatch& part, const LossFunction& loss,
                    Parameters& gradients) override {
        const at::AutoGradMode gradientsOn(true);
        const at::Tensor leaf = parameters.flat.detach().requires_grad_();
        const Parameters views = viewParameters(m_config, leaf);
        const at::Tensor hidden = plainForward(m_config, views, part.packed, m_products);
        // The head is cut off, so that the graph of one chunk of logits is freed before the next is made.
        const at::Tensor cut = hidden.detach().requires_grad_();
        eachChunk(part, [&](std::size_t first, std::size_t count) {
            const auto [logprobs, entropies] = headOutcomes(views, cut, part, first, count);
            const at::Tensor seen = at::stack({logprobs, entropies}, 1).detach().to(at::kCPU).contiguous();
            at::Tensor wanted = at::empty_like(seen);
            for (std::size_t i = 0; i < count; ++i) {
                const float* values = seen.data_ptr<float>() + 2 * i;
                const RowGradient g = loss(part.losses[first + i], {values[0], values[1], 0.0F});
                wanted.data_ptr<float>()[2 * i] = g.logprob;
                wanted.data_ptr<float>()[2 * i + 1] = g.entropy;
            }
            wanted = wanted.to(leaf.device());
            (logprobs * wanted.select(1, 0) + entropies * wanted.select(1, 1)).sum().backward();
        });
        if (cut.grad().defined()) hidden.backward(cut.grad());
        if (leaf.grad().defined()) gradients.flat.add_(leaf.grad());
    }

    std::vector<RowOutcome> outcomes(const Parameters& parameters, const MicroBatch& part) override {
        const at::NoGradGuard noGradients;
        const at::Tensor hidden = plainForward(m_config, parameters, part.packed, m_products);
        std::vector<RowOutcome> all;
        eachChunk(part, [&](std::size_t first, std::size_t count) {
            const auto [logprobs, entropies] = headOutcomes(parameters, hidden, part, first, count);
            const at::Tensor seen = at::stack({logprobs, entropies}, 1).to(at::kCPU).contiguous();
            for (std::size_t i = 0; i < count; ++i)
                all.push_back({seen.data_ptr<float>()[2 * i], seen.data_ptr<float>()[2 * i + 1], 0.0F});
        });
        return all;
    }

  private:
    template <class Each>
    void eachChunk(const MicroBatch& part, Each each) {
        const auto most = static_cast<std::size_t>(headRows(m_config.vocabulary));
        for (std::size_t first = 0; first < part.losses.size(); first += most)
            each(first, std::min(most, part.losses.size() - first));
    }

    /// Log-probabilities of the targets and entropies, [count] each.
    static std::pair<at::Tensor, at::Tensor> headOutcomes(const Parameters& parameters, const at::Tensor& hidden,
                                                          const MicroBatch& part, std::size_t first,
                                                          std::size_t count) {
        std::vector<std::int64_t> rows, targets;
        for (std::size_t i = first; i < first + count; ++i) {
            rows.push_back(part.losses[i].row);
            targets.push_back(part.losses[i].target);
        }
        const at::Tensor logits = at::linear(hidden.index_select(0, column(rows, hidden.device())), parameters.head);
        const at::Tensor logp = at::log_softmax(logits, -1);
        const at::Tensor picked = logp.gather(1, column(targets, hidden.device()).unsqueeze(1)).squeeze(1);
        return {picked, -(logp.exp() * logp).sum(-1)};
    }

    HfConfig m_config;
    at::ScalarType m_products;
};

}  // namespace

std::unique_ptr<Passes> makePlainPasses(const HfConfig& config, at::ScalarType products) {
    return std::make_unique<PlainPasses>(config, products);
}

}  // namespace azr::engine
