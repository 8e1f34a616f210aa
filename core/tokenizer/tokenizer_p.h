/// What a Tokenizer is made of. Filled by tokenizer_reader.cpp, used by tokenizer.cpp.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/tokenizer/added_tokens_p.h"
#include "core/tokenizer/decoder_p.h"
#include "core/tokenizer/model_p.h"
#include "core/tokenizer/normalizer_p.h"
#include "core/tokenizer/pre_tokenizer_p.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::tokenizer {

struct Tokenizer::Parts {
    class WordCache;

    Parts();
    ~Parts();
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    /// False when a character had no token.
    bool encode(std::string_view text, std::vector<std::int32_t>& ids) const;
    /// Whether every character has a token that is not the unknown one.
    [[nodiscard]] bool knows(std::string_view text) const;
    bool encodePlain(std::string_view text, bool atStart, std::vector<std::int32_t>& ids) const;

    AddedTokenMatcher rawTokens, normalizedTokens;
    Normalizer normalizer;
    PreTokenizer preTokenizer;
    Model model;
    Decoder decoder;
    std::vector<std::string> tokens;  ///< stored spelling by id, added ones included
    std::map<std::string, std::int32_t, std::less<>> addedIds;
    std::set<std::int32_t> specialIds;
    std::vector<std::int32_t> beginTokens;
    SpecialTokens special;
    std::unique_ptr<WordCache> cache;
};

}  // namespace azr::tokenizer
