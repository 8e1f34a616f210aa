#include "core/selfplay/prompting/prompter.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

namespace azr::selfplay {
namespace {

/// Tokens of the tail that is searched for a stop text; longer than any stop text, even a byte per token.
constexpr std::size_t kStopTail = 24;

bool isEnd(const TextCodec& codec, policy::Token token) {
    const auto& ends = codec.endTokens();
    return std::find(ends.begin(), ends.end(), token) != ends.end();
}

/// Takes away what can be spared, a reference before the examples; false where nothing is left of either.
bool shorten(PromptRequest& request) {
    if (request.references.empty()) return std::exchange(request.examples, false);
    request.references.erase(request.references.begin());
    return true;
}

/// The question, once its prompt fits; nothing while something can be taken away from the request.
std::optional<Result<Question>> questionOf(const TextCodec& codec, const config::PromptConfig& limits,
                                           PromptRequest& request, Result<Prompt> prompt) {
    if (!prompt) return tl::make_unexpected(std::move(prompt).error());
    auto tokens = codec.encodePrompt(prompt->text, prompt->kind);
    if (tokens && tokens->size() <= static_cast<std::size_t>(limits.promptLimit)) {
        Question question{request.stream, std::move(*prompt), std::move(*tokens), {}};
        for (const Task* reference : request.references) question.references.push_back(reference->id);
        return question;
    }
    if (shorten(request)) return std::nullopt;
    if (!tokens) return tl::make_unexpected(std::move(tokens).error());
    return fail(ErrorCode::InvalidArgument, "the prompt is longer than prompt.prompt_limit");
}

}  // namespace

std::vector<Result<Question>> prepareQuestions(const TextCodec& codec, const PromptWrapper& wrapper,
                                               const config::PromptConfig& prompt,
                                               std::vector<PromptRequest> requests) {
    std::vector<Result<Question>> questions(requests.size());
    std::vector<std::size_t> open(requests.size());
    std::iota(open.begin(), open.end(), std::size_t{0});
    while (!open.empty()) {
        std::vector<PromptRequest> asked;
        for (const std::size_t place : open) asked.push_back(requests[place]);
        auto prompts = renderPrompts(wrapper, asked);
        std::vector<std::size_t> left;
        for (std::size_t i = 0; i < open.size(); ++i) {
            auto question = questionOf(codec, prompt, requests[open[i]], std::move(prompts[i]));
            if (question)
                questions[open[i]] = std::move(*question);
            else
                left.push_back(open[i]);
        }
        open = std::move(left);
    }
    return questions;
}

Result<Question> prepareQuestion(const TextCodec& codec, const PromptWrapper& wrapper,
                                 const config::PromptConfig& prompt, PromptRequest request) {
    return std::move(prepareQuestions(codec, wrapper, prompt, {std::move(request)}).front());
}

Prompter::Prompter(policy::Sampler& sampler, const TextCodec& codec, PromptWrapper wrapper,
                   const config::PromptConfig& prompt, const config::SamplingConfig& sampling, int inductionInputs)
    : m_sampler(sampler),
      m_codec(codec),
      m_wrapper(std::move(wrapper)),
      m_prompt(prompt),
      m_sampling(sampling),
      m_inductionInputs(inductionInputs) {}

std::vector<Result<Question>> Prompter::prepareAll(std::vector<PromptRequest> requests) const {
    for (PromptRequest& request : requests) request.inductionInputs = m_inductionInputs;
    return prepareQuestions(m_codec, m_wrapper, m_prompt, std::move(requests));
}

Result<Question> Prompter::prepare(PromptRequest request) const {
    return std::move(prepareAll({std::move(request)}).front());
}

void Prompter::setStops(const Prompt& prompt, policy::SampleRequest& request) const {
    request.stopTokens = m_codec.endTokens();
    std::vector<std::string> texts;
    for (const std::string& text : prompt.stopTexts) {
        const auto tokens = m_codec.encode(text);
        if (tokens && tokens->size() == 1)
            request.stopTokens.push_back(tokens->front());
        else
            texts.push_back(text);
    }
    if (texts.empty()) return;
    // Tokens that cross the end of a stop text exist, so the text is looked for inside the tail, not at its very end.
    request.stopCheck = [&codec = m_codec, texts = std::move(texts)](std::span<const policy::Token> tokens) {
        const std::string tail = codec.decode(tokens.last(std::min(tokens.size(), kStopTail)));
        return std::any_of(texts.begin(), texts.end(),
                           [&](const std::string& text) { return tail.find(text) != std::string::npos; });
    };
}

Status Prompter::submit(std::uint64_t id, const Question& question, int count, const DrawRule& rule,
                        std::uint64_t seed) {
    policy::SampleRequest request;
    request.id = id;
    request.prompt = question.tokens;
    request.count = count;
    request.maxTokens = m_prompt.responseLimit;
    request.temperature = static_cast<float>(rule.temperature);
    request.topP = static_cast<float>(rule.topP);
    request.topK = rule.topK;
    request.seed = seed;
    setStops(question.prompt, request);
    return m_sampler.submit(std::move(request));
}

Sample Prompter::read(const Question& question, policy::Completion completion) const {
    Sample sample;
    sample.stream = question.stream;
    sample.promptText = question.prompt.text;
    sample.prompt = question.tokens;
    sample.tokens = std::move(completion.tokens);
    sample.logprobs = std::move(completion.logprobs);
    sample.temperature = static_cast<double>(completion.temperature);
    sample.clipped = completion.finish == policy::FinishReason::Length;
    std::span<const policy::Token> tokens = sample.tokens;
    while (!tokens.empty() && isEnd(m_codec, tokens.back())) tokens = tokens.first(tokens.size() - 1);
    sample.response = m_codec.decode(tokens);
    return sample;
}

ParsedCompletion Prompter::parse(const Question& question, const Sample& sample) const {
    return parseCompletion(m_wrapper, question.stream, question.prompt.opened, sample.response, m_inductionInputs,
                           m_rules);
}

}  // namespace azr::selfplay
