/// What commands that complete prompts share: where a completion ends.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/policy/sampler.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::app {

/// Of the tokenizer and the chat format, and those that the model's config and generation config add.
[[nodiscard]] Result<std::vector<policy::Token>> endTokensOf(const tokenizer::Tokenizer& tokenizer,
                                                             const tokenizer::ChatRenderer* chat,
                                                             const std::filesystem::path& weights);

/// Where the first of the stop texts begins; the text's length where there is none.
[[nodiscard]] std::size_t stopTextAt(std::string_view text, const std::vector<std::string>& stops);

/// True as soon as the end of the completion holds a stop text; to be asked after every token.
[[nodiscard]] bool endsWithStop(std::span<const policy::Token> tokens, const std::vector<std::string>& stops,
                                const tokenizer::Tokenizer& tokenizer);

}  // namespace azr::app
