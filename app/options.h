/// Options of a command as a table, and what a person gave. One table makes the parser, the help text and the messages.
/// Values; errors are InvalidArgument and name the option.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::app {

struct Option {
    std::string name;      ///< "--steps"
    std::string argument;  ///< "N" as the help shows it; empty: a switch
    std::string doc;
    bool repeatable = false;
};

struct Positional {
    std::string name;  ///< "RUN"
    std::string doc;
    bool optional = false;
    bool repeatable = false;  ///< the last one alone
};

/// Whether --help or -h stands where an option may stand, not as the value of another.
[[nodiscard]] bool asksForHelp(std::span<const std::string> words, std::span<const Option> options);

/// What was given for one command.
class Arguments {
  public:
    /// Takes "--name value", "--name=value", switches, positionals; "--" ends the options.
    [[nodiscard]] static Result<Arguments> parse(std::span<const std::string> words, std::span<const Option> options,
                                                 std::span<const Positional> positionals);

    [[nodiscard]] bool has(std::string_view option) const;
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;  ///< the last one given
    [[nodiscard]] std::string valueOr(std::string_view option, std::string fallback) const;
    [[nodiscard]] std::vector<std::string> values(std::string_view option) const;
    /// Nothing when the option was not given.
    [[nodiscard]] Result<std::optional<std::int64_t>> integer(std::string_view option, std::int64_t low,
                                                              std::int64_t high) const;
    [[nodiscard]] Result<std::optional<double>> number(std::string_view option, double low, double high) const;
    /// The last one given; each of them is one of the choices.
    [[nodiscard]] Result<std::optional<std::string>> choice(std::string_view option,
                                                            const std::vector<std::string>& choices) const;
    [[nodiscard]] const std::vector<std::string>& positionals() const { return m_positionals; }

  private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
    std::vector<std::string> m_positionals;
};

}  // namespace azr::app
