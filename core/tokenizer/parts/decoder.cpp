#include <algorithm>
#include <charconv>
#include <optional>

#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/parts/byte_level_p.h"
#include "core/tokenizer/parts/decoder_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

using Tokens = std::vector<std::string>;

/// "<0x0A>" stands for one byte.
std::optional<char> byteOf(std::string_view token) {
    if (token.size() != 6 || !token.starts_with("<0x") || token.back() != '>') return std::nullopt;
    unsigned value = 0;
    const char* const begin = token.data() + (token[3] == '+' ? 4 : 3);  // Rust reads a sign, too
    const auto [end, code] = std::from_chars(begin, token.data() + 5, value, 16);
    if (code != std::errc() || end != token.data() + 5) return std::nullopt;
    return static_cast<char>(value);
}

std::string fuse(const Tokens& tokens) {
    std::string text;
    for (const auto& token : tokens) text += token;
    return text;
}

/// Runs of byte tokens become their text, or one U+FFFD for each byte when they are no UTF-8 together.
Tokens joinBytes(Tokens tokens) {
    Tokens out;
    std::string bytes;
    const auto flush = [&] {
        if (bytes.empty()) return;
        if (isUtf8(bytes))
            out.push_back(bytes);
        else
            out.insert(out.end(), bytes.size(), "\xEF\xBF\xBD");
        bytes.clear();
    };
    for (auto& token : tokens) {
        if (const auto byte = byteOf(token)) {
            bytes += *byte;
        } else {
            flush();
            out.push_back(std::move(token));
        }
    }
    flush();
    return out;
}

std::string stripped(std::string_view token, std::string_view content, int start, int stop) {
    if (content.empty()) return std::string(token);
    for (int i = 0; i < start && token.starts_with(content); ++i) token.remove_prefix(content.size());
    for (int i = 0; i < stop && token.ends_with(content); ++i) token.remove_suffix(content.size());
    return std::string(token);
}

/// The sign of a space as a space; of the first token every one is dropped, as in the reference.
std::string plainSpaces(const std::string& token, const std::string& replacement, bool dropFirst) {
    std::string out;
    for (std::size_t at = 0; at < token.size();) {
        if (token.compare(at, replacement.size(), replacement) != 0) {
            out += token[at++];
            continue;
        }
        if (!dropFirst) out += ' ';
        at += replacement.size();
    }
    return out;
}

std::string replaced(std::string_view token, std::string_view text, std::string_view content) {
    std::string out;
    std::size_t at = 0;
    for (auto found = token.find(text); found != std::string_view::npos; found = token.find(text, at)) {
        out.append(token, at, found - at).append(content);
        at = found + text.size();
    }
    return out.append(token, at);
}

/// {"String": …}
Result<std::string> literalPattern(const Json& json, const std::string& place) {
    const Json pattern = json.value("pattern", Json());
    if (pattern.is_object() && pattern.contains("Regex"))
        return fail(ErrorCode::Unsupported, "field 'pattern' of the decoder Replace is a regular expression", place,
                    "write it as {\"String\": …}");
    AZR_TRY(auto text, field<std::string>(pattern, "String", place));
    if (text.empty())
        return fail(ErrorCode::Unsupported, "field 'pattern' of the decoder Replace is empty", place,
                    "remove the decoder");
    return text;
}

std::string fromBytes(const Tokens& tokens) {
    std::string bytes;
    for (const auto& token : tokens)
        if (!fromByteLevel(token, bytes)) bytes += token;
    return repairUtf8(bytes);
}

}  // namespace

