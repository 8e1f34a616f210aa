#include "core/selfplay/prompting/python_text.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace azr::selfplay {
namespace {

bool startsName(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool continuesName(char c) {
    return startsName(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// End of the string literal whose opening quote stands at `at`; the end of the text when it is not closed.
std::size_t stringEnd(std::string_view source, std::size_t at) {
    const char quote = source[at];
    const std::string triple(3, quote);
    const bool isTriple = source.substr(at, 3) == triple;
    for (std::size_t i = at + (isTriple ? 3 : 1); i < source.size(); ++i) {
        if (source[i] == '\\') {
            ++i;
        } else if (isTriple ? source.substr(i, 3) == triple : source[i] == quote) {
            return i + (isTriple ? 3 : 1);
        } else if (!isTriple && source[i] == '\n') {
            return i;
        }
    }
    return source.size();
}

std::size_t lineEnd(std::string_view source, std::size_t at) {
    return std::min(source.find('\n', at), source.size());
}

/// The source with the insides of strings and comments blanked, of equal length and with equal lines.
std::string codeOnly(std::string_view source) {
    std::string code(source);
    const auto blank = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (code[i] != '\n') code[i] = ' ';
    };
    for (std::size_t at = 0; at < source.size();) {
        const char c = source[at];
        const bool quoted = c == '"' || c == '\'';
        const std::size_t end = quoted ? stringEnd(source, at) : c == '#' ? lineEnd(source, at) : at + 1;
        if (quoted || c == '#') blank(at, end);
        at = end;
    }
    return code;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// The name behind "def ", at the beginning of the text; empty where there is none.
std::string definedName(std::string_view line) {
    if (!line.starts_with("def ")) return {};
    line = trimmed(line.substr(4));
    std::size_t length = 0;
    while (length < line.size() && continuesName(line[length])) ++length;
    return std::string(line.substr(0, length));
}

template <class Visit>
void eachLine(std::string_view text, const Visit& visit) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = lineEnd(text, at);
        visit(text.substr(at, end - at), at);
        at = end + 1;
    }
}

}  // namespace

std::vector<std::string> topLevelFunctions(std::string_view source) {
    std::vector<std::string> names;
    const std::string code = codeOnly(source);
    eachLine(code, [&](std::string_view line, std::size_t) {
        if (auto name = definedName(line); !name.empty()) names.push_back(std::move(name));
    });
    return names;
}

std::vector<std::string> allFunctions(std::string_view source) {
    std::vector<std::string> names;
    const std::string code = codeOnly(source);
    eachLine(code, [&](std::string_view line, std::size_t) {
        if (auto name = definedName(trimmed(line)); !name.empty()) names.push_back(std::move(name));
    });
    return names;
}

bool standsAlone(std::string_view source) {
    if (topLevelFunctions(source) != std::vector<std::string>{"f"}) return false;
    const std::string code = codeOnly(source);
    bool alone = true;
    eachLine(code, [&](std::string_view line, std::size_t) {
        if (trimmed(line).empty() || line.front() == ' ' || line.front() == '\t') return;
        const bool closes = line.front() == ')' || line.front() == ']' || line.front() == '}';
        alone &= closes || definedName(line) == "f" || line.starts_with("import ") || line.starts_with("from ");
    });
    for (std::size_t at = code.find("g_"); alone && at != std::string::npos; at = code.find("g_", at + 1)) {
        const bool begins = at == 0 || !continuesName(code[at - 1]);
        alone = !begins || at + 2 >= code.size() || std::isdigit(static_cast<unsigned char>(code[at + 2])) == 0;
    }
    return alone;
}

std::vector<std::string> importStatements(std::string_view source) {
    std::vector<std::string> imports;
    const std::string code = codeOnly(source);
    eachLine(code, [&](std::string_view line, std::size_t) {
        // What stands behind a semicolon is another statement, and the program's own.
        const std::string_view statement = trimmed(line.substr(0, line.find(';')));
        const bool plain = statement.starts_with("import ");
        const bool from = statement.starts_with("from ") && statement.find(" import ") != std::string_view::npos;
        if (plain || from) imports.emplace_back(statement);
    });
    return imports;
}

std::string renameFunction(std::string_view source, std::string_view from, std::string_view to) {
    const std::string code = codeOnly(source);
    std::string renamed;
    for (std::size_t at = 0; at < source.size();) {
        std::size_t end = at + 1;
        if (startsName(code[at])) {
            while (end < code.size() && continuesName(code[end])) ++end;
            const bool attribute = at > 0 && code[at - 1] == '.';
            const std::size_t next = code.find_first_not_of(" \t", end);
            const bool called = next != std::string::npos && code[next] == '(';
            if (!attribute && called && code.substr(at, end - at) == from) {
                renamed += to;
                at = end;
                continue;
            }
        } else if (std::isdigit(static_cast<unsigned char>(code[at])) != 0) {
            while (end < code.size() && continuesName(code[end])) ++end;
        }
        renamed += source.substr(at, end - at);
        at = end;
    }
    return renamed;
}

}  // namespace azr::selfplay
