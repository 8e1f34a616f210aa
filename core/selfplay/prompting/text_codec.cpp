#include "core/selfplay/prompting/text_codec.h"

#include <utility>

namespace azr::selfplay {
namespace {

class TokenizerCodec final : public TextCodec {
  public:
    TokenizerCodec(const tokenizer::Tokenizer& tokenizer, std::vector<policy::Token> endTokens)
        : m_tokenizer(tokenizer), m_endTokens(std::move(endTokens)) {}

    Result<std::vector<policy::Token>> encode(std::string_view text) const override {
        return m_tokenizer.encodeStrict(text);
    }
    Result<std::vector<policy::Token>> encodePrompt(std::string_view text, tokenizer::PromptText kind) const override {
        return m_tokenizer.encodePrompt(text, kind, true);
    }
    std::vector<tokenizer::TextSpan> withoutToken(std::string_view text) const override {
        return m_tokenizer.withoutToken(text);
    }
    std::string decode(std::span<const policy::Token> tokens) const override { return m_tokenizer.decode(tokens); }
    const std::vector<policy::Token>& endTokens() const override { return m_endTokens; }

  private:
    const tokenizer::Tokenizer& m_tokenizer;
    std::vector<policy::Token> m_endTokens;
};

}  // namespace

Result<std::vector<policy::Token>> TextCodec::encodePrompt(std::string_view text, tokenizer::PromptText) const {
    return encode(text);
}

std::unique_ptr<TextCodec> codecOf(const tokenizer::Tokenizer& tokenizer, std::vector<policy::Token> endTokens) {
    return std::make_unique<TokenizerCodec>(tokenizer, std::move(endTokens));
}

}  // namespace azr::selfplay
