/// A regular expression of a rule, looked for anywhere in a text (Oniguruma's syntax, which is Python's in what people
/// write). It gives up on a text at which it backtracks for more than a million steps: the same on every machine.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace azr::selfplay {

class Pattern {
  public:
    [[nodiscard]] static Result<Pattern> compile(const std::string& pattern);
    /// Nothing where it gave up, or the text is no UTF-8.
    [[nodiscard]] std::optional<bool> matches(std::string_view text) const;

  private:
    class Program;
    std::shared_ptr<const Program> m_program;  ///< shared by copies: it does not change
};

}  // namespace azr::selfplay
