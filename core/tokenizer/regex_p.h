/// Unicode regular expressions with the meaning Hugging Face's engine (Oniguruma) gives them, on PCRE2. A Regex is
/// immutable; finding is thread-safe.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::tokenizer {

struct Span {
    std::size_t begin = 0, end = 0;
};

class Regex {
  public:
    [[nodiscard]] static Result<Regex> compile(std::string_view pattern, const std::string& place);
    /// All matches from left to right, none overlapping; empty matches are left out. `text` must be UTF-8.
    [[nodiscard]] std::vector<Span> findAll(std::string_view text) const;

  private:
    std::shared_ptr<const void> m_code;  // shared: a Regex is a value, the compiled program is never changed
};

/// A pattern of tokenizer.json, {"String": …} or {"Regex": …}, as a regular expression.
[[nodiscard]] std::string quoteForRegex(std::string_view literal);

}  // namespace azr::tokenizer
