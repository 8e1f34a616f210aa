#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

#include "core/tokenizer/normalizer_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

bool isAscii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string unicodeForm(const std::string& text, bool compose, bool compatible) {
    if (isAscii(text)) return text;
    int options = UTF8PROC_STABLE | (compose ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE);
    if (compatible) options |= UTF8PROC_COMPAT;
    utf8proc_uint8_t* mapped = nullptr;
    const auto size =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &mapped, static_cast<utf8proc_option_t>(options));
    if (size < 0) return text;  // only out of memory: the text was repaired before
    std::string result(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
    std::free(mapped);
    return result;
}

std::string strip(const std::string& text, bool left, bool right) {
    std::size_t begin = 0, end = 0;
    bool started = false;
    for (std::size_t at = 0; at < text.size();) {
        const auto point = codePointAt(text, at);
        const bool space = isSpace(point.value);
        if (!space && !started) {
            begin = at;
            started = true;
        }
        at += point.length;
        if (!space) end = at;
    }
    if (!left) begin = 0;
    if (!right) end = text.size();
    return begin < end ? text.substr(begin, end - begin) : std::string();
}

}  // namespace

Result<Regex> parsePattern(const Json& json, const std::string& place) {
    if (json.is_object() && json.contains("String")) {
        AZR_TRY(const auto text, field<std::string>(json, "String", place));
        return Regex::compile(quoteForRegex(text), place);
    }
    AZR_TRY(const auto text, field<std::string>(json, "Regex", place));
    return Regex::compile(text, place);
}

std::string replaceAll(std::string_view text, const Regex& pattern, std::string_view content) {
    std::string out;
    std::size_t at = 0;
    for (const auto& span : pattern.findAll(text)) {
        out.append(text, at, span.begin - at).append(content);
        at = span.end;
    }
    return out.append(text, at);
}

Result<Normalizer::Step> Normalizer::parseStep(const Json& json, const std::string& type, const std::string& place) {
    if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD")
        return Unicode{type.back() == 'C', type.size() == 4};
    if (type == "Prepend") {
        AZR_TRY(auto text, field<std::string>(json, "prepend", place));
        return Prepend{std::move(text)};
    }
    if (type == "Replace") {
        AZR_TRY(auto pattern, parsePattern(json.value("pattern", Json()), place));
        AZR_TRY(auto content, field<std::string>(json, "content", place));
        return Replace{std::move(pattern), std::move(content)};
    }
    if (type == "Strip") {
        AZR_TRY(const bool left, fieldOr<bool>(json, "strip_left", true, place));
        AZR_TRY(const bool right, fieldOr<bool>(json, "strip_right", true, place));
        return Strip{left, right};
    }
    return fail(ErrorCode::Unsupported, "the normalizer '" + type + "' is not supported", place);
}

Status Normalizer::add(const Json& json, Normalizer& normalizer, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "type", place));
    if (type == "Sequence") {
        AZR_TRY(const auto parts, field<Json>(json, "normalizers", place));
        for (const auto& part : parts) AZR_CHECK(add(part, normalizer, place));
        return {};
    }
    AZR_TRY(auto step, parseStep(json, type, place));
    normalizer.m_steps.push_back(std::move(step));
    return {};
}

Result<Normalizer> Normalizer::parse(const Json& json, const std::string& place) {
    Normalizer normalizer;
    if (!json.is_null()) AZR_CHECK(add(json, normalizer, place));
    return normalizer;
}

std::string Normalizer::applyStep(const Step& step, std::string text) {
    if (const auto* unicode = std::get_if<Unicode>(&step))
        return unicodeForm(text, unicode->compose, unicode->compatible);
    if (const auto* prepend = std::get_if<Prepend>(&step)) return text.empty() ? text : prepend->text + text;
    if (const auto* replace = std::get_if<Replace>(&step)) return replaceAll(text, replace->pattern, replace->content);
    const auto& sides = std::get<Strip>(step);
    return strip(text, sides.left, sides.right);
}

std::string Normalizer::apply(std::string_view text) const {
    std::string result(text);
    for (const auto& step : m_steps) result = applyStep(step, std::move(result));
    return result;
}

}  // namespace azr::tokenizer
