#include "core/tokenizer/chat/chat_template.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/tokenizer/utf8_p.h"

namespace azr::tokenizer {
namespace {

/// What ends a turn in the families that are known, beside the token that ends the text.
constexpr std::array kTurnEnds = {"<|im_end|>", "<|eot_id|>", "<end_of_turn>", "<|end|>", "<|END_OF_TURN_TOKEN|>"};

}  // namespace

Result<ChatTemplate> ChatFormat::choose(bool withTools) const {
    constexpr const char* kRemedy = "choose the prompt wrapper few-shot or r1";
    if (templates.empty())
        return fail(ErrorCode::NotFound, "the model has no chat template", "tokenizer_config.json", kRemedy);
    const auto named = [this](std::string_view name) {
        return std::ranges::find(templates, name, &ChatTemplate::name);
    };
    auto found = withTools ? named("tool_use") : templates.end();
    if (found == templates.end()) found = named("default");
    if (found != templates.end()) return *found;
    std::string names;
    for (const ChatTemplate& one : templates) names += (names.empty() ? "" : ", ") + one.name;
    return fail(ErrorCode::NotFound, "none of the model's chat templates is the default one; there are: " + names,
                templates.front().place, kRemedy);
}

Conversation userTurn(std::string_view text) {
    Conversation conversation;
    // The renderer is sent JSON, which has no other bytes than UTF-8.
    conversation.messages.push_back(
        {{"role", "user"}, {"content", isUtf8(text) ? std::string(text) : repairUtf8(text)}});
    return conversation;
}

Result<std::string> ChatRenderer::render(const Conversation& conversation) {
    return std::move(renderAll({&conversation, 1}).front());
}

Result<std::string> findEndOfTurn(ChatRenderer& renderer, const Tokenizer& tokenizer) {
    constexpr std::string_view kAnswer = "0123456789abcdef";
    Conversation conversation = userTurn("Say it.");
    conversation.messages.push_back({{"role", "assistant"}, {"content", kAnswer}});
    conversation.openAssistant = false;
    AZR_TRY(const std::string text, renderer.render(conversation));
    const std::size_t at = text.rfind(kAnswer);
    if (at == std::string::npos) return std::string();
    const std::size_t behind = text.find_first_not_of(" \t\r\n", at + kAnswer.size());
    if (behind == std::string::npos) return std::string();
    AZR_TRY(const auto ids, tokenizer.encode(std::string_view(text).substr(behind)));
    if (ids.empty() || !tokenizer.isSpecial(ids.front())) return std::string();
    const std::string_view token = tokenizer.textOf(ids.front());
    return text.compare(behind, token.size(), token) == 0 ? std::string(token) : std::string();
}

std::vector<std::int32_t> endTokens(const Tokenizer& tokenizer, const ChatRenderer* renderer) {
    std::vector<std::int32_t> ends = tokenizer.stopTokens();
    const auto add = [&ends](std::int32_t id) {
        if (id >= 0 && std::ranges::find(ends, id) == ends.end()) ends.push_back(id);
    };
    for (const char* text : kTurnEnds) {
        const auto id = tokenizer.idOf(text);
        if (id && tokenizer.isSpecial(*id)) add(*id);
    }
    if (renderer != nullptr && !renderer->endOfTurn().empty()) add(tokenizer.idOf(renderer->endOfTurn()).value_or(-1));
    return ends;
}

}  // namespace azr::tokenizer
