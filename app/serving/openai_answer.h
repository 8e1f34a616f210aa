/// The answers of OpenAI's completions interface as JSON: whole ones, the chunks of streamed ones, errors. Tokens whose
/// bytes are no text of their own are written `token_id:N`, so that two of them never look alike. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/serving/completion_service.h"

namespace azr::app {

/// What all answers to one request have in common.
struct AnswerHead {
    std::string id;
    std::string model;
    std::int64_t created = 0;  ///< seconds since 1970
};

/// `answers`: every choice, in order.
[[nodiscard]] Json wholeAnswer(const AnswerHead& head, const CompletionRequest& request,
                               const std::vector<CompletionAnswer>& answers, const tokenizer::Tokenizer& tokenizer);
[[nodiscard]] Json pieceChunk(const AnswerHead& head, const CompletionRequest& request, const AnswerPiece& piece);
/// With the reason that ended the choice, and the log-probabilities of its tokens where they were asked for.
[[nodiscard]] Json lastChunk(const AnswerHead& head, const CompletionRequest& request, const CompletionAnswer& answer,
                             const tokenizer::Tokenizer& tokenizer);
[[nodiscard]] Json usageChunk(const AnswerHead& head, const CompletionRequest& request,
                              const std::vector<CompletionAnswer>& answers);

/// {"error": {message, type, param, code}}, and the status of HTTP that goes with it.
[[nodiscard]] Json errorAnswer(const Error& error);
[[nodiscard]] int statusOf(const Error& error);

}  // namespace azr::app
