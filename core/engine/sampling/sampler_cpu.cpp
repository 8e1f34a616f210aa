#include "core/engine/sampling/sampler_cpu.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>

#include "core/engine/sampling/turn_rows.h"

namespace azr::engine {
namespace {

constexpr std::size_t kCachedWeights = std::size_t{48} << 20;  // weights that every core may as well stream for itself
constexpr int kGroupRows = 96;                                 // their activations fit the second cache
constexpr int kLeastGroupRows = 8;
constexpr std::size_t kLogitFloats = std::size_t{16} << 20;  // 64 MB of logits at once

/// Inside a parallel region this is a plain loop: groups run side by side, or the loops of one group do.
template <class Work>
void forEach(int count, const Work& work) {
    at::parallel_for(0, count, 1, [&](std::int64_t first, std::int64_t last) {
        for (std::int64_t i = first; i < last; ++i) work(static_cast<int>(i));
    });
}

template <class Row>
void multiply(const PackedMatrix& matrix, const Row* in, int stride, int rows, const ProductTarget& target) {
    at::parallel_for(0, matrix.panels(), 1, [&](std::int64_t first, std::int64_t last) {
        matrix.multiply(in, stride, rows, target, static_cast<int>(first), static_cast<int>(last));
    });
}

std::size_t floats(int rows, int stride) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(stride);
}

float* rowOf(const AlignedArray<float>& buffer, int row, int stride) {
    return buffer.get() + floats(row, stride);
}

std::shared_ptr<DecoderWeights> stored(bool half) {
    auto weights = std::make_shared<DecoderWeights>();
    weights->storage = half ? WeightStorage::Bfloat16 : WeightStorage::Float32;
    return weights;
}

}  // namespace

CpuDecoder::CpuDecoder(const Model& model, bool halfWeights, bool halfRows)
    : CpuDecoder(model.config, &model, model.frozen, halfWeights, halfRows) {}

CpuDecoder::CpuDecoder(const HfConfig& config, DecoderWeights weights)
    : CpuDecoder(config, std::make_shared<const DecoderWeights>(std::move(weights))) {}

CpuDecoder::CpuDecoder(const HfConfig& config, std::shared_ptr<const DecoderWeights> weights)
    : CpuDecoder(config, nullptr, std::move(weights), false, true) {}

CpuDecoder::CpuDecoder(const HfConfig& config, const Model* model, std::shared_ptr<const DecoderWeights> weights,
                       bool half, bool halfRows)
    : m_config(config),
      m_model(model),
      m_weights(std::move(weights)),
      m_packed(m_weights ? nullptr : stored(half)),
      m_hiddenStride(paddedWidth(m_config.hidden)),
      m_qkvStride(paddedWidth((m_config.heads + 2 * m_config.kvHeads) * m_config.headDim)),
      m_attendedStride(paddedWidth(m_config.heads * m_config.headDim)),
      m_gateUpStride(paddedWidth(2 * m_config.intermediate)),
      m_logitsStride(paddedWidth(m_config.vocabulary)),
      m_roundedStride(halfWidth(std::max({m_config.hidden, m_config.intermediate, m_config.heads * m_config.headDim}))),
      m_headRows(static_cast<int>(std::clamp<std::size_t>(kLogitFloats / static_cast<std::size_t>(m_logitsStride), 1,
                                                          static_cast<std::size_t>(kGroupRows) * 4))),
      m_cache(m_config.layers, m_config.kvHeads, m_config.headDim),
      m_rotation(tableOf(weights::LayerRope::Global)),
      m_scoreScale(m_config.traits.attentionScale > 0 ? static_cast<float>(m_config.traits.attentionScale)
                                                      : 1.0F / std::sqrt(static_cast<float>(m_config.headDim))) {
    if (m_packed) m_weights = m_packed;
    m_halfRows = halfRows && m_weights->storage == WeightStorage::Bfloat16 && multipliesHalfRows();
    if (m_model != nullptr && m_model->adapter.present()) m_lowStride = paddedWidth(3 * m_model->adapter.config.rank);
    if (m_config.localTheta > 0) m_localRotation = tableOf(weights::LayerRope::Local);
    m_weightBytes = m_weights->bytes();
    refresh();
}

