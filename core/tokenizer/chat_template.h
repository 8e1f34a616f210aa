/// Rendering of a conversation in the model's own chat format. Two families are known, told apart by the markers in the
/// template's text: ChatML (Qwen, SmolLM) and Llama 3. No Jinja is executed: a template of another family is refused.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::tokenizer {

struct ChatMessage {
    std::string role;  ///< system | user | assistant
    std::string content;
};

/// Ends with the opened assistant turn when `openAssistant`. A template's own default system message is put first when
/// the conversation has none.
[[nodiscard]] Result<std::string> renderChat(std::string_view chatTemplate, const std::vector<ChatMessage>& messages,
                                             bool openAssistant);
/// The text that ends an assistant's turn in this template ("<|im_end|>"), empty for an unknown family.
[[nodiscard]] std::string_view endOfTurn(std::string_view chatTemplate);
/// The tokens that end a completion: of the text, and of a turn where the chat template names one.
[[nodiscard]] std::vector<std::int32_t> endTokens(const Tokenizer& tokenizer);

}  // namespace azr::tokenizer
