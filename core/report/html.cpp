#include "core/report/html.h"

#include "core/execution/redteam/source_text.h"

namespace azr::report {

namespace {

constexpr std::string_view kUnreadable = "\xEF\xBF\xBD";  // U+FFFD

/// Well-formed UTF-8: the JSON library replaces what is not.
std::string repaired(std::string_view text) {
    const auto back = parseJson(dumpLine(Json(std::string(text))));
    return back && back->is_string() ? back->get<std::string>() : std::string(text.size(), '?');
}

const char* classOf(execution::redteam::TokenKind kind) {
    using execution::redteam::TokenKind;
    switch (kind) {
        case TokenKind::Keyword: return "k";
        case TokenKind::Number: return "n";
        case TokenKind::Text: return "s";
        case TokenKind::Comment: return "m";
        default: return nullptr;
    }
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : repaired(text)) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            case '\'': html += "&#39;"; break;
            default:
                if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F)
                    html += kUnreadable;
                else
                    html += c;
        }
    }
    return html;
}

std::string embedded(const Json& json) {
    std::string text;
    for (const char c : dumpLine(json)) {
        switch (c) {
            case '<': text += "\\u003c"; break;
            case '>': text += "\\u003e"; break;
            case '&': text += "\\u0026"; break;
            default: text += c;
        }
    }
    return text;
}

std::string highlighted(std::string_view source) {
    std::string html;
    bool defines = false;  // a name follows that is being defined
    for (const execution::redteam::Token& token : execution::redteam::tokensOf(source)) {
        const bool isName = token.kind == execution::redteam::TokenKind::Name;
        const char* const kind = isName && defines ? "d" : classOf(token.kind);
        if (kind == nullptr)
            html += escaped(token.text);
        else
            html += std::string("<span class=\"") + kind + "\">" + escaped(token.text) + "</span>";
        if (token.kind != execution::redteam::TokenKind::Blank) defines = token.text == "def" || token.text == "class";
    }
    return html;
}

}  // namespace azr::report
