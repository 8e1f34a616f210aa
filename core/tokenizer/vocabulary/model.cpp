#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/model_p.h"

namespace azr::tokenizer {
namespace {

constexpr std::int64_t kMaxId = 1 << 24;

std::uint64_t pairKey(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

Result<std::string> textOrEmpty(const Json& json, const char* key, const std::string& place) {
    return fieldOr<std::string>(json, key, "", place);
}

/// Files of before 2021 leave the type out.
std::string guessedType(const Json& json, const nlohmann::json& vocabulary) {
    if (json.contains("merges")) return "BPE";
    return vocabulary.is_array() ? "Unigram" : "WordLevel";
}

}  // namespace

Status Model::addToken(const std::string& token, std::int64_t id, const std::string& place) {
    if (id < 0 || id > kMaxId)
        return fail(ErrorCode::Parse, "the id of '" + token + "' in 'model.vocab' is no token id", place);
    const auto index = static_cast<std::size_t>(id);
    if (index >= m_tokens.size()) m_tokens.resize(index + 1);
    m_tokens[index] = token;
    m_ids.insert_or_assign(token, static_cast<std::int32_t>(id));
    return {};
}

Status Model::parseVocabulary(const nlohmann::json& vocabulary, const std::string& place) {
    if (!vocabulary.is_object())
        return fail(ErrorCode::Parse, "field 'model.vocab' is missing or not an object", place);
    m_ids.reserve(vocabulary.size());
    for (const auto& [token, value] : vocabulary.items()) {
        if (!value.is_number_integer())
            return fail(ErrorCode::Parse, "the id of '" + token + "' in 'model.vocab' is no token id", place);
        AZR_CHECK(addToken(token, value.get<std::int64_t>(), place));
    }
    m_count = m_ids.size();
    return {};
}

Status Model::parseUnigram(const Json& json, const nlohmann::json& vocabulary, const std::string& place) {
    if (!vocabulary.is_array() || vocabulary.empty())
        return fail(ErrorCode::Parse, "field 'model.vocab' of a Unigram model is missing or not a list", place);
    std::vector<double> scores;
    m_ids.reserve(vocabulary.size());
    for (const auto& entry : vocabulary) {
        if (!entry.is_array() || entry.size() != 2 || !entry[0].is_string() || !entry[1].is_number())
            return fail(ErrorCode::Parse, "'model.vocab' holds something that is no pair of token and score", place);
        AZR_CHECK(addToken(entry[0].get<std::string>(), static_cast<std::int64_t>(scores.size()), place));
        scores.push_back(entry[1].get<double>());
        if (!std::isfinite(scores.back()))
            return fail(ErrorCode::Parse, "a score in 'model.vocab' is not finite", place);
    }
    m_count = scores.size();
    AZR_TRY(const auto unknown, fieldOr<std::int64_t>(json, "unk_id", -1, place));
    if (unknown < -1 || unknown >= static_cast<std::int64_t>(scores.size()))
        return fail(ErrorCode::Parse, "field 'unk_id' is not in 'model.vocab'", place);
    if (unknown >= 0) m_unknown = static_cast<std::int32_t>(unknown);
    m_unigram = std::make_shared<const Unigram>(m_tokens, std::move(scores), m_unknown);
    return {};
}

Status Model::addMerge(const std::string& left, const std::string& right, std::int32_t rank, const std::string& place) {
    // The prefix is cut off unseen, as in the reference.
    const std::string tail = right.substr(std::min(right.size(), m_continuingPrefix.size()));
    const auto a = idOf(left), b = idOf(right), merged = idOf(left + tail);
    if (!a || !b || !merged)
        return fail(ErrorCode::Parse,
                    "the merge '" + left + " " + right + "' names a token that is not in 'model.vocab'", place);
    m_merges[pairKey(*a, *b)] = {rank, *merged};  // of a pair listed twice the last rank counts
    return {};
}

Status Model::parseMerges(const Json& json, const std::vector<std::int32_t>& ranks, const std::string& place) {
    const auto merges = json.find("merges");
    if (merges == json.end() || !merges->is_array())
        return fail(ErrorCode::Parse, "field 'model.merges' is missing or not a list", place);
    m_merges.reserve(merges->size());
    std::size_t listed = 0;
    const auto rank = [&] { return listed < ranks.size() ? ranks[listed] : static_cast<std::int32_t>(listed); };
    for (const auto& merge : *merges) {
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            AZR_CHECK(addMerge(merge[0].get<std::string>(), merge[1].get<std::string>(), rank(), place));
            ++listed;
            continue;
        }
        const std::string text = merge.is_string() ? merge.get<std::string>() : std::string();
        if (text.starts_with("#version")) continue;  // the first line of a merges.txt
        const auto space = text.find(' ');
        if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos)
            return fail(ErrorCode::Parse, "'model.merges' holds something that is no pair", place);
        AZR_CHECK(addMerge(text.substr(0, space), text.substr(space + 1), rank(), place));
        ++listed;
    }
    return {};
}

