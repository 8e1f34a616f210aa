/// A regular expression of a rule, looked for anywhere in a text (Oniguruma's syntax, which is Python's in what people
/// write). A text at which it backtracks for more than a million steps does not match: the same on every machine.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace azr::selfplay {

class Pattern {
  public:
    [[nodiscard]] static Result<Pattern> compile(const std::string& pattern);
    [[nodiscard]] bool matches(std::string_view text) const;

  private:
    class Program;
    std::shared_ptr<const Program> m_program;  ///< shared by copies: it does not change
};

}  // namespace azr::selfplay
