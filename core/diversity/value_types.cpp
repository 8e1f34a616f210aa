#include "core/diversity/value_types.h"

#include <algorithm>
#include <cctype>

namespace azr::diversity {
namespace {

/// Of one argument, without blanks around it. `colon`: one stands directly within its outermost brackets.
std::string_view typeOf(std::string_view text, bool colon, bool comma) {
    if (text.empty()) return "other";
    if (text == "True" || text == "False") return "bool";
    if (text == "None") return "NoneType";
    const char c = text.front();
    if (c == '\'' || c == '"') return "str";
    if (text.starts_with("b'") || text.starts_with("b\"")) return "bytes";
    if (c == '[' && text.ends_with(']')) return "list";
    if (c == '{' && text.ends_with('}')) return colon || text == "{}" ? "dict" : "set";
    if (c == '(' && text.ends_with(')') && (comma || text == "()")) return "tuple";
    const std::string_view digits = c == '-' || c == '+' ? text.substr(1) : text;
    if (digits.empty() || (std::isdigit(static_cast<unsigned char>(digits.front())) == 0 && digits.front() != '.'))
        return "other";
    const auto within = [&](std::string_view allowed) {
        return digits.find_first_not_of(allowed) == std::string_view::npos;
    };
    if (within("0123456789_")) return "int";
    return within("0123456789_.eE+-") ? "float" : "other";
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string argumentTypes(std::string_view input) {
    std::string types;
    std::size_t begin = 0;
    int depth = 0;
    bool colon = false, comma = false;
    const auto take = [&](std::size_t end) {
        if (!types.empty()) types += ", ";
        types += typeOf(trimmed(input.substr(begin, end - begin)), colon, comma);
        begin = end + 1;
        colon = comma = false;
    };
    for (std::size_t at = 0; at < input.size(); ++at) {
        const char c = input[at];
        if (c == '\'' || c == '"') {
            for (++at; at < input.size() && input[at] != c; ++at)
                if (input[at] == '\\') ++at;
        } else if (c == '(' || c == '[' || c == '{') {
            ++depth;
        } else if (c == ')' || c == ']' || c == '}') {
            --depth;
        } else if (depth == 1) {
            colon |= c == ':';
            comma |= c == ',';
        } else if (depth == 0 && c == ',') {
            take(at);
        }
    }
    if (!trimmed(input.substr(std::min(begin, input.size()))).empty()) take(input.size());
    return types.empty() ? "none" : types;
}

}  // namespace azr::diversity
