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

    /// Conversations with tools may have a template of their own: a job for each.
    std::vector<Result<std::string>> renderAll(std::span<const tokenizer::Conversation> conversations) override {
        std::vector<Result<std::string>> texts(conversations.size());
        for (const bool withTools : {false, true}) {
            std::vector<std::size_t> places;
            for (std::size_t i = 0; i < conversations.size(); ++i)
                if (conversations[i].tools.is_null() != withTools) places.push_back(i);
            if (places.empty()) continue;
            const auto chosen = m_format.choose(withTools);
            if (!chosen) {
                for (const std::size_t place : places) texts[place] = tl::make_unexpected(chosen.error());
                continue;
            }
            execution::TemplateJob job{chosen->text, chosen->place, {}, m_date};
            for (const std::size_t place : places) job.variables.push_back(variablesOf(conversations[place]));
            auto rendered = m_renderer->render(job);
            for (std::size_t i = 0; i < places.size(); ++i) texts[places[i]] = std::move(rendered[i]);
        }
        return texts;
    }

    [[nodiscard]] const std::string& endOfTurn() const override { return m_endOfTurn; }
    void setEndOfTurn(std::string text) { m_endOfTurn = std::move(text); }

  private:
    [[nodiscard]] Json variablesOf(const tokenizer::Conversation& conversation) const {
        Json variables = m_format.specialTokens;
        for (const auto& [name, value] : conversation.settings.items()) variables[name] = value;
        variables["messages"] = conversation.messages;
        variables["tools"] = conversation.tools;
        variables["documents"] = nullptr;
        variables["add_generation_prompt"] = conversation.openAssistant;
        return variables;
    }

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