Result<Decoder::Step> Decoder::parseStep(const Json& json, const std::string& type, const std::string& place) {
    if (type == "ByteLevel") return ByteLevel{};
    if (type == "ByteFallback") return ByteFallback{};
    if (type == "Fuse") return Fuse{};
    if (type == "Replace") {
        Replace replace;
        AZR_TRY(replace.text, literalPattern(json, place));
        AZR_TRY(replace.content, field<std::string>(json, "content", place));
        return replace;
    }
    if (type == "Strip") {
        Strip strip;
        AZR_TRY(strip.content, field<std::string>(json, "content", place));
        AZR_TRY(strip.start, field<int>(json, "start", place));
        AZR_TRY(strip.stop, field<int>(json, "stop", place));
        return strip;
    }
    if (type == "BPEDecoder") {
        AZR_TRY(auto suffix, field<std::string>(json, "suffix", place));
        if (suffix.empty())
            return fail(ErrorCode::Unsupported, "field 'suffix' of the decoder is empty", place,
                        "use the decoder Fuse");
        return Suffix{std::move(suffix)};
    }
    if (type == "Metaspace") {
        Metaspace meta;
        AZR_TRY(meta.replacement, field<std::string>(json, "replacement", place));
        if (meta.replacement.empty()) return fail(ErrorCode::Parse, "field 'replacement' is empty", place);
        AZR_TRY(const bool prefix, fieldOr<bool>(json, "add_prefix_space", true, place));
        AZR_TRY(const auto scheme, fieldOr<std::string>(json, "prepend_scheme", "always", place));
        if (!prefix && scheme != "never")
            return fail(ErrorCode::Corrupt,
                        "field 'add_prefix_space' is false, and field 'prepend_scheme' is not 'never'", place,
                        "write \"prepend_scheme\": \"never\"");
        meta.dropFirst = scheme != "never";
        return meta;
    }
    return fail(ErrorCode::Unsupported, "the decoder '" + type + "' is not supported", place,
                "use a model with a byte-level or SentencePiece tokenizer");
}

Status Decoder::add(const Json& json, Decoder& decoder, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "type", place));
    if (type == "Sequence") {
        AZR_CHECK(checkKeys("tokenizer.json: decoder Sequence", json, place));
        AZR_TRY(const auto parts, field<std::vector<Json>>(json, "decoders", place));
        for (const auto& part : parts) AZR_CHECK(add(part, decoder, place));
        return {};
    }
    AZR_TRY(auto step, parseStep(json, type, place));
    AZR_CHECK(checkKeys("tokenizer.json: decoder " + type, json, place));
    decoder.m_steps.push_back(std::move(step));
    return {};
}

Result<Decoder> Decoder::parse(const Json& json, const std::string& place) {
    Decoder decoder;
    if (json.is_null()) return decoder;
    decoder.m_joinBySpace = false;
    AZR_CHECK(add(json, decoder, place));
    return decoder;
}

std::vector<std::string> Decoder::applyStep(const Step& step, std::vector<std::string> tokens) {
    if (std::holds_alternative<Fuse>(step)) return {fuse(tokens)};
    if (std::holds_alternative<ByteLevel>(step)) return {fromBytes(tokens)};
    if (std::holds_alternative<ByteFallback>(step)) return joinBytes(std::move(tokens));
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        auto& token = tokens[i];
        if (const auto* replace = std::get_if<Replace>(&step))
            token = replaced(token, replace->text, replace->content);
        else if (const auto* strip = std::get_if<Strip>(&step))
            token = stripped(token, strip->content, strip->start, strip->stop);
        else if (const auto* suffix = std::get_if<Suffix>(&step))
            token = replaced(token, suffix->text, i + 1 == tokens.size() ? "" : " ");
        else if (const auto* meta = std::get_if<Metaspace>(&step))
            token = plainSpaces(token, meta->replacement, meta->dropFirst && i == 0);
    }
    return tokens;
}

bool Decoder::waitsAfter(std::string_view token) const {
    return byteOf(token) &&
           std::ranges::any_of(m_steps, [](const Step& step) { return std::holds_alternative<ByteFallback>(step); });
}

std::string Decoder::apply(std::vector<std::string> tokens) const {
    if (m_joinBySpace) {
        std::string text;
        for (std::size_t i = 0; i < tokens.size(); ++i) text.append(i > 0 ? " " : "").append(tokens[i]);
        return text;
    }
    for (const auto& step : m_steps) tokens = applyStep(step, std::move(tokens));
    return fuse(tokens);
}

}  // namespace azr::tokenizer
