/// Text to token ids and back, read from a Hugging Face `tokenizer.json` or a GGUF file: BPE (byte-level or with byte
/// fallback), Unigram and WordLevel, with their normalizers, pre-tokenizers, added tokens, post-processors and
/// decoders. Gives the ids of the Hugging Face library (tokenizers 0.23, transformers 5), for a GGUF file those of
/// llama.cpp; special tokens standing in the text are recognised. Immutable, hence thread-safe (a word cache inside is
/// locked). Errors name the file and the field; a part or a key that is not known is refused (`known_keys`).
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

/// What a prompt's text is.
enum class PromptText {
    Plain,    ///< what the model begins a text with is put before it
    Rendered  ///< by a chat template, which writes every special token itself
};

class Tokenizer {
  public:
    using Ids = std::vector<std::int32_t>;

    /// Reads `model`/tokenizer.json and, where they exist, tokenizer_config.json, special_tokens_map.json and
    /// added_tokens.json; or what a GGUF file carries.
    [[nodiscard]] static Result<Tokenizer> load(const std::filesystem::path& model);
    /// The object of a tokenizer.json; `place` names it in errors.
    [[nodiscard]] static Result<Tokenizer> parse(const Json& json, const std::string& place);

    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;
    ~Tokenizer();

    /// The text alone. Bytes that are not UTF-8 count as U+FFFD. A character without any token is dropped where the
    /// reference drops it and an error where the reference fails; so is a text that a regular expression gives up on.
    [[nodiscard]] Result<Ids> encode(std::string_view text) const;
    /// The same, but a character that has no token, or only the unknown one, is an error that names it.
    [[nodiscard]] Result<Ids> encodeStrict(std::string_view text) const;
    /// With everything that the post-processor puts around a text.
    [[nodiscard]] Result<Ids> encodeWithSpecial(std::string_view text) const;
    /// What the model is asked to go on with: `ids` of a whole text with beginTokens() before a plain one, never twice.
    /// What a post-processor would put after a text is left out. Every command and the training loop make prompts so.
    [[nodiscard]] Ids promptOf(Ids ids, PromptText kind) const;
    /// encode() or encodeStrict(), then promptOf().
    [[nodiscard]] Result<Ids> encodePrompt(std::string_view text, PromptText kind, bool strict = false) const;
    /// The characters of the text that have no token, in order; whole words where the vocabulary knows words alone.
    [[nodiscard]] std::vector<TextSpan> withoutToken(std::string_view text) const;
    /// Unknown ids are skipped. Bytes that form no UTF-8 become U+FFFD.
    [[nodiscard]] std::string decode(std::span<const std::int32_t> ids, bool skipSpecial = false) const;
    /// Whether decode() leaves the id out.
    [[nodiscard]] bool isSkipped(std::int32_t id, bool skipSpecial) const;

    [[nodiscard]] std::optional<std::int32_t> idOf(std::string_view token) const;  ///< by the token's stored spelling
    [[nodiscard]] std::string_view textOf(std::int32_t id) const;  ///< stored spelling; empty for an unknown id
    [[nodiscard]] bool isSpecial(std::int32_t id) const;
    [[nodiscard]] std::int32_t size() const;  ///< highest id + 1
    [[nodiscard]] const SpecialTokens& special() const;
    /// What the post-processor puts before a text (`<s>` of llama); encode() does not add it.
    [[nodiscard]] const Ids& beginTokens() const;
    /// What ends a completion besides what the chat template and the configs say: the end of text, and of a GGUF file
    /// the ends of turns, too.
    [[nodiscard]] const Ids& stopTokens() const;
    /// Whether what `id` becomes depends on the next token: a byte of a run.
    [[nodiscard]] bool waitsAfter(std::int32_t id) const;

  private:
    struct Parts;
    explicit Tokenizer(std::unique_ptr<Parts> parts);
    friend struct TokenizerReader;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace azr::tokenizer
