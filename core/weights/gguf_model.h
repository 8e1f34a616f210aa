/// A GGUF file of the llama, mistral, qwen2 or qwen3 family as a Hugging Face model: its config, its weights under
/// Hugging Face's names (the interleaved heads of llama put back in halves), its tokenizer.
#pragma once

#include <memory>

#include "core/base/json.h"
#include "core/weights/gguf.h"
#include "core/weights/hf_config.h"
#include "core/weights/weight_source.h"

namespace azr::weights {

/// From the metadata; Unsupported for another architecture or a scaling of RoPE that is neither linear nor llama3.
[[nodiscard]] Result<HfConfig> ggufConfig(const GgufFile& file);
[[nodiscard]] Result<std::unique_ptr<WeightSource>> ggufWeights(GgufFile file);

/// The content of a tokenizer.json. The vocabulary stands apart: in an ordered object each key costs a walk.
struct TokenizerFiles {
    Json settings;              ///< tokenizer.json without `model.vocab`
    nlohmann::json vocabulary;  ///< `model.vocab`: token to id
    Json config;                ///< tokenizer_config.json: special tokens, chat_template
};
/// The chat templates of the file: null, a text, or a list of {name, template} as tokenizer_config.json has it.
[[nodiscard]] Json ggufChatTemplates(const GgufFile& file);
/// Byte-level BPE (with the pre-tokenizer the file names) or SentencePiece BPE.
[[nodiscard]] Result<TokenizerFiles> ggufTokenizer(const GgufFile& file);

}  // namespace azr::weights
