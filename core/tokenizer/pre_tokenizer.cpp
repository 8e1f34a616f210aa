#include "core/tokenizer/byte_level_p.h"
#include "core/tokenizer/normalizer_p.h"
#include "core/tokenizer/pre_tokenizer_p.h"

namespace azr::tokenizer {
namespace {

/// GPT-2's words: contractions, letters, numbers, other signs, each with one space before; then runs of space.
constexpr const char* kGpt2Words = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

struct Piece {
    std::size_t begin, end;
    bool match;
};

/// The whole word as matches and what lies between them.
std::vector<Piece> piecesOf(const std::string& word, const std::vector<Span>& matches, bool invert) {
    std::vector<Piece> pieces;
    std::size_t at = 0;
    for (const auto& span : matches) {
        if (span.begin > at) pieces.push_back({at, span.begin, invert});
        pieces.push_back({span.begin, span.end, !invert});
        at = span.end;
    }
    if (at < word.size()) pieces.push_back({at, word.size(), invert});
    return pieces;
}

}  // namespace

Result<PreTokenizer::Step> PreTokenizer::parseSplit(const Json& json, const std::string& place) {
    Split split;
    AZR_TRY(split.pattern, parsePattern(json.value("pattern", Json()), place));
    AZR_TRY(split.invert, fieldOr<bool>(json, "invert", false, place));
    AZR_TRY(const auto behavior, field<std::string>(json, "behavior", place));
    if (behavior == "Removed")
        split.behavior = Behavior::Removed;
    else if (behavior == "Isolated")
        split.behavior = Behavior::Isolated;
    else if (behavior == "MergedWithPrevious")
        split.behavior = Behavior::MergedWithPrevious;
    else if (behavior == "MergedWithNext")
        split.behavior = Behavior::MergedWithNext;
    else if (behavior == "Contiguous")
        split.behavior = Behavior::Contiguous;
    else
        return fail(ErrorCode::Unsupported, "the split behavior '" + behavior + "' is not supported", place);
    return split;
}

Result<PreTokenizer::Step> PreTokenizer::parseMetaspace(const Json& json, const std::string& place) {
    Metaspace meta;
    AZR_TRY(meta.replacement, fieldOr<std::string>(json, "replacement", "\xE2\x96\x81", place));
    AZR_TRY(const bool prefix, fieldOr<bool>(json, "add_prefix_space", true, place));  // files of before 2024
    AZR_TRY(meta.scheme, fieldOr<std::string>(json, "prepend_scheme", prefix ? "always" : "never", place));
    AZR_TRY(meta.split, fieldOr<bool>(json, "split", true, place));
    return meta;
}

Status PreTokenizer::addByteLevel(const Json& json, PreTokenizer& pre, const std::string& place) {
    AZR_TRY(const bool prefix, fieldOr<bool>(json, "add_prefix_space", true, place));
    AZR_TRY(const bool words, fieldOr<bool>(json, "use_regex", true, place));
    if (prefix) pre.m_steps.emplace_back(ByteLevel{true});
    if (words) {
        AZR_TRY(auto pattern, Regex::compile(kGpt2Words, place));
        pre.m_steps.emplace_back(Split{std::move(pattern), Behavior::Isolated, false});
    }
    pre.m_steps.emplace_back(ByteLevel{false});
    return {};
}

Status PreTokenizer::add(const Json& json, PreTokenizer& pre, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "type", place));
    const auto addPattern = [&](const char* pattern, Behavior behavior) -> Status {
        AZR_TRY(auto compiled, Regex::compile(pattern, place));
        pre.m_steps.emplace_back(Split{std::move(compiled), behavior, false});
        return {};
    };
    if (type == "Sequence") {
        AZR_TRY(const auto parts, field<Json>(json, "pretokenizers", place));
        for (const auto& part : parts) AZR_CHECK(add(part, pre, place));
        return {};
    }
    if (type == "Digits") {
        AZR_TRY(const bool single, fieldOr<bool>(json, "individual_digits", false, place));
        return addPattern(R"(\p{N})", single ? Behavior::Isolated : Behavior::Contiguous);
    }
    if (type == "WhitespaceSplit") return addPattern(R"(\s)", Behavior::Removed);
    if (type == "Whitespace") {
        AZR_TRY(auto compiled, Regex::compile(R"(\w+|[^\w\s]+)", place));
        pre.m_steps.emplace_back(Split{std::move(compiled), Behavior::Removed, true});
        return {};
    }
    if (type == "ByteLevel") return addByteLevel(json, pre, place);
    if (type != "Split" && type != "Metaspace")
        return fail(ErrorCode::Unsupported, "the pre-tokenizer '" + type + "' is not supported", place);
    AZR_TRY(auto step, type == "Split" ? parseSplit(json, place) : parseMetaspace(json, place));
    pre.m_steps.push_back(std::move(step));
    return {};
}

