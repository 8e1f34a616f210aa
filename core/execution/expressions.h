/// The values of expressions that are no literals: of a gold, of an answer under answer_form = expression. Each runs in
/// a fork that holds no program; one that can observe order, identity or depth must give the same in many interpreters
/// (executor specification, semantics 4). Called on a lane's thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/execution/pool/lane_runner.h"

namespace azr::execution {

/// What the texts are evaluated with.
struct ExpressionSetting {
    const std::vector<std::string>& imports;
    int runs = 0;  ///< as GradeRequest::runs
};

/// The gold as a value: a literal, or evaluated in the jail. None where interpreters differ in it.
[[nodiscard]] std::optional<Value> goldValue(LaneRunner& lane, const std::string& text,
                                             const ExpressionSetting& setting);

/// Of answers, in their order. With `call` they are the arguments of one, and the value is the pair (args, kwargs).
/// What is a literal already is not evaluated: its result is a parse error that nobody reads.
[[nodiscard]] std::vector<RunResult> evaluate(LaneRunner& lane, const std::vector<std::string>& answers,
                                              const ExpressionSetting& setting, bool call);

}  // namespace azr::execution
