#include "core/engine/sampler_torch.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>

namespace azr::engine {
namespace {

constexpr int kFirstRows = 64;  // sequences the cache holds at first; it doubles when they are not enough

at::Tensor indexTensor(const std::vector<std::int64_t>& values, const at::Device& device) {
    return at::tensor(values, at::TensorOptions(at::kLong)).to(device);
}

/// x [n, heads, E]; the first half of E pairs with the second.
at::Tensor rotated(const at::Tensor& x, const at::Tensor& cosines, const at::Tensor& sines) {
    const std::int64_t half = x.size(-1) / 2;
    const at::Tensor a = x.narrow(-1, 0, half);
    const at::Tensor b = x.narrow(-1, half, half);
    return at::cat({a * cosines - b * sines, b * cosines + a * sines}, -1);
}

/// queries [B, G, q, E] with the q query heads (or rows) that share a head, keys and values [B, G, T, E], mask true
/// where not to look, broadcast to [B, G, q, T].
at::Tensor attended(const at::Tensor& queries, const at::Tensor& keys, const at::Tensor& values,
                    const at::Tensor& mask) {
    const double scale = 1.0 / std::sqrt(static_cast<double>(queries.size(-1)));
    const at::Tensor scores = at::matmul(queries, keys.transpose(-1, -2)).to(at::kFloat) * scale;
    const at::Tensor weights = scores.masked_fill(mask, -INFINITY).softmax(-1).to(values.scalar_type());
    return at::matmul(weights, values);
}

}  // namespace

TorchDecoder::TorchDecoder(const Model& model, at::ScalarType products)
    : m_model(model),
      m_config(model.config),
      m_products(products),
      m_device(deviceOf(model)),
      m_keys(static_cast<std::size_t>(m_config.layers)),
      m_values(static_cast<std::size_t>(m_config.layers)) {
    const auto options = at::TensorOptions(at::kDouble);
    const at::Tensor angles =
        at::outer(at::arange(0, m_config.context, options), at::tensor(weights::ropeFrequencies(m_config), options));
    m_cosines = angles.cos().to(at::kFloat).unsqueeze(1).to(m_device);
    m_sines = angles.sin().to(at::kFloat).unsqueeze(1).to(m_device);
    refresh();
}

std::int64_t TorchDecoder::refresh() {
    if (m_version == m_model.version) return m_version;
    const at::NoGradGuard noGradients;
    // Frozen matrices have the right type already.
    m_weights = m_products == at::kFloat || !m_model.parameters.flat.defined()
                    ? m_model.parameters
                    : viewParameters(m_config, m_model.parameters.flat.to(m_products));
    m_version = m_model.version;
    return m_version;
}

int TorchDecoder::create() {
    if (m_free.empty()) grow();
    // The lowest one: the padded batch spans the cache up to the highest sequence in use.
    const auto lowest = std::min_element(m_free.begin(), m_free.end());
    const int sequence = *lowest;
    m_free.erase(lowest);
    return sequence;
}

void TorchDecoder::grow() {
    const at::NoGradGuard noGradients;
    const int added = std::max(kFirstRows, m_capacity);
    const auto options = at::TensorOptions(m_products).device(m_device);
    for (auto* caches : {&m_keys, &m_values})
        for (at::Tensor& cache : *caches) {
            const at::Tensor more = at::zeros({added, m_config.context, m_config.kvHeads, m_config.headDim}, options);
            cache = cache.defined() ? at::cat({cache, more}, 0) : more;
        }
    for (int i = 0; i < added; ++i) m_free.push_back(m_capacity + i);
    m_capacity += added;
}

int TorchDecoder::fork(int parent, int length) {
    const at::NoGradGuard noGradients;
    const int child = create();
    for (auto* caches : {&m_keys, &m_values})
        for (at::Tensor& cache : *caches)
            cache.select(0, child).narrow(0, 0, length).copy_(cache.select(0, parent).narrow(0, 0, length));
    return child;
}

TorchDecoder::Plan TorchDecoder::plan(std::span<const BatchRow> rows) const {
    std::vector<std::int64_t> tokens, slots, positions, singles, singleSlots;
    Plan plan;
    std::int64_t highest = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        tokens.push_back(rows[i].token);
        slots.push_back(rows[i].sequence);
        positions.push_back(rows[i].position);
        const bool first = i == 0 || rows[i].sequence != rows[i - 1].sequence;
        const bool last = i + 1 == rows.size() || rows[i].sequence != rows[i + 1].sequence;
        if (first && last) {
            singles.push_back(static_cast<std::int64_t>(i));
            singleSlots.push_back(rows[i].sequence);
            plan.longest = std::max<std::int64_t>(plan.longest, rows[i].position + 1);
            highest = std::max<std::int64_t>(highest, rows[i].sequence);
        } else if (first) {
            plan.runs.push_back({static_cast<std::int64_t>(i), 1, rows[i].sequence, rows[i].position});
        } else {
            ++plan.runs.back().count;
        }
    }
    plan.tokens = indexTensor(tokens, m_device);
    plan.slots = indexTensor(slots, m_device);
    plan.positions = indexTensor(positions, m_device);
    plan.cosines = m_cosines.index_select(0, plan.positions);
    plan.sines = m_sines.index_select(0, plan.positions);
    if (singles.empty()) return plan;
    plan.singles = indexTensor(singles, m_device);
    plan.singleSlots = indexTensor(singleSlots, m_device);
    at::Tensor last = at::zeros({highest + 1}, plan.slots.options());
    last.index_copy_(0, plan.singleSlots, plan.positions.index_select(0, plan.singles));
    const at::Tensor places = at::arange(plan.longest, plan.slots.options());
    plan.singleMask = (places.unsqueeze(0) > last.unsqueeze(1)).view({highest + 1, 1, 1, plan.longest});
    return plan;
}

