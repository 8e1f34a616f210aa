/// What a Tokenizer is made of. Filled by tokenizer_reader.cpp, used by tokenizer.cpp.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/tokenizer/parts/decoder_p.h"
#include "core/tokenizer/parts/normalizer_p.h"
#include "core/tokenizer/parts/post_processor_p.h"
#include "core/tokenizer/parts/pre_tokenizer_p.h"
#include "core/tokenizer/tokenizer.h"
#include "core/tokenizer/vocabulary/added_vocabulary_p.h"
#include "core/tokenizer/vocabulary/model_p.h"

namespace azr::tokenizer {

struct Tokenizer::Parts {
    class WordCache;

    Parts();
    ~Parts();
    Parts(const Parts&) = delete;
    Parts& operator=(const Parts&) = delete;

    /// Appends the ids of the text.
    [[nodiscard]] Result<Coverage> encode(std::string_view text, Ids& ids) const;
    /// Whether every character has a token that is not the unknown one.
    [[nodiscard]] bool knows(std::string_view text) const;
    /// What decoding writes for an id below the size.
    [[nodiscard]] std::string_view writtenOf(std::int32_t id) const;
    [[nodiscard]] Result<Coverage> encodePlain(Word text, Ids& ids) const;
    [[nodiscard]] Result<Coverage> encodeSegment(std::string_view text, bool atStart, Ids& ids) const;

    AddedVocabulary added;
    Normalizer normalizer;
    PreTokenizer preTokenizer;
    Model model;
    Decoder decoder;
    PostProcessor postProcessor;
    std::vector<std::string> tokens;  ///< stored spelling by id, added ones included
    SpecialTokens special;
    Ids stops;
    std::string place;
    std::unique_ptr<WordCache> cache;
};

}  // namespace azr::tokenizer
