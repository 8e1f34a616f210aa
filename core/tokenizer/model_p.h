/// The `model` part of a tokenizer.json: from one word to ids. BPE and WordLevel share a vocabulary and the rule for
/// what is not in it. Immutable after parse(); encodeWord() is thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

class Model {
  public:
    /// `vocabulary`: the object `model.vocab`, apart because finding a key in an ordered object of its size is slow.
    [[nodiscard]] static Result<Model> parse(const Json& json, const nlohmann::json& vocabulary,
                                             const std::string& place);

    /// Appends the ids of `word`. False when some character has no token and there is no unknown token either: it is
    /// left out.
    bool encodeWord(std::string_view word, std::vector<std::int32_t>& ids) const;
    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view token) const;
    [[nodiscard]] const std::vector<std::string>& tokens() const { return m_tokens; }  ///< by id; gaps are empty
    [[nodiscard]] std::optional<std::int32_t> unknown() const { return m_unknown; }

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    struct Merge {
        std::int32_t rank = 0, id = -1;
    };
    struct Symbol {
        std::int32_t id = -1, previous = -1, next = -1;
    };
    Status parseVocabulary(const nlohmann::json& vocabulary, const std::string& place);
    Status parseMerges(const Json& json, const std::string& place);
    Status addMerge(const std::string& left, const std::string& right, const std::string& place);
    bool firstSymbols(std::string_view word, std::vector<std::int32_t>& symbols) const;
    bool pushBytes(std::string_view character, std::vector<std::int32_t>& symbols) const;
    void merge(std::vector<std::int32_t>& symbols) const;
    [[nodiscard]] const Merge* mergeOf(std::int32_t left, std::int32_t right) const;

    bool m_wordLevel = false;
    bool m_byteFallback = false, m_fuseUnknown = false, m_ignoreMerges = false;
    std::string m_continuingPrefix, m_endSuffix;
    std::optional<std::int32_t> m_unknown;
    std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> m_ids;  // looked up, never walked
    std::unordered_map<std::uint64_t, Merge> m_merges;                           // the same
    std::vector<std::string> m_tokens;
    std::vector<std::int32_t> m_byteTokens;  // <0x00> … <0xFF>, -1 where missing
};

}  // namespace azr::tokenizer
