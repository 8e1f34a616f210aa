/// The `model` part of a tokenizer.json: from one word to ids. BPE, Unigram and WordLevel share a vocabulary and the
/// rule for what is not in it. Immutable after parse(); encodeWord() is thread-safe.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/tokenizer/vocabulary/unigram_p.h"

namespace azr::tokenizer {

/// Whether every character of a word got a token.
enum class Coverage {
    Whole,
    Dropped,   ///< some character has none and was left out, as the reference does where a BPE model has no unknown
               ///< token
    Unwritten  ///< the reference fails: there should be an unknown token, and there is none
};

class Model {
  public:
    /// `vocabulary`: `model.vocab`, apart because finding a key in an ordered object of its size is slow. `ranks`: of
    /// the merges, where several may be equal; empty: their order.
    [[nodiscard]] static Result<Model> parse(const Json& json, const nlohmann::json& vocabulary,
                                             const std::vector<std::int32_t>& ranks, const std::string& place);

    /// Appends the ids of `word`.
    Coverage encodeWord(std::string_view word, std::vector<std::int32_t>& ids) const;
    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view token) const;
    [[nodiscard]] const std::vector<std::string>& tokens() const { return m_tokens; }  ///< by id; gaps are empty
    [[nodiscard]] std::size_t count() const {
        return m_count;
    }  ///< of tokens; where no id is left out the next free id
    [[nodiscard]] std::optional<std::int32_t> unknown() const { return m_unknown; }
    [[nodiscard]] bool isBpe() const { return m_kind == Kind::Bpe; }

  private:
    enum class Kind { Bpe, WordLevel, Unigram };
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
    Status addToken(const std::string& token, std::int64_t id, const std::string& place);
    Status parseVocabulary(const nlohmann::json& vocabulary, const std::string& place);
    Status parseUnigram(const Json& json, const nlohmann::json& vocabulary, const std::string& place);
    Status parseBpe(const Json& json, const std::vector<std::int32_t>& ranks, const std::string& place);
    Status parseMerges(const Json& json, const std::vector<std::int32_t>& ranks, const std::string& place);
    Status addMerge(const std::string& left, const std::string& right, std::int32_t rank, const std::string& place);
    Coverage firstSymbols(std::string_view word, std::vector<std::int32_t>& symbols) const;
    bool pushBytes(std::string_view character, std::vector<std::int32_t>& symbols) const;
    void merge(std::vector<std::int32_t>& symbols) const;
    Coverage encodeUnigram(std::string_view word, std::vector<std::int32_t>& ids) const;
    [[nodiscard]] const Merge* mergeOf(std::int32_t left, std::int32_t right) const;

    Kind m_kind = Kind::Bpe;
    bool m_byteFallback = false, m_fuseUnknown = false, m_ignoreMerges = false;
    bool m_hasUnknown = false;  ///< the file names one, whether or not the vocabulary has it
    std::string m_continuingPrefix, m_endSuffix;
    std::optional<std::int32_t> m_unknown;
    std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> m_ids;  // looked up, never walked
    std::unordered_map<std::uint64_t, Merge> m_merges;                           // the same
    std::vector<std::string> m_tokens;
    std::size_t m_count = 0;
    std::vector<std::int32_t> m_byteTokens;  // <0x00> … <0xFF>, -1 where missing
    std::shared_ptr<const Unigram> m_unigram;
};

}  // namespace azr::tokenizer
