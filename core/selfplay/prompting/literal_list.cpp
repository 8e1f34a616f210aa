#include "core/selfplay/prompting/literal_list.h"

namespace azr::selfplay {
namespace {

std::string_view withoutBlanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

}  // namespace

std::vector<std::string> splitLiterals(std::string_view text) {
    std::vector<std::string> parts;
    int depth = 0;
    char quote = 0;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote != 0) {
            if (c == '\\')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '[' || c == '(' || c == '{') {
            ++depth;
        } else if (c == ']' || c == ')' || c == '}') {
            --depth;
        } else if (c == ',' && depth == 0) {
            parts.emplace_back(withoutBlanks(text.substr(begin, i - begin)));
            begin = i + 1;
        }
    }
    if (const auto last = withoutBlanks(text.substr(begin)); !last.empty() || !parts.empty()) parts.emplace_back(last);
    return parts;
}

}  // namespace azr::selfplay
