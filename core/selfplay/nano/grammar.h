/// The nano model's world: typed random programs f(x) or f(x, n) in exactly the nano vocabulary, and inputs for them.
/// x is an int, a list of ints or a string, n an int. Pure functions of the generator that is passed in. A program is
/// only likely to be well behaved: whoever wants it valid runs it (grammar_trace.h says what is asked of its values).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/rng.h"

namespace azr::selfplay {

enum class ValueType : std::uint8_t { Int, List, Text, Bool };

struct GrammarProgram {
    std::string source;
    std::string instrumented;          ///< the same, but returns [result, [name, value, …]]: one pair per state
    std::vector<ValueType> arguments;  ///< one or two
    int statements = 1;                ///< the return included; if/else and loops count once
};

/// A program of so many statements (1 or more) that reads every argument and every variable it sets.
[[nodiscard]] GrammarProgram randomProgram(Rng& rng, int statements);

/// The text between the parentheses of f(...).
[[nodiscard]] std::string freshInput(std::span<const ValueType> types, Rng& rng);
[[nodiscard]] std::vector<std::string> freshInputs(std::span<const ValueType> types, int count, Rng& rng);
/// Types of an input as written; empty when some argument is of no type of this world.
[[nodiscard]] std::vector<ValueType> inputTypes(std::string_view input);

/// What a program does without its constants and variables, as the message of an induction task: "k[::-1]; k + k".
/// Works on any program in the nano vocabulary; empty for others.
[[nodiscard]] std::string hint(std::string_view source);

/// Where a program may be used, by a hash of its text: one in 32 is kept for the development suite and one in 32 for
/// the report suite, and never enters the bootstrap corpus. So the three are disjoint without knowing one another.
enum class ProgramPool : std::uint8_t { Corpus, Dev, Report };
[[nodiscard]] ProgramPool poolOf(std::string_view source);

}  // namespace azr::selfplay
