#include "core/evaluation/suite_report.h"

#include <algorithm>
#include <set>

#include "core/telemetry/clustered_share.h"

namespace azr::evaluation {
namespace {

std::optional<Estimate> greedyOf(std::span<const ScoredItem> items) {
    std::int64_t solved = 0, total = 0;
    for (const ScoredItem& item : items) {
        if (!item.greedy) continue;
        ++total;
        solved += *item.greedy ? 1 : 0;
    }
    if (total == 0) return std::nullopt;
    return Estimate{static_cast<double>(solved) / static_cast<double>(total), wilson(solved, total), total};
}

/// The kinds whose answers vote: programs do not.
std::set<std::string> votingKinds(std::span<const ScoredItem> items) {
    std::set<std::string> kinds;
    for (const ScoredItem& item : items)
        if (std::ranges::any_of(item.samples, [](const Vote& vote) { return !vote.answer.empty(); }))
            kinds.insert(item.kind);
    return kinds;
}

Estimate majorityOf(std::span<const ScoredItem> items, const std::set<std::string>& kinds, int k) {
    telemetry::ClusteredShare share;
    Estimate estimate;
    for (const ScoredItem& item : items) {
        if (std::ssize(item.samples) < k || !kinds.contains(item.kind)) continue;
        share.add(majority(item.samples, static_cast<std::size_t>(k)), 1);
        ++estimate.items;
    }
    estimate.value = share.share();
    estimate.interval = wilson(share);
    return estimate;
}

std::map<std::string, SuiteFigures> groups(std::span<const ScoredItem> items, std::span<const int> ks,
                                           std::string ScoredItem::*of) {
    std::map<std::string, std::vector<ScoredItem>> members;
    for (const ScoredItem& item : items) members[item.*of].push_back(item);
    std::map<std::string, SuiteFigures> figures;
    if (members.size() < 2) return figures;
    for (const auto& [name, group] : members) figures[name] = figuresOf(group, ks);
    return figures;
}

}  // namespace

SuiteFigures figuresOf(std::span<const ScoredItem> items, std::span<const int> ks) {
    SuiteFigures figures;
    figures.items = std::ssize(items);
    figures.greedy = greedyOf(items);
    std::vector<ItemSamples> samples;
    for (const ScoredItem& item : items)
        samples.push_back({std::ssize(item.samples), std::ranges::count(item.samples, true, &Vote::right)});
    const std::set<std::string> voting = votingKinds(items);
    for (const int k : ks) {
        const Estimate estimate = passAtK(samples, k);
        if (estimate.items == 0) continue;
        figures.passAt.emplace_back(k, estimate);
        if (!voting.empty() && k > 1) figures.majority.emplace_back(k, majorityOf(items, voting, k));
    }
    return figures;
}

SuiteReport reportOf(std::span<const ScoredItem> items, std::span<const int> ks) {
    return {figuresOf(items, ks), groups(items, ks, &ScoredItem::kind), groups(items, ks, &ScoredItem::difficulty)};
}

Comparison compare(std::span<const ScoredItem> first, std::span<const ScoredItem> second) {
    std::map<std::string, bool> before;
    for (const ScoredItem& item : first)
        if (item.greedy) before[item.id] = *item.greedy;
    Comparison comparison;
    for (const ScoredItem& item : second) {
        const auto found = before.find(item.id);
        if (!item.greedy || found == before.end()) continue;
        comparison.counts.add(found->second, *item.greedy);
        if (found->second != *item.greedy) comparison.flips.push_back({item.id, item.kind, *item.greedy});
    }
    comparison.p = mcnemarExact(comparison.counts.gained, comparison.counts.lost);
    comparison.difference = pairedInterval(comparison.counts);
    return comparison;
}

}  // namespace azr::evaluation