at::Tensor TorchDecoder::product(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias) const {
    const at::Tensor y = at::linear(x.to(m_products), weight).to(at::kFloat);
    return bias.defined() ? y + bias : y;
}

at::Tensor TorchDecoder::adapted(const at::Tensor& y, std::size_t layer, std::initializer_list<Projection> parts,
                                 const at::Tensor& x) const {
    if (!m_model.adapter.present()) return y;
    std::int64_t column = 0;
    for (const Projection part : parts) {
        const LowRank& pair = m_model.adapter.layers[layer][part];
        const std::int64_t width = weights::projectionShape(m_config, part).outputs;
        if (pair.present())
            y.narrow(1, column, width)
                .add_(at::linear(at::linear(x.to(at::kFloat), pair.a), pair.b), m_model.adapter.scale());
        column += width;
    }
    return y;
}

at::Tensor TorchDecoder::normalise(const at::Tensor& x, const at::Tensor& weight) const {
    return x * at::rsqrt(x.pow(2).mean(-1, true) + m_config.rmsEpsilon) * weight;
}

at::Tensor TorchDecoder::attention(const Plan& plan, std::size_t layer, const at::Tensor& qkv) {
    const std::int64_t count = qkv.size(0);
    const std::int64_t width = m_config.headDim;
    const auto heads = [&](std::int64_t first, std::int64_t number) {
        return qkv.narrow(1, first * width, number * width).view({count, number, width});
    };
    const Layer& master = m_model.parameters.layers[layer];
    const auto turned = [&](const at::Tensor& x, const at::Tensor& norm) {
        return rotated(norm.defined() ? normalise(x, norm) : x, plan.cosines, plan.sines);
    };
    const at::Tensor queries = turned(heads(0, m_config.heads), master.queryNorm).to(m_products);
    const at::Tensor keys = turned(heads(m_config.heads, m_config.kvHeads), master.keyNorm);
    m_keys[layer].index_put_({plan.slots, plan.positions}, keys.to(m_products));
    m_values[layer].index_put_({plan.slots, plan.positions},
                               heads(m_config.heads + m_config.kvHeads, m_config.kvHeads).to(m_products));
    at::Tensor out = at::empty({count, std::int64_t{m_config.heads} * width}, queries.options());
    if (plan.singles.defined()) attendSingles(plan, layer, queries, out);
    for (const Plan::Run& run : plan.runs) attendRun(run, layer, queries, out);
    return out;
}