CpuDecoder::RotationTable CpuDecoder::tableOf(weights::LayerRope rope) const {
    const int half = m_config.rotated() / 2;
    const std::size_t size = floats(turnRows(m_config), half);
    RotationTable table{alignedFloats(size), alignedFloats(size)};
    for (const auto& [rotation, first, positions] : turnSegments(m_config, rope))
        for (int position = 0; position < positions; ++position)
            for (int i = 0; i < half; ++i) {
                const double angle = position * rotation.frequencies[static_cast<std::size_t>(i)];
                const std::size_t at = floats(first + position, half) + static_cast<std::size_t>(i);
                table.cosines[at] = static_cast<float>(rotation.scale * std::cos(angle));
                table.sines[at] = static_cast<float>(rotation.scale * std::sin(angle));
            }
    return table;
}

int CpuDecoder::began(int sequence, bool stretched) {
    const auto place = static_cast<std::size_t>(sequence);
    if (m_stretched.size() <= place) m_stretched.resize(place + 1);
    m_stretched[place] = stretched;
    return sequence;
}

std::int64_t CpuDecoder::refresh() {
    if (m_model == nullptr || m_version == m_model->version) return m_version;
    if (m_packed) m_packed->pack(m_config, m_model->parameters);
    if (m_model->adapter.present()) packAdapter(m_config, m_model->adapter, m_adapter);
    m_weightBytes = m_weights->bytes();
    m_version = m_model->version;
    return m_version;
}

/// Groups of whole sequences, one per thread at a time; a single group when the weights are too large for every thread
/// to read them all, or the rows too few.
std::vector<CpuDecoder::Group> CpuDecoder::split(std::span<const BatchRow> rows) const {
    const auto threads = static_cast<std::size_t>(at::get_num_threads());
    if (threads < 2 || m_weightBytes > kCachedWeights || rows.size() < threads * kLeastGroupRows) return {rows};
    const std::size_t rounds = (rows.size() + threads * kGroupRows - 1) / (threads * kGroupRows);
    const std::size_t goal = (rows.size() + rounds * threads - 1) / (rounds * threads);
    std::vector<Group> groups;
    std::size_t start = 0;
    for (std::size_t i = 1; i <= rows.size(); ++i) {
        const bool boundary = i == rows.size() || rows[i].sequence != rows[i - 1].sequence;
        if (!boundary || (i < rows.size() && i - start < goal)) continue;
        groups.push_back(rows.subspan(start, i - start));
        start = i;
    }
    return groups;
}

void CpuDecoder::reserve(Workspace& space, int rows) const {
    const auto length = static_cast<std::size_t>(m_config.context) + static_cast<std::size_t>(kPagePositions);
    while (space.scores.size() < static_cast<std::size_t>(at::get_num_threads()))
        space.scores.push_back(alignedFloats(length));
    if (rows <= space.capacity) return;
    space.capacity = rows;
    space.stream = alignedFloats(floats(rows, m_hiddenStride));
    space.normed = alignedFloats(floats(rows, m_hiddenStride));
    space.qkv = alignedFloats(floats(rows, m_qkvStride));
    space.attended = alignedFloats(floats(rows, m_attendedStride));
    if (!m_config.traits.plainBranches()) space.branch = alignedFloats(floats(rows, m_hiddenStride));
    space.gateUp = alignedFloats(floats(rows, m_gateUpStride));
    if (m_halfRows) space.rounded = alignedHalves(floats(rows, m_roundedStride));
    if (m_lowStride > 0) space.low = alignedFloats(floats(rows, m_lowStride));
    space.logits = alignedFloats(floats(std::min(rows, m_headRows), m_logitsStride));
}

