#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <array>

#include "core/tokenizer/regex_p.h"

namespace azr::tokenizer {
namespace {

/// Unicode White_Space. PCRE2's own \s also takes U+180E, which lost the property in Unicode 6.3.
constexpr std::string_view kSpaceClass =
    R"(\x{9}-\x{d}\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";

std::string translate(std::string_view pattern) {
    std::string out;
    bool inClass = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c != '\\' || i + 1 == pattern.size()) {
            if (c == '[' && !inClass)
                inClass = true;
            else if (c == ']')
                inClass = false;
            out += c;
            continue;
        }
        const char escaped = pattern[++i];
        if (escaped == 's' && inClass)
            out += kSpaceClass;
        else if (escaped == 's')
            out.append("[").append(kSpaceClass).append("]");
        else if (escaped == 'S' && !inClass)
            out.append("[^").append(kSpaceClass).append("]");
        else
            out.append({'\\', escaped});
    }
    return out;
}

}  // namespace

Result<Regex> Regex::compile(std::string_view pattern, const std::string& place) {
    const std::string translated = translate(pattern);
    int code = 0;
    PCRE2_SIZE offset = 0;
    pcre2_code* compiled = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
                                         PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &offset, nullptr);
    if (compiled == nullptr) {
        std::array<PCRE2_UCHAR, 200> message{};
        pcre2_get_error_message(code, message.data(), message.size());
        return fail(ErrorCode::Unsupported,
                    std::string("regular expression: ") + reinterpret_cast<const char*>(message.data()), place);
    }
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);  // only faster; without it the interpreter matches
    Regex regex;
    regex.m_code = std::shared_ptr<const void>(
        compiled, [](const void* pointer) { pcre2_code_free(static_cast<pcre2_code*>(const_cast<void*>(pointer))); });
    return regex;
}

std::vector<Span> Regex::findAll(std::string_view text) const {
    const auto* code = static_cast<const pcre2_code*>(m_code.get());
    const std::unique_ptr<pcre2_match_data, decltype(&pcre2_match_data_free)> match(
        pcre2_match_data_create_from_pattern(code, nullptr), &pcre2_match_data_free);
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    std::vector<Span> spans;
    std::size_t at = 0;
    while (at < text.size()) {
        const int count = pcre2_match(code, subject, text.size(), at, PCRE2_NO_UTF_CHECK, match.get(), nullptr);
        if (count < 0) break;  // no match, or a pattern that gave up: the rest stays one piece
        const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match.get());
        if (ends[1] > ends[0]) spans.push_back({ends[0], ends[1]});
        at = ends[1] > at ? ends[1] : at + 1;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
    }
    return spans;
}

std::string quoteForRegex(std::string_view literal) {
    std::string out;
    for (const char c : literal) {
        if (std::string_view("\\^$.[]|()?*+{}-#").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

}  // namespace azr::tokenizer
