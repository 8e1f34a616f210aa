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

/// A type of numbers, of matrix products or of weights; what Auto stands for is said in number_types.h.
enum class NumberType : std::uint8_t { Auto, Fp32, Bf16 };
template <>
struct ChoiceNames<NumberType> {
    static constexpr std::array<std::string_view, 3> kNames = {"auto", "fp32", "bf16"};
};

/// The instructions that the engine's loops are compiled for, and with a name also the libraries that it multiplies
/// with: AVX2 (x86-64-v3), AVX-512 (x86-64-v4), AVX512-BF16 beside it, tiles (AMX) beside both. Native is the widest
/// there is.
enum class KernelSet : std::uint8_t { Native, V3, V4, V4Bf16, Amx };
template <>
struct ChoiceNames<KernelSet> {
    static constexpr std::array<std::string_view, 5> kNames = {"native", "v3", "v4", "v4-bf16", "amx"};
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
