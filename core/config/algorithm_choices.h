/// The choices of the algorithm: what is drawn and solved, what is rewarded, what the loss is made of. See choices.h.
#pragma once

#include "core/config/choices.h"

namespace azr::config {

/// MaxNew (paper): all new tasks, filled up from the buffer uniformly. HalfNew: at most half new while the buffer can
/// fill the rest. UniformTotal: uniformly over new and buffered ones. Step: over both, weight 1 / (1 + age in steps).
enum class Mixing : std::uint8_t { MaxNew, HalfNew, UniformTotal, Step };
template <>
struct ChoiceNames<Mixing> {
    static constexpr std::array<std::string_view, 4> kNames = {"max_new", "half_new", "uniform_total", "step"};
};

/// How references, and the programs of induction, are drawn from their buffers: all alike, or with the weight 1 + the
/// step in which the task was made, so that younger ones come more often.
enum class ReferenceWeighting : std::uint8_t { Uniform, Step };
template <>
struct ChoiceNames<ReferenceWeighting> {
    static constexpr std::array<std::string_view, 2> kNames = {"uniform", "step"};
};

/// Which valid tasks enter their buffer and the solver's batch, by their solve rate s: all, those with s < 1, or those
/// with 0 < s < 1.
enum class ValidFilter : std::uint8_t { All, NonOne, NonExtremes };
template <>
struct ChoiceNames<ValidFilter> {
    static constexpr std::array<std::string_view, 3> kNames = {"all", "non_one", "non_extremes"};
};

/// Whether chance and number of composite functions grow while the run trains.
enum class CompositeSchedule : std::uint8_t { None, Linear };
template <>
struct ChoiceNames<CompositeSchedule> {
    static constexpr std::array<std::string_view, 2> kNames = {"none", "linear"};
};

/// What becomes of a task that waited for a person in vain.
enum class ReviewDefault : std::uint8_t { Admit, Veto };
template <>
struct ChoiceNames<ReviewDefault> {
    static constexpr std::array<std::string_view, 2> kNames = {"admit", "veto"};
};

/// Fifo drops the oldest; Reservoir keeps a uniform sample of all tasks ever offered (the newcomer itself may be the
/// one that goes); LowestValue drops the task with the smallest learnability reward, the oldest among equals.
enum class Eviction : std::uint8_t { Fifo, Reservoir, LowestValue };
template <>
struct ChoiceNames<Eviction> {
    static constexpr std::array<std::string_view, 3> kNames = {"fifo", "reservoir", "lowest-value"};
};

/// What a valid proposal earns that nobody or everybody solves: 0 (paper, eq. 4), or the wrong penalty (its code).
enum class ZeroLearnability : std::uint8_t { Paper, Reference };
template <>
struct ChoiceNames<ZeroLearnability> {
    static constexpr std::array<std::string_view, 2> kNames = {"paper", "reference"};
};

/// A proposer's reward for a solve rate s strictly between 0 and 1: 1 - s (eq. 4; the reference's `one_minus`), or the
/// departure 4 s (1 - s). Inverse (the reference's `inverse`) is 1 - s for every s: what nobody solves earns 1.
enum class Learnability : std::uint8_t { OneMinus, Parabola, Inverse };
template <>
struct ChoiceNames<Learnability> {
    static constexpr std::array<std::string_view, 3> kNames = {"one_minus_s", "s_times_one_minus_s", "inverse"};
};

/// What an induction answer earns: 1 when all hidden pairs match, their share, or 1 when one matches.
enum class InductionMode : std::uint8_t { Binary, Accuracy, Any };
template <>
struct ChoiceNames<InductionMode> {
    static constexpr std::array<std::string_view, 3> kNames = {"binary", "accuracy", "any"};
};

/// How the intrinsic extras join a proposer's positive reward r (the reference's names): r + their sum, r x their
/// product, r + their product, r x their sum.
enum class IntrinsicCombine : std::uint8_t { None, Sum, Multiply, SumMultiply, MultiplySum };
template <>
struct ChoiceNames<IntrinsicCombine> {
    static constexpr std::array<std::string_view, 5> kNames = {"none", "sum", "multiply", "sum_multiply",
                                                               "multiply_sum"};
};

/// Whether mean and deviation of rewards count every sample once, or every token.
enum class Whitening : std::uint8_t { Sample, Token };
template <>
struct ChoiceNames<Whitening> {
    static constexpr std::array<std::string_view, 2> kNames = {"sample", "token"};
};

/// What a solver's reward is compared with: the mean of its stream (TRR++), or of its task.
enum class SolverBaseline : std::uint8_t { Stream, Task };
template <>
struct ChoiceNames<SolverBaseline> {
    static constexpr std::array<std::string_view, 2> kNames = {"stream", "task"};
};

/// What a proposal's reward is compared with: the mean of its stream (TRR++), or of its class (task_class.h).
enum class ProposerBaseline : std::uint8_t { Stream, Class };
template <>
struct ChoiceNames<ProposerBaseline> {
    static constexpr std::array<std::string_view, 2> kNames = {"stream", "class"};
};

/// The average of the loss: over all response tokens, or over sequences first.
enum class LossAverage : std::uint8_t { Token, Sequence };
template <>
struct ChoiceNames<LossAverage> {
    static constexpr std::array<std::string_view, 2> kNames = {"token_mean", "seq_mean"};
};

/// What the policy ratio compares with: the log-probabilities that sampling recorded, or those that the trainer
/// computes itself before the first optimiser step of an update.
enum class OldLogprobs : std::uint8_t { Sampler, Trainer };
template <>
struct ChoiceNames<OldLogprobs> {
    static constexpr std::array<std::string_view, 2> kNames = {"sampler", "trainer"};
};

/// How the samples of a step are laid out before they are cut into mini-batches: one kind after the other, as the
/// reference does on one device, or dealt out in turn, so that each mini-batch has its share of every stream.
enum class MiniBatchOrder : std::uint8_t { Kind, Mixed };
template <>
struct ChoiceNames<MiniBatchOrder> {
    static constexpr std::array<std::string_view, 2> kNames = {"kind", "mixed"};
};

}  // namespace azr::config
