/// The chat format of a model: its templates (programs in Jinja2, run elsewhere), what it calls its special tokens, and
/// the interface of whoever renders them. Sources: transformers' get_chat_template and its tokenizers' loading.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::tokenizer {

struct ChatTemplate {
    std::string name;   ///< "default" unless the model names it
    std::string text;   ///< Jinja2
    std::string place;  ///< where it stands, for errors
};

struct ChatFormat {
    std::vector<ChatTemplate> templates;  ///< distinct names; empty: the model has none
    Json specialTokens = Json::object();  ///< variables of the templates: bos_token, eos_token, …; texts

    /// What renders a conversation: with tools `tool_use` where there is one, else `default`. NotFound where the model
    /// has no template, or several and none of those.
    [[nodiscard]] Result<ChatTemplate> choose(bool withTools) const;
};

/// Of a Hugging Face folder: chat_template.jinja and additional_chat_templates/*.jinja, else the field `chat_template`
/// of tokenizer_config.json (a text, a list or an object of named ones). Of a GGUF file: tokenizer.chat_template and
/// tokenizer.chat_template.NAME. Blocking; errors name file and field.
[[nodiscard]] Result<ChatFormat> readChatFormat(const std::filesystem::path& model, const Tokenizer& tokenizer);

/// What a template is rendered with.
struct Conversation {
    Json messages = Json::array();   ///< objects: role, content, and what else the template reads
    Json tools = nullptr;            ///< a list of JSON schemas, or null
    bool openAssistant = true;       ///< end with the opened turn of the assistant
    Json settings = Json::object();  ///< further variables: enable_thinking, …
};
[[nodiscard]] Conversation userTurn(std::string_view text);

class ChatRenderer {
  public:
    virtual ~ChatRenderer() = default;
    /// The texts that the model is shown, each a function of its conversation alone. InvalidArgument where the template
    /// refuses a conversation. Many at once cost hardly more than one.
    [[nodiscard]] virtual std::vector<Result<std::string>> renderAll(std::span<const Conversation> conversations) = 0;
    [[nodiscard]] Result<std::string> render(const Conversation& conversation);
    /// The special token that ends the assistant's turn, as the template writes it; empty where there is none.
    [[nodiscard]] virtual const std::string& endOfTurn() const = 0;
};

/// Found by rendering an answer: the special token right behind it.
[[nodiscard]] Result<std::string> findEndOfTurn(ChatRenderer& renderer, const Tokenizer& tokenizer);

/// The tokens that end a completion: of the text, those that the known families end a turn with, and the renderer's.
[[nodiscard]] std::vector<std::int32_t> endTokens(const Tokenizer& tokenizer, const ChatRenderer* renderer = nullptr);

}  // namespace azr::tokenizer
