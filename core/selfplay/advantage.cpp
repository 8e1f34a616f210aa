#include "core/selfplay/advantage.h"

#include <cmath>
#include <map>

#include "core/selfplay/task.h"

namespace azr::selfplay {
namespace {

constexpr double kEpsilon = 1e-8;
constexpr double kFlat = 1e-9;  ///< below this a deviation is rounding noise

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

std::vector<double> advantages(std::span<const ScoredSample> samples, const config::AdvantageConfig& config) {
    std::vector<double> result(samples.size(), 0.0);
    for (int stream = 0; stream < kStreamCount; ++stream) {
        std::vector<std::size_t> members;
        std::vector<double> rewards;
        std::vector<double> tokens;
        std::vector<std::int64_t> groups;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (samples[i].stream != stream || samples[i].masked) continue;
            members.push_back(i);
            rewards.push_back(samples[i].reward);
            groups.push_back(samples[i].group);
            if (config.whiten == config::Whitening::Token) tokens.push_back(samples[i].tokens);
        }
        const bool proposer = stream < kStreamCount / 2;
        const bool centred = proposer ? config.proposerBaseline == config::ProposerBaseline::Class
                                      : config.solverBaseline == config::SolverBaseline::Task;
        const auto values = centred ? groupCentred(rewards, groups, tokens) : whitened(rewards, tokens);
        const double weight = proposer ? config.proposerWeight : config.solverWeight;
        for (std::size_t i = 0; i < members.size(); ++i) result[members[i]] = weight * values[i];
    }
    return result;
}

}  // namespace azr::selfplay
