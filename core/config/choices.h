/// The settings that are a choice among names, as enums. Each has one table of names, in the order of its enumerators:
/// the configuration's reader, writer and documentation use it, and nobody compares strings. Pure values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace azr::config {

/// The names of E's values, as JSON, the command line and the documents spell them.
template <class E>
struct ChoiceNames;

template <class E>
concept Choice = requires {
    ChoiceNames<E>::kNames.size();
};

template <Choice E>
constexpr std::string_view name(E value) {
    return ChoiceNames<E>::kNames.at(static_cast<std::size_t>(value));
}

template <Choice E>
constexpr std::optional<E> choiceNamed(std::string_view text) {
    for (std::size_t i = 0; i < ChoiceNames<E>::kNames.size(); ++i)
        if (ChoiceNames<E>::kNames[i] == text) return static_cast<E>(i);
    return std::nullopt;
}

template <Choice E>
std::vector<std::string> choiceNames() {
    return {ChoiceNames<E>::kNames.begin(), ChoiceNames<E>::kNames.end()};
}

/// The type of the matrix products; Auto is bf16 where the processor multiplies it.
enum class ProductType : std::uint8_t { Auto, Fp32, Bf16 };
template <>
struct ChoiceNames<ProductType> {
    static constexpr std::array<std::string_view, 3> kNames = {"auto", "fp32", "bf16"};
};

/// How prompts are worded: role tags of the nano model, the paper's plain text, the model's own chat template, or
/// references as worked examples.
enum class WrapperStyle : std::uint8_t { Nano, R1, Chat, FewShot };
template <>
struct ChoiceNames<WrapperStyle> {
    static constexpr std::array<std::string_view, 4> kNames = {"nano", "r1", "chat", "few-shot"};
};

/// What an answer may be: one Python literal, or any expression, which the sandbox then evaluates.
enum class AnswerForm : std::uint8_t { Literal, Expression };
template <>
struct ChoiceNames<AnswerForm> {
    static constexpr std::array<std::string_view, 2> kNames = {"literal", "expression"};
};

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

/// How AdamW keeps its two moments: exactly, or in blocks of 8-bit numbers.
enum class MomentStates : std::uint8_t { Fp32, EightBit };
template <>
struct ChoiceNames<MomentStates> {
    static constexpr std::array<std::string_view, 2> kNames = {"fp32", "8bit"};
};

/// Which items held-out accuracy is measured on during training: those of the built-in suite where the run speaks the
/// nano model's language, and else none; the built-in suite, whatever the model; none.
enum class EvaluationSuite : std::uint8_t { Auto, Builtin, None };
template <>
struct ChoiceNames<EvaluationSuite> {
    static constexpr std::array<std::string_view, 3> kNames = {"auto", "builtin", "none"};
};

/// Modules that programs may import: a list of harmless ones, or all but those that the paper bans.
enum class ImportRule : std::uint8_t { AllowList, Paper };
template <>
struct ChoiceNames<ImportRule> {
    static constexpr std::array<std::string_view, 2> kNames = {"allow-list", "paper"};
};

/// Isolation that the sandbox must reach; Auto takes the strongest that the machine allows.
enum class Isolation : std::uint8_t { Auto, L4, L3, L2, L1 };
template <>
struct ChoiceNames<Isolation> {
    static constexpr std::array<std::string_view, 5> kNames = {"auto", "L4", "L3", "L2", "L1"};
};

}  // namespace azr::config
