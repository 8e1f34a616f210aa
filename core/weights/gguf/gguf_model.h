/// A GGUF file of the llama, mistral, qwen2 or qwen3 family as a Hugging Face model: its config, its weights under
/// Hugging Face's names (the interleaved heads of llama put back in halves), its tokenizer.
#pragma once

#include <memory>

#include "core/base/json.h"
#include "core/weights/gguf/gguf.h"
#include "core/weights/hf_config.h"
#include "core/weights/weight_source.h"

namespace azr::weights {

/// Tensors that hold the outcome of a scaling of RoPE: part of the config.
[[nodiscard]] bool isGgufRopeFactors(std::string_view tensor);

struct GgufArchitecture;
/// Unsupported for one that is not read.
[[nodiscard]] Result<const GgufArchitecture*> architectureOf(const GgufFile& file);
/// Unsupported for a key that begins so and that is not known, or that changes what this build computes (known_keys.h).
[[nodiscard]] Status checkGgufKeys(const GgufFile& file, std::string_view architecture,
                                   std::string_view beginning = {});
/// The metadata as a config.json, in the words of Hugging Face.
[[nodiscard]] Result<Json> ggufConfigJson(const GgufFile& file);
/// That as a value. Unsupported for keys that change the arithmetic in ways that this build does not compute, or that
/// contradict each other or the tensors (known_keys.h).
[[nodiscard]] Result<HfConfig> ggufConfig(const GgufFile& file);
[[nodiscard]] Result<std::unique_ptr<WeightSource>> ggufWeights(GgufFile file);

/// The content of a tokenizer.json. The vocabulary stands apart: in an ordered object each key costs a walk.
struct TokenizerFiles {
    Json settings;                         ///< tokenizer.json without `model.vocab`
    nlohmann::json vocabulary;             ///< `model.vocab`: token to id, or a list of tokens with scores
    Json config;                           ///< tokenizer_config.json: special tokens, chat_template
    std::vector<std::int32_t> mergeRanks;  ///< of `model.merges`, where several are equal; empty: their order
    std::vector<std::int32_t> stops;       ///< ids that end a completion, beside eos_token
};
/// The chat templates of the file: null, a text, or a list of {name, template} as tokenizer_config.json has it.
[[nodiscard]] Json ggufChatTemplates(const GgufFile& file);
/// Byte-level BPE (with the pre-tokenizer the file names), SentencePiece BPE or SentencePiece Unigram, with llama.cpp's
/// defaults for keys that are missing.
[[nodiscard]] Result<TokenizerFiles> ggufTokenizer(const GgufFile& file);

}  // namespace azr::weights
