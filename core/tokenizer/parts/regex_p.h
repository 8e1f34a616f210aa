/// Patterns of tokenizer files: Oniguruma's regular expressions, as the reference library has them, and literal texts.
/// The patterns of well-known families are matched by word_scanner instead, which gives the same pieces faster. A Regex
/// is an immutable value; finding is thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

struct Span {
    std::size_t begin = 0, end = 0;
    bool operator==(const Span&) const = default;
};

class Regex {
  public:
    enum class Engine { Fastest, Oniguruma };

    /// Unsupported with Oniguruma's message when it does not read the pattern.
    [[nodiscard]] static Result<Regex> compile(std::string_view pattern, const std::string& place,
                                               Engine engine = Engine::Fastest);
    [[nodiscard]] static Regex literal(std::string text);
    /// {"String": …} or {"Regex": …}, the field `pattern` of a part.
    [[nodiscard]] static Result<Regex> parse(const Json& part, const std::string& place);

    /// All matches from left to right, none overlapping. An empty match counts unless it stands where the one before it
    /// ended. `text` must be UTF-8. Exhausted when matching takes too many steps; Unsupported when the text holds
    /// characters that the library's Unicode is too old for and no stand-in can be told from them by the pattern.
    Status findAll(std::string_view text, std::vector<Span>& found) const;

  private:
    class Program;
    std::shared_ptr<const Program> m_program;  // shared: a Regex is a value, a program is never changed
};

}  // namespace azr::tokenizer
