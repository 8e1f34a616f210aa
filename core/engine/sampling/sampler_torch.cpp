#include "core/engine/sampling/sampler_torch.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>

#include "core/engine/learning/padded_attention.h"
#include "core/engine/sampling/device_draws.h"

namespace azr::engine {
namespace {

constexpr int kFirstSequences = 64;  // that the cache holds at first; it grows by a quarter when they are not enough
constexpr std::int64_t kFirstLength = 128;
constexpr std::int64_t kLogits = std::int64_t{1} << 26;  // computed at a time
constexpr std::int64_t kHeldStep = 16;                   // fused kernels want aligned rows of the mask

at::Tensor indexTensor(const std::vector<std::int64_t>& values, const at::Device& device) {
    return at::tensor(values, at::TensorOptions(at::kLong)).to(device);
}

std::int64_t roundedUp(std::int64_t value, std::int64_t most) {
    return std::min(most, (value + kHeldStep - 1) / kHeldStep * kHeldStep);
}

}  // namespace

TorchDecoder::TorchDecoder(const Model& model, at::ScalarType products)
    : m_model(model),
      m_config(model.config),
      m_products(products),
      m_device(deviceOf(model)),
      m_cache(static_cast<std::size_t>(m_config.layers)),
      m_window(m_config.window()) {
    const auto options = at::TensorOptions(at::kDouble);
    const int bound = m_config.stretchedFrom();
    Turns turns = Turns::of(m_config, at::arange(0, bound > 0 ? bound : m_config.context, options));
    if (bound > 0) turns = Turns::joined(turns, Turns::of(m_config, at::arange(0, m_config.context, options), true));
    const auto moved = [&](const Turns::Table& table) -> Turns::Table {
        if (!table.cosine.defined()) return {};
        return {table.cosine.to(m_device), table.sine.to(m_device)};
    };
    m_turns = {moved(turns.global), moved(turns.local)};
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

int TorchDecoder::create(bool stretched) {
    if (m_free.empty())
        growTo(m_capacity + std::max(kFirstSequences, m_capacity / 4), std::max(m_length, kFirstLength));
    // The lowest one: the padded batch spans the cache up to the highest sequence in use.
    const auto lowest = std::min_element(m_free.begin(), m_free.end());
    const int sequence = *lowest;
    m_free.erase(lowest);
    const auto place = static_cast<std::size_t>(sequence);
    if (m_stretched.size() <= place) m_stretched.resize(place + 1);
    m_stretched[place] = stretched;
    return sequence;
}

/// Layer by layer, so that one of them at most lies in memory twice. Where memory ends in the middle the layers differ,
/// and the next call goes on with the rest.
void TorchDecoder::growTo(int sequences, std::int64_t length) {
    const at::NoGradGuard noGradients;
    std::int64_t rows = sequences;
    length = std::min<std::int64_t>(length, m_config.context);
    for (const at::Tensor& cache : m_cache) {
        if (!cache.defined()) continue;
        rows = std::max(rows, cache.size(0));
        length = std::max(length, cache.size(1));
    }
    m_uneven = true;
    const auto options = at::TensorOptions(m_products).device(m_device);
    for (at::Tensor& cache : m_cache) {
        if (cache.defined() && cache.size(0) == rows && cache.size(1) == length) continue;
        const at::Tensor larger =
            at::zeros({rows, length, std::int64_t{2} * m_config.kvHeads, m_config.headDim}, options);
        if (cache.defined()) larger.narrow(0, 0, cache.size(0)).narrow(1, 0, cache.size(1)).copy_(cache);
        cache = larger;
    }
    for (; m_capacity < rows; ++m_capacity) m_free.push_back(m_capacity);
    m_length = length;
    m_uneven = false;
}

int TorchDecoder::fork(int parent, int length) {
    const at::NoGradGuard noGradients;
    const int child = create(m_stretched[static_cast<std::size_t>(parent)]);
    for (at::Tensor& cache : m_cache)
        cache.select(0, child).narrow(0, 0, length).copy_(cache.select(0, parent).narrow(0, 0, length));
    return child;
}

TorchDecoder::Plan TorchDecoder::plan(std::span<const BatchRow> rows) {
    std::int64_t longest = 0;
    for (const BatchRow& row : rows) longest = std::max<std::int64_t>(longest, row.position + 1);
    if (longest > m_length) growTo(m_capacity, std::max(longest, 2 * m_length));
    if (m_uneven) growTo(m_capacity, m_length);
    std::vector<std::int64_t> tokens, places, turns, singles;
    std::vector<Run> runs;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto number = static_cast<std::int64_t>(i);
        tokens.push_back(rows[i].token);
        const bool stretched = m_stretched[static_cast<std::size_t>(rows[i].sequence)];
        turns.push_back(rows[i].position + (stretched ? m_config.stretchedFrom() : 0));
        places.push_back(rows[i].sequence * m_length + rows[i].position);
        const bool first = i == 0 || rows[i].sequence != rows[i - 1].sequence;
        const bool last = i + 1 == rows.size() || rows[i].sequence != rows[i + 1].sequence;
        if (first && last)
            singles.push_back(number);
        else if (first)
            runs.push_back({number, 1, rows[i].sequence, rows[i].position});
        else
            ++runs.back().count;
    }
    Plan plan;
    plan.tokens = indexTensor(tokens, m_device);
    plan.places = indexTensor(places, m_device);
    plan.turns = m_turns.select(indexTensor(turns, m_device));
    if (!singles.empty()) planSingles(plan, rows, singles);
    planRuns(plan, std::move(runs));
    return plan;
}

void TorchDecoder::planSingles(Plan& plan, std::span<const BatchRow> rows,
                               const std::vector<std::int64_t>& singles) const {
    std::vector<std::int64_t> slots;
    std::int64_t highest = 0, longest = 0;
    for (const std::int64_t single : singles) {
        const BatchRow& row = rows[static_cast<std::size_t>(single)];
        slots.push_back(row.sequence);
        highest = std::max<std::int64_t>(highest, row.sequence);
        longest = std::max<std::int64_t>(longest, row.position + 1);
    }
    std::vector<std::int64_t> last(static_cast<std::size_t>(highest) + 1);
    for (const std::int64_t single : singles) {
        const BatchRow& row = rows[static_cast<std::size_t>(single)];
        last[static_cast<std::size_t>(row.sequence)] = row.position;
    }
    plan.singles = indexTensor(singles, m_device);
    plan.singleSlots = indexTensor(slots, m_device);
    const std::int64_t held = roundedUp(longest, m_length);
    const at::Tensor places = at::arange(held, plan.singles.options());
    const at::Tensor until = indexTensor(last, m_device).unsqueeze(1);
    const at::Tensor seen = places.unsqueeze(0) <= until;
    const std::int64_t shape[] = {highest + 1, 1, 1, held};
    plan.singleMask = attentionBias(seen.view(shape), m_products);
    if (m_window == 0) return;
    plan.singleSlidingMask = attentionBias((seen & (places.unsqueeze(0) > until - m_window)).view(shape), m_products);
}

/// Those of like length together, so that there is no more padding than rows.
void TorchDecoder::planRuns(Plan& plan, std::vector<Run> runs) const {
    std::ranges::stable_sort(runs, std::greater<>{}, &Run::count);
    std::size_t first = 0;
    std::int64_t rows = 0;
    for (std::size_t i = 0; i <= runs.size(); ++i) {
        const auto count = static_cast<std::int64_t>(i - first) + 1;
        if (i > first && (i == runs.size() || count * runs[first].count > 2 * (rows + runs[i].count))) {
            plan.runs.push_back(padded(std::span(runs).subspan(first, i - first)));
            first = i;
            rows = 0;
        }
        if (i < runs.size()) rows += runs[i].count;
    }
}

TorchDecoder::Runs TorchDecoder::padded(std::span<const Run> runs) const {
    Runs made;
    made.count = static_cast<std::int64_t>(runs.size());
    made.width = runs.front().count;
    for (const Run& run : runs) made.held = std::max(made.held, run.start + run.count);
    made.held = roundedUp(made.held, m_length);
    std::vector<std::int64_t> slots, rows, places, seen;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        slots.push_back(runs[r].slot);
        for (std::int64_t i = 0; i < made.width; ++i) {
            seen.push_back(runs[r].start + std::min(i, runs[r].count - 1));
            if (i >= runs[r].count) continue;
            rows.push_back(runs[r].first + i);
            places.push_back(static_cast<std::int64_t>(r) * made.width + i);
        }
    }
    made.slots = indexTensor(slots, m_device);
    made.rows = indexTensor(rows, m_device);
    made.places = indexTensor(places, m_device);
    const std::int64_t group = m_config.heads / m_config.kvHeads;
    const at::Tensor at = at::arange(made.held, made.slots.options()), until = indexTensor(seen, m_device).unsqueeze(1);
    const auto maskOf = [&](const at::Tensor& sees) {
        return attentionBias(sees, m_products)
            .view({made.count, 1, made.width, made.held})
            .expand({made.count, group, made.width, made.held})
            .reshape({made.count, 1, group * made.width, made.held});
    };
    const at::Tensor sees = at <= until;
    made.mask = maskOf(sees);
    if (m_window > 0) made.slidingMask = maskOf(sees & (at > until - m_window));
    return made;
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
    return normalised(m_config, x, weight);
}

