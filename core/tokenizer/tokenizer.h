/// Text to token ids and back, read from a Hugging Face `tokenizer.json`: BPE (byte-level or with byte fallback) and
/// WordLevel, with their normalizers, pre-tokenizers, added tokens and decoders. Gives the ids of the Hugging Face
/// library with add_special_tokens = false; special tokens standing in the text are recognised. Immutable, hence
/// thread-safe (a word cache inside is locked). Errors name the file and the field; a part that is not known is
/// refused.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::tokenizer {

/// Ids of the tokens with a meaning, -1 where the model has none. From tokenizer_config.json, where there is one.
struct SpecialTokens {
    std::int32_t bos = -1, eos = -1, pad = -1, unk = -1;
};

/// A stretch of a text, in bytes.
struct TextSpan {
    std::size_t offset = 0, length = 0;
    bool operator==(const TextSpan&) const = default;
};

class Tokenizer {
  public:
    /// Reads `model`/tokenizer.json and, where they exist, tokenizer_config.json; or what a GGUF file carries.
    [[nodiscard]] static Result<Tokenizer> load(const std::filesystem::path& model);
    /// The object of a tokenizer.json; `place` names it in errors.
    [[nodiscard]] static Result<Tokenizer> parse(const Json& json, const std::string& place);

    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;
    ~Tokenizer();

    /// Bytes that are not UTF-8 count as U+FFFD. A character without any token is dropped, as Hugging Face does.
    [[nodiscard]] std::vector<std::int32_t> encode(std::string_view text) const;
    /// The same, but a character that has no token, or only the unknown one, is an error that names it.
    [[nodiscard]] Result<std::vector<std::int32_t>> encodeStrict(std::string_view text) const;
    /// The characters of the text that have no token, in order; whole words where the vocabulary knows words alone.
    [[nodiscard]] std::vector<TextSpan> withoutToken(std::string_view text) const;
    /// Unknown ids are skipped. Bytes that form no UTF-8 become U+FFFD.
    [[nodiscard]] std::string decode(std::span<const std::int32_t> ids, bool skipSpecial = false) const;

    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view token) const;  ///< by the token's stored spelling
    [[nodiscard]] std::string_view textOf(std::int32_t id) const;  ///< stored spelling; empty for an unknown id
    [[nodiscard]] bool isSpecial(std::int32_t id) const;
    [[nodiscard]] std::int32_t size() const;  ///< highest id + 1
    [[nodiscard]] const SpecialTokens& special() const;
    /// What the post-processor puts before a text (`<s>` of llama); encode() does not add it.
    [[nodiscard]] const std::vector<std::int32_t>& beginTokens() const;

  private:
    struct Parts;
    explicit Tokenizer(std::unique_ptr<Parts> parts);
    friend struct TokenizerReader;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace azr::tokenizer
