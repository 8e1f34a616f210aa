/// Equation 8, worked out again: mean and deviation of each stream over the samples that took part, and every sample's
/// advantage with the configured baseline and role weight.
#include <algorithm>
#include <cmath>

#include "core/audit/scores.h"

namespace azr::audit {
namespace {

/// Of equation 8; and below this a deviation, or a distance from a group's mean, is rounding.
constexpr double kEpsilon = 1e-8, kFlat = 1e-9;

struct Sample {
    double reward = 0, tokens = 0;
    std::int64_t group = 0;
    double* advantage = nullptr;
    Place place;
};

struct Stream {
    std::string name;
    bool proposes = false;
    std::vector<Sample> members;
};

struct Moments {
    double weight = 0, mean = 0, deviation = 0;
};

Moments momentsOf(const Stream& stream, bool byTokens) {
    Moments moments;
    double sum = 0, squares = 0;
    for (const Sample& one : stream.members) {
        const double weight = byTokens ? one.tokens : 1;
        moments.weight += weight;
        sum += weight * one.reward;
    }
    if (moments.weight <= 0) return moments;
    moments.mean = sum / moments.weight;
    for (const Sample& one : stream.members) {
        const double off = one.reward - moments.mean;
        squares += (byTokens ? one.tokens : 1) * off * off;
    }
    moments.deviation = std::sqrt(squares / moments.weight);
    return moments;
}

/// The mean of each group; a negative group is no group.
std::map<std::int64_t, double> groupMeans(const Stream& stream) {
    std::map<std::int64_t, std::pair<double, int>> sums;
    for (const Sample& one : stream.members) {
        auto& [sum, count] = sums[one.group];
        sum += one.reward;
        ++count;
    }
    std::map<std::int64_t, double> means;
    for (const auto& [group, entry] : sums)
        if (group >= 0) means[group] = entry.first / entry.second;
    return means;
}

void compareMoments(const Stream& stream, const Moments& moments, const std::vector<store::StreamMomentsRow>& stored,
                    std::string_view baseline, bool byTokens, double roleWeight, int step, Ledger& ledger) {
    const auto row = std::ranges::find(stored, stream.name, &store::StreamMomentsRow::stream);
    const Place place{step, "stream", 0, stream.name};
    if (!ledger.expect(Check::Stream, row != stored.end(), place, "no row", "a row")) return;
    const std::string name = stream.name + ", ";
    const auto at = [&](const std::string& what) { return Place{step, "stream", 0, what}; };
    ledger.compare(Check::Stream, at(name + "mean"), row->mean, moments.mean);
    ledger.compare(Check::Stream, at(name + "deviation"), row->deviation, moments.deviation);
    ledger.compare(Check::Stream, at(name + "samples"), std::int64_t{row->samples},
                   static_cast<std::int64_t>(stream.members.size()));
    ledger.compare(Check::Stream, at(name + "weight"), row->weight, moments.weight);
    ledger.compare(Check::Stream, at(name + "by tokens"), row->byTokens, byTokens);
    ledger.compare(Check::Stream, at(name + "baseline"), row->baseline, baseline);
    ledger.compare(Check::Stream, at(name + "role weight"), row->roleWeight, roleWeight);
}

void settle(const Sample& sample, double advantage, Ledger& ledger) {
    ledger.compare(Check::Advantage, sample.place, *sample.advantage, advantage);
    *sample.advantage = advantage;
}

void checkStream(const Stream& stream, const std::vector<store::StreamMomentsRow>& rows, bool stored,
                 const config::AdvantageConfig& config, int step, Ledger& ledger) {
    const bool byTokens = config.whiten == config::Whitening::Token;
    const bool grouped = stream.proposes ? config.proposerBaseline == config::ProposerBaseline::Class
                                         : config.solverBaseline == config::SolverBaseline::Task;
    const double roleWeight = stream.proposes ? config.proposerWeight : config.solverWeight;
    const Moments moments = momentsOf(stream, byTokens);
    const std::string_view baseline = !grouped ? "stream" : stream.proposes ? "class" : "task";
    if (!stored)
        ledger.unchecked(Check::Stream, "not stored by the version that wrote it");
    else
        compareMoments(stream, moments, rows, baseline, byTokens, roleWeight, step, ledger);
    const auto means = grouped ? groupMeans(stream) : std::map<std::int64_t, double>();
    for (const Sample& one : stream.members) {
        const auto own = means.find(one.group);
        double off = one.reward - (own == means.end() ? moments.mean : own->second);
        if (grouped && std::abs(off) < kFlat) off = 0;
        settle(one, moments.deviation < kFlat ? 0 : roleWeight * (off / (moments.deviation + kEpsilon)), ledger);
    }
}

}  // namespace

void checkAdvantages(StepRows& rows, const std::vector<store::StreamMomentsRow>& streams, bool stored,
                     const config::RunConfig& config, Ledger& ledger) {
    std::map<std::string, Stream> all;
    const auto add = [&](auto& row, bool proposes, const char* what, std::int64_t group, bool takesPart) {
        const Sample sample{row.reward,
                            static_cast<double>(row.tokens),
                            group,
                            &row.advantage,
                            {rows.step, what, row.id.value, "advantage"}};
        if (!takesPart) return settle(sample, 0, ledger);
        Stream& stream = all[(proposes ? "propose." : "solve.") + row.kind];
        stream.name = (proposes ? "propose." : "solve.") + row.kind;
        stream.proposes = proposes;
        stream.members.push_back(sample);
    };
    for (store::TaskRow& row : rows.tasks)
        if (row.origin == "model")
            add(row, true, "task", row.taskClass, !row.masked && config.selfplay.trainProposer && row.tokens > 0);
    for (store::AttemptRow& row : rows.attempts)
        add(row, false, "attempt", row.task.value, !row.masked && row.trained && row.tokens > 0);
    for (const auto& [name, stream] : all) checkStream(stream, streams, stored, config.advantage, rows.step, ledger);
    for (const store::StreamMomentsRow& row : streams)
        ledger.expect(Check::Stream, all.contains(row.stream), {rows.step, "stream", 0, row.stream}, "a row",
                      "no samples");
}

}  // namespace azr::audit