Status Model::parseBpe(const Json& json, const std::vector<std::int32_t>& ranks, const std::string& place) {
    AZR_TRY(m_continuingPrefix, textOrEmpty(json, "continuing_subword_prefix", place));
    AZR_TRY(m_endSuffix, textOrEmpty(json, "end_of_word_suffix", place));
    AZR_TRY(m_fuseUnknown, fieldOr<bool>(json, "fuse_unk", false, place));
    AZR_TRY(m_ignoreMerges, fieldOr<bool>(json, "ignore_merges", false, place));
    AZR_TRY(const double dropout, fieldOr<double>(json, "dropout", 0.0, place));
    if (dropout != 0.0)
        return fail(ErrorCode::Unsupported, "field 'dropout' is not 0: the same text would get other tokens each time",
                    place, "write \"dropout\": null");
    return parseMerges(json, ranks, place);
}

Result<Model> Model::parse(const Json& json, const nlohmann::json& vocabulary, const std::vector<std::int32_t>& ranks,
                           const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "field 'model' is missing or not an object", place);
    AZR_TRY(const auto type, fieldOr<std::string>(json, "type", guessedType(json, vocabulary), place));
    if (type != "BPE" && type != "WordLevel" && type != "Unigram")
        return fail(ErrorCode::Unsupported, "the tokenizer model '" + type + "' is not supported", place,
                    "BPE, Unigram and WordLevel are");
    AZR_CHECK(checkKeys("tokenizer.json: model " + type, json, place + ", model"));
    Model model;
    model.m_kind = type == "BPE" ? Kind::Bpe : type == "WordLevel" ? Kind::WordLevel : Kind::Unigram;
    if (model.m_kind == Kind::Unigram) {
        AZR_CHECK(model.parseUnigram(json, vocabulary, place));
    } else {
        AZR_CHECK(model.parseVocabulary(vocabulary, place));
        AZR_TRY(const auto unknown, textOrEmpty(json, "unk_token", place));
        model.m_hasUnknown = !unknown.empty();
        if (model.m_hasUnknown) model.m_unknown = model.idOf(unknown);
    }
    AZR_TRY(model.m_byteFallback, fieldOr<bool>(json, "byte_fallback", false, place));
    for (int byte = 0; byte < 256; ++byte)
        model.m_byteTokens.push_back(model.idOf(fmt::format("<0x{:02X}>", byte)).value_or(-1));
    if (model.m_kind == Kind::Bpe) AZR_CHECK(model.parseBpe(json, ranks, place));
    return model;
}

std::optional<std::int32_t> Model::idOf(std::string_view token) const {
    const auto found = m_ids.find(token);
    if (found == m_ids.end()) return std::nullopt;
    return found->second;
}

bool Model::pushBytes(std::string_view character, std::vector<std::int32_t>& symbols) const {
    for (const char c : character)
        if (m_byteTokens[static_cast<unsigned char>(c)] < 0) return false;
    for (const char c : character) symbols.push_back(m_byteTokens[static_cast<unsigned char>(c)]);
    return true;
}

Coverage Model::encodeUnigram(std::string_view word, std::vector<std::int32_t>& ids) const {
    const auto pieces = m_unigram->split(word);
    if (!pieces) return Coverage::Unwritten;
    for (const UnigramPiece& piece : *pieces) {
        // Joined unknown characters may spell a token; so does what is unknown only by its id.
        const auto text = word.substr(piece.begin, piece.end - piece.begin);
        const auto id = m_unknown == piece.id ? idOf(text) : std::optional(piece.id);
        if (id)
            ids.push_back(*id);
        else if (!m_byteFallback || !pushBytes(text, ids))
            ids.push_back(piece.id);
    }
    return Coverage::Whole;
}

Coverage Model::encodeWord(std::string_view word, std::vector<std::int32_t>& ids) const {
    if (word.empty()) return Coverage::Whole;
    if (m_kind == Kind::Unigram) return encodeUnigram(word, ids);
    if (m_kind == Kind::WordLevel || m_ignoreMerges) {
        if (const auto id = idOf(word)) {
            ids.push_back(*id);
            return Coverage::Whole;
        }
    }
    if (m_kind == Kind::WordLevel) {
        if (m_unknown) ids.push_back(*m_unknown);
        return m_unknown ? Coverage::Whole : m_hasUnknown ? Coverage::Unwritten : Coverage::Dropped;
    }
    std::vector<std::int32_t> symbols;
    symbols.reserve(word.size());
    const Coverage coverage = firstSymbols(word, symbols);
    if (symbols.size() > 1) merge(symbols);
    ids.insert(ids.end(), symbols.begin(), symbols.end());
    return coverage;
}

}  // namespace azr::tokenizer
