/// The nano model's vocabulary: tags, whole Python lexemes with their spaces, one token per digit and per letter.
/// Encoding is leftmost-longest match, decoding plain concatenation. tokenizer.json says the same to the Hugging Face
/// tokenizers library: every lexeme is an added token of a WordLevel model, with the Fuse decoder. Pure functions;
/// text outside the vocabulary is not an error: it becomes <unk>, as it does there.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/policy/sampler.h"

namespace azr::selfplay {

/// All lexemes; the index is the token id.
[[nodiscard]] std::span<const std::string_view> nanoLexemes();
[[nodiscard]] policy::Token nanoToken(std::string_view lexeme);  ///< <unk> when it is none

/// A stretch of text without any lexeme gives one <unk>.
[[nodiscard]] std::vector<policy::Token> encodeNano(std::string_view text);
[[nodiscard]] std::string decodeNano(std::span<const policy::Token> tokens);
/// Whether the text lies wholly in the vocabulary.
[[nodiscard]] bool speaksNano(std::string_view text);

constexpr int kNanoContext = 288;      ///< tokens of prompt and completion together
constexpr int kNanoPromptLimit = 160;  ///< as PromptConfig
constexpr int kNanoResponseLimit = 112;

[[nodiscard]] std::string nanoTokenizerJson();
[[nodiscard]] std::string nanoConfigJson();
/// config.json, tokenizer.json, tokenizer_config.json and generation_config.json into `folder`, which is made if
/// missing.
Status writeNanoModelFiles(const std::filesystem::path& folder);

}  // namespace azr::selfplay