Result<PreTokenizer> PreTokenizer::parse(const Json& json, const std::string& place) {
    PreTokenizer pre;
    if (!json.is_null()) AZR_CHECK(add(json, pre, place));
    return pre;
}

void PreTokenizer::cut(const Split& split, const std::string& word, Words& out) {
    const auto pieces = piecesOf(word, split.pattern.findAll(word), split.invert);
    std::string pending;  // a separator waiting for what follows it
    bool lastMatched = false, any = false;
    for (const auto& piece : pieces) {
        std::string text = word.substr(piece.begin, piece.end - piece.begin);
        switch (split.behavior) {
            case Behavior::Removed:
                if (!piece.match) out.push_back(std::move(text));
                break;
            case Behavior::Isolated: out.push_back(std::move(text)); break;
            case Behavior::Contiguous:
                if (any && lastMatched == piece.match)
                    out.back() += text;
                else
                    out.push_back(std::move(text));
                break;
            case Behavior::MergedWithPrevious:
                if (any && piece.match && !lastMatched)
                    out.back() += text;
                else
                    out.push_back(std::move(text));
                break;
            case Behavior::MergedWithNext:
                if (piece.match) {
                    if (!pending.empty()) out.push_back(std::move(pending));
                    pending = std::move(text);
                } else {
                    out.push_back(pending + text);
                    pending.clear();
                }
                break;
        }
        lastMatched = piece.match;
        any = true;
    }
    if (!pending.empty()) out.push_back(std::move(pending));
}

void PreTokenizer::applyMetaspace(const Metaspace& meta, std::string word, bool first, Words& out) {
    std::string text;
    for (const char c : word) {
        if (c == ' ')
            text += meta.replacement;
        else
            text += c;
    }
    const bool prepend = meta.scheme == "always" || (meta.scheme == "first" && first);
    if (prepend && !text.starts_with(meta.replacement)) text.insert(0, meta.replacement);
    if (!meta.split) {
        out.push_back(std::move(text));
        return;
    }
    for (std::size_t begin = 0; begin < text.size();) {
        auto end = text.find(meta.replacement, begin + 1);
        if (end == std::string::npos) end = text.size();
        out.push_back(text.substr(begin, end - begin));
        begin = end;
    }
}

std::vector<std::string> PreTokenizer::apply(std::string text, bool atStart) const {
    Words words;
    words.push_back(std::move(text));
    for (const auto& step : m_steps) {
        Words next;
        for (std::size_t i = 0; i < words.size(); ++i) {
            auto& word = words[i];
            if (const auto* split = std::get_if<Split>(&step)) {
                cut(*split, word, next);
            } else if (const auto* meta = std::get_if<Metaspace>(&step)) {
                applyMetaspace(*meta, std::move(word), atStart && i == 0, next);
            } else if (std::get<ByteLevel>(step).prefixSpace) {
                next.push_back(word.starts_with(' ') ? std::move(word) : " " + word);
            } else {
                next.push_back(toByteLevel(word));
            }
        }
        words = std::move(next);
    }
    return words;
}

}  // namespace azr::tokenizer