at::Tensor TorchDecoder::attention(const Plan& plan, std::size_t layer, const at::Tensor& qkv) {
    const std::int64_t count = qkv.size(0), width = m_config.headDim, heads = m_config.heads, shared = m_config.kvHeads;
    const at::Tensor turned = turnedHeads(m_config, m_model.parameters.layers[layer], layer, qkv, plan.turns);
    const at::Tensor values = qkv.narrow(1, (heads + shared) * width, shared * width).view({count, shared, width});
    const at::Tensor held = at::cat({turned.narrow(1, heads, shared), values}, 1);
    m_cache[layer].view({-1, 2 * shared, width}).index_copy_(0, plan.places, held.to(m_products));
    const at::Tensor queries = turned.narrow(1, 0, heads).to(m_products);
    at::Tensor out = at::empty({count, heads * width}, queries.options());
    if (plan.singles.defined()) attendSingles(plan, layer, queries, out);
    for (const Runs& runs : plan.runs) attendRuns(runs, layer, queries, out);
    return out;
}

/// All cache rows up to the highest in use at once: rows without a query compute what nobody reads.
void TorchDecoder::attendSingles(const Plan& plan, std::size_t layer, const at::Tensor& queries,
                                 at::Tensor& out) const {
    const std::int64_t rows = plan.singleMask.size(0), shared = m_config.kvHeads, group = m_config.heads / shared;
    at::Tensor placed = at::zeros({rows, m_config.heads, m_config.headDim}, queries.options());
    placed.index_copy_(0, plan.singleSlots, queries.index_select(0, plan.singles));
    const at::Tensor held = m_cache[layer].narrow(0, 0, rows).narrow(1, 0, plan.singleMask.size(3));
    const at::Tensor result =
        attend(placed.view({rows, shared, group, m_config.headDim}), held.narrow(2, 0, shared).transpose(1, 2),
               held.narrow(2, shared, shared).transpose(1, 2),
               m_config.windowOf(layer) > 0 ? plan.singleSlidingMask : plan.singleMask, m_config.traits.attentionCap);
    out.index_copy_(0, plan.singles, result.reshape({rows, -1}).index_select(0, plan.singleSlots));
}

