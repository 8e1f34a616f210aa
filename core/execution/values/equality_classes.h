/// Numbers for hashable values: two have the same number exactly when they are equal in Python. Every value is looked
/// at once, whatever it nests, so that comparing and counting costs O(n log n) however the values were chosen; there
/// are no hashes that could be made to collide. A stateful helper of one comparison; not thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/execution/values/value.h"

namespace azr::execution {

class EqualityClasses {
  public:
    using Number = std::uint32_t;

    /// `strict`: equal, and of the same exact type in every part.
    explicit EqualityClasses(bool strict) : m_strict(strict) {}

    /// NaN and what is not hashable equal nothing, not even themselves.
    [[nodiscard]] Number of(const Value& value);
    /// The same for a tuple whose items, or a frozenset whose distinct elements, have these numbers.
    [[nodiscard]] Number ofTuple(const std::vector<Number>& items);
    [[nodiscard]] Number ofFrozenSet(std::vector<Number> elements);

  private:
    Number known(std::string key);
    Number fresh() { return ++m_last; }

    bool m_strict;
    Number m_last = 0;
    std::map<std::string, Number> m_numbers;
};

/// What makes two values without elements, or two ranges, equal; empty for NaN, which equals nothing.
[[nodiscard]] std::optional<std::string> equalityKey(const Value& scalar, bool strict);

}  // namespace azr::execution
