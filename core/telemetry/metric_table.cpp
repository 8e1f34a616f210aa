#include "core/telemetry/metric_table.h"

#include <algorithm>
#include <array>

namespace azr::telemetry {
namespace {

constexpr auto kTable = std::to_array<MetricDescription>({
    {"reward/mean/*", "Mean composite reward (eq. 6) of the stream's samples.", Unit::None, true},
    {"reward/min/*", "Smallest composite reward of the stream.", Unit::None, true},
    {"reward/max/*", "Largest composite reward of the stream.", Unit::None, true},
    {"reward/std/*", "Standard deviation of the stream's composite rewards.", Unit::None, true},
    {"solve/rate/*", "Share of the stream's attempts that solved their task; a rollout's may train as well.",
     Unit::Share, true},
    {"solve/loose/*", "Share of attempts equal by value but not by type.", Unit::Share, true},
    {"format/rate/*", "Share of completions with every part asked for.", Unit::Share, true},
    {"valid/rate/*", "Share of proposals that passed validation.", Unit::Share, true},
    {"valid/rate", "Share of all proposals that passed validation.", Unit::Share, true},
    {"advantage/std/*", "Standard deviation of the stream's advantages.", Unit::None, true},
    {"length/mean/*", "Mean response length.", Unit::Tokens, true},
    {"length/max/*", "Longest response.", Unit::Tokens, true},
    {"length/clipped/*", "Share of completions ended by the length cap.", Unit::Share, true},
    {"length/clipped", "Share of all completions ended by the length cap.", Unit::Share, true},
    {"entropy/*", "Mean entropy of the full softmax over the stream's response tokens.", Unit::Nats, true},
    {"learnability/reward/*", "Mean of eq. 4 over the tasks with rollouts.", Unit::None, true},
    {"learnability/success/*", "Mean score of the rollouts (eq. 5), by the induction mode.", Unit::Share, true},
    {"learnability/never/*", "Share of estimated tasks that no rollout solved.", Unit::Share, true},
    {"learnability/always/*", "Share of estimated tasks that every rollout solved.", Unit::Share, true},
    {"learnability/between/*", "Share of estimated tasks solved sometimes: the ones to learn from.", Unit::Share, true},
    {"intrinsic/complexity/*", "Mean cognitive complexity (complexipy's) of the valid programs.", Unit::None, true},
    {"intrinsic/halstead/*", "Mean share of Halstead's effort, volume and cyclomatic complexity (radon's).",
     Unit::Share, true},
    {"intrinsic/distance/*", "Mean edit distance of program shapes to the references.", Unit::Share, true},
    {"intrinsic/similarity/*", "Mean code similarity (CodeBLEU's four parts) to the references.", Unit::Share, true},
    {"intrinsic/diversity/*", "Mean of 1 - p(output) in the buffer; induction: in deduction's.", Unit::Share, true},
    {"intrinsic/input_diversity/*", "Mean of 1 - p(input) in the buffer; induction: in abduction's.", Unit::Share,
     true},
    {"intrinsic/lines/*", "Mean number of program lines.", Unit::Count, true},
    {"novelty/near_duplicates/*", "Share of valid tasks nearly equal to one of the last of their kind.", Unit::Share,
     true},
    {"novelty/near_duplicates", "The same over all valid tasks whose program their proposer chose.", Unit::Share, true},
    {"novelty/coin_flips/*", "Share of valid tasks with at most two values over fresh inputs.", Unit::Share, true},
    {"novelty/coin_flips", "The same over all valid tasks of those that ask for a value.", Unit::Share, true},
    {"novelty/admitted/*", "Tasks of this step that entered their buffer.", Unit::Count, true},
    {"novelty/kept_out/*", "Valid tasks of this step that the filter of solve rates kept out of their buffer.",
     Unit::Count, true},
    {"composite/share/*", "Share of proposals that were asked to build on given functions.", Unit::Share, true},
    {"composite/degenerate/*", "Share of valid composite tasks whose f gives what a given function gives.", Unit::Share,
     true},
    {"composite/degenerate", "The same over all valid composite tasks.", Unit::Share, true},
    {"verdict/*/*", "Proposals (propose) or answers (solve) of this verdict.", Unit::Count, true},
    {"update/loss", "Loss that was minimised, mean over the optimiser steps.", Unit::None, true},
    {"update/loss/*", "Loss of one optimiser step, counted from 1.", Unit::None, true},
    {"update/policy_loss", "The policy's part of the loss, mean over the optimiser steps.", Unit::None, true},
    {"update/entropy", "Mean entropy over all response tokens of the batch, at their temperature.", Unit::Nats, true},
    {"update/ratio_mean", "Mean ratio of new to old policy over all tokens, each before its optimiser step.",
     Unit::None, true},
    {"update/ratio_mean/*", "The same, of one optimiser step.", Unit::None, true},
    {"update/ratio_max", "Largest such ratio.", Unit::None, true},
    {"update/ratio_max/*", "The same, of one optimiser step.", Unit::None, true},
    {"update/clip_fraction", "Share of all tokens whose gradient a clip took away.", Unit::Share, true},
    {"update/clip_fraction/*", "The same, of one optimiser step.", Unit::Share, true},
    {"update/kl", "Approximate KL divergence, old to new policy, before each optimiser step.", Unit::Nats, true},
    {"update/kl/*", "The same, of one optimiser step.", Unit::Nats, true},
    {"update/reference_kl", "Approximate KL divergence to the starting weights, of what is pulled back to them.",
     Unit::Nats, true},
    {"update/gradient_norm", "Norm of the gradient before clipping, mean over the optimiser steps.", Unit::None, true},
    {"update/gradient_norm/*", "The same, of one optimiser step.", Unit::None, true},
    {"update/gradient_norm_max", "Largest such norm of the update.", Unit::None, true},
    {"update/optimizer_steps", "Optimiser steps of the update: mini-batches times epochs.", Unit::Count, true},
    {"update/learning_rate", "Learning rate of the step.", Unit::None, true},
    {"update/logprob_gap",
     "Mean difference of the sampler's and the trainer's log-probabilities before the first optimiser step.",
     Unit::Nats, true},
    {"update/sequences", "Sequences in the batch.", Unit::Count, true},
    {"update/tokens", "Tokens trained through in all passes, prompts included.", Unit::Tokens, true},
    {"buffer/size/*", "Tasks in the buffer after the step.", Unit::Count, true},
    {"throughput/sampled", "Sampled tokens per second of sampling.", Unit::PerSecond, false},
    {"throughput/trained", "Trained tokens per second of the update.", Unit::PerSecond, false},
    {"throughput/executions", "Executions per second of the step.", Unit::PerSecond, false},
    {"time/step", "Duration of the step.", Unit::Seconds, false},
    {"time/*", "Duration of one phase of the step.", Unit::Seconds, false},
    {"memory/resident", "Resident memory of this process.", Unit::Megabytes, false},
    {"eval/*/*/*", "Held-out accuracy: suite, greedy or sampled, kind.", Unit::Share, true},
    {"eval/*/*/*/*", "Bounds of the 95% interval of a held-out accuracy.", Unit::Share, true},
});

/// Segment by segment; `*` fits any one segment.
bool fits(std::string_view pattern, std::string_view name) {
    for (;;) {
        const std::size_t patternEnd = std::min(pattern.find('/'), pattern.size());
        const std::size_t nameEnd = std::min(name.find('/'), name.size());
        const std::string_view segment = pattern.substr(0, patternEnd);
        if (segment != "*" && segment != name.substr(0, nameEnd)) return false;
        const bool patternOver = patternEnd == pattern.size();
        if (patternOver || nameEnd == name.size()) return patternOver && nameEnd == name.size();
        pattern.remove_prefix(patternEnd + 1);
        name.remove_prefix(nameEnd + 1);
    }
}

}  // namespace

std::span<const MetricDescription> metricTable() {
    return kTable;
}

const MetricDescription* describeMetric(std::string_view name) {
    const auto found =
        std::find_if(kTable.begin(), kTable.end(), [&](const auto& row) { return fits(row.pattern, name); });
    return found == kTable.end() ? nullptr : &*found;
}

}  // namespace azr::telemetry
