#include "core/tokenizer/chat_template.h"

#include <algorithm>

namespace azr::tokenizer {
namespace {

enum class ChatFamily { Unknown, ChatMl, Llama3 };

ChatFamily familyOf(std::string_view text) {
    if (text.find("<|im_start|>") != std::string_view::npos) return ChatFamily::ChatMl;
    if (text.find("<|start_header_id|>") != std::string_view::npos) return ChatFamily::Llama3;
    return ChatFamily::Unknown;
}

/// Inside a Jinja string "\n" is written as an escape.
std::string unescape(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            ++i;
            out += text[i] == 'n' ? '\n' : text[i];
        } else {
            out += text[i];
        }
    }
    return out;
}

/// The system message that a ChatML template writes when the conversation brings none: a literal that opens the system
/// turn, goes on with its text and closes it.
std::string defaultSystem(std::string_view text) {
    for (const std::string_view opening : {"<|im_start|>system\\n", "<|im_start|>system\n"}) {
        for (auto at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at + 1)) {
            const auto begin = at + opening.size();
            const auto end = text.find("<|im_end|>", begin);
            const auto quote = text.find_first_of("'\"", begin);
            if (end != std::string_view::npos && end < quote && end > begin)
                return unescape(text.substr(begin, end - begin));
        }
    }
    return {};
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

std::string renderChatMl(const std::string& system, const std::vector<ChatMessage>& messages, bool openAssistant) {
    std::string out;
    const auto turn = [&](std::string_view role, std::string_view content) {
        out.append("<|im_start|>").append(role).append("\n").append(content).append("<|im_end|>\n");
    };
    if (!system.empty() && (messages.empty() || messages.front().role != "system")) turn("system", system);
    for (const auto& message : messages) turn(message.role, message.content);
    if (openAssistant) out += "<|im_start|>assistant\n";
    return out;
}

/// What Llama 3.1 and its successors write before the system message: two dates, the second a literal of the template.
std::string llamaDates(std::string_view text) {
    constexpr std::string_view kCutting = "Cutting Knowledge Date: December 2023";
    constexpr std::string_view kToday = "date_string = \"";
    const auto today = text.find(kToday);
    if (text.find(kCutting) == std::string_view::npos || today == std::string_view::npos) return {};
    const auto begin = today + kToday.size();
    const auto date = text.substr(begin, text.find('"', begin) - begin);
    return std::string(kCutting) + "\nToday Date: " + std::string(date) + "\n\n";
}

std::string renderLlama3(const std::string& dates, std::vector<ChatMessage> messages, bool openAssistant) {
    std::string out = "<|begin_of_text|>";
    const auto header = [&](std::string_view role) {
        out.append("<|start_header_id|>").append(role).append("<|end_header_id|>\n\n");
    };
    if (!dates.empty()) {
        header("system");
        out += dates;
        if (!messages.empty() && messages.front().role == "system") {
            out += trimmed(messages.front().content);
            messages.erase(messages.begin());
        }
        out += "<|eot_id|>";
    }
    for (const auto& message : messages) {
        header(message.role);
        out.append(trimmed(message.content)).append("<|eot_id|>");
    }
    if (openAssistant) header("assistant");
    return out;
}

}  // namespace

Result<std::string> renderChat(std::string_view chatTemplate, const std::vector<ChatMessage>& messages,
                               bool openAssistant) {
    for (const auto& message : messages)
        if (message.role != "system" && message.role != "user" && message.role != "assistant")
            return fail(ErrorCode::InvalidArgument, "the chat role '" + message.role + "' is unknown");
    switch (familyOf(chatTemplate)) {
        case ChatFamily::ChatMl: return renderChatMl(defaultSystem(chatTemplate), messages, openAssistant);
        case ChatFamily::Llama3: return renderLlama3(llamaDates(chatTemplate), messages, openAssistant);
        case ChatFamily::Unknown: break;
    }
    if (chatTemplate.empty())
        return fail(ErrorCode::Unsupported, "the model has no chat template", "tokenizer_config.json",
                    "choose the prompt wrapper r1 or few-shot");
    return fail(ErrorCode::Unsupported, "the chat template is neither ChatML nor Llama 3", "tokenizer_config.json",
                "choose the prompt wrapper r1 or few-shot");
}

std::string_view endOfTurn(std::string_view chatTemplate) {
    switch (familyOf(chatTemplate)) {
        case ChatFamily::ChatMl: return "<|im_end|>";
        case ChatFamily::Llama3: return "<|eot_id|>";
        case ChatFamily::Unknown: break;
    }
    return {};
}

std::vector<std::int32_t> endTokens(const Tokenizer& tokenizer) {
    std::vector<std::int32_t> ends = tokenizer.stopTokens();
    const std::string_view turn = endOfTurn(tokenizer.chatTemplate());
    const auto id = turn.empty() ? std::nullopt : tokenizer.idOf(turn);
    if (id && std::ranges::find(ends, *id) == ends.end()) ends.push_back(*id);
    return ends;
}

}  // namespace azr::tokenizer
