#include "app/serving/openai_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <random>
#include <set>

namespace azr::app {
namespace {

constexpr int kMostLikeliest = 20;
constexpr int kMostPerPrompt = 128;
constexpr std::size_t kMostPrompts = 4096;
constexpr std::size_t kMostStops = 16;

tl::unexpected<Error> refuse(const std::string& field, std::string detail) {
    return fail(ErrorCode::InvalidArgument, std::move(detail), field);
}

/// The members of a request, each taken once; what nobody took is not understood. null is as good as missing.
class Fields {
  public:
    explicit Fields(const Json& body) : m_body(body) {}

    const Json* take(const char* name) {
        m_taken.insert(name);
        const auto found = m_body.find(name);
        return found == m_body.end() || found->is_null() ? nullptr : &*found;
    }
    Result<bool> flag(const char* name) {
        const Json* value = take(name);
        if (value == nullptr) return false;
        if (!value->is_boolean()) return refuse(name, "is neither true nor false");
        return value->get<bool>();
    }
    Result<std::optional<std::int64_t>> integer(const char* name, std::int64_t low, std::int64_t high) {
        const Json* value = take(name);
        if (value == nullptr) return std::nullopt;
        if (!isWhole<std::int64_t>(*value) || value->get<std::int64_t>() < low || value->get<std::int64_t>() > high)
            return refuse(name, fmt::format("is not a whole number from {} to {}", low, high));
        return value->get<std::int64_t>();
    }
    Result<double> number(const char* name, double low, double high, double fallback) {
        const Json* value = take(name);
        if (value == nullptr) return fallback;
        if (!value->is_number() || !(value->get<double>() >= low && value->get<double>() <= high))
            return refuse(name, fmt::format("is not a number from {} to {}", low, high));
        return value->get<double>();
    }
    Result<std::string> text(const char* name) {
        const Json* value = take(name);
        if (value == nullptr) return std::string();
        if (!value->is_string()) return refuse(name, "is not a text");
        return value->get<std::string>();
    }
    /// Fields of the interface that ask for nothing we do: only these values pass.
    Status only(const char* name, std::initializer_list<Json> harmless) {
        const Json* value = take(name);
        if (value == nullptr || std::ranges::find(harmless, *value) != harmless.end()) return {};
        return refuse(name, fmt::format("{} is not supported here", dumpLine(*value).substr(0, 60)));
    }
    Status nothingLeft() const {
        for (const auto& [name, value] : m_body.items())
            if (!m_taken.contains(name)) return refuse(name.substr(0, 60), "is not known");
        return {};
    }

