#include <fmt/format.h>

#include <queue>

#include "core/tokenizer/model_p.h"
#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

constexpr std::int32_t kMaxId = 1 << 24;

std::uint64_t pairKey(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 | static_cast<std::uint32_t>(right);
}

Result<std::string> textOrEmpty(const Json& json, const char* key, const std::string& place) {
    return fieldOr<std::string>(json, key, "", place);
}

}  // namespace

Status Model::parseVocabulary(const nlohmann::json& vocabulary, const std::string& place) {
    if (!vocabulary.is_object())
        return fail(ErrorCode::Parse, "field 'model.vocab' is missing or not an object", place);
    m_ids.reserve(vocabulary.size());
    for (const auto& [token, value] : vocabulary.items()) {
        if (!value.is_number_integer() || value.get<std::int64_t>() < 0 || value.get<std::int64_t>() > kMaxId)
            return fail(ErrorCode::Parse, "the id of '" + token + "' in 'model.vocab' is no token id", place);
        const auto id = value.get<std::int32_t>();
        if (static_cast<std::size_t>(id) >= m_tokens.size()) m_tokens.resize(static_cast<std::size_t>(id) + 1);
        m_tokens[static_cast<std::size_t>(id)] = token;
        m_ids.emplace(token, id);
    }
    for (int byte = 0; byte < 256; ++byte) m_byteTokens.push_back(idOf(fmt::format("<0x{:02X}>", byte)).value_or(-1));
    return {};
}

Status Model::addMerge(const std::string& left, const std::string& right, const std::string& place) {
    std::string_view tail = right;
    if (!m_continuingPrefix.empty() && tail.starts_with(m_continuingPrefix))
        tail.remove_prefix(m_continuingPrefix.size());
    const auto a = idOf(left), b = idOf(right), merged = idOf(left + std::string(tail));
    if (!a || !b || !merged)
        return fail(ErrorCode::Parse,
                    "the merge '" + left + " " + right + "' names a token that is not in 'model.vocab'", place);
    // A pair listed twice keeps its last rank, as a map filled from the list does.
    m_merges[pairKey(*a, *b)] = {static_cast<std::int32_t>(m_merges.size()), *merged};
    return {};
}

Status Model::parseMerges(const Json& json, const std::string& place) {
    const auto merges = json.find("merges");
    if (merges == json.end() || !merges->is_array())
        return fail(ErrorCode::Parse, "field 'model.merges' is missing or not a list", place);
    m_merges.reserve(merges->size());
    for (const auto& merge : *merges) {
        if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
            AZR_CHECK(addMerge(merge[0].get<std::string>(), merge[1].get<std::string>(), place));
            continue;
        }
        const std::string text = merge.is_string() ? merge.get<std::string>() : std::string();
        const auto space = text.find(' ');
        if (space == std::string::npos || text.find(' ', space + 1) != std::string::npos)
            return fail(ErrorCode::Parse, "'model.merges' holds something that is no pair", place);
        AZR_CHECK(addMerge(text.substr(0, space), text.substr(space + 1), place));
    }
    return {};
}

Result<Model> Model::parse(const Json& json, const nlohmann::json& vocabulary, const std::string& place) {
    if (!json.is_object()) return fail(ErrorCode::Parse, "field 'model' is missing or not an object", place);
    // Files of before 2021 leave the type out; what has merges is BPE.
    AZR_TRY(const auto type, fieldOr<std::string>(json, "type", json.contains("merges") ? "BPE" : "WordLevel", place));
    if (type != "BPE" && type != "WordLevel")
        return fail(ErrorCode::Unsupported, "the tokenizer model '" + type + "' is not supported", place);
    Model model;
    model.m_wordLevel = type == "WordLevel";
    AZR_TRY(model.m_continuingPrefix, textOrEmpty(json, "continuing_subword_prefix", place));
    AZR_TRY(model.m_endSuffix, textOrEmpty(json, "end_of_word_suffix", place));
    AZR_TRY(model.m_byteFallback, fieldOr<bool>(json, "byte_fallback", false, place));
    AZR_TRY(model.m_fuseUnknown, fieldOr<bool>(json, "fuse_unk", false, place));
    AZR_TRY(model.m_ignoreMerges, fieldOr<bool>(json, "ignore_merges", false, place));
    AZR_TRY(const double dropout, fieldOr<double>(json, "dropout", 0.0, place));
    if (dropout != 0.0) return fail(ErrorCode::Unsupported, "BPE dropout is not supported", place);
    AZR_CHECK(model.parseVocabulary(vocabulary, place));
    AZR_TRY(const auto unknown, textOrEmpty(json, "unk_token", place));
    if (!unknown.empty()) model.m_unknown = model.idOf(unknown);
    if (!model.m_wordLevel) AZR_CHECK(model.parseMerges(json, place));
    return model;
}

