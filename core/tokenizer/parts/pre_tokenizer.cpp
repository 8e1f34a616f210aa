#include <algorithm>

#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/parts/byte_level_p.h"
#include "core/tokenizer/parts/characters_p.h"
#include "core/tokenizer/parts/pre_tokenizer_p.h"
#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/word_scanner_p.h"

namespace azr::tokenizer {
namespace {

using Words = std::vector<Word>;

/// The part of a word, with its share of the origin.
Word partOf(const Word& word, const Span& span) {
    const std::size_t size = span.end - span.begin;
    return {word.text.substr(span.begin, size),
            word.origin > span.begin ? std::min(word.origin - span.begin, size) : 0};
}

void cut(const Word& word, const std::vector<Span>& pieces, Words& out) {
    for (const Span& span : pieces) out.push_back(partOf(word, span));
}

template <class Belongs>
std::vector<Span> charactersThat(std::string_view text, Belongs belongs) {
    std::vector<Span> found;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        const std::size_t end = at + std::max<std::size_t>(point.length, 1);
        if (belongs(point.value)) found.push_back({at, end});
        at = end;
    }
    return found;
}

/// Runs of word characters and runs of what is neither that nor space: the regular expression \w+|[^\w\s]+.
std::vector<Span> wordsAndSigns(std::string_view text) {
    enum class Kind { Space, Word, Sign };
    std::vector<Span> found;
    Kind before = Kind::Space;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = codePointAt(text, at);
        const std::size_t end = at + std::max<std::size_t>(point.length, 1);
        const Kind kind = isWordCharacter(point.value) ? Kind::Word : isSpace(point.value) ? Kind::Space : Kind::Sign;
        if (kind != Kind::Space) {
            if (kind == before)
                found.back().end = end;
            else
                found.push_back({at, end});
        }
        before = kind;
        at = end;
    }
    return found;
}

std::vector<Span> chunks(std::string_view text, std::size_t characters) {
    std::vector<Span> found;
    std::size_t held = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = at + std::max<std::size_t>(codePointAt(text, at).length, 1);
        if (held == 0) found.push_back({at, at});
        found.back().end = end;
        held = (held + 1) % characters;
        at = end;
    }
    return found;
}

/// One character as a field.
Result<std::string> characterField(const Json& json, const char* key, const std::string& place) {
    AZR_TRY(auto text, field<std::string>(json, key, place));
    if (text.empty() || codePointAt(text, 0).length != text.size())
        return fail(ErrorCode::Parse, std::string("field '") + key + "' is not one character", place);
    return text;
}

}  // namespace

Result<PreTokenizer::Step> PreTokenizer::parseSplit(const Json& json, const std::string& place) {
    Split split;
    AZR_TRY(split.pattern, Regex::parse(json, place));
    AZR_TRY(split.invert, field<bool>(json, "invert", place));
    AZR_TRY(const auto behavior, field<std::string>(json, "behavior", place));
    AZR_TRY(split.behavior, splitBehavior(behavior, place));
    return split;
}

Result<PreTokenizer::Step> PreTokenizer::parseMetaspace(const Json& json, const std::string& place) {
    Metaspace meta;
    AZR_TRY(meta.replacement, characterField(json, "replacement", place));
    AZR_TRY(const bool prefix, fieldOr<bool>(json, "add_prefix_space", true, place));  // files of before 2024
    AZR_TRY(const auto scheme, fieldOr<std::string>(json, "prepend_scheme", "always", place));
    AZR_TRY(meta.split, fieldOr<bool>(json, "split", true, place));
    using Scheme = Metaspace::Scheme;
    if (scheme != "always" && scheme != "first" && scheme != "never")
        return fail(ErrorCode::Unsupported, "field 'prepend_scheme' is '" + scheme + "'", place,
                    "always, first and never are known");
    if (!prefix && scheme != "never")
        return fail(ErrorCode::Corrupt, "field 'add_prefix_space' is false, and field 'prepend_scheme' is not 'never'",
                    place, "write \"prepend_scheme\": \"never\"");
    meta.scheme = scheme == "always" ? Scheme::Always : scheme == "first" ? Scheme::First : Scheme::Never;
    return meta;
}

Status PreTokenizer::addByteLevel(const Json& json, PreTokenizer& pre, const std::string& place) {
    AZR_TRY(const bool prefix, field<bool>(json, "add_prefix_space", place));
    AZR_TRY(const bool words, fieldOr<bool>(json, "use_regex", true, place));
    if (prefix) pre.m_steps.emplace_back(PrefixSpace{});
    if (words) {
        AZR_TRY(auto pattern, Regex::compile(kGpt2Words, place));
        pre.m_steps.emplace_back(Split{std::move(pattern), SplitBehavior::Isolated, false});
    }
    pre.m_steps.emplace_back(ByteLevel{});
    return {};
}

