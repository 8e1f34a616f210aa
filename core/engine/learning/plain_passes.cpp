#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "core/engine/learning/passes.h"
#include "core/engine/learning/plain.h"
#include "core/weights/memory_estimate.h"

namespace azr::engine {
namespace {

at::Tensor column(const std::vector<std::int64_t>& values, const at::Device& device) {
    return at::tensor(values, at::TensorOptions(at::kLong)).to(device);
}

/// A leaf of the graph whose gradient adds up in `gradient`. Views of one flat leaf would do the same, but each of them
/// would answer with zeros of the whole buffer.
at::Tensor leaf(const at::Tensor& weight, const at::Tensor& gradient) {
    if (!weight.defined()) return weight;
    at::Tensor made = weight.detach().requires_grad_();
    made.mutable_grad() = gradient;
    return made;
}

Parameters leavesOf(const Parameters& p, const Parameters& g) {
    Parameters leaves;
    leaves.embedding = leaf(p.embedding, g.embedding);
    for (std::size_t l = 0; l < p.layers.size(); ++l) {
        Layer& made = leaves.layers.emplace_back();
        for (std::size_t s = 0; s < weights::kSlots; ++s) {
            const auto slot = static_cast<weights::Slot>(s);
            made.part(slot) = leaf(p.layers[l].part(slot), g.layers[l].part(slot));
        }
    }
    leaves.finalNorm = leaf(p.finalNorm, g.finalNorm);
    leaves.head = p.head.is_same(p.embedding) ? leaves.embedding : leaf(p.head, g.head);
    return leaves;
}

Adapter leavesOf(const Adapter& adapter, const Adapter& g) {
    Adapter leaves{adapter.config, adapter.flat, adapter.layers};
    for (std::size_t l = 0; l < leaves.layers.size(); ++l)
        for (std::size_t p = 0; p < kProjectionCount; ++p) {
            LowRank& pair = leaves.layers[l][p];
            if (pair.present()) pair = {leaf(pair.a, g.layers[l][p].a), leaf(pair.b, g.layers[l][p].b)};
        }
    return leaves;
}

class PlainPasses : public Passes {
  public:
    PlainPasses(const HfConfig& config, const PassOptions& options) : m_config(config), m_options(options) {}

    void accumulate(const Model& model, const MicroBatch& part, const LossFunction& loss,
                    Trainable& gradients) override {
        const at::AutoGradMode gradientsOn(true);
        const bool adapted = model.adapter.present();
        const Parameters views = adapted ? model.parameters : leavesOf(model.parameters, gradients.full);
        const Adapter adapter = adapted ? leavesOf(model.adapter, gradients.adapter) : Adapter{};
        const AdapterUse use{adapted ? &adapter : nullptr, part.dropoutSeed, adapted && adapter.config.dropout > 0};
        const PlainPass pass(m_config, views, part.packed, m_options.products, use);
        std::vector<at::Tensor> inputs;  // of the layers, with checkpoints
        const at::Tensor last = m_options.checkpoint ? inputsOf(pass, inputs) : at::Tensor();
        const at::Tensor top = m_options.checkpoint ? last.requires_grad_() : at::Tensor();
        const at::Tensor hidden = m_options.checkpoint ? pass.finalNorm(top) : pass.forward();
        const at::Tensor dHidden = throughHead(views, hidden, part, loss);
        if (!dHidden.defined()) return;
        hidden.backward(dHidden);
        if (m_options.checkpoint) throughLayers(pass, inputs, top.grad());
    }

    std::vector<RowOutcome> outcomes(const Model& model, const MicroBatch& part) override {
        const at::NoGradGuard noGradients;
        const AdapterUse use{model.adapter.present() ? &model.adapter : nullptr};
        const at::Tensor hidden = PlainPass(m_config, model.parameters, part.packed, m_options.products, use).forward();
        std::vector<RowOutcome> all;
        eachChunk(part, hidden.device(), [&](std::size_t first, std::size_t count) {
            const auto [logprobs, entropies] = headOutcomes(m_config, model.parameters, hidden, part, first, count);
            const at::Tensor seen = at::stack({logprobs, entropies}, 1).to(at::kCPU).contiguous();
            for (std::size_t i = 0; i < count; ++i)
                all.push_back({seen.data_ptr<float>()[2 * i], seen.data_ptr<float>()[2 * i + 1], 0.0F});
        });
        return all;
    }

