#include "core/selfplay/nano/grammar_trace.h"

#include <algorithm>

#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/selfplay/prompting/literal_list.h"

namespace azr::selfplay {
namespace {

constexpr std::size_t kMostDigits = 4;
constexpr std::size_t kMostItems = 10;
constexpr std::size_t kMostCharacters = 16;

bool enclosed(std::string_view text, char open, char close) {
    return text.size() >= 2 && text.front() == open && text.back() == close;
}

std::string_view inside(std::string_view text) {
    return text.substr(1, text.size() - 2);
}

}  // namespace

std::optional<ProgramTrace> readTrace(std::string_view value) {
    if (!enclosed(value, '[', ']')) return std::nullopt;
    const auto parts = splitLiterals(inside(value));
    if (parts.size() != 2 || !enclosed(parts[1], '[', ']')) return std::nullopt;
    const auto entries = splitLiterals(inside(parts[1]));
    if (entries.size() % 2 != 0) return std::nullopt;
    ProgramTrace trace;
    trace.output = parts[0];
    for (std::size_t i = 0; i < entries.size(); i += 2) {
        if (!enclosed(entries[i], '\'', '\'')) return std::nullopt;
        trace.states.push_back({std::string(inside(entries[i])), entries[i + 1]});
    }
    return trace;
}

bool withinNanoBounds(std::string_view literal) {
    if (!speaksNano(literal) || literal.empty()) return false;
    if (literal == "True" || literal == "False") return true;
    if (enclosed(literal, '\'', '\'')) return literal.size() - 2 <= kMostCharacters;
    if (enclosed(literal, '[', ']')) {
        const auto items = splitLiterals(inside(literal));
        return items.size() <= kMostItems && std::all_of(items.begin(), items.end(), withinNanoBounds);
    }
    if (literal.front() == '-') literal.remove_prefix(1);
    return !literal.empty() && literal.size() <= kMostDigits &&
           std::all_of(literal.begin(), literal.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string writeStates(const std::vector<ProgramState>& states, bool backward) {
    std::string text;
    for (std::size_t i = 0; i < states.size(); ++i) {
        const auto& state = states[backward ? states.size() - 1 - i : i];
        if (i > 0) text += "; ";
        text += state.name + " = " + state.value;
    }
    return text;
}

}  // namespace azr::selfplay
