/// What became of one execution or one graded answer (executor.md, semantics 5). A verdict is data; infra_error alone
/// says nothing about the model and is retried, then masked.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace azr::execution {

enum class Verdict {
    Ok,
    Wrong,
    ParseError,
    Rejected,   ///< reason: the rule, e.g. "banned_import:os", "too_slow", "not_a_literal"
    Exception,  ///< reason: the exception's type name
    TimeoutCpu,
    TimeoutWall,
    Memory,
    OutputLimit,
    Nondeterministic,
    Crashed,
    InfraError,
};

/// What an answer is: the value that a program gives, an input that gives a value, the program itself, or the name of
/// the exception's type that a program raises ("NoError" where it raises none).
enum class AnswerKind { Output, Input, Program, Error };

/// Names of the kinds of task that ask for such an answer, as they stand in the lines of `grade`.
constexpr std::array<std::string_view, 4> kAnswerNames = {"deduction", "abduction", "induction", "error"};

constexpr std::string_view name(AnswerKind kind) {
    return kAnswerNames[static_cast<std::size_t>(kind)];
}

constexpr std::optional<AnswerKind> answerKindFromName(std::string_view text) {
    for (std::size_t i = 0; i < kAnswerNames.size(); ++i)
        if (kAnswerNames[i] == text) return static_cast<AnswerKind>(i);
    return std::nullopt;
}

constexpr int kVerdictCount = 12;

/// snake_case names as they stand in JSON and the database.
constexpr std::array<std::string_view, kVerdictCount> kVerdictNames = {
    "ok",           "wrong",  "parse_error",  "rejected",         "exception", "timeout_cpu",
    "timeout_wall", "memory", "output_limit", "nondeterministic", "crashed",   "infra_error"};

constexpr std::string_view name(Verdict verdict) {
    return kVerdictNames[static_cast<std::size_t>(verdict)];
}

constexpr std::optional<Verdict> verdictFromName(std::string_view text) {
    for (std::size_t i = 0; i < kVerdictNames.size(); ++i)
        if (kVerdictNames[i] == text) return static_cast<Verdict>(i);
    return std::nullopt;
}

}  // namespace azr::execution