void CpuDecoder::forward(std::span<const BatchRow> rows, const LogitsSink& sink) {
    for (const BatchRow& row : rows) m_cache.reserve(row.sequence, row.position + 1);
    const std::vector<Group> groups = split(rows);
    std::size_t largest = 0;
    for (const Group& group : groups) largest = std::max(largest, group.size());
    m_spaces.resize(std::max(m_spaces.size(), static_cast<std::size_t>(at::get_num_threads())));
    for (std::size_t i = 0; i < (groups.size() == 1 ? 1 : m_spaces.size()); ++i)
        reserve(m_spaces[i], static_cast<int>(largest));
    if (groups.size() == 1) return forwardGroup(groups[0], m_spaces[0], sink);
    at::parallel_for(0, static_cast<std::int64_t>(groups.size()), 1, [&](std::int64_t first, std::int64_t last) {
        Workspace& space = m_spaces[static_cast<std::size_t>(at::get_thread_num())];
        for (std::int64_t i = first; i < last; ++i) forwardGroup(groups[static_cast<std::size_t>(i)], space, sink);
    });
}

void CpuDecoder::forwardGroup(Group rows, Workspace& space, const LogitsSink& sink) const {
    const int count = static_cast<int>(rows.size());
    const float* const table = m_packed ? m_model->parameters.embedding.data_ptr<float>() : nullptr;
    forEach(count, [&](int r) {
        const int token = rows[static_cast<std::size_t>(r)].token;
        float* const to = rowOf(space.stream, r, m_hiddenStride);
        if (table != nullptr)
            std::copy_n(table + floats(token, m_config.hidden), m_config.hidden, to);
        else
            m_weights->embed(token, to);
        if (const double scale = m_config.traits.embeddingScale; scale != 1)
            for (int d = 0; d < m_config.hidden; ++d) to[d] *= static_cast<float>(scale);
    });
    for (int layer = 0; layer < m_config.layers; ++layer) {
        attention(rows, layer, space);
        feedForward(count, layer, space);
    }
    head(rows, space, sink);
}

/// A layer's product, of rows in bf16 where its weights are and the processor is faster so.
void CpuDecoder::project(const PackedMatrix& matrix, const float* in, int stride, int rows, const ProductTarget& target,
                         Workspace& space) const {
    if (!m_halfRows) return multiply(matrix, in, stride, rows, target);
    forEach(rows, [&](int r) {
        roundRow(in + floats(r, stride), matrix.inputs(), space.rounded.get() + floats(r, m_roundedStride));
    });
    multiply(matrix, space.rounded.get(), m_roundedStride, rows, target);
}

void CpuDecoder::normalise(int rows, const AlignedArray<float>& norm, Workspace& space) const {
    const auto epsilon = static_cast<float>(m_config.rmsEpsilon);
    forEach(rows, [&](int r) {
        const float* const from = rowOf(space.stream, r, m_hiddenStride);
        float* const to = rowOf(space.normed, r, m_hiddenStride);
        if (norm)
            normaliseRow(from, norm.get(), m_config.hidden, epsilon, to);
        else
            std::copy_n(from, m_config.hidden, to);
    });
}

ProductTarget CpuDecoder::branchTarget(Workspace& space) const {
    if (m_config.traits.plainBranches()) return {space.stream.get(), m_hiddenStride, nullptr, true};
    return {space.branch.get(), m_hiddenStride, nullptr, false};
}

void CpuDecoder::joinBranch(int rows, const AlignedArray<float>& norm, Workspace& space) const {
    if (m_config.traits.plainBranches()) return;
    const auto epsilon = static_cast<float>(m_config.rmsEpsilon);
    const auto scale = static_cast<float>(m_config.traits.residualScale);
    forEach(rows, [&](int r) {
        float* const given = rowOf(space.branch, r, m_hiddenStride);
        if (norm) normaliseRow(given, norm.get(), m_config.hidden, epsilon, given);
        addScaled(rowOf(space.stream, r, m_hiddenStride), given, m_config.hidden, scale);
    });
}

