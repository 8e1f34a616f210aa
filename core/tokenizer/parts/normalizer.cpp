#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>

#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/parts/byte_level_p.h"
#include "core/tokenizer/parts/characters_p.h"
#include "core/tokenizer/parts/normalizer_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

bool isAscii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

void appendForm(std::string& out, std::string_view text, int options) {
    if (text.empty()) return;
    utf8proc_uint8_t* mapped = nullptr;
    const auto size =
        utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                     &mapped, static_cast<utf8proc_option_t>(options));
    if (size < 0) {  // only out of memory: the text was repaired before
        out += text;
        return;
    }
    out.append(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
    std::free(mapped);
}

/// Each character through `map`, which appends what it becomes.
template <class Map>
std::string mapped(std::string_view text, Map map) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        map(out, point.value);
        at += std::max<std::size_t>(point.length, 1);
    }
    return out;
}

/// Both the text and its beginning, whose length is what is left of the origin.
template <class Change>
void change(Word& word, Change how) {
    if (word.origin > 0) word.origin = how(std::string_view(word.text).substr(0, word.origin)).size();
    word.text = how(word.text);
}

void stripSpace(Word& word, bool left, bool right) {
    std::size_t begin = word.text.size(), end = 0;
    for (std::size_t at = 0; at < word.text.size();) {
        const CodePoint point = codePointAt(word.text, at);
        if (!isSpace(point.value)) {
            begin = std::min(begin, at);
            end = at + point.length;
        }
        at += std::max<std::size_t>(point.length, 1);
    }
    if (!left && end > 0) begin = 0;
    if (!right && begin < word.text.size()) end = word.text.size();
    if (!left && !right) return;
    word.text = begin < end ? word.text.substr(begin, end - begin) : std::string();
    word.origin = word.origin > begin ? std::min(word.origin - begin, word.text.size()) : 0;
}

/// The rules of Google's neural machine translation: control characters go, kinds of space become one.
void appendNmt(std::string& out, char32_t value) {
    const auto within = [&](char32_t first, char32_t last) { return value >= first && value <= last; };
    if (within(0x1, 0x8) || value == 0xB || within(0xE, 0x1F) || value == 0x7F || value == 0x8F || value == 0x9F)
        return;
    const bool space = value == 0x9 || value == 0xA || value == 0xC || value == 0xD || value == 0x1680 ||
                       within(0x200B, 0x200F) || value == 0x2028 || value == 0x2029 || value == 0x2581 ||
                       value == 0xFEFF || value == 0xFFFD;
    appendUtf8(out, space ? U' ' : value);
}

}  // namespace

std::string normalForm(std::string_view text, bool compose, bool compatible) {
    if (isAscii(text)) return std::string(text);
    const int options =
        UTF8PROC_STABLE | (compose ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE) | (compatible ? UTF8PROC_COMPAT : 0);
    std::string out;
    std::size_t from = 0;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        const std::size_t end = at + std::max<std::size_t>(point.length, 1);
        if (!isInNormalForms(point.value)) {  // stands apart from all others, as an unassigned character does
            appendForm(out, text.substr(from, at - from), options);
            out.append(text, at, end - at);
            from = end;
        }
        at = end;
    }
    appendForm(out, text.substr(from), options);
    return out;
}

Status replaceAll(Word& word, const Regex& pattern, std::string_view content) {
    std::vector<Span> spans;
    AZR_CHECK(pattern.findAll(word.text, spans));
    if (spans.empty()) return {};
    std::string out;
    std::size_t at = 0, origin = 0;
    const auto copy = [&](std::size_t end) {
        out.append(word.text, at, end - at);
        if (word.origin > at) origin += std::min(word.origin, end) - at;
    };
    for (const Span& span : spans) {
        copy(span.begin);
        out += content;
        const std::size_t last = span.end > span.begin ? span.end : span.begin;  // one past what it stands for
        if (last <= word.origin || span.end == 0) origin += content.size();
        at = span.end;
    }
    copy(word.text.size());
    word.origin = word.origin > 0 ? origin : 0;
    word.text = std::move(out);
    return {};
}

