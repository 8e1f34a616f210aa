#include "core/engine/learning/padded_attention.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/engine/torch_version.h"

namespace azr::engine {
namespace {

using kernels::AttentionPlan;
using kernels::AttentionSpan;

constexpr std::int64_t kLongest = 2048;                      // rows of a group that gets a mask
constexpr std::int64_t kMostPlaces = std::int64_t{1} << 25;  // entries of the masks of one padded batch
constexpr std::int64_t kWidthStep = 16;                      // fused kernels want aligned rows of the mask

std::int64_t rowsOf(const AttentionPlan& plan, std::size_t group) {
    std::int64_t rows = 0;
    for (std::size_t s = plan.groups[group]; s < plan.groups[group + 1]; ++s) rows += plan.spans[s].length;
    return rows;
}

std::int64_t firstRow(const AttentionPlan& plan, std::size_t group) {
    return plan.spans[plan.groups[group]].start;
}

at::Tensor indexOf(const std::vector<std::int64_t>& values, const at::Device& device) {
    return at::tensor(values, at::TensorOptions(at::kLong)).to(device);
}

/// Query heads that share a head of keys: [.., G, m, E] to [.., H, m, E].
at::Tensor shared(const at::Tensor& x, std::int64_t heads) {
    const std::int64_t group = heads / x.size(-3);
    return group > 1 ? x.repeat_interleave(group, -3) : x;
}

/// What the rows of a group see: their own span up to themselves, and the spans above it, of all that the last `window`
/// positions.
void fillMask(const AttentionPlan& plan, std::size_t group, std::int64_t width, std::int64_t window, bool* mask) {
    const std::int64_t first = firstRow(plan, group);
    for (std::size_t s = plan.groups[group]; s < plan.groups[group + 1]; ++s) {
        const AttentionSpan& span = plan.spans[s];
        for (std::int64_t i = 0; i < span.length; ++i) {
            bool* const row = mask + (span.start - first + i) * width;
            const std::int64_t from = window > 0 ? span.before + i + 1 - window : 0;  // the first position seen
            const auto fill = [&](const AttentionSpan& seen, std::int64_t length) {
                const std::int64_t skipped = std::clamp<std::int64_t>(from - seen.before, 0, length);
                std::fill_n(row + seen.start - first + skipped, length - skipped, true);
            };
            fill(span, i + 1);
            for (auto above = span.parent; above != AttentionSpan::kRoot;) {
                const AttentionSpan& parent = plan.spans[static_cast<std::size_t>(above)];
                fill(parent, parent.length);
                above = parent.parent;
            }
        }
    }
    for (std::int64_t at = rowsOf(plan, group); at < width; ++at)
        mask[at * width + at] = true;  // nothing at all is NaN
}

}  // namespace

at::Tensor attentionBias(const at::Tensor& seen, at::ScalarType type) {
    return at::zeros(seen.sizes(), seen.options().dtype(type)).masked_fill_(seen.logical_not(), -INFINITY);
}

at::Tensor attend(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v, const at::Tensor& bias, double cap) {
#if AZR_TORCH_HAS_FUSED_ATTENTION
    const bool causal = !bias.defined();
    if (cap == 0)
        return at::scaled_dot_product_attention(q, k, v, causal ? c10::optional<at::Tensor>() : bias, 0.0, causal);
#endif
    at::Tensor scores = at::matmul(q, k.transpose(-1, -2)).to(at::kFloat) / std::sqrt(static_cast<double>(q.size(-1)));
    if (cap > 0) scores = (scores / cap).tanh() * cap;
    const auto flags = q.options().dtype(at::kBool);
    const at::Tensor added =
        bias.defined() ? bias : attentionBias(at::ones({q.size(-2), k.size(-2)}, flags).tril(), at::kFloat);
    return at::matmul((scores + added).softmax(-1).to(v.scalar_type()), v);
}

PaddedAttention::PaddedAttention(const AttentionPlan& plan, std::int64_t rows, const at::Device& device,
                                 at::ScalarType type, std::int64_t window)
    : m_plan(plan), m_type(type), m_window(window) {
    std::vector<std::size_t> order(plan.groups.size() - 1);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>{}, [&](std::size_t group) { return rowsOf(plan, group); });
    std::vector<std::size_t> together;
    std::int64_t width = 0, held = 0;
    const auto flush = [&] {
        if (!together.empty()) addPadded(together, width, device);
        together.clear();
        width = held = 0;
    };
    for (const std::size_t group : order) {
        const std::int64_t own = rowsOf(plan, group);
        if (own > kLongest) {
            for (std::size_t s = plan.groups[group]; s < plan.groups[group + 1]; ++s) {
                m_long.push_back(s);
                for (std::int64_t i = 0; i < plan.spans[s].length; ++i) m_came.push_back(plan.spans[s].start + i);
            }
            continue;
        }
        const auto count = static_cast<std::int64_t>(together.size()) + 1;
        // No more padding than rows, and no more mask than is allowed.
        if (count * width > 2 * (held + own) || count * width * width > kMostPlaces) flush();
        if (together.empty()) width = (own + kWidthStep - 1) / kWidthStep * kWidthStep;
        together.push_back(group);
        held += own;
    }
    flush();
    std::vector<std::int64_t> places(static_cast<std::size_t>(rows));
    for (std::size_t i = 0; i < m_came.size(); ++i)
        places[static_cast<std::size_t>(m_came[i])] = static_cast<std::int64_t>(i);
    m_order = indexOf(places, device);
}