void CpuDecoder::attention(Group rows, int layer, Workspace& space) const {
    const PackedLayer& weights = m_weights->layers[static_cast<std::size_t>(layer)];
    const int count = static_cast<int>(rows.size());
    normalise(count, weights.attentionNorm, space);
    project(weights.qkv, space.normed.get(), m_hiddenStride, count,
            {space.qkv.get(), m_qkvStride, weights.qkvBias.get(), false}, space);
    const PackedAdapterLayer* const adapter = adapterOf(layer);
    if (adapter != nullptr)
        addLowRank(adapter->qkv, space.normed.get(), m_hiddenStride, count, space.qkv.get(), m_qkvStride, space);
    forEach(count,
            [&](int r) { rotateAndStore(rows[static_cast<std::size_t>(r)], layer, rowOf(space.qkv, r, m_qkvStride)); });
    // A second loop: a row of a prompt attends to the keys that rows before it have just stored.
    forEach(count, [&](int r) {
        attendRow(rows[static_cast<std::size_t>(r)], layer, rowOf(space.qkv, r, m_qkvStride),
                  rowOf(space.attended, r, m_attendedStride),
                  space.scores[static_cast<std::size_t>(at::get_thread_num())].get());
    });
    const ProductTarget target = branchTarget(space);
    const auto addBias = [&] {
        forEach(count, [&](int r) {
            float* const row = target.out + floats(r, m_hiddenStride);
            for (int d = 0; d < m_config.hidden; ++d) row[d] += weights.outputBias[static_cast<std::size_t>(d)];
        });
    };
    if (weights.outputBias && target.add) addBias();
    project(weights.output, space.attended.get(), m_attendedStride, count, target, space);
    if (weights.outputBias && !target.add) addBias();
    if (adapter != nullptr)
        addLowRank(adapter->output, space.attended.get(), m_attendedStride, count, target.out, m_hiddenStride, space);
    joinBranch(count, weights.attentionPostNorm, space);
}

const PackedAdapterLayer* CpuDecoder::adapterOf(int layer) const {
    return m_adapter.empty() ? nullptr : &m_adapter[static_cast<std::size_t>(layer)];
}

void CpuDecoder::addLowRank(const PackedLowRank& adapter, const float* in, int stride, int rows, float* out,
                            int outStride, Workspace& space) const {
    if (!adapter.present()) return;
    multiply(adapter.a, in, stride, rows, {space.low.get(), m_lowStride, nullptr, false});
    multiply(adapter.b, space.low.get(), m_lowStride, rows, {out, outStride, nullptr, true});
}

void CpuDecoder::normaliseHeads(const PackedLayer& weights, float* qkv) const {
    const auto epsilon = static_cast<float>(m_config.rmsEpsilon);
    const int width = m_config.headDim, queries = m_config.heads * width;
    if (m_config.traits.wholeWidthNorms) {
        normaliseRow(qkv, weights.queryNorm.get(), queries, epsilon, qkv);
        normaliseRow(qkv + queries, weights.keyNorm.get(), m_config.kvHeads * width, epsilon, qkv + queries);
        return;
    }
    for (int h = 0; h < m_config.heads + m_config.kvHeads; ++h)
        normaliseRow(qkv + h * width, (h < m_config.heads ? weights.queryNorm : weights.keyNorm).get(), width, epsilon,
                     qkv + h * width);
}

void CpuDecoder::rotateAndStore(const BatchRow& row, int layer, float* qkv) const {
    const int width = m_config.headDim, turned = m_config.rotated();
    const PackedLayer& weights = m_weights->layers[static_cast<std::size_t>(layer)];
    if (weights.queryNorm) normaliseHeads(weights, qkv);
    const weights::LayerRope rope = m_config.traits.layer(static_cast<std::size_t>(layer)).rope;
    const RotationTable& table = rope == weights::LayerRope::Local ? m_localRotation : m_rotation;
    const bool stretched = m_stretched[static_cast<std::size_t>(row.sequence)];
    const std::size_t turn = floats(row.position + (stretched ? m_config.stretchedFrom() : 0), turned / 2);
    const float* const cosines = table.cosines.get() + turn;
    const float* const sines = table.sines.get() + turn;
    if (rope != weights::LayerRope::None)
        for (int h = 0; h < m_config.heads + m_config.kvHeads; ++h) rotateHead(qkv + h * width, cosines, sines, turned);
    float* const page = m_cache.pages(row.sequence)[static_cast<std::size_t>(row.position / kPagePositions)];
    const float* const keys = qkv + m_config.heads * width;
    for (int g = 0; g < m_config.kvHeads; ++g)
        storeKeyValue(page + m_cache.offset(layer, g), row.position % kPagePositions, keys + g * width,
                      keys + (m_config.kvHeads + g) * width, width);
}

