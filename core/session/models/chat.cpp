#include "core/session/models/chat.h"

#include <utility>

#include "core/execution/chat/template_renderer.h"

namespace azr::session {

namespace {

class JailedChat final : public tokenizer::ChatRenderer {
  public:
    JailedChat(tokenizer::ChatFormat format, std::array<int, 3> date,
               std::unique_ptr<execution::TemplateRenderer> renderer)
        : m_format(std::move(format)), m_date(date), m_renderer(std::move(renderer)) {}

    Result<std::string> render(const tokenizer::Conversation& conversation) override {
        AZR_TRY(const auto chosen, m_format.choose(!conversation.tools.is_null()));
        execution::TemplateJob job{chosen.text, chosen.place, m_format.specialTokens, m_date};
        for (const auto& [name, value] : conversation.settings.items()) job.variables[name] = value;
        job.variables["messages"] = conversation.messages;
        job.variables["tools"] = conversation.tools;
        job.variables["documents"] = nullptr;
        job.variables["add_generation_prompt"] = conversation.openAssistant;
        return m_renderer->render(job);
    }

    [[nodiscard]] const std::string& endOfTurn() const override { return m_endOfTurn; }
    void setEndOfTurn(std::string text) { m_endOfTurn = std::move(text); }

  private:
    tokenizer::ChatFormat m_format;
    std::array<int, 3> m_date;
    std::unique_ptr<execution::TemplateRenderer> m_renderer;
    std::string m_endOfTurn;
};

}  // namespace

ChatOptions chatOptions(const config::RunConfig& config) {
    ChatOptions options;
    options.date = config.prompt.chatDate;
    options.level = name(config.executor.level);
    return options;
}

Result<std::shared_ptr<tokenizer::ChatRenderer>> openChat(const std::filesystem::path& model,
                                                          const tokenizer::Tokenizer& tokenizer,
                                                          const ChatOptions& options) {
    AZR_TRY(const auto date, config::parseDate(options.date, "prompt.chat_date"));
    AZR_TRY(auto format, tokenizer::readChatFormat(model, tokenizer));
    AZR_TRY(const auto usual, format.choose(false));
    const std::string place = usual.place;
    execution::TemplateRendererOptions jail;
    jail.python = options.python;
    jail.level = options.level;
    jail.allowL1 = options.level == "L1";  // asking for it by name is the consent
    AZR_TRY(auto renderer, execution::TemplateRenderer::start(jail));
    auto chat = std::make_shared<JailedChat>(std::move(format), date, std::move(renderer));
    constexpr std::string_view kQuestion = "0123456789";
    AZR_TRY(const auto tried, chat->render(tokenizer::userTurn(kQuestion)));
    if (tried.find(kQuestion) == std::string::npos)
        return fail(ErrorCode::Unsupported, "the chat template does not show the user's text", place,
                    "choose the prompt wrapper few-shot or r1");
    // A template may refuse an answer that it has not asked for; then only the model's own end tokens are known.
    if (auto end = tokenizer::findEndOfTurn(*chat, tokenizer)) chat->setEndOfTurn(std::move(*end));
    return chat;
}

}  // namespace azr::session
