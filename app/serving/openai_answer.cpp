#include "app/serving/openai_answer.h"

#include <fmt/format.h>

#include <algorithm>

namespace azr::app {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string tokenText(policy::Token id, const tokenizer::Tokenizer& tokenizer) {
    std::string text = tokenizer.decode({&id, 1});
    return text.find(kReplacement) == std::string::npos ? text : fmt::format("token_id:{}", id);
}

std::size_t charactersOf(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }));
}

/// Parallel lists, as the older interface has them.
Json listsOf(const std::vector<AnswerToken>& tokens, std::size_t offset, const tokenizer::Tokenizer& tokenizer) {
    Json texts = Json::array(), logprobs = Json::array(), likeliest = Json::array(), offsets = Json::array();
    for (const AnswerToken& token : tokens) {
        const std::string text = tokenText(token.id, tokenizer);
        texts.push_back(text);
        offsets.push_back(offset);
        offset += charactersOf(text);
        logprobs.push_back(token.measured ? Json(token.logprob) : Json());
        Json top = token.measured ? Json::object() : Json();
        for (const auto& [id, logprob] : token.likeliest) top[tokenText(id, tokenizer)] = logprob;
        likeliest.push_back(std::move(top));
    }
    return {{"tokens", texts}, {"token_logprobs", logprobs}, {"top_logprobs", likeliest}, {"text_offset", offsets}};
}

Json bytesOf(const std::string& text) {
    if (text.starts_with("token_id:")) return nullptr;
    Json bytes = Json::array();
    for (const char byte : text) bytes.push_back(static_cast<unsigned char>(byte));
    return bytes;
}

Json chatToken(policy::Token id, float logprob, const tokenizer::Tokenizer& tokenizer) {
    const std::string text = tokenText(id, tokenizer);
    return {{"token", text}, {"logprob", logprob}, {"bytes", bytesOf(text)}};
}

Json chatTokens(const std::vector<AnswerToken>& tokens, const tokenizer::Tokenizer& tokenizer) {
    Json content = Json::array();
    for (const AnswerToken& token : tokens) {
        Json one = chatToken(token.id, token.logprob, tokenizer);
        one["top_logprobs"] = Json::array();
        for (const auto& [id, logprob] : token.likeliest)
            one["top_logprobs"].push_back(chatToken(id, logprob, tokenizer));
        content.push_back(std::move(one));
    }
    return {{"content", content}};
}

const CompletionRequest::Prompt& promptOf(const CompletionRequest& request, int choice) {
    return request.prompts[static_cast<std::size_t>(choice / request.perPrompt)];
}

Json logprobsOf(const CompletionRequest& request, const CompletionAnswer& answer,
                const tokenizer::Tokenizer& tokenizer) {
    if (!request.logprobs) return nullptr;
    if (request.chat) return chatTokens(answer.tokens, tokenizer);
    const std::size_t offset = request.echo ? 0 : charactersOf(promptOf(request, answer.choice).text);
    return listsOf(answer.tokens, offset, tokenizer);
}

Json headOf(const AnswerHead& head, const CompletionRequest& request, bool chunk) {
    const char* const object = !request.chat ? "text_completion" : chunk ? "chat.completion.chunk" : "chat.completion";
    return {{"id", head.id}, {"object", object}, {"created", head.created}, {"model", head.model}};
}

Json usageOf(const CompletionRequest& request, const std::vector<CompletionAnswer>& answers) {
    std::size_t prompts = 0;
    std::int64_t completions = 0;
    for (const auto& prompt : request.prompts) prompts += prompt.tokens.size();
    for (const CompletionAnswer& answer : answers) completions += answer.completionTokens;
    return {{"prompt_tokens", prompts},
            {"completion_tokens", completions},
            {"total_tokens", static_cast<std::int64_t>(prompts) + completions}};
}

const char* reasonOf(const CompletionAnswer& answer) {
    return answer.stopped ? "stop" : "length";
}

Json chunkOf(const AnswerHead& head, const CompletionRequest& request, int choice, const std::string& text) {
    Json chunk = headOf(head, request, true);
    Json part = {{"index", choice}};
    if (request.chat)
        part["delta"] = text.empty() ? Json::object() : Json{{"role", "assistant"}, {"content", text}};
    else
        part["text"] = text;
    part["logprobs"] = nullptr;
    part["finish_reason"] = nullptr;
    chunk["choices"] = Json::array({part});
    return chunk;
}

}  // namespace

Json wholeAnswer(const AnswerHead& head, const CompletionRequest& request, const std::vector<CompletionAnswer>& answers,
                 const tokenizer::Tokenizer& tokenizer) {
    Json whole = headOf(head, request, false);
    Json choices = Json::array();
    for (const CompletionAnswer& answer : answers) {
        Json choice = {{"index", answer.choice}};
        if (request.chat)
            choice["message"] = {{"role", "assistant"}, {"content", answer.text}};
        else
            choice["text"] = (request.echo ? promptOf(request, answer.choice).text : std::string()) + answer.text;
        choice["logprobs"] = logprobsOf(request, answer, tokenizer);
        choice["finish_reason"] = reasonOf(answer);
        choices.push_back(std::move(choice));
    }
    whole["choices"] = std::move(choices);
    whole["usage"] = usageOf(request, answers);
    return whole;
}

Json pieceChunk(const AnswerHead& head, const CompletionRequest& request, const AnswerPiece& piece) {
    return chunkOf(head, request, piece.choice, piece.text);
}

Json lastChunk(const AnswerHead& head, const CompletionRequest& request, const CompletionAnswer& answer,
               const tokenizer::Tokenizer& tokenizer) {
    Json chunk = chunkOf(head, request, answer.choice, "");
    chunk["choices"][0]["logprobs"] = logprobsOf(request, answer, tokenizer);
    chunk["choices"][0]["finish_reason"] = reasonOf(answer);
    return chunk;
}

Json usageChunk(const AnswerHead& head, const CompletionRequest& request,
                const std::vector<CompletionAnswer>& answers) {
    Json chunk = headOf(head, request, true);
    chunk["choices"] = Json::array();
    chunk["usage"] = usageOf(request, answers);
    return chunk;
}

Json errorAnswer(const Error& error) {
    const int status = statusOf(error);
    const std::string message =
        error.remedy.empty() ? error.detail : fmt::format("{} ({})", error.detail, error.remedy);
    return {{"error",
             {{"message", error.place.empty() ? message : fmt::format("{}: {}", error.place, message)},
              {"type", status < 500 ? "invalid_request_error" : "server_error"},
              {"param", error.place.empty() ? Json() : Json(error.place)},
              {"code", status == 404 ? Json("model_not_found") : Json()}}}};
}

int statusOf(const Error& error) {
    switch (error.code) {
        case ErrorCode::NotFound: return 404;
        case ErrorCode::InvalidArgument:
        case ErrorCode::Parse: return 400;
        case ErrorCode::Cancelled: return 503;
        default: return 500;
    }
}

}  // namespace azr::app
