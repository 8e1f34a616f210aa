#include "core/config/ablations.h"

#include <algorithm>
#include <initializer_list>

#include "core/config/kind_switches.h"

namespace azr::config {
namespace {

constexpr double kExtraWeight = 0.5;  ///< each is capped at one half by its field *_max

void addExtra(RunConfig& config, double RewardConfig::*weight) {
    config.reward.intrinsicCombine = IntrinsicCombine::Sum;
    config.reward.*weight = kExtraWeight;
}

/// Of `all` samples `kept` are left in a batch: mini-batches keep their size, so that there are fewer of them.
void keepMiniBatchSize(RunConfig& config, int kept, int all) {
    config.loss.miniBatches = std::max(1, (2 * config.loss.miniBatches * kept + all) / (2 * all));  // rounded
}

int kinds(const SelfPlayConfig& play) {
    return static_cast<int>(
        std::ranges::count_if(kKindSwitches, [&](const KindSwitch& kind) { return play.*kind.on; }));
}

void withoutKinds(RunConfig& config, std::initializer_list<bool SelfPlayConfig::*> dropped) {
    const int before = kinds(config.selfplay);
    for (bool SelfPlayConfig::*kind : dropped) config.selfplay.*kind = false;
    keepMiniBatchSize(config, kinds(config.selfplay), before);
}

}  // namespace

const std::vector<Ablation>& ablations() {
    static const std::vector<Ablation> kAblations = {
        {"deduction-only", "Deduction alone: neither abduction nor induction.",
         [](RunConfig& config) {
             withoutKinds(config, {&SelfPlayConfig::abduction, &SelfPlayConfig::induction});
         }},
        {"no-induction", "Without induction tasks.",
         [](RunConfig& config) { withoutKinds(config, {&SelfPlayConfig::induction}); }},
        {"no-abduction", "Without abduction tasks.",
         [](RunConfig& config) { withoutKinds(config, {&SelfPlayConfig::abduction}); }},
        {"no-references", "Proposers see no earlier tasks.",
         [](RunConfig& config) { config.selfplay.includeReferences = false; }},
        {"no-proposer-training",
         "The solver alone is trained; proposals are made and rewarded, and left out of the update.",
         [](RunConfig& config) {
             config.selfplay.trainProposer = false;
             keepMiniBatchSize(config, config.selfplay.solvesPerKind,
                               config.selfplay.proposalsPerKind + config.selfplay.solvesPerKind);
         }},
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
