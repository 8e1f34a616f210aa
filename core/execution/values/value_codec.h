/// Python's marshal format (version 2: no back references), the language spoken with the jail. Whatever decoding is
/// given, it returns, in O(n log n): depth, nodes and every length are bounded by the bytes that are there. It accepts
/// what the other side's encoder can have written, and nothing else. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/execution/values/value.h"

namespace azr::execution {

/// With `escapes`, a program's value as runner/values.py writes it: at most kMaxValueBytes, a tuple that starts with
/// Ellipsis is a range, a deque, a special dict or Ellipsis itself, and there is only what Python can have: distinct
/// hashable elements and keys, known factories, no more elements than a deque's maxlen. Without, a message: shallow,
/// integers of 64 bits, no sets, dicts or complex numbers. Integers are in their shortest form, as marshal has them.
/// Empty for anything else, also for what is followed by more.
[[nodiscard]] std::optional<Value> decodeValue(std::string_view bytes, bool escapes);

/// Builds a request, piece by piece.
class MarshalWriter {
  public:
    MarshalWriter& number(std::int64_t value);  ///< within 32 bits
    MarshalWriter& real(double value);
    MarshalWriter& text(std::string_view utf8);
    MarshalWriter& bytes(std::string_view raw);
    MarshalWriter& truth(bool value);
    /// `count` further values follow.
    MarshalWriter& tuple(std::size_t count);
    MarshalWriter& list(std::size_t count);
    [[nodiscard]] std::string take() { return std::move(m_out); }

  private:
    void word(std::uint32_t value);
    std::string m_out;
};

}  // namespace azr::execution
