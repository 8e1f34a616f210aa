/// The calls that are literals: set(), frozenset(…), range(…), float('inf'), Counter, deque, defaultdict, OrderedDict.
/// Private to the literal parser; pure.
#pragma once

#include <optional>
#include <string>

#include "core/execution/values/literal.h"

namespace azr::execution {

/// What the call of `word` gives, as Python has it; `factory` is a defaultdict's, which stands before its `call`.
/// Elements and keys may still repeat or be unhashable. Empty for calls that are no literal.
[[nodiscard]] std::optional<Value> constructed(const std::string& word, std::string factory, CallArguments call);

}  // namespace azr::execution