Result<Normalizer::Step> Normalizer::parseStep(const Json& json, const std::string& type, const std::string& place) {
    if (type == "NFC" || type == "NFD" || type == "NFKC" || type == "NFKD")
        return Form{type.back() == 'C', type.size() == 4};
    if (type == "StripAccents") return StripAccents{};
    if (type == "Lowercase") return Lowercase{};
    if (type == "Nmt") return Nmt{};
    if (type == "ByteLevel") return ByteLevel{};
    if (type == "Prepend") {
        AZR_TRY(auto text, field<std::string>(json, "prepend", place));
        if (text.empty())
            return fail(ErrorCode::Unsupported, "field 'prepend' is empty, which spoils texts in the reference library",
                        place, "remove the normalizer");
        return Prepend{std::move(text)};
    }
    if (type == "Replace") {
        AZR_TRY(auto pattern, Regex::parse(json, place));
        AZR_TRY(auto content, field<std::string>(json, "content", place));
        return Replace{std::move(pattern), std::move(content)};
    }
    if (type == "Strip") {
        AZR_TRY(const bool left, field<bool>(json, "strip_left", place));
        AZR_TRY(const bool right, field<bool>(json, "strip_right", place));
        return Strip{left, right};
    }
    if (type == "Precompiled") {
        AZR_TRY(const auto map, field<std::string>(json, "precompiled_charsmap", place));
        AZR_TRY(auto precompiled, Precompiled::parse(map, place));
        return std::make_shared<const Precompiled>(std::move(precompiled));
    }
    return fail(ErrorCode::Unsupported, "the normalizer '" + type + "' is not supported", place,
                "use a model with a byte-level or SentencePiece tokenizer");
}

Status Normalizer::add(const Json& json, Normalizer& normalizer, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "type", place));
    if (type == "Sequence") {
        AZR_CHECK(checkKeys("tokenizer.json: normalizer Sequence", json, place));
        AZR_TRY(const auto parts, field<std::vector<Json>>(json, "normalizers", place));
        for (const auto& part : parts) AZR_CHECK(add(part, normalizer, place));
        return {};
    }
    AZR_TRY(auto step, parseStep(json, type, place));
    AZR_CHECK(checkKeys("tokenizer.json: normalizer " + type, json, place));
    normalizer.m_steps.push_back(std::move(step));
    return {};
}

Result<Normalizer> Normalizer::parse(const Json& json, const std::string& place) {
    Normalizer normalizer;
    if (!json.is_null()) AZR_CHECK(add(json, normalizer, place));
    return normalizer;
}

Status Normalizer::applyStep(const Step& step, Word& word) {
    if (const auto* replace = std::get_if<Replace>(&step)) return replaceAll(word, replace->pattern, replace->content);
    if (word.text.empty()) return {};
    if (const auto* form = std::get_if<Form>(&step)) {
        change(word, [&](std::string_view text) { return normalForm(text, form->compose, form->compatible); });
    } else if (const auto* prepend = std::get_if<Prepend>(&step)) {
        word.text.insert(0, prepend->text);
        if (word.origin > 0) word.origin += prepend->text.size();
    } else if (const auto* sides = std::get_if<Strip>(&step)) {
        stripSpace(word, sides->left, sides->right);
    } else if (const auto* precompiled = std::get_if<std::shared_ptr<const Precompiled>>(&step)) {
        change(word, [&](std::string_view text) { return (*precompiled)->apply(text); });
    } else if (std::holds_alternative<ByteLevel>(step)) {
        change(word, [](std::string_view text) { return toByteLevel(text); });
    } else if (std::holds_alternative<Lowercase>(step)) {
        change(word, [](std::string_view text) { return mapped(text, appendLower); });
    } else if (std::holds_alternative<Nmt>(step)) {
        change(word, [](std::string_view text) { return mapped(text, appendNmt); });
    } else {
        change(word, [](std::string_view text) {
            return mapped(text, [](std::string& out, char32_t value) {
                if (!isCombiningMark(value)) appendUtf8(out, value);
            });
        });
    }
    return {};
}

Status Normalizer::apply(Word& word) const {
    for (const auto& step : m_steps) AZR_CHECK(applyStep(step, word));
    return {};
}

Result<std::string> Normalizer::apply(std::string_view text) const {
    Word word{std::string(text), 0};
    AZR_CHECK(apply(word));
    return std::move(word.text);
}

}  // namespace azr::tokenizer