/// All cache rows up to the highest in use at once: rows without a query compute what nobody reads.
void TorchDecoder::attendSingles(const Plan& plan, std::size_t layer, const at::Tensor& queries,
                                 at::Tensor& out) const {
    const std::int64_t rows = plan.singleMask.size(0);
    const std::int64_t group = m_config.heads / m_config.kvHeads;
    at::Tensor placed = at::zeros({rows, m_config.heads, m_config.headDim}, queries.options());
    placed.index_copy_(0, plan.singleSlots, queries.index_select(0, plan.singles));
    const auto held = [&](const at::Tensor& cache) {
        return cache.narrow(0, 0, rows).narrow(1, 0, plan.longest).transpose(1, 2);
    };
    const at::Tensor result = attended(placed.view({rows, m_config.kvHeads, group, m_config.headDim}),
                                       held(m_keys[layer]), held(m_values[layer]), plan.singleMask);
    out.index_copy_(0, plan.singles, result.reshape({rows, -1}).index_select(0, plan.singleSlots));
}

void TorchDecoder::attendRun(const Plan::Run& run, std::size_t layer, const at::Tensor& queries,
                             at::Tensor& out) const {
    const std::int64_t group = m_config.heads / m_config.kvHeads;
    const std::int64_t held = run.start + run.count;
    const auto cached = [&](const at::Tensor& cache) {  // [1, H, T, E]
        return cache.select(0, run.slot).narrow(0, 0, held).transpose(0, 1).repeat_interleave(group, 0).unsqueeze(0);
    };
    const at::Tensor mine = queries.narrow(0, run.first, run.count).transpose(0, 1).unsqueeze(0);
    const at::Tensor later =
        at::ones({run.count, held}, at::TensorOptions(at::kBool).device(m_device)).triu(run.start + 1);
    const at::Tensor result = attended(mine, cached(m_keys[layer]), cached(m_values[layer]), later);
    out.narrow(0, run.first, run.count).copy_(result.squeeze(0).transpose(0, 1).reshape({run.count, -1}));
}

void TorchDecoder::forward(std::span<const BatchRow> rows, const LogitsSink& sink) {
    const at::NoGradGuard noGradients;
    const Plan plan = this->plan(rows);
    const Parameters& masters = m_model.parameters;
    at::Tensor x = at::embedding(masters.embedding, plan.tokens);
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        const Layer& weight = m_weights.layers[i];
        const Layer& master = masters.layers[i];
        const at::Tensor normed = normalise(x, master.attentionNorm);
        const at::Tensor qkv = adapted(product(normed, weight.qkv, master.qkvBias), i, {kQuery, kKey, kValue}, normed);
        const at::Tensor mixed = attention(plan, i, qkv);
        x = x + adapted(product(mixed, weight.output, master.outputBias), i, {kOutput}, mixed);
        const at::Tensor middle = normalise(x, master.feedForwardNorm);
        const at::Tensor wide = adapted(product(middle, weight.gateUp, at::Tensor()), i, {kGate, kUp}, middle);
        const at::Tensor gate = wide.narrow(1, 0, m_config.intermediate);
        const at::Tensor gated = at::silu(gate) * wide.narrow(1, m_config.intermediate, m_config.intermediate);
        x = x + adapted(product(gated, weight.down, at::Tensor()), i, {kDown}, gated);
    }
    std::vector<std::int64_t> wanted;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].logitsSlot >= 0) wanted.push_back(static_cast<std::int64_t>(i));
    if (wanted.empty()) return;
    const at::Tensor last = normalise(x.index_select(0, indexTensor(wanted, m_device)), masters.finalNorm);
    const at::Tensor logits = at::linear(last, masters.head).to(at::kCPU).contiguous();
    auto* const data = logits.data_ptr<float>();
    const auto width = static_cast<std::size_t>(m_config.vocabulary);
    at::parallel_for(0, static_cast<std::int64_t>(wanted.size()), 1, [&](std::int64_t first, std::int64_t end) {
        for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(end); ++i)
            sink(rows[static_cast<std::size_t>(wanted[i])].logitsSlot, {data + i * width, width});
    });
}

}  // namespace azr::engine
