#include "core/selfplay/reward.h"

#include <algorithm>
#include <vector>

#include "core/selfplay/intrinsic.h"

namespace azr::selfplay {
namespace {

/// The extras with a weight, each weight x value.
std::vector<double> extras(const Measures& measures, const config::RewardConfig& config) {
    std::vector<double> values;
    const auto add = [&](double weight, double value) {
        if (weight != 0.0) values.push_back(weight * value);
    };
    add(config.complexityWeight, complexityShare(measures.complexity));
    add(config.halsteadWeight, measures.halstead);
    add(config.distanceWeight, measures.distance);
    add(config.diversityWeight, measures.diversity);
    return values;
}

}  // namespace

double learnabilityReward(double s, const config::RewardConfig& config) {
    if (s <= 0.0 || s >= 1.0) return 0.0;
    if (config.learnability == config::Learnability::Parabola) return 4.0 * s * (1.0 - s);
    return 1.0 - s;
}

double solverScore(TaskKind kind, bool solved, double share, const config::RewardConfig& config) {
    if (kind != TaskKind::Induction || config.inductionMode == config::InductionMode::Binary) return solved ? 1.0 : 0.0;
    if (config.inductionMode == config::InductionMode::Any) return share > 0.0 ? 1.0 : 0.0;
    return share;
}

double compositeReward(Role role, bool wellFormed, double r, const config::RewardConfig& config) {
    if (!wellFormed) return config.formatPenalty;
    if (r > 0.0) return r;
    if (role == Role::Propose && config.zeroLearnability == config::ZeroLearnability::Paper) return 0.0;
    return config.wrongPenalty;
}

double noveltyFactor(int signatureCount, const config::RewardConfig& config) {
    if (config.noveltyCount <= 0.0 || signatureCount <= 0) return 1.0;
    return std::min(1.0, config.noveltyCount / signatureCount);
}

double withIntrinsic(double r, const Measures& measures, const config::RewardConfig& config) {
    using Combine = config::IntrinsicCombine;
    const std::vector<double> values = extras(measures, config);
    if (config.intrinsicCombine == Combine::None || values.empty()) return r;
    double sum = 0.0;
    double product = 1.0;
    for (const double value : values) {
        sum += value;
        product *= value;
    }
    if (config.intrinsicCombine == Combine::Sum) return r + sum;
    if (config.intrinsicCombine == Combine::Multiply) return r * product;
    if (config.intrinsicCombine == Combine::SumMultiply) return r * sum;
    return r + product;
}

double proposerScore(TaskKind kind, double s, const Measures& measures, const config::RewardConfig& config) {
    const double r = withIntrinsic(learnabilityReward(s, config), measures, config);
    return kind == TaskKind::Induction ? r : r * noveltyFactor(measures.signatureCount, config);
}

}  // namespace azr::selfplay
