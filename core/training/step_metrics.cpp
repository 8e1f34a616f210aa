#include <map>
#include <string>

#include "core/selfplay/rewards/reward.h"
#include "core/telemetry/meters.h"
#include "core/training/step_work.h"

namespace azr::training {
namespace {

using selfplay::Attempt;
using selfplay::Proposal;
using selfplay::Role;
using selfplay::Sample;
using selfplay::Stream;
using selfplay::TaskKind;
using telemetry::Meters;
using telemetry::Summary;

/// What proposals and attempts have in common. Masked samples count for lengths and format, not for rewards.
struct SampleFigures {
    Summary reward, advantage, length, clipped, format;
    std::map<execution::Verdict, int> verdicts;

    void add(const Sample& sample, execution::Verdict verdict) {
        length.add(static_cast<double>(sample.tokens.size()));
        clipped.add(sample.clipped ? 1 : 0);
        format.add(sample.wellFormed ? 1 : 0);
        ++verdicts[verdict];
        if (sample.masked) return;
        reward.add(sample.reward);
        if (sample.trained) advantage.add(sample.advantage);
    }

    void tell(const std::string& stream, Meters& meters) const {
        if (length.empty()) return;
        if (!reward.empty()) {
            meters.add("reward/mean/" + stream, reward.mean());
            meters.add("reward/min/" + stream, reward.min());
            meters.add("reward/max/" + stream, reward.max());
            meters.add("reward/std/" + stream, reward.deviation());
        }
        if (!advantage.empty()) meters.add("advantage/std/" + stream, advantage.deviation());
        meters.addMean("format/rate/" + stream, format);
        meters.addMean("length/mean/" + stream, length);
        meters.add("length/max/" + stream, length.max());
        meters.addMean("length/clipped/" + stream, clipped);
        for (const auto& [verdict, count] : verdicts)
            meters.add("verdict/" + std::string(execution::name(verdict)) + "/" + stream, count);
    }
};

void tellProposals(const StepWork& work, TaskKind kind, Meters& meters) {
    const std::string stream = name(Stream{Role::Propose, kind});
    SampleFigures figures;
    Summary valid, duplicates, coinFlips, complexity, halstead, distance, similarity, diversity, inputDiversity, lines;
    Summary reward, success, never, always, between, composite, degenerate;
    bool anyComposite = false;
    for (const Proposal& proposal : work.proposals) {
        if (proposal.task.kind != kind) continue;
        figures.add(proposal.sample, proposal.verdict);
        valid.add(proposal.valid() ? 1 : 0);
        composite.add(proposal.task.given.empty() ? 0 : 1);
        anyComposite |= !proposal.task.given.empty();
        if (!proposal.valid()) continue;
        if (!proposal.task.given.empty()) degenerate.add(proposal.task.measures.degenerate ? 1 : 0);
        const auto& measures = proposal.task.measures;
        duplicates.add(measures.nearDuplicate ? 1 : 0);
        coinFlips.add(measures.coinFlip ? 1 : 0);
        complexity.add(measures.complexity);
        halstead.add(measures.halstead);
        distance.add(measures.distance);
        similarity.add(measures.similarity);
        diversity.add(measures.diversity);
        inputDiversity.add(measures.inputDiversity);
        lines.add(measures.lines);
        const double s = proposal.task.learnability;
        if (s < 0) continue;
        reward.add(proposal.learnReward);
        success.add(s);
        never.add(s <= 0 ? 1 : 0);
        always.add(s >= 1 ? 1 : 0);
        between.add(s > 0 && s < 1 ? 1 : 0);
    }
    figures.tell(stream, meters);
    meters.addMean("valid/rate/" + stream, valid);
    meters.addMean("learnability/reward/" + stream, reward);
    meters.addMean("learnability/success/" + stream, success);
    meters.addMean("learnability/never/" + stream, never);
    meters.addMean("learnability/always/" + stream, always);
    meters.addMean("learnability/between/" + stream, between);
    meters.addMean("intrinsic/complexity/" + stream, complexity);
    meters.addMean("intrinsic/halstead/" + stream, halstead);
    meters.addMean("intrinsic/distance/" + stream, distance);
    meters.addMean("intrinsic/similarity/" + stream, similarity);
    meters.addMean("intrinsic/diversity/" + stream, diversity);
    meters.addMean("intrinsic/input_diversity/" + stream, inputDiversity);
    meters.addMean("intrinsic/lines/" + stream, lines);
    meters.addMean("novelty/near_duplicates/" + stream, duplicates);
    meters.addMean("novelty/coin_flips/" + stream, coinFlips);
    if (anyComposite) meters.addMean("composite/share/" + stream, composite);
    meters.addMean("composite/degenerate/" + stream, degenerate);
    if (work.keptOut[kind] > 0) meters.add("novelty/kept_out/" + stream, work.keptOut[kind]);
    if (work.heldBack[kind] > 0) meters.add("novelty/held_back/" + stream, work.heldBack[kind]);
    if (!valid.empty()) meters.add("novelty/admitted/" + stream, work.admitted[kind]);
}

/// The solver's stream: the attempts that train, whatever else they are for.
void tellAttempts(const StepWork& work, TaskKind kind, Meters& meters) {
    const std::string stream = name(Stream{Role::Solve, kind});
    SampleFigures figures;
    Summary solved, loose;
    for (const Attempt& attempt : work.attempts) {
        if (attempt.sample.stream.kind != kind || !attempt.sample.trained) continue;
        figures.add(attempt.sample, attempt.verdict);
        if (attempt.verdict == execution::Verdict::InfraError) continue;
        solved.add(attempt.solved() ? 1 : 0);
        loose.add(attempt.loose ? 1 : 0);
    }
    figures.tell(stream, meters);
    meters.addMean("solve/rate/" + stream, solved);
    meters.addMean("solve/loose/" + stream, loose);
}

/// The attempts that estimate learnability, whether or not they train as well.
void tellRollouts(const StepWork& work, TaskKind kind, Meters& meters) {
    const std::string stream = "rollout." + std::string(name(kind));
    Summary reward, solved, format, length, clipped;
    for (const Attempt& attempt : work.attempts) {
        if (attempt.sample.stream.kind != kind || attempt.use != selfplay::AttemptUse::Rollout) continue;
        format.add(attempt.sample.wellFormed ? 1 : 0);
        length.add(static_cast<double>(attempt.sample.tokens.size()));
        clipped.add(attempt.sample.clipped ? 1 : 0);
        if (!attempt.sample.masked) reward.add(attempt.sample.reward);
        if (attempt.verdict != execution::Verdict::InfraError) solved.add(attempt.solved() ? 1 : 0);
    }
    meters.addMean("reward/mean/" + stream, reward);
    meters.addMean("solve/rate/" + stream, solved);
    meters.addMean("format/rate/" + stream, format);
    meters.addMean("length/mean/" + stream, length);
    meters.addMean("length/clipped/" + stream, clipped);
}

/// One entry per optimiser step, where there are several.
void tellOptimizerSteps(const policy::UpdateStats& update, Meters& meters) {
    if (update.steps.size() < 2) return;
    for (std::size_t i = 0; i < update.steps.size(); ++i) {
        const policy::OptimizerStepStats& step = update.steps[i];
        const std::string number = std::to_string(i + 1);
        meters.add("update/loss/" + number, step.loss);
        meters.add("update/ratio_mean/" + number, step.ratioMean);
        meters.add("update/ratio_max/" + number, step.ratioMax);
        meters.add("update/clip_fraction/" + number, step.clipFraction);
        meters.add("update/kl/" + number, step.approximateKl);
        meters.add("update/gradient_norm/" + number, step.gradientNorm);
    }
}

void tellUpdate(const StepWork& work, Meters& meters) {
    meters.add("update/learning_rate", work.learningRate);
    meters.add("update/sequences", static_cast<double>(work.sequences));
    if (!work.updated) return;
    const policy::UpdateStats& update = work.update;
    meters.add("update/loss", update.loss);
    meters.add("update/policy_loss", update.policyLoss);
    meters.add("update/entropy", update.entropy);
    meters.add("update/ratio_mean", update.ratioMean);
    meters.add("update/ratio_max", update.ratioMax);
    meters.add("update/clip_fraction", update.clipFraction);
    meters.add("update/kl", update.approximateKl);
    meters.add("update/reference_kl", update.referenceKl);
    meters.add("update/gradient_norm", update.gradientNorm);
    meters.add("update/gradient_norm_max", update.gradientNormMax);
    meters.add("update/optimizer_steps", static_cast<double>(update.steps.size()));
    meters.add("update/logprob_gap", update.logprobGap);
    meters.add("update/tokens", static_cast<double>(update.tokens));
    tellOptimizerSteps(update, meters);
    for (std::size_t stream = 0; stream < update.streamEntropy.size(); ++stream)
        meters.add("entropy/" + name(selfplay::streamAt(static_cast<int>(stream))), update.streamEntropy[stream]);
}

void tellSystem(const StepWork& work, const StepContext& context, Meters& meters) {
    const auto rate = [&](const char* metric, double amount, double seconds) {
        if (seconds > 0) meters.add(metric, amount / seconds, false);
    };
    rate("throughput/sampled", static_cast<double>(work.sampledTokens), work.samplingSeconds);
    rate("throughput/trained", static_cast<double>(work.update.tokens), work.seconds.update);
    rate("throughput/executions", static_cast<double>(work.executions), context.stepSeconds);
    const PhaseSeconds& seconds = work.seconds;
    const std::pair<const char*, double> phases[] = {
        {"propose", seconds.propose}, {"validate", seconds.validate}, {"estimate", seconds.estimate},
        {"solve", seconds.solve},     {"verify", seconds.verify},     {"update", seconds.update},
        {"store", seconds.store},     {"evaluate", seconds.evaluate}, {"step", context.stepSeconds}};
    for (const auto& [phase, value] : phases) meters.add(std::string("time/") + phase, value, false);
    meters.add("memory/resident", context.residentMegabytes, false);
    for (const TaskKind kind : selfplay::kKinds)
        if (selfplay::traitsOf(kind).published || context.bufferSizes[kind] > 0)
            meters.add("buffer/size/" + std::string(name(kind)), static_cast<double>(context.bufferSizes[kind]));
}

std::optional<double> meanOf(const Summary& summary) {
    return summary.empty() ? std::nullopt : std::optional(summary.mean());
}

}  // namespace

GuardReading readGuard(const StepWork& work) {
    Summary valid, duplicates, clipped, coinFlips;
    for (const Proposal& proposal : work.proposals) {
        valid.add(proposal.valid() ? 1 : 0);
        clipped.add(proposal.sample.clipped ? 1 : 0);
        // Only who chooses the program can collapse in this way.
        if (!proposal.valid() || !ownsProgram(proposal.task.kind)) continue;
        duplicates.add(proposal.task.measures.nearDuplicate ? 1 : 0);
        if (!selfplay::namesError(proposal.task.kind)) coinFlips.add(proposal.task.measures.coinFlip ? 1 : 0);
    }
    for (const Attempt& attempt : work.attempts) clipped.add(attempt.sample.clipped ? 1 : 0);
    GuardReading reading{meanOf(valid), meanOf(duplicates), meanOf(clipped), meanOf(coinFlips), std::nullopt};
    if (work.updated) reading.entropy = work.update.entropy;
    return reading;
}

std::vector<telemetry::Metric> measureStep(const StepWork& work, const StepContext& context) {
    Meters meters;
    for (const TaskKind kind : selfplay::kKinds) tellProposals(work, kind, meters);
    for (const TaskKind kind : selfplay::kKinds) tellAttempts(work, kind, meters);
    for (const TaskKind kind : selfplay::kKinds) tellRollouts(work, kind, meters);
    const GuardReading guard = readGuard(work);
    if (guard.validRate) meters.add("valid/rate", *guard.validRate);
    Summary degenerate;
    for (const Proposal& proposal : work.proposals)
        if (proposal.valid() && !proposal.task.given.empty()) degenerate.add(proposal.task.measures.degenerate ? 1 : 0);
    meters.addMean("composite/degenerate", degenerate);
    if (guard.nearDuplicates) meters.add("novelty/near_duplicates", *guard.nearDuplicates);
    if (guard.coinFlips) meters.add("novelty/coin_flips", *guard.coinFlips);
    if (guard.clipped) meters.add("length/clipped", *guard.clipped);
    tellUpdate(work, meters);
    tellSystem(work, context, meters);
    return meters.take();
}

}  // namespace azr::training
