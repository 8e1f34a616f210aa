#include "core/training/batch.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/rewards/advantage.h"
#include "core/selfplay/rewards/task_class.h"
#include "core/training/schedule.h"

namespace azr::training {
namespace {

using selfplay::Sample;

policy::Sequence sequenceOf(const Sample& sample, double klCoefficient) {
    policy::Sequence sequence;
    sequence.tokens = sample.prompt;
    sequence.promptLength = static_cast<int>(sample.prompt.size());
    sequence.tokens.insert(sequence.tokens.end(), sample.tokens.begin(), sample.tokens.end());
    sequence.oldLogprobs = sample.logprobs;
    sequence.advantages.assign(sample.tokens.size(), static_cast<float>(sample.advantage));
    sequence.temperature = sample.temperature;
    sequence.stream = sample.stream.index();
    sequence.klCoefficient = klCoefficient;
    return sequence;
}

bool takesPart(const Sample& sample) {
    return !sample.masked && sample.trained && !sample.tokens.empty();
}

/// A sequence, and where the reference has its stream.
struct Placed {
    int place = 0;
    policy::Sequence sequence;
};

int placeOf(selfplay::Stream stream) {
    return 2 * selfplay::traitsOf(stream.kind).batchPlace + (stream.role == selfplay::Role::Propose ? 0 : 1);
}

std::vector<policy::Sequence> inOrder(std::vector<Placed> placed, const config::LossConfig& loss) {
    // One mini-batch does not depend on the order but for its last bits.
    if (loss.miniBatches > 1) std::ranges::stable_sort(placed, {}, &Placed::place);
    const bool mixed = loss.miniBatchOrder == config::MiniBatchOrder::Mixed;
    const std::size_t stride = mixed ? static_cast<std::size_t>(loss.miniBatches) : 1;
    std::vector<policy::Sequence> batch;
    for (std::size_t first = 0; first < stride; ++first)
        for (std::size_t i = first; i < placed.size(); i += stride) batch.push_back(std::move(placed[i].sequence));
    return batch;
}

selfplay::ScoredSample scored(const Sample& sample, std::int64_t group) {
    return {sample.stream.index(), group, sample.reward, static_cast<int>(sample.tokens.size()), !takesPart(sample)};
}

}  // namespace

std::vector<selfplay::StreamMoments> giveAdvantages(std::span<selfplay::Proposal> proposals,
                                                    std::span<selfplay::Attempt> attempts,
                                                    const config::AdvantageConfig& config) {
    std::vector<selfplay::ScoredSample> samples;
    samples.reserve(proposals.size() + attempts.size());
    for (auto& proposal : proposals) {
        proposal.taskClass = selfplay::taskClass(proposal.task.program, proposal.task.input);
        samples.push_back(scored(proposal.sample, proposal.taskClass));
    }
    for (const auto& attempt : attempts) samples.push_back(scored(attempt.sample, attempt.task.value));
    const auto values = selfplay::advantages(samples, config);
    std::size_t at = 0;
    for (auto& proposal : proposals) proposal.sample.advantage = values[at++];
    for (auto& attempt : attempts) attempt.sample.advantage = values[at++];
    return selfplay::streamMoments(samples, config);
}

std::vector<policy::Sequence> makeBatch(std::span<const selfplay::Proposal> proposals,
                                        std::span<const selfplay::Attempt> attempts, const config::RunConfig& config) {
    std::vector<Placed> placed;
    const auto add = [&](const Sample& sample, double klCoefficient) {
        placed.push_back({placeOf(sample.stream), sequenceOf(sample, klCoefficient)});
    };
    const bool dropFlat = config.advantage.solverBaseline == config::SolverBaseline::Task;
    for (const auto& proposal : proposals)
        if (takesPart(proposal.sample)) add(proposal.sample, config.loss.proposerKl);
    for (const auto& attempt : attempts)
        if (takesPart(attempt.sample) && !(dropFlat && attempt.sample.advantage == 0.0)) add(attempt.sample, 0);
    return inOrder(std::move(placed), config.loss);
}

policy::LossOptions lossOptions(const config::LossConfig& config) {
    policy::LossOptions options;
    options.clipLow = config.clipLow;
    options.clipHigh = config.clipHigh;
    options.dualClip = config.dualClip;
    options.entropyBonus = config.entropyBonus;
    options.sequenceMean = config.average == config::LossAverage::Sequence;
    options.klCoefficient = config.klCoefficient;
    options.microBatchTokens = config.microBatchTokens;
    options.miniBatches = config.miniBatches;
    options.epochs = config.epochs;
    options.oldLogprobs = config.oldLogprobs;
    return options;
}

policy::OptimizerOptions optimizerOptions(const config::OptimizerConfig& config, int step) {
    policy::OptimizerOptions options;
    options.learningRate = learningRate(config, step);
    options.beta1 = config.beta1;
    options.beta2 = config.beta2;
    options.epsilon = config.epsilon;
    options.weightDecay = config.weightDecay;
    options.gradientClip = config.gradientClip;
    return options;
}

}  // namespace azr::training
