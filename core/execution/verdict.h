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
