/// Text to tokens and back, as self-play needs it: one narrow interface, so that the loop runs on any tokenizer and, in
/// tests, on plain bytes. Immutable, hence thread-safe.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/policy/sampler.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::selfplay {

class TextCodec {
  public:
    virtual ~TextCodec() = default;
    /// Special tokens in the text are recognised; nothing is added. Fails when a character has no token.
    [[nodiscard]] virtual Result<std::vector<policy::Token>> encode(std::string_view text) const = 0;
    /// A prompt, with what the model begins a text with (tokenizer/tokenizer.h); by default the text alone.
    [[nodiscard]] virtual Result<std::vector<policy::Token>> encodePrompt(std::string_view text,
                                                                          tokenizer::PromptText kind) const;
    /// What has none, in order.
    [[nodiscard]] virtual std::vector<tokenizer::TextSpan> withoutToken(std::string_view text) const = 0;
    /// Special tokens are written out.
    [[nodiscard]] virtual std::string decode(std::span<const policy::Token> tokens) const = 0;
    /// End of text and end of turn; not part of a response's text.
    [[nodiscard]] virtual const std::vector<policy::Token>& endTokens() const = 0;
};

/// The codec of a tokenizer, which must outlive it.
[[nodiscard]] std::unique_ptr<TextCodec> codecOf(const tokenizer::Tokenizer& tokenizer,
                                                 std::vector<policy::Token> endTokens);

}  // namespace azr::selfplay