Status PreTokenizer::addPart(const Json& json, const std::string& type, PreTokenizer& pre, const std::string& place) {
    auto& steps = pre.m_steps;
    if (type == "ByteLevel") return addByteLevel(json, pre, place);
    if (type == "Split") {
        AZR_TRY(auto step, parseSplit(json, place));
        steps.push_back(std::move(step));
    } else if (type == "Metaspace") {
        AZR_TRY(auto step, parseMetaspace(json, place));
        steps.push_back(std::move(step));
    } else if (type == "Digits") {
        AZR_TRY(const bool single, field<bool>(json, "individual_digits", place));
        steps.emplace_back(ByClass{isNumeric, single ? SplitBehavior::Isolated : SplitBehavior::Contiguous});
    } else if (type == "Punctuation") {
        AZR_TRY(const auto name, fieldOr<std::string>(json, "behavior", "Isolated", place));
        AZR_TRY(const auto behavior, splitBehavior(name, place));
        steps.emplace_back(ByClass{isPunctuation, behavior});
    } else if (type == "WhitespaceSplit") {
        steps.emplace_back(ByClass{isSpace, SplitBehavior::Removed});
    } else if (type == "BertPreTokenizer") {
        steps.emplace_back(ByClass{isSpace, SplitBehavior::Removed});
        steps.emplace_back(ByClass{isPunctuation, SplitBehavior::Isolated});
    } else if (type == "Whitespace") {
        steps.emplace_back(WordsAndSigns{});
    } else if (type == "CharDelimiterSplit") {
        AZR_TRY(const auto delimiter, characterField(json, "delimiter", place));
        steps.emplace_back(ByCharacter{codePointAt(delimiter, 0).value});
    } else if (type == "FixedLength") {
        AZR_TRY(const auto length, fieldOr<std::int64_t>(json, "length", 5, place));
        if (length < 1) return fail(ErrorCode::Parse, "field 'length' is not above 0", place);
        steps.emplace_back(FixedLength{static_cast<std::size_t>(length)});
    } else {
        return fail(ErrorCode::Unsupported, "the pre-tokenizer '" + type + "' is not supported", place,
                    "use a model with a byte-level or SentencePiece tokenizer");
    }
    return {};
}

Status PreTokenizer::add(const Json& json, PreTokenizer& pre, const std::string& place) {
    AZR_TRY(const auto type, field<std::string>(json, "type", place));
    if (type == "Sequence") {
        AZR_CHECK(checkKeys("tokenizer.json: pre_tokenizer Sequence", json, place));
        AZR_TRY(const auto parts, field<std::vector<Json>>(json, "pretokenizers", place));
        for (const auto& part : parts) AZR_CHECK(add(part, pre, place));
        return {};
    }
    AZR_CHECK(addPart(json, type, pre, place));
    return checkKeys("tokenizer.json: pre_tokenizer " + type, json, place);
}

Result<PreTokenizer> PreTokenizer::parse(const Json& json, const std::string& place) {
    PreTokenizer pre;
    if (!json.is_null()) AZR_CHECK(add(json, pre, place));
    return pre;
}

void PreTokenizer::applyMetaspace(const Metaspace& meta, Word word, Words& out) {
    const bool first = word.origin > 0;
    std::string text;
    std::size_t origin = 0;
    for (std::size_t i = 0; i < word.text.size(); ++i) {
        if (word.text[i] == ' ')
            text += meta.replacement;
        else
            text += word.text[i];
        if (i + 1 == word.origin) origin = text.size();
    }
    const bool prepend = meta.scheme == Metaspace::Scheme::Always || (meta.scheme == Metaspace::Scheme::First && first);
    if (prepend && !text.starts_with(meta.replacement)) {
        text.insert(0, meta.replacement);
        if (first) origin += meta.replacement.size();
    }
    Word whole{std::move(text), origin};
    if (!meta.split) {
        out.push_back(std::move(whole));
        return;
    }
    const char32_t sign = codePointAt(meta.replacement, 0).value;
    std::vector<Span> pieces;
    splitAt(charactersThat(whole.text, [&](char32_t value) { return value == sign; }), whole.text.size(),
            SplitBehavior::MergedWithNext, false, pieces);
    cut(whole, pieces, out);
}

Status PreTokenizer::applyStep(const Step& step, Word word, Words& out) {
    std::vector<Span> found, pieces;
    if (const auto* split = std::get_if<Split>(&step)) {
        AZR_CHECK(split->pattern.findAll(word.text, found));
        splitAt(found, word.text.size(), split->behavior, split->invert, pieces);
        cut(word, pieces, out);
    } else if (const auto* byClass = std::get_if<ByClass>(&step)) {
        splitAt(charactersThat(word.text, byClass->belongs), word.text.size(), byClass->behavior, false, pieces);
        cut(word, pieces, out);
    } else if (const auto* single = std::get_if<ByCharacter>(&step)) {
        splitAt(charactersThat(word.text, [&](char32_t value) { return value == single->value; }), word.text.size(),
                SplitBehavior::Removed, false, pieces);
        cut(word, pieces, out);
    } else if (const auto* fixed = std::get_if<FixedLength>(&step)) {
        cut(word, chunks(word.text, fixed->characters), out);
    } else if (const auto* meta = std::get_if<Metaspace>(&step)) {
        applyMetaspace(*meta, std::move(word), out);
    } else if (std::holds_alternative<WordsAndSigns>(step)) {
        cut(word, wordsAndSigns(word.text), out);
    } else if (std::holds_alternative<ByteLevel>(step)) {
        const std::size_t origin = toByteLevel(std::string_view(word.text).substr(0, word.origin)).size();
        out.push_back({toByteLevel(word.text), origin});
    } else {
        if (!word.text.starts_with(' ')) {
            word.text.insert(0, 1, ' ');
            if (word.origin > 0) ++word.origin;
        }
        out.push_back(std::move(word));
    }
    return {};
}

Status PreTokenizer::apply(Word text, std::vector<Word>& words) const {
    if (text.text.empty()) return {};
    words.push_back(std::move(text));
    Words next;
    for (const auto& step : m_steps) {
        next.clear();
        for (auto& word : words) AZR_CHECK(applyStep(step, std::move(word), next));
        words.swap(next);
    }
    return {};
}

}  // namespace azr::tokenizer
