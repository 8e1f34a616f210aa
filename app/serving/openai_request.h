/// A request of OpenAI's completions interface (`/v1/completions`, `/v1/chat/completions`) as a value. A field that is
/// not understood is refused by its name, and so is one that asks for what the studio does not do, unless it asks for
/// nothing (a penalty of 0). `top_k` and `min_p` are understood beside OpenAI's own fields. Pure but for the renderer.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/policy/sampler.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::app {

/// What is served. The tokenizer and the renderer outlive everybody.
struct ServedModel {
    std::string name;
    const tokenizer::Tokenizer* tokenizer = nullptr;
    tokenizer::ChatRenderer* chat = nullptr;  ///< none: the model has no chat format
    std::string chatMissing;                  ///< and why
    std::vector<policy::Token> ends;          ///< the tokens that end a completion
    int context = 0;                          ///< tokens of prompt and completion at most
};

struct CompletionRequest {
    struct Prompt {
        std::vector<policy::Token> tokens;
        std::string text;
    };
    bool chat = false, stream = false, usageInStream = false;
    bool echo = false;      ///< the prompt is given back before the completion
    bool logprobs = false;  ///< of each token
    int likeliest = 0;      ///< tokens told beside each
    int maxTokens = 16;     ///< 0: only the prompt is scored
    int perPrompt = 1;      ///< completions of each prompt
    std::vector<Prompt> prompts;
    std::vector<std::string> stops;
    policy::SampleRequest rule;  ///< temperature, top-p, top-k, min-p and the seed of the first completion
};

/// Error::place is the field. NotFound: another model is asked for; InvalidArgument else.
[[nodiscard]] Result<CompletionRequest> completionRequestOf(const Json& body, const ServedModel& model);
[[nodiscard]] Result<CompletionRequest> chatRequestOf(const Json& body, const ServedModel& model);

}  // namespace azr::app
