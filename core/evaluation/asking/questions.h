/// What a model is asked about the problems of a suite, in the wording of a prompt wrapper, and which part of a
/// completion answers. Tasks are asked as a run's solver is asked; programs and numbers have a wording of their own:
///
/// - `r1` and `chat`: the user's turn says what is wanted; what stands between <answer> and </answer> is read.
/// - `few-shot`: the plain text that base models go on with: the beginning of the program, or two worked examples and
/// the
///   question.
/// - `nano`: no words for either; Unsupported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/evaluation/benchmarks/problem.h"
#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"

namespace azr::evaluation {

/// One for each problem, in order. Errors as those of selfplay::prepareQuestions().
[[nodiscard]] std::vector<Result<selfplay::Question>> questionsFor(const Benchmark& benchmark,
                                                                   const selfplay::TextCodec& codec,
                                                                   const selfplay::PromptWrapper& wrapper,
                                                                   const config::PromptConfig& prompt);

struct AnswerText {
    std::string answer;   ///< of programs the whole program
    std::string failure;  ///< why there is none; empty when there is
};
/// `response`: what the model wrote behind the question.
[[nodiscard]] AnswerText answerIn(const Problem& problem, const selfplay::Question& question,
                                  const selfplay::PromptWrapper& wrapper, const selfplay::ParseRules& rules,
                                  std::string_view response);

}  // namespace azr::evaluation
