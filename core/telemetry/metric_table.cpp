#include "core/telemetry/metric_table.h"

#include <algorithm>
#include <array>

namespace azr::telemetry {
namespace {

constexpr auto kTable = std::to_array<MetricDescription>({
    {"reward/mean/*", "Mean composite reward (eq. 6) of the stream's samples.", "sum(R) / samples", Unit::None, true},
    {"reward/min/*", "Smallest composite reward of the stream.", "min(R)", Unit::None, true},
    {"reward/max/*", "Largest composite reward of the stream.", "max(R)", Unit::None, true},
    {"reward/std/*", "Standard deviation of the stream's composite rewards.", "sqrt(mean((R - mean(R))^2))", Unit::None,
     true},
    {"solve/rate/*", "Share of the stream's attempts that solved their task; a rollout's may train as well.",
     "solved / (answers - infra errors)", Unit::Share, true, Counted::Answers},
    {"solve/loose/*", "Share of attempts equal by value but not by type.", "loose / (answers - infra errors)",
     Unit::Share, true, Counted::Answers},
    {"format/rate/*", "Share of completions with every part asked for.", "well formed / completions", Unit::Share, true,
     Counted::Completions},
    {"valid/rate/*", "Share of proposals that passed validation.", "valid / proposals", Unit::Share, true,
     Counted::Completions},
    {"valid/rate", "Share of all proposals that passed validation.", "valid / proposals", Unit::Share, true,
     Counted::AllProposals},
    {"advantage/std/*", "Standard deviation of the stream's advantages.", "sqrt(mean((A - mean(A))^2))", Unit::None,
     true},
    {"length/mean/*", "Mean response length.", "sum(tokens) / completions", Unit::Tokens, true},
    {"length/max/*", "Longest response.", "max(tokens)", Unit::Tokens, true},
    {"length/clipped/*", "Share of completions ended by the length cap.", "clipped / completions", Unit::Share, true,
     Counted::Completions},
    {"length/clipped", "Share of all completions ended by the length cap.", "clipped / completions, rollouts included",
     Unit::Share, true, Counted::AllCompletions},
    {"entropy/*", "Mean entropy of the full softmax over the stream's response tokens.",
     "mean over tokens of -sum(p ln p)", Unit::Nats, true},
    {"learnability/reward/*", "Mean of eq. 4 over the tasks with rollouts.",
     "mean of (0 where s is 0 or 1, else 1 - s)", Unit::None, true},
    {"learnability/success/*", "Mean score of the rollouts (eq. 5), by the induction mode.",
     "mean of s over the estimated tasks", Unit::Share, true, Counted::EstimatedTasks},
    {"learnability/never/*", "Share of estimated tasks that no rollout solved.", "tasks with s = 0 / estimated tasks",
     Unit::Share, true, Counted::EstimatedTasks},
    {"learnability/always/*", "Share of estimated tasks that every rollout solved.",
     "tasks with s = 1 / estimated tasks", Unit::Share, true, Counted::EstimatedTasks},
    {"learnability/between/*", "Share of estimated tasks solved sometimes: the ones to learn from.",
     "tasks with 0 < s < 1 / estimated tasks", Unit::Share, true, Counted::EstimatedTasks},
    {"intrinsic/complexity/*", "Mean cognitive complexity (complexipy's) of the valid programs.",
     "mean of the cognitive complexity", Unit::None, true},
    {"intrinsic/halstead/*", "Mean share of Halstead's effort, volume and cyclomatic complexity (radon's).",
     "mean of 0.5 effort / 1e4 + 0.3 cyclomatic / 10 + 0.2 volume / 500, each at most 1", Unit::Share, true,
     Counted::ValidTasks},
    {"intrinsic/distance/*", "Mean edit distance of program shapes to the references.",
     "mean of edits / nodes of the longer, to the references", Unit::Share, true, Counted::ValidTasks},
    {"intrinsic/similarity/*", "Mean code similarity (CodeBLEU's four parts) to the references.",
     "mean of (n-grams + keywords + syntax + data flow) / 4", Unit::Share, true, Counted::ValidTasks},
    {"intrinsic/diversity/*", "Mean of 1 - p(output) in the buffer; induction: in deduction's.",
     "mean of 1 - p(output)", Unit::Share, true, Counted::ValidTasks},
    {"intrinsic/input_diversity/*", "Mean of 1 - p(input) in the buffer; induction: in abduction's.",
     "mean of 1 - p(input)", Unit::Share, true, Counted::ValidTasks},
    {"intrinsic/lines/*", "Mean number of program lines.", "sum(lines) / valid programs", Unit::Count, true},
    {"novelty/near_duplicates/*", "Share of valid tasks nearly equal to one of the last of their kind.",
     "near-duplicates / valid", Unit::Share, true, Counted::ValidTasks},
    {"novelty/near_duplicates", "The same over all valid tasks whose program their proposer chose.",
     "near-duplicates / valid", Unit::Share, true, Counted::AllOwnPrograms},
    {"novelty/coin_flips/*", "Share of valid tasks with at most two values over fresh inputs.", "coin flips / valid",
     Unit::Share, true, Counted::ValidTasks},
    {"novelty/coin_flips", "The same over all valid tasks of those that ask for a value.", "coin flips / valid",
     Unit::Share, true, Counted::AllAskedForValues},
    {"novelty/admitted/*", "Tasks of this step that entered their buffer.", "count", Unit::Count, true},
    {"novelty/kept_out/*", "Valid tasks of this step that the filter of solve rates kept out of their buffer.", "count",
     Unit::Count, true},
    {"novelty/held_back/*", "Valid tasks of this step that wait for a person before they enter their buffer.", "count",
     Unit::Count, true},
    {"composite/share/*", "Share of proposals that were asked to build on given functions.", "composite / proposals",
     Unit::Share, true, Counted::Completions},
    {"composite/degenerate/*", "Share of valid composite tasks whose f gives what a given function gives.",
     "degenerate / valid composite", Unit::Share, true, Counted::CompositeTasks},
    {"composite/degenerate", "The same over all valid composite tasks.", "degenerate / valid composite", Unit::Share,
     true, Counted::AllComposites},
    {"verdict/*/*", "Proposals (propose) or answers (solve) of this verdict.", "count", Unit::Count, true},
    {"update/loss", "Loss that was minimised, mean over the optimiser steps.",
     "policy loss - bonus * entropy + weight * reference KL", Unit::None, true},
    {"update/loss/*", "Loss of one optimiser step, counted from 1.", "as update/loss", Unit::None, true},
    {"update/policy_loss", "The policy's part of the loss, mean over the optimiser steps.",
     "-mean(min(r A, clip(r) A)), r the ratio of new to old", Unit::None, true},
    {"update/entropy", "Mean entropy over all response tokens of the batch, at their temperature.",
     "mean over tokens of -sum(p ln p)", Unit::Nats, true},
    {"update/ratio_mean", "Mean ratio of new to old policy over all tokens, each before its optimiser step.",
     "mean of exp(ln new - ln old)", Unit::None, true},
    {"update/ratio_mean/*", "The same, of one optimiser step.", "as update/ratio_mean", Unit::None, true},
    {"update/ratio_max", "Largest such ratio.", "max of exp(ln new - ln old)", Unit::None, true},
    {"update/ratio_max/*", "The same, of one optimiser step.", "as update/ratio_max", Unit::None, true},
    {"update/clip_fraction", "Share of all tokens whose gradient a clip took away.", "clipped tokens / tokens",
     Unit::Share, true},
    {"update/clip_fraction/*", "The same, of one optimiser step.", "as update/clip_fraction", Unit::Share, true},
    {"update/kl", "Approximate KL divergence, old to new policy, before each optimiser step.",
     "mean over tokens of r - 1 - ln r, r the ratio of new to old", Unit::Nats, true},
    {"update/kl/*", "The same, of one optimiser step.", "as update/kl", Unit::Nats, true},
    {"update/reference_kl", "Approximate KL divergence to the starting weights, of what is pulled back to them.",
     "mean over the tokens pulled back of exp(d) - 1 - d, d = ln reference - ln new", Unit::Nats, true},
    {"update/gradient_norm", "Norm of the gradient before clipping, mean over the optimiser steps.", "sqrt(sum(g^2))",
     Unit::None, true},
    {"update/gradient_norm/*", "The same, of one optimiser step.", "as update/gradient_norm", Unit::None, true},
    {"update/gradient_norm_max", "Largest such norm of the update.", "max of sqrt(sum(g^2))", Unit::None, true},
    {"update/optimizer_steps", "Optimiser steps of the update: mini-batches times epochs.", "mini-batches * epochs",
     Unit::Count, true},
    {"update/learning_rate", "Learning rate of the step.", "optimizer.learning_rate, warmed up and decayed", Unit::None,
     true},
    {"update/logprob_gap",
     "Mean difference of the sampler's and the trainer's log-probabilities before the first optimiser step.",
     "mean over tokens of |ln sampled - ln trained|", Unit::Nats, true},
    {"update/sequences", "Sequences in the batch.", "count", Unit::Count, true},
    {"update/tokens", "Tokens trained through in all passes, prompts included.", "sum of prompt and response tokens",
     Unit::Tokens, true},
    {"buffer/size/*", "Tasks in the buffer after the step.", "count", Unit::Count, true},
    {"throughput/sampled", "Sampled tokens per second of sampling.", "tokens / seconds of sampling", Unit::PerSecond,
     false},
    {"throughput/trained", "Trained tokens per second of the update.", "tokens / seconds of the update",
     Unit::PerSecond, false},
    {"throughput/executions", "Executions per second of the step.", "executions / seconds of the step", Unit::PerSecond,
     false},
    {"time/step", "Duration of the step.", "end - start", Unit::Seconds, false},
    {"time/*", "Duration of one phase of the step.", "sum of the phase's spans", Unit::Seconds, false},
    {"memory/resident", "Resident memory of this process.", "resident set size / 2^20", Unit::Megabytes, false},
    {"eval/*/*/*", "Held-out accuracy: suite, greedy or sampled, kind.", "solved / items", Unit::Share, true,
     Counted::SuiteItems},
    {"eval/*/*/*/*", "Bounds of the 95% interval of a held-out accuracy.", "Wilson's score interval of solved / items",
     Unit::Share, true},
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
