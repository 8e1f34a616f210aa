/// Python's marshal format (version 2: no back references), the language spoken with the jail. Decoding bounds depth,
/// nodes and every length by the bytes that are there; whatever it is given, it returns. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/execution/values/value.h"

namespace azr::execution {

/// The bytes as a value; with `escapes`, tuples that start with the format's Ellipsis become ranges, deques, special
/// dicts and Ellipsis itself, and any other of it is malformed. Empty when malformed, too deep, or followed by more.
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