void CpuDecoder::attendRow(const BatchRow& row, int layer, const float* qkv, float* out, float* scores) const {
    const int width = m_config.headDim;
    const int shared = m_config.heads / m_config.kvHeads;
    const int window = m_config.windowOf(static_cast<std::size_t>(layer));
    const int first = window > 0 ? std::max(0, row.position + 1 - window) : 0;  // position that is seen
    const int skipped = first / kPagePositions;
    const auto pages = m_cache.pages(row.sequence).subspan(static_cast<std::size_t>(skipped));
    const ScoreRule rule{m_scoreScale, static_cast<float>(m_config.traits.attentionCap), first % kPagePositions};
    for (int h = 0; h < m_config.heads; ++h)
        attendHead(qkv + h * width, pages, m_cache.offset(layer, h / shared),
                   row.position + 1 - skipped * kPagePositions, width, rule, scores, out + h * width);
}

void CpuDecoder::feedForward(int rows, int layer, Workspace& space) const {
    const PackedLayer& weights = m_weights->layers[static_cast<std::size_t>(layer)];
    const PackedAdapterLayer* const adapter = adapterOf(layer);
    normalise(rows, weights.feedForwardNorm, space);
    project(weights.gateUp, space.normed.get(), m_hiddenStride, rows,
            {space.gateUp.get(), m_gateUpStride, nullptr, false}, space);
    if (adapter != nullptr)
        addLowRank(adapter->gateUp, space.normed.get(), m_hiddenStride, rows, space.gateUp.get(), m_gateUpStride,
                   space);
    const auto activate = m_config.traits.activation == weights::Activation::Silu ? activateRow : activateRowGelu;
    forEach(rows, [&](int r) { activate(rowOf(space.gateUp, r, m_gateUpStride), m_config.intermediate); });
    const ProductTarget target = branchTarget(space);
    project(weights.down, space.gateUp.get(), m_gateUpStride, rows, target, space);
    if (adapter != nullptr)
        addLowRank(adapter->down, space.gateUp.get(), m_gateUpStride, rows, target.out, m_hiddenStride, space);
    joinBranch(rows, weights.feedForwardPostNorm, space);
}

void CpuDecoder::head(Group rows, Workspace& space, const LogitsSink& sink) const {
    const auto epsilon = static_cast<float>(m_config.rmsEpsilon);
    const int most = std::min(space.capacity, m_headRows);
    std::vector<int> wanted;
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows[i].logitsSlot >= 0) wanted.push_back(static_cast<int>(i));
    for (std::size_t start = 0; start < wanted.size(); start += static_cast<std::size_t>(most)) {
        const int count = static_cast<int>(std::min(wanted.size() - start, static_cast<std::size_t>(most)));
        const auto source = [&](int i) { return wanted[start + static_cast<std::size_t>(i)]; };
        forEach(count, [&](int i) {
            normaliseRow(rowOf(space.stream, source(i), m_hiddenStride), m_weights->finalNorm.get(), m_config.hidden,
                         epsilon, rowOf(space.normed, i, m_hiddenStride));
            if (const double scale = m_config.traits.logitScale; scale != 1)
                for (int d = 0; d < m_config.hidden; ++d)
                    rowOf(space.normed, i, m_hiddenStride)[d] *= static_cast<float>(scale);
        });
        multiply(m_weights->head, space.normed.get(), m_hiddenStride, count,
                 {space.logits.get(), m_logitsStride, nullptr, false});
        const auto cap = static_cast<float>(m_config.traits.logitCap);
        forEach(count, [&](int i) {
            if (cap > 0) capRow(rowOf(space.logits, i, m_logitsStride), m_config.vocabulary, cap);
            sink(rows[static_cast<std::size_t>(source(i))].logitsSlot,
                 {rowOf(space.logits, i, m_logitsStride), static_cast<std::size_t>(m_config.vocabulary)});
        });
    }
}

}  // namespace azr::engine