void TorchDecoder::attendRuns(const Runs& runs, std::size_t layer, const at::Tensor& queries, at::Tensor& out) const {
    const std::int64_t shared = m_config.kvHeads, group = m_config.heads / shared, width = m_config.headDim;
    at::Tensor placed = at::zeros({runs.count * runs.width, m_config.heads, width}, queries.options());
    placed.index_copy_(0, runs.places, queries.index_select(0, runs.rows));
    const at::Tensor held = m_cache[layer].narrow(1, 0, runs.held).index_select(0, runs.slots);
    // The query heads that share a head of keys one below the other, each with its rows.
    const at::Tensor asked = placed.view({runs.count, runs.width, shared, group, width})
                                 .permute({0, 2, 3, 1, 4})
                                 .reshape({runs.count, shared, group * runs.width, width});
    const at::Tensor result =
        attend(asked, held.narrow(2, 0, shared).transpose(1, 2), held.narrow(2, shared, shared).transpose(1, 2),
               m_config.windowOf(layer) > 0 ? runs.slidingMask : runs.mask, m_config.traits.attentionCap);
    const at::Tensor flat = result.view({runs.count, shared, group, runs.width, width})
                                .permute({0, 3, 1, 2, 4})
                                .reshape({runs.count * runs.width, -1});
    out.index_copy_(0, runs.rows, flat.index_select(0, runs.places));
}

