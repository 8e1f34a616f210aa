#include "core/diversity/clusters.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <utility>

namespace azr::diversity {
namespace {

using selfplay::Outline;

std::string bytesOf(const Outline& outline) {
    std::string bytes(1, '\0');  // no program begins so
    for (const std::uint32_t token : outline)
        for (int byte = 0; byte < 4; ++byte) bytes += static_cast<char>(token >> (8 * byte));
    return bytes;
}

std::uint64_t bitsOf(const Outline& outline) {
    std::uint64_t bits = 0;
    for (const std::uint32_t token : outline) bits |= std::uint64_t{1} << (token % 64);
    return bits;
}

}  // namespace

std::size_t Clusters::clusterOf(const store::SurveyTask& task) {
    const auto [program, freshProgram] = m_known.try_emplace(task.program, 0);
    if (!freshProgram) return program->second;
    Outline outline = selfplay::outlineOf(task.program);
    const auto [known, fresh] = m_known.try_emplace(bytesOf(outline), m_clusters.size());
    std::size_t found = known->second;
    if (fresh) {
        const std::uint64_t bits = bitsOf(outline);
        const auto near = static_cast<std::size_t>(selfplay::kNearTokens);
        const std::size_t length = outline.size(), shortest = length > near ? length - near : 0;
        for (std::size_t size = shortest; size <= length + near && size < m_small.size(); ++size)
            for (const Founder& founder : m_small[size]) {
                // An edit takes one token away and brings one at most.
                if (std::popcount(bits ^ founder.tokens) > 2 * selfplay::kNearTokens) continue;
                if (founder.cluster < found && selfplay::nearlySame(outline, founder.outline)) found = founder.cluster;
            }
    }
    if (fresh && found == m_clusters.size()) {
        Cluster founded;
        founded.founder = task.id;
        founded.program = task.program;
        founded.firstStep = task.step;
        m_clusters.push_back({std::move(founded), 0, 0});
        if (outline.size() <= selfplay::kSmallOutline) {
            if (m_small.size() <= outline.size()) m_small.resize(outline.size() + 1);
            m_small[outline.size()].push_back({outline, bitsOf(outline), found});
        }
    }
    m_known[bytesOf(outline)] = found;
    return m_known[task.program] = found;
}

void Clusters::add(const store::SurveyTask& task) {
    if (!task.valid) return;
    Growing& growing = m_clusters[clusterOf(task)];
    Cluster& cluster = growing.cluster;
    ++cluster.size;
    cluster.buffered += task.buffered ? 1 : 0;
    cluster.lastStep = std::max(cluster.lastStep, task.step);
    cluster.kinds.insert(task.kind);
    if (task.learnability >= 0) {
        growing.solved += task.learnability;
        ++growing.tried;
    }
    auto& examples = cluster.examples;
    const bool told = std::ranges::any_of(examples, [&](const auto& one) { return one.program == task.program; });
    if (told) return;
    examples.insert(examples.begin(), {task.id, task.program});
    if (examples.size() > Cluster::kExamples) examples.pop_back();
}

std::vector<Cluster> Clusters::largest(std::size_t most, std::int64_t least) const {
    std::vector<const Growing*> all;
    for (const Growing& one : m_clusters)
        if (one.cluster.size >= least) all.push_back(&one);
    std::ranges::stable_sort(all, [](const Growing* a, const Growing* b) { return a->cluster.size > b->cluster.size; });
    std::vector<Cluster> largest;
    for (const Growing* one : all) {
        if (largest.size() == most) break;
        largest.push_back(one->cluster);
        if (one->tried > 0) largest.back().meanSolveRate = one->solved / static_cast<double>(one->tried);
    }
    return largest;
}

}  // namespace azr::diversity