std::optional<std::int32_t> Model::idOf(std::string_view token) const {
    const auto found = m_ids.find(token);
    if (found == m_ids.end()) return std::nullopt;
    return found->second;
}

const Model::Merge* Model::mergeOf(std::int32_t left, std::int32_t right) const {
    const auto found = m_merges.find(pairKey(left, right));
    return found == m_merges.end() ? nullptr : &found->second;
}

bool Model::pushBytes(std::string_view character, std::vector<std::int32_t>& symbols) const {
    for (const char c : character)
        if (m_byteTokens[static_cast<unsigned char>(c)] < 0) return false;
    for (const char c : character) symbols.push_back(m_byteTokens[static_cast<unsigned char>(c)]);
    return true;
}

bool Model::firstSymbols(std::string_view word, std::vector<std::int32_t>& symbols) const {
    bool complete = true, pendingUnknown = false;
    const auto flush = [&] {
        if (pendingUnknown) symbols.push_back(*m_unknown);
        pendingUnknown = false;
    };
    std::string decorated;
    for (std::size_t at = 0; at < word.size();) {
        const auto character = word.substr(at, codePointAt(word, at).length);
        std::string_view spelling = character;
        if (!m_continuingPrefix.empty() || !m_endSuffix.empty()) {
            decorated = (at > 0 ? m_continuingPrefix : "") + std::string(character);
            if (at + character.size() == word.size()) decorated += m_endSuffix;
            spelling = decorated;
        }
        at += character.size();
        if (const auto id = idOf(spelling)) {
            flush();
            symbols.push_back(*id);
            continue;
        }
        if (m_byteFallback && pushBytes(spelling, symbols)) continue;
        if (!m_unknown) {
            complete = false;
            continue;
        }
        if (pendingUnknown && !m_fuseUnknown) flush();
        pendingUnknown = true;
    }
    flush();
    return complete;
}

/// Merges the pair of the lowest rank, the leftmost first, until none is left. A heap of candidate pairs over a linked
/// list: a candidate whose symbols have changed since is recognised by its merged id and skipped.
void Model::merge(std::vector<std::int32_t>& ids) const {
    struct Candidate {
        std::int32_t rank, at, id;
        bool operator>(const Candidate& other) const { return rank != other.rank ? rank > other.rank : at > other.at; }
    };
    const auto count = static_cast<std::int32_t>(ids.size());
    std::vector<Symbol> symbols(ids.size());
    std::vector<Candidate> storage;
    storage.reserve(ids.size());
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue({}, std::move(storage));
    const auto at = [&](std::int32_t index) -> Symbol& { return symbols[static_cast<std::size_t>(index)]; };
    const auto offer = [&](std::int32_t left) {
        if (left < 0 || at(left).next < 0) return;
        if (const auto* found = mergeOf(at(left).id, at(at(left).next).id)) queue.push({found->rank, left, found->id});
    };
    for (std::int32_t i = 0; i < count; ++i)
        at(i) = {ids[static_cast<std::size_t>(i)], i - 1, i + 1 < count ? i + 1 : -1};
    for (std::int32_t i = 0; i < count; ++i) offer(i);
    while (!queue.empty()) {
        const Candidate top = queue.top();
        queue.pop();
        Symbol& left = at(top.at);
        if (left.id < 0 || left.next < 0) continue;
        Symbol& right = at(left.next);
        const auto* found = mergeOf(left.id, right.id);
        if (found == nullptr || found->id != top.id) continue;
        left.id = top.id;
        right.id = -1;
        left.next = right.next;
        if (left.next >= 0) at(left.next).previous = top.at;
        offer(left.previous);
        offer(top.at);
    }
    ids.clear();
    for (std::int32_t i = 0; i >= 0; i = at(i).next) ids.push_back(at(i).id);
}

bool Model::encodeWord(std::string_view word, std::vector<std::int32_t>& ids) const {
    if (word.empty()) return true;
    if (m_wordLevel || m_ignoreMerges) {
        if (const auto id = idOf(word)) {
            ids.push_back(*id);
            return true;
        }
        if (m_wordLevel) {
            if (m_unknown) ids.push_back(*m_unknown);
            return m_unknown.has_value();
        }
    }
    std::vector<std::int32_t> symbols;
    symbols.reserve(word.size());
    const bool complete = firstSymbols(word, symbols);
    if (symbols.size() > 1) merge(symbols);
    ids.insert(ids.end(), symbols.begin(), symbols.end());
    return complete;
}

}  // namespace azr::tokenizer
