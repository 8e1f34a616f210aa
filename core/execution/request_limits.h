/// How large a request may be, whoever makes it: the lines of `check` and `grade` are refused by these limits, and so
/// are requests to an Executor (verdict rejected, reason too_long; an answer: parse_error, too_long). Pure functions.
#pragma once

#include <string>

#include "core/execution/executor.h"

namespace azr::execution {

constexpr std::size_t kMaxProgramBytes = std::size_t{256} << 10;  ///< a task's program, or one that is an answer
constexpr std::size_t kMaxImportsBytes = std::size_t{64} << 10;   ///< all statements together
constexpr std::size_t kMaxTextBytes = std::size_t{128} << 10;     ///< an input, a gold output
constexpr std::size_t kMaxParts = 1000;                           ///< inputs, hidden pairs, answers or imports

/// "program has 300000 bytes; the limit is 262144"; empty when all is within its limits.
[[nodiscard]] std::string excess(const ValidateRequest& request);
/// Of the task and the number of answers; each answer's own size is answerExcess.
[[nodiscard]] std::string excess(const GradeRequest& request);
/// A literal has a limit of its own (values/literal.h), and its parser tells it.
[[nodiscard]] std::string answerExcess(AnswerKind kind, const std::string& answer);
/// The same for one text of the given name.
[[nodiscard]] std::string textExcess(const std::string& what, const std::string& text,
                                     std::size_t limit = kMaxTextBytes);

}  // namespace azr::execution
