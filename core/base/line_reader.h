/// JSON lines of a stream: read with a bound, each one document, its "id" kept as it was written. One thread.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/json.h"

namespace azr {

constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20;
constexpr std::size_t kMaxIdBytes = std::size_t{64} << 10;

struct InputLine {
    std::int64_t number = 0;  ///< from 1, blank lines counted
    Json id;                  ///< verbatim(); null where the line has none or is no JSON
    Result<Json> json;        ///< with "id" as above
};

/// One line as a document under the rules of parseStrictJson. "id" is not read as a value: 30 digits stay 30 digits.
[[nodiscard]] InputLine parseLine(std::string_view text, std::int64_t number = 0);

class LineReader {
  public:
    /// `in` outlives the reader. A longer line is an error, told as soon as it is too long; no more of it is kept.
    explicit LineReader(std::istream& in, std::size_t longest = kMaxLineBytes) : m_in(in), m_longest(longest) {}
    /// The next line that is not blank; nothing at the end.
    [[nodiscard]] std::optional<InputLine> next();

  private:
    enum class Read { Line, TooLong, End };
    Read read(std::string& text);
    bool skipRest();

    std::istream& m_in;
    std::size_t m_longest;
    std::int64_t m_number = 0;
    bool m_inLongLine = false;
};

}  // namespace azr
