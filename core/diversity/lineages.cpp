#include "core/diversity/lineages.h"

#include <algorithm>

#include "core/store/rows.h"

namespace azr::diversity {
namespace {

std::size_t numberOf(TaskId task) {
    return static_cast<std::size_t>((task.value - 1) % store::kIdsPerRun);
}

}  // namespace

std::uint32_t Lineages::mixed(std::vector<std::uint32_t> lines) {
    std::ranges::sort(lines);
    if (lines.front() == lines.back()) return lines.front();
    const auto [known, fresh] = m_mixed.try_emplace(lines, 0);
    if (!fresh) return known->second;
    std::map<std::int64_t, double> shares;
    for (const std::uint32_t line : lines)
        for (const auto& [seed, share] : m_lines[line]) shares[seed] += share / static_cast<double>(lines.size());
    double whole = 0;
    Line mix;
    for (const auto& [seed, share] : shares) {
        if (share < kLeast) continue;
        mix.emplace_back(seed, share);
        whole += share;
    }
    if (mix.empty()) mix.assign(shares.begin(), shares.end()), whole = 1;
    for (auto& [seed, share] : mix) share /= whole;
    m_lines.push_back(std::move(mix));
    return known->second = static_cast<std::uint32_t>(m_lines.size() - 1);
}

void Lineages::add(TaskId task, bool seed, std::span<const TaskId> parents) {
    if (m_lines.empty()) m_lines.emplace_back();
    std::vector<std::uint32_t> lines;
    if (!seed)
        for (const TaskId parent : parents)
            if (parent.valid() && numberOf(parent) < m_lineOf.size() && m_lineOf[numberOf(parent)] != 0)
                lines.push_back(m_lineOf[numberOf(parent)]);
    const std::size_t number = numberOf(task);
    if (m_lineOf.size() <= number) m_lineOf.resize(std::max(number + 1, m_lineOf.size() * 2), 0);
    if (lines.empty()) {
        m_lines.push_back({{task.value, 1.0}});
        m_lineOf[number] = static_cast<std::uint32_t>(m_lines.size() - 1);
    } else {
        m_lineOf[number] = mixed(std::move(lines));
    }
}

const Lineages::Line& Lineages::of(TaskId task) const {
    static const Line kNone;
    if (!task.valid() || numberOf(task) >= m_lineOf.size() || m_lineOf[numberOf(task)] == 0) return kNone;
    return m_lines[m_lineOf[numberOf(task)]];
}

}  // namespace azr::diversity