  private:
    const Json& m_body;
    std::set<std::string, std::less<>> m_taken;
};

Status readModel(Fields& fields, const ServedModel& model) {
    AZR_TRY(const auto name, fields.text("model"));
    if (name.empty() || name == model.name) return {};
    return fail(ErrorCode::NotFound, fmt::format("'{}' is not served here", name.substr(0, 200)), "model",
                fmt::format("ask for '{}'", model.name));
}

Result<std::vector<std::string>> readStops(Fields& fields) {
    const Json* value = fields.take("stop");
    std::vector<std::string> stops;
    if (value == nullptr) return stops;
    const auto add = [&](const Json& stop) { stops.push_back(stop.is_string() ? stop.get<std::string>() : ""); };
    if (value->is_array())
        std::ranges::for_each(*value, add);
    else
        add(*value);
    if (stops.size() > kMostStops || std::ranges::any_of(stops, &std::string::empty))
        return refuse("stop", fmt::format("is neither a text nor a list of {} texts at most, none empty", kMostStops));
    return stops;
}

/// What both kinds of request have, but for the number of tokens.
Result<CompletionRequest> readCommon(Fields& fields, const ServedModel& model) {
    CompletionRequest request;
    AZR_CHECK(readModel(fields, model));
    AZR_TRY(const auto temperature, fields.number("temperature", 0, 100, 1));
    AZR_TRY(const auto topP, fields.number("top_p", 0, 1, 1));
    AZR_TRY(const auto minP, fields.number("min_p", 0, 1, 0));
    AZR_TRY(const auto topK, fields.integer("top_k", 0, 10'000'000));
    AZR_TRY(const auto count, fields.integer("n", 1, kMostPerPrompt));
    AZR_TRY(const auto seed, fields.integer("seed", 0, INT64_MAX));
    AZR_TRY(request.stream, fields.flag("stream"));
    AZR_TRY(request.stops, readStops(fields));
    if (const Json* options = fields.take("stream_options")) {
        if (!options->is_object()) return refuse("stream_options", "is not an object");
        Fields inner(*options);
        AZR_TRY(request.usageInStream, inner.flag("include_usage"));
        AZR_CHECK(inner.nothingLeft());
    }
    AZR_CHECK(fields.only("presence_penalty", {0}));
    AZR_CHECK(fields.only("frequency_penalty", {0}));
    AZR_CHECK(fields.only("logit_bias", {Json::object()}));
    AZR_CHECK(fields.text("user"));
    request.perPrompt = static_cast<int>(count.value_or(1));
    request.rule.temperature = static_cast<float>(temperature);
    request.rule.topP = static_cast<float>(topP);
    request.rule.minP = static_cast<float>(minP);
    request.rule.topK = static_cast<int>(topK.value_or(0));
    request.rule.seed = seed ? static_cast<std::uint64_t>(*seed) : std::random_device()();
    request.rule.stopTokens = model.ends;
    return request;
}

Result<CompletionRequest::Prompt> promptOfText(const std::string& text, const ServedModel& model) {
    AZR_TRY(auto tokens, model.tokenizer->encodePrompt(text, tokenizer::PromptText::Plain));
    return CompletionRequest::Prompt{std::move(tokens), text};
}

Result<CompletionRequest::Prompt> promptOfIds(const Json& ids, const ServedModel& model) {
    CompletionRequest::Prompt prompt;
    for (const Json& id : ids) {
        if (!isWhole<policy::Token>(id) || id.get<std::int64_t>() < 0 ||
            id.get<std::int64_t>() >= model.tokenizer->size())
            return refuse("prompt", fmt::format("there is no token {}", dumpLine(id).substr(0, 60)));
        prompt.tokens.push_back(id.get<policy::Token>());
    }
    prompt.text = model.tokenizer->decode(prompt.tokens);
    return prompt;
}

Result<CompletionRequest::Prompt> promptOf(const Json& value, const ServedModel& model) {
    if (value.is_string()) return promptOfText(value.get<std::string>(), model);
    if (value.is_array()) return promptOfIds(value, model);
    return refuse("prompt", "is neither a text, nor a list of tokens, nor a list of such");
}

/// A text, a list of tokens, or a list of such.
Status readPrompts(Fields& fields, CompletionRequest& request, const ServedModel& model) {
    const Json* value = fields.take("prompt");
    if (value == nullptr) return refuse("prompt", "is missing");
    const bool several = value->is_array() && !value->empty() && !value->front().is_number();
    const std::size_t count = several ? value->size() : 1;
    if (count > kMostPrompts) return refuse("prompt", fmt::format("has more than {} prompts", kMostPrompts));
    for (std::size_t i = 0; i < count; ++i) {
        AZR_TRY(auto prompt, promptOf(several ? value->at(i) : *value, model));
        if (prompt.tokens.empty()) return refuse("prompt", "has no token");
        request.prompts.push_back(std::move(prompt));
    }
    return {};
}

/// The text of a message: itself, or its parts of type text, one after the other.
Result<std::string> contentOf(const Json& message) {
    const auto content = message.find("content");
    if (content == message.end()) return refuse("messages", "a message has no content");
    if (content->is_string()) return content->get<std::string>();
    if (!content->is_array()) return refuse("messages", "a content is neither a text nor a list of parts");
    std::string text;
    for (const Json& part : *content) {
        if (!part.is_object() || !part.contains("type") || part["type"] != "text" || !part.contains("text") ||
            !part["text"].is_string())
            return refuse("messages", "a part of a content is no text");
        text += part["text"].get<std::string>();
    }
    return text;
}

Result<tokenizer::Conversation> conversationOf(Fields& fields) {
    const Json* messages = fields.take("messages");
    if (messages == nullptr || !messages->is_array() || messages->empty())
        return refuse("messages", "is no list of messages");
    tokenizer::Conversation conversation;
    for (const Json& message : *messages) {
        if (!message.is_object()) return refuse("messages", "a message is no object");
        static const std::set<std::string> kRoles = {"system", "developer", "user", "assistant"};
        const Json role = message.value("role", Json());
        if (!role.is_string() || !kRoles.contains(role.get<std::string>()))
            return refuse("messages", fmt::format("the role {} is not known", dumpLine(role).substr(0, 60)));
        for (const auto& [name, value] : message.items())
            if (name != "role" && name != "content" && !value.is_null())
                return refuse("messages", fmt::format("'{}' of a message is not known", name.substr(0, 60)));
        AZR_TRY(auto text, contentOf(message));
        conversation.messages.push_back({{"role", role}, {"content", std::move(text)}});
    }
    return conversation;
}

/// The tokens that are left of the context, where a chat request does not say how many it wants.
Status readChatLength(Fields& fields, CompletionRequest& request, const ServedModel& model) {
    AZR_TRY(const auto older, fields.integer("max_tokens", 1, model.context));
    AZR_TRY(const auto newer, fields.integer("max_completion_tokens", 1, model.context));
    if (older && newer && *older != *newer) return refuse("max_tokens", "is not what max_completion_tokens says");
    const auto left = model.context - static_cast<std::int64_t>(request.prompts[0].tokens.size());
    if (left < 1) return refuse("messages", fmt::format("leave no room in a context of {} tokens", model.context));
    request.maxTokens = static_cast<int>(newer ? *newer : older.value_or(left));
    return {};
}

}  // namespace

Result<CompletionRequest> completionRequestOf(const Json& body, const ServedModel& model) {
    if (!body.is_object()) return refuse("", "the request is no JSON object");
    Fields fields(body);
    AZR_TRY(auto request, readCommon(fields, model));
    AZR_CHECK(readPrompts(fields, request, model));
    AZR_TRY(const auto most, fields.integer("max_tokens", 0, model.context));
    AZR_TRY(request.echo, fields.flag("echo"));
    if (const Json* wanted = fields.take("logprobs"); wanted != nullptr && *wanted != false) {
        AZR_TRY(const auto count, fields.integer("logprobs", 0, kMostLikeliest));
        request.logprobs = true;
        request.likeliest = static_cast<int>(*count);
    }
    AZR_CHECK(fields.only("best_of", {1, request.perPrompt}));
    AZR_CHECK(fields.only("suffix", {""}));
    AZR_CHECK(fields.nothingLeft());
    request.maxTokens = static_cast<int>(most.value_or(16));
    if (request.maxTokens == 0 && !request.echo) return refuse("max_tokens", "0 needs echo");
    return request;
}

Result<CompletionRequest> chatRequestOf(const Json& body, const ServedModel& model) {
    if (!body.is_object()) return refuse("", "the request is no JSON object");
    if (model.chat == nullptr) return refuse("messages", model.chatMissing);
    Fields fields(body);
    AZR_TRY(auto request, readCommon(fields, model));
    request.chat = true;
    AZR_TRY(const auto conversation, conversationOf(fields));
    AZR_TRY(auto text, model.chat->render(conversation));
    AZR_TRY(auto tokens, model.tokenizer->encodePrompt(text, tokenizer::PromptText::Rendered));
    request.prompts.push_back({std::move(tokens), std::move(text)});
    AZR_CHECK(readChatLength(fields, request, model));
    AZR_TRY(request.logprobs, fields.flag("logprobs"));
    AZR_TRY(const auto likeliest, fields.integer("top_logprobs", 0, kMostLikeliest));
    if (likeliest && !request.logprobs) return refuse("top_logprobs", "goes with logprobs alone");
    request.likeliest = static_cast<int>(likeliest.value_or(0));
    AZR_CHECK(fields.only("tools", {Json::array()}));
    AZR_CHECK(fields.only("tool_choice", {"none"}));
    AZR_CHECK(fields.only("response_format", {Json{{"type", "text"}}}));
    AZR_CHECK(fields.nothingLeft());
    return request;
}

}  // namespace azr::app
