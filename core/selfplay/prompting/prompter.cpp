#include "core/selfplay/prompting/prompter.h"

#include <algorithm>
#include <utility>

namespace azr::selfplay {
namespace {

/// Tokens of the tail that is searched for a stop text; longer than any stop text, even a byte per token.
constexpr std::size_t kStopTail = 24;

bool isEnd(const TextCodec& codec, policy::Token token) {
    const auto& ends = codec.endTokens();
    return std::find(ends.begin(), ends.end(), token) != ends.end();
}

}  // namespace

Result<Question> prepareQuestion(const TextCodec& codec, const PromptWrapper& wrapper,
                                 const config::PromptConfig& prompt, PromptRequest request) {
    for (;;) {
        Question question;
        question.stream = request.stream;
        AZR_TRY(question.prompt, renderPrompt(wrapper, request));
        auto tokens = codec.encodePrompt(question.prompt.text, question.prompt.kind);
        if (tokens && tokens->size() <= static_cast<std::size_t>(prompt.promptLimit)) {
            question.tokens = std::move(*tokens);
            for (const Task* reference : request.references) question.references.push_back(reference->id);
            return question;
        }
        if (request.references.empty()) {
            if (std::exchange(request.examples, false)) continue;
            if (!tokens) return tl::make_unexpected(tokens.error());
            return fail(ErrorCode::InvalidArgument, "the prompt is longer than prompt.prompt_limit");
        }
        request.references.erase(request.references.begin());
    }
}

Prompter::Prompter(policy::Sampler& sampler, const TextCodec& codec, PromptWrapper wrapper,
                   const config::PromptConfig& prompt, const config::SamplingConfig& sampling, int inductionInputs)
    : m_sampler(sampler),
      m_codec(codec),
      m_wrapper(std::move(wrapper)),
      m_prompt(prompt),
      m_sampling(sampling),
      m_inductionInputs(inductionInputs) {}

Result<Question> Prompter::prepare(PromptRequest request) const {
    request.inductionInputs = m_inductionInputs;
    return prepareQuestion(m_codec, m_wrapper, m_prompt, std::move(request));
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
