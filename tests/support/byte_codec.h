/// A tokenizer for tests: one token per byte, and one end token.
#pragma once

#include "core/selfplay/prompting/text_codec.h"

namespace azr::test {

class ByteCodec final : public selfplay::TextCodec {
  public:
    static constexpr policy::Token kEnd = 256;

    Result<std::vector<policy::Token>> encode(std::string_view text) const override {
        std::vector<policy::Token> tokens;
        for (const char c : text) tokens.push_back(static_cast<unsigned char>(c));
        return tokens;
    }
    std::vector<tokenizer::TextSpan> withoutToken(std::string_view) const override { return {}; }
    std::string decode(std::span<const policy::Token> tokens) const override {
        std::string text;
        for (const policy::Token token : tokens)
            if (token < kEnd) text.push_back(static_cast<char>(token));
        return text;
    }
    const std::vector<policy::Token>& endTokens() const override { return m_ends; }

  private:
    std::vector<policy::Token> m_ends = {kEnd};
};

}  // namespace azr::test
