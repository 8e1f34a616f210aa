/// Puts prompts to the policy: text rendered and tokenised once, completions read back as text. Shared by proposer,
/// solver and evaluation. One thread (the sampler's).
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/policy/sampler.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"

namespace azr::selfplay {

/// A prompt that is ready to be sampled from. `references`: those that fitted, in order.
struct Question {
    Stream stream;
    Prompt prompt;
    std::vector<policy::Token> tokens;
    std::vector<TaskId> references;
};

/// The prompt as text and tokens. References are dropped from the front until it fits, then the worked examples;
/// InvalidArgument when it does not fit even without, when a character has no token, or when a chat template refuses
/// the text; any other error says nothing about the text: a renderer was lost, or ran out of its time. All at once:
/// each round of dropping renders what does not fit yet.
[[nodiscard]] std::vector<Result<Question>> prepareQuestions(const TextCodec& codec, const PromptWrapper& wrapper,
                                                             const config::PromptConfig& prompt,
                                                             std::vector<PromptRequest> requests);
/// The text is to blame for the question that could not be asked: whoever wrote it may bear it, and a run goes on.
[[nodiscard]] inline bool blamesText(const Error& error) {
    return error.code == ErrorCode::InvalidArgument;
}
[[nodiscard]] Result<Question> prepareQuestion(const TextCodec& codec, const PromptWrapper& wrapper,
                                               const config::PromptConfig& prompt, PromptRequest request);

/// How completions are drawn; by default from the whole distribution at temperature 1.
struct DrawRule {
    double temperature = 1.0;  ///< 0: greedy
    double topP = 1.0;
    int topK = 0;  ///< 0: all tokens
};

class Prompter {
  public:
    Prompter(policy::Sampler& sampler, const TextCodec& codec, PromptWrapper wrapper,
             const config::PromptConfig& prompt, const config::SamplingConfig& sampling, int inductionInputs);

    /// Settings that may change while running; for the questions asked from now on.
    void configure(const config::PromptConfig& prompt, const config::SamplingConfig& sampling) {
        m_prompt = prompt;
        m_sampling = sampling;
    }
    void configure(const ParseRules& rules) { m_rules = rules; }
    /// prepareQuestions() with these settings.
    [[nodiscard]] std::vector<Result<Question>> prepareAll(std::vector<PromptRequest> requests) const;
    [[nodiscard]] Result<Question> prepare(PromptRequest request) const;
    /// `count` samples; sample i draws from mixSeed(seed, i).
    Status submit(std::uint64_t id, const Question& question, int count, const DrawRule& rule, std::uint64_t seed);
    /// The completion as a sample of its question: text without end tokens, `clipped` when the length cap ended it.
    [[nodiscard]] Sample read(const Question& question, policy::Completion completion) const;
    [[nodiscard]] ParsedCompletion parse(const Question& question, const Sample& sample) const;

    [[nodiscard]] policy::Sampler& sampler() { return m_sampler; }
    [[nodiscard]] int inductionInputs() const { return m_inductionInputs; }
    /// The configuration's.
    [[nodiscard]] DrawRule drawRule() const { return {m_sampling.temperature, m_sampling.topP, m_sampling.topK}; }

  private:
    void setStops(const Prompt& prompt, policy::SampleRequest& request) const;

    policy::Sampler& m_sampler;
    const TextCodec& m_codec;
    PromptWrapper m_wrapper;
    config::PromptConfig m_prompt;
    config::SamplingConfig m_sampling;
    int m_inductionInputs;
    ParseRules m_rules;
};

}  // namespace azr::selfplay
