#include "core/selfplay/rewards/reward.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "core/selfplay/rewards/intrinsic.h"

namespace azr::selfplay {
namespace {

/// What one extra adds; nothing without a weight.
void add(std::vector<double>& extras, double weight, double most, double value) {
    if (weight != 0.0) extras.push_back(std::min(weight * value, most));
}

/// How rare the answer is that the solver of such a task is asked for.
double answerDiversity(TaskKind kind, const Measures& measures) {
    return traitsOf(kind).asked == TaskPart::Input ? measures.inputDiversity : measures.diversity;
}

std::vector<double> extrasOf(TaskKind kind, const Measures& measures, const config::RewardConfig& config) {
    std::vector<double> extras;
    if (!ownsProgram(kind)) {
        add(extras, config.inputDiversityWeight, config.inputDiversityMax, measures.inputDiversity);
        add(extras, config.outputDiversityWeight, config.outputDiversityMax, measures.diversity);
        return extras;
    }
    add(extras, config.complexityWeight, config.complexityMax, complexityShare(measures.complexity));
    add(extras, config.distanceWeight, config.distanceMax, measures.distance);
    add(extras, config.halsteadWeight, config.halsteadMax, measures.halstead);
    add(extras, config.diversityWeight, config.diversityMax, answerDiversity(kind, measures));
    return extras;
}

}  // namespace

double learnabilityReward(double s, const config::RewardConfig& config) {
    using config::Learnability;
    if (config.learnability != Learnability::Inverse && (s <= 0.0 || s >= 1.0)) return 0.0;
    return config.learnability == Learnability::Parabola ? 4.0 * s * (1.0 - s) : 1.0 - s;
}

double solverScore(TaskKind kind, bool solved, double share, const config::RewardConfig& config) {
    if (!hasPairs(kind) || config.inductionMode == config::InductionMode::Binary) return solved ? 1.0 : 0.0;
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

double withIntrinsic(double r, TaskKind kind, const Measures& measures, const config::RewardConfig& config) {
    const std::vector<double> extras = extrasOf(kind, measures, config);
    if (r <= 0.0 || extras.empty()) return r;
    const double sum = std::accumulate(extras.begin(), extras.end(), 0.0);
    const double product = std::accumulate(extras.begin(), extras.end(), 1.0, std::multiplies<>());
    switch (config.intrinsicCombine) {
        case config::IntrinsicCombine::None: break;
        case config::IntrinsicCombine::Sum: return r + sum;
        case config::IntrinsicCombine::Multiply: return r * product;
        case config::IntrinsicCombine::SumMultiply: return r + product;
        case config::IntrinsicCombine::MultiplySum: return r * sum;
    }
    return r;
}

double proposerScore(TaskKind kind, double s, const Measures& measures, const config::RewardConfig& config) {
    const double r = withIntrinsic(learnabilityReward(s, config), kind, measures, config);
    return ownsProgram(kind) ? r * noveltyFactor(measures.signatureCount, config) : r;
}

double proposerReward(bool valid, double learnReward, double score, const config::RewardConfig& config) {
    return valid && learnReward > 0.0 ? score : compositeReward(Role::Propose, valid, 0.0, config);
}

}  // namespace azr::selfplay
