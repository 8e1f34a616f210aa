#include "core/selfplay/rewards/advantage.h"

#include <cmath>
#include <map>
#include <numeric>

#include "core/selfplay/task.h"

namespace azr::selfplay {
namespace {

constexpr double kEpsilon = 1e-8;
constexpr double kFlat = 1e-9;  ///< below this a deviation is rounding noise

/// The samples of one stream that take part, and their places among all.
struct Members {
    std::vector<std::size_t> places;
    std::vector<double> rewards;
    std::vector<double> tokens;  ///< empty unless each token counts
    std::vector<std::int64_t> groups;
};

Members membersOf(std::span<const ScoredSample> samples, int stream, const config::AdvantageConfig& config) {
    Members members;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (samples[i].stream != stream || samples[i].masked) continue;
        members.places.push_back(i);
        members.rewards.push_back(samples[i].reward);
        members.groups.push_back(samples[i].group);
        if (config.whiten == config::Whitening::Token) members.tokens.push_back(samples[i].tokens);
    }
    return members;
}

bool proposes(int stream) {
    return streamAt(stream).role == Role::Propose;
}

bool centred(int stream, const config::AdvantageConfig& config) {
    return proposes(stream) ? config.proposerBaseline == config::ProposerBaseline::Class
                            : config.solverBaseline == config::SolverBaseline::Task;
}

double roleWeight(int stream, const config::AdvantageConfig& config) {
    return proposes(stream) ? config.proposerWeight : config.solverWeight;
}

}  // namespace

Moments moments(std::span<const double> values, std::span<const double> weights) {
    double total = 0.0;
    double sum = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double weight = weights.empty() ? 1.0 : weights[i];
        total += weight;
        sum += weight * values[i];
    }
    if (total <= 0.0) return {};
    const double mean = sum / total;
    double squares = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i)
        squares += (weights.empty() ? 1.0 : weights[i]) * (values[i] - mean) * (values[i] - mean);
    return {mean, std::sqrt(squares / total)};
}

std::vector<double> whitened(std::span<const double> rewards, std::span<const double> tokens) {
    const Moments all = moments(rewards, tokens);
    std::vector<double> result(rewards.size(), 0.0);
    if (all.deviation < kFlat) return result;
    for (std::size_t i = 0; i < rewards.size(); ++i) result[i] = (rewards[i] - all.mean) / (all.deviation + kEpsilon);
    return result;
}

std::vector<double> groupCentred(std::span<const double> rewards, std::span<const std::int64_t> groups,
                                 std::span<const double> tokens) {
    const Moments all = moments(rewards, tokens);
    std::vector<double> result(rewards.size(), 0.0);
    if (all.deviation < kFlat) return result;
    struct Group {
        double sum = 0;
        int count = 0;
    };
    std::map<std::int64_t, Group> sums;
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        sums[groups[i]].sum += rewards[i];
        ++sums[groups[i]].count;
    }
    for (std::size_t i = 0; i < rewards.size(); ++i) {
        const Group& group = sums[groups[i]];
        const double difference = rewards[i] - (groups[i] < 0 ? all.mean : group.sum / group.count);
        result[i] = std::abs(difference) < kFlat ? 0.0 : difference / (all.deviation + kEpsilon);
    }
    return result;
}

std::vector<StreamMoments> streamMoments(std::span<const ScoredSample> samples, const config::AdvantageConfig& config) {
    std::vector<StreamMoments> result;
    for (int stream = 0; stream < kStreamCount; ++stream) {
        const Members members = membersOf(samples, stream, config);
        if (members.places.empty()) continue;
        StreamMoments row;
        row.stream = stream;
        row.moments = moments(members.rewards, members.tokens);
        row.samples = static_cast<int>(members.places.size());
        row.byTokens = !members.tokens.empty();
        row.weight = row.byTokens ? std::accumulate(members.tokens.begin(), members.tokens.end(), 0.0) : row.samples;
        row.centred = centred(stream, config);
        row.roleWeight = roleWeight(stream, config);
        result.push_back(row);
    }
    return result;
}

std::vector<double> advantages(std::span<const ScoredSample> samples, const config::AdvantageConfig& config) {
    std::vector<double> result(samples.size(), 0.0);
    for (int stream = 0; stream < kStreamCount; ++stream) {
        const Members members = membersOf(samples, stream, config);
        const auto values = centred(stream, config) ? groupCentred(members.rewards, members.groups, members.tokens)
                                                    : whitened(members.rewards, members.tokens);
        const double weight = roleWeight(stream, config);
        for (std::size_t i = 0; i < members.places.size(); ++i) result[members.places[i]] = weight * values[i];
    }
    return result;
}

}  // namespace azr::selfplay