template <class Each>
void TorchDecoder::eachLogits(const at::Tensor& x, const std::vector<std::int64_t>& rows, Each each) const {
    const Parameters& masters = m_model.parameters;
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(1, kLogits / m_config.vocabulary));
    for (std::size_t first = 0; first < rows.size(); first += most) {
        const std::span part = std::span(rows).subspan(first, std::min(most, rows.size() - first));
        const at::Tensor wanted = indexTensor({part.begin(), part.end()}, m_device);
        each(part, headLogits(m_config, masters, normalise(x.index_select(0, wanted), masters.finalNorm)));
    }
}

void TorchDecoder::forward(std::span<const BatchRow> rows, const LogitsSink& sink) {
    const at::NoGradGuard noGradients;
    const Plan plan = this->plan(rows);
    const Parameters& masters = m_model.parameters;
    at::Tensor x = embedded(m_config, masters.embedding, plan.tokens);
    for (std::size_t i = 0; i < m_weights.layers.size(); ++i) {
        const Layer& weight = m_weights.layers[i];
        const Layer& master = masters.layers[i];
        const at::Tensor normed = normalise(x, master.attentionNorm);
        const at::Tensor qkv = adapted(product(normed, weight.qkv, master.qkvBias), i, {kQuery, kKey, kValue}, normed);
        const at::Tensor mixed = attention(plan, i, qkv);
        x = joined(m_config, x, adapted(product(mixed, weight.output, master.outputBias), i, {kOutput}, mixed),
                   master.attentionPostNorm);
        const at::Tensor middle = normalise(x, master.feedForwardNorm);
        const at::Tensor wide = adapted(product(middle, weight.gateUp, at::Tensor()), i, {kGate, kUp}, middle);
        const at::Tensor gatedUp = gated(m_config, wide);
        x = joined(m_config, x, adapted(product(gatedUp, weight.down, at::Tensor()), i, {kDown}, gatedUp),
                   master.feedForwardPostNorm);
    }
    std::vector<std::int64_t> drawn, wanted;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].logitsSlot >= 0) (rows[i].draw != nullptr ? drawn : wanted).push_back(static_cast<std::int64_t>(i));
    const auto row = [&](std::int64_t number) -> const BatchRow& { return rows[static_cast<std::size_t>(number)]; };
    eachLogits(x, drawn, [&](std::span<const std::int64_t> part, const at::Tensor& logits) {
        std::vector<PlainDraw*> draws;
        for (const std::int64_t number : part) draws.push_back(row(number).draw);
        drawOnDevice(logits, draws);
    });
    eachLogits(x, wanted, [&](std::span<const std::int64_t> part, const at::Tensor& logits) {
        const at::Tensor here = logits.to(at::kCPU).contiguous();
        auto* const data = here.data_ptr<float>();
        const auto width = static_cast<std::size_t>(m_config.vocabulary);
        at::parallel_for(0, static_cast<std::int64_t>(part.size()), 1, [&](std::int64_t first, std::int64_t end) {
            for (auto i = static_cast<std::size_t>(first); i < static_cast<std::size_t>(end); ++i)
                sink(row(part[i]).logitsSlot, {data + i * width, width});
        });
    });
}

}  // namespace azr::engine
