#include "core/config/ablations.h"

namespace azr::config {
namespace {

constexpr double kExtraWeight = 0.5;  ///< each is capped at one half by its field *_max

void addExtra(RunConfig& config, double RewardConfig::*weight) {
    config.reward.intrinsicCombine = IntrinsicCombine::Sum;
    config.reward.*weight = kExtraWeight;
}

}  // namespace

const std::vector<Ablation>& ablations() {
    static const std::vector<Ablation> kAblations = {
        {"deduction-only", "Deduction alone: neither abduction nor induction.",
         [](RunConfig& config) { config.selfplay.abduction = config.selfplay.induction = false; }},
        {"no-induction", "Without induction tasks.", [](RunConfig& config) { config.selfplay.induction = false; }},
        {"no-abduction", "Without abduction tasks.", [](RunConfig& config) { config.selfplay.abduction = false; }},
        {"no-references", "Proposers see no earlier tasks.",
         [](RunConfig& config) { config.selfplay.includeReferences = false; }},
        {"no-proposer-training",
         "The solver alone is trained; proposals are made and rewarded, and left out of the update.",
         [](RunConfig& config) { config.selfplay.trainProposer = false; }},
        {"composite", "Half of the proposals build on one to three functions of earlier tasks.",
         [](RunConfig& config) { config.selfplay.compositeStartStep = 1; }},
        {"reward-complexity", "A reward for cognitive complexity is added to the proposer's.",
         [](RunConfig& config) { addExtra(config, &RewardConfig::complexityWeight); }},
        {"reward-halstead", "A reward for the Halstead measure is added to the proposer's.",
         [](RunConfig& config) { addExtra(config, &RewardConfig::halsteadWeight); }},
        {"reward-distance", "A reward for the distance to the references is added to the proposer's.",
         [](RunConfig& config) { addExtra(config, &RewardConfig::distanceWeight); }},
        {"reward-diversity",
         "A reward for rare answers is added to the proposer's; for induction, for rare inputs and outputs.",
         [](RunConfig& config) {
             addExtra(config, &RewardConfig::diversityWeight);
             addExtra(config, &RewardConfig::inputDiversityWeight);
             addExtra(config, &RewardConfig::outputDiversityWeight);
         }},
    };
    return kAblations;
}

}  // namespace azr::config