void PaddedAttention::addPadded(const std::vector<std::size_t>& groups, std::int64_t width, const at::Device& device) {
    Padded padded;
    padded.count = static_cast<std::int64_t>(groups.size());
    padded.width = width;
    std::vector<std::int64_t> rows(static_cast<std::size_t>(padded.count * width)), kept;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        const std::int64_t first = firstRow(m_plan, groups[g]), own = rowsOf(m_plan, groups[g]);
        const auto start = static_cast<std::int64_t>(g) * width;
        for (std::int64_t i = 0; i < own; ++i) {
            rows[static_cast<std::size_t>(start + i)] = first + i;
            kept.push_back(start + i);
            m_came.push_back(first + i);
        }
    }
    padded.rows = indexOf(rows, device);
    padded.kept = indexOf(kept, device);
    padded.mask = maskOf(groups, width, 0, device);
    if (m_window > 0) padded.slidingMask = maskOf(groups, width, m_window, device);
    m_padded.push_back(std::move(padded));
}

at::Tensor PaddedAttention::maskOf(const std::vector<std::size_t>& groups, std::int64_t width, std::int64_t window,
                                   const at::Device& device) const {
    const auto count = static_cast<std::int64_t>(groups.size());
    at::Tensor mask = at::zeros({count, 1, width, width}, at::TensorOptions(at::kBool));
    for (std::size_t g = 0; g < groups.size(); ++g)
        fillMask(m_plan, groups[g], width, window,
                 mask.data_ptr<bool>() + static_cast<std::int64_t>(g) * width * width);
    return attentionBias(mask.to(device), m_type);
}

at::Tensor PaddedAttention::spanMask(const AttentionSpan& span, bool sliding, const at::Device& device) const {
    if (span.before == 0 && !sliding) return {};
    const auto flags = at::TensorOptions(at::kBool).device(device);
    at::Tensor seen = at::ones({span.length, span.before + span.length}, flags).tril(span.before);
    if (sliding) seen = seen.triu(span.before - m_window + 1);
    return attentionBias(seen, m_type);
}

at::Tensor PaddedAttention::operator()(const at::Tensor& q, const at::Tensor& k, const at::Tensor& v,
                                       const AttentionRule& rule) const {
    const std::int64_t heads = q.size(1), width = heads * q.size(2);
    std::vector<at::Tensor> results;
    for (const std::size_t index : m_long) {
        const AttentionSpan& span = m_plan.spans[index];
        const auto own = [&](const at::Tensor& x) { return x.narrow(0, span.start, span.length).transpose(0, 1); };
        const auto seen = [&](const at::Tensor& x) {
            std::vector<at::Tensor> all{own(x)};
            for (auto above = span.parent; above != AttentionSpan::kRoot;) {
                const AttentionSpan& parent = m_plan.spans[static_cast<std::size_t>(above)];
                all.insert(all.begin(), x.narrow(0, parent.start, parent.length).transpose(0, 1));
                above = parent.parent;
            }
            return shared(all.size() == 1 ? all.front() : at::cat(all, 1), heads).unsqueeze(0);
        };
        results.push_back(
            attend(own(q).unsqueeze(0), seen(k), seen(v), spanMask(span, rule.sliding, q.device()), rule.cap)
                .squeeze(0)
                .transpose(0, 1)
                .reshape({span.length, width}));
    }
    for (const Padded& padded : m_padded) {
        const auto placed = [&](const at::Tensor& x) {
            return x.index_select(0, padded.rows)
                .view({padded.count, padded.width, x.size(1), x.size(2)})
                .transpose(1, 2);
        };
        const at::Tensor& mask = rule.sliding ? padded.slidingMask : padded.mask;
        const at::Tensor result = attend(placed(q), shared(placed(k), heads), shared(placed(v), heads), mask, rule.cap);
        results.push_back(
            result.transpose(1, 2).reshape({padded.count * padded.width, width}).index_select(0, padded.kept));
    }
    return (results.size() == 1 ? results.front() : at::cat(results, 0)).index_select(0, m_order);
}

}  // namespace azr::engine
