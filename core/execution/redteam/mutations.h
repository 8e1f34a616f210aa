/// Changes of a program's text, each by one idea: other names, another nesting, pieces of another program, other
/// tokens. Most results parse; none needs to. Pure functions of the text and the generator.
#pragma once

#include <string>
#include <string_view>

#include "core/base/rng.h"
#include "core/execution/redteam/corpus.h"

namespace azr::execution::redteam {

/// A name that the program binds becomes another one throughout: a fresh one, or one that means something elsewhere.
[[nodiscard]] std::string renamed(std::string_view program, Rng& rng);
/// A statement, a returned expression or the whole program put into a function, a loop, a condition, a lambda or a
/// comprehension. A program that defined f still does.
[[nodiscard]] std::string renested(std::string_view program, Rng& rng);
/// Statements put in somewhere, at the indentation that is found there.
[[nodiscard]] std::string withStatements(std::string_view program, std::string_view statements, Rng& rng);
/// An expression put in the place of an operand.
[[nodiscard]] std::string withExpression(std::string_view program, std::string_view expression, Rng& rng);
/// One to three tokens exchanged, changed, doubled or left out.
[[nodiscard]] std::string withOtherTokens(std::string_view program, Rng& rng);
/// Statements of a program's functions, without their indentation: what another one may be given.
[[nodiscard]] std::string bodyOf(std::string_view program, Rng& rng);

/// The program as one that others are given: its f is called g_NUMBER.
[[nodiscard]] std::string asGiven(std::string_view program, int number);

struct Payload {
    std::string import;  ///< what it needs; may be empty
    std::string text;
};
/// Mostly aimed at `theme`, where there is one.
[[nodiscard]] Payload expressionPayload(const Payloads& payloads, const Target* theme, Rng& rng);
[[nodiscard]] Payload statementPayload(const Payloads& payloads, const Target* theme, Rng& rng);

}  // namespace azr::execution::redteam