  private:
    /// The layers without a graph; returns the last one's output.
    static at::Tensor inputsOf(const PlainPass& pass, std::vector<at::Tensor>& inputs) {
        const at::NoGradGuard noGradients;
        at::Tensor x = pass.embed();
        for (std::size_t l = 0; l < pass.parameters.layers.size(); ++l) {
            inputs.push_back(x);
            x = pass.layer(l, x);
        }
        return x;
    }

    /// One layer at a time again, now with a graph, from the last to the embedding.
    static void throughLayers(const PlainPass& pass, std::vector<at::Tensor>& inputs, at::Tensor dx) {
        while (!inputs.empty()) {
            const at::Tensor input = inputs.back().requires_grad_();
            inputs.pop_back();
            pass.layer(inputs.size(), input).backward(dx);
            dx = input.grad();
        }
        if (pass.parameters.embedding.requires_grad()) pass.embed().backward(dx);
    }

    /// The head is cut off, so that the graph of one chunk of logits is freed before the next is made.
    at::Tensor throughHead(const Parameters& views, const at::Tensor& hidden, const MicroBatch& part,
                           const LossFunction& loss) const {
        const at::Tensor cut = hidden.detach().requires_grad_();
        eachChunk(part, hidden.device(), [&](std::size_t first, std::size_t count) {
            const auto [logprobs, entropies] = headOutcomes(m_config, views, cut, part, first, count);
            const at::Tensor seen = at::stack({logprobs, entropies}, 1).detach().to(at::kCPU).contiguous();
            at::Tensor wanted = at::empty_like(seen);
            for (std::size_t i = 0; i < count; ++i) {
                const float* values = seen.data_ptr<float>() + 2 * i;
                const RowGradient g = loss(part.losses[first + i], {values[0], values[1], 0.0F});
                wanted.data_ptr<float>()[2 * i] = g.logprob;
                wanted.data_ptr<float>()[2 * i + 1] = g.entropy;
            }
            wanted = wanted.to(hidden.device());
            (logprobs * wanted.select(1, 0) + entropies * wanted.select(1, 1)).sum().backward();
        });
        return cut.grad();
    }

    /// Some rows of logits at a time; a GPU wants more of them.
    template <class Each>
    void eachChunk(const MicroBatch& part, const at::Device& device, Each each) const {
        constexpr std::int64_t kGpuLogits = std::int64_t{1} << 26;
        const auto most =
            static_cast<std::size_t>(device.is_cpu() ? weights::logitRows(m_config.vocabulary)
                                                     : std::max<std::int64_t>(1, kGpuLogits / m_config.vocabulary));
        for (std::size_t first = 0; first < part.losses.size(); first += most)
            each(first, std::min(most, part.losses.size() - first));
    }

    /// Log-probabilities of the targets and entropies, [count] each.
    static std::pair<at::Tensor, at::Tensor> headOutcomes(const HfConfig& config, const Parameters& parameters,
                                                          const at::Tensor& hidden, const MicroBatch& part,
                                                          std::size_t first, std::size_t count) {
        std::vector<std::int64_t> rows, targets;
        std::vector<float> temperatures;
        for (std::size_t i = first; i < first + count; ++i) {
            rows.push_back(part.losses[i].row);
            targets.push_back(part.losses[i].target);
            temperatures.push_back(part.losses[i].temperature);
        }
        at::Tensor logits = headLogits(config, parameters, hidden.index_select(0, column(rows, hidden.device())));
        if (std::ranges::any_of(temperatures, [](float t) { return t != 1.0F; }))
            logits = logits / at::tensor(temperatures).to(hidden.device()).unsqueeze(1);
        const at::Tensor logp = at::log_softmax(logits, -1);
        const at::Tensor picked = logp.gather(1, column(targets, hidden.device()).unsqueeze(1)).squeeze(1);
        return {picked, -(logp.exp() * logp).sum(-1)};
    }

    HfConfig m_config;
    PassOptions m_options;
};

}  // namespace

std::unique_ptr<Passes> makePlainPasses(const HfConfig& config, const PassOptions& options) {
    return std::make_unique<PlainPasses>(config, options);
}

}  // namespace azr::engine
