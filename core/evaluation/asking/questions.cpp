#include "core/evaluation/asking/questions.h"

#include <algorithm>
#include <utility>

#include "core/evaluation/judging/number_answer.h"
#include "core/selfplay/kinds.h"
#include "core/selfplay/prompting/fences.h"
#include "core/selfplay/prompting/python_text.h"

namespace azr::evaluation {
namespace {

using selfplay::Prompt;
using selfplay::Question;
using selfplay::WrapperStyle;

bool asksForProgram(const Problem& problem) {
    return problem.judging == Judging::Calls || problem.judging == Judging::Check;
}

/// The prompt opens the function itself, so that a completion goes on inside it.
bool opensFunction(const Problem& problem) {
    const auto functions = selfplay::topLevelFunctions(problem.prompt);
    return std::ranges::find(functions, problem.entry) != functions.end();
}

std::string turnOf(const Problem& problem) {
    if (!asksForProgram(problem))
        return "Solve this problem step by step. Give the final answer alone, inside \\boxed{}.\n\n" + problem.prompt;
    return "Write the Python function " + problem.entry +
           ". Give the whole program, with its imports, in one block that begins with ```python.\n\n```python\n" +
           problem.prompt + "\n```\n";
}

constexpr std::string_view kWorkedNumbers =
    "Question: A shelf holds 3 boxes with 12 pens each. 7 pens are taken away. How many pens are left?\n"
    "Answer: There are 3 * 12 = 36 pens. Without 7 of them 36 - 7 = 29 are left.\n#### 29\n\n"
    "Question: Anna walks 4 km an hour for 90 minutes. How many kilometres does she walk?\n"
    "Answer: 90 minutes are 90 / 60 = 1.5 hours. She walks 4 * 1.5 = 6 km.\n#### 6\n\n";

/// Where a text that simply goes on would begin something else.
std::vector<std::string> stopsOf(const Problem& problem) {
    if (!asksForProgram(problem)) return {"\nQuestion:"};
    if (opensFunction(problem)) return {"\ndef ", "\nclass ", "\nif ", "\nprint(", "\nassert ", "\n#", "\n```", "\n@"};
    return {"\n\"\"\"", "\nif __name__", "\nprint(", "\nassert ", "\n```"};
}

Prompt plainPrompt(const Problem& problem) {
    Prompt prompt;
    prompt.stopTexts = stopsOf(problem);
    prompt.text = asksForProgram(problem) ? problem.prompt
                                          : std::string(kWorkedNumbers) + "Question: " + problem.prompt + "\nAnswer:";
    return prompt;
}

std::vector<Result<Prompt>> render(const selfplay::PromptWrapper& wrapper,
                                   const std::vector<const Problem*>& problems) {
    std::vector<Result<Prompt>> prompts;
    if (wrapper.style == WrapperStyle::FewShot) {
        for (const Problem* problem : problems) prompts.emplace_back(plainPrompt(*problem));
        return prompts;
    }
    std::vector<std::string> turns;
    for (const Problem* problem : problems) turns.push_back(turnOf(*problem));
    return selfplay::renderUserTurns(wrapper, turns);
}

Result<Question> asked(Result<Prompt> prompt, const selfplay::TextCodec& codec, const config::PromptConfig& limits) {
    AZR_TRY(Prompt text, std::move(prompt));
    AZR_TRY(auto tokens, codec.encodePrompt(text.text, text.kind));
    if (tokens.size() > static_cast<std::size_t>(limits.promptLimit))
        return fail(ErrorCode::InvalidArgument, "the prompt is longer than prompt.prompt_limit");
    return Question{{selfplay::Role::Solve, {}}, std::move(text), std::move(tokens), {}};
}

/// Up to the first text that ends a completion.
std::string_view beforeStops(std::string_view text, const std::vector<std::string>& stops) {
    for (const std::string& stop : stops) text = text.substr(0, text.find(stop));
    return text;
}

/// What a model in turns gave as its answer: behind its thought, between the tags where they are.
std::string_view answerPart(std::string_view text) {
    constexpr std::string_view kOpen = "<answer>", kClose = "</answer>", kThought = "</think>";
    if (const std::size_t open = text.rfind(kOpen); open != std::string_view::npos)
        text.remove_prefix(open + kOpen.size());
    else if (const std::size_t thought = text.rfind(kThought); thought != std::string_view::npos)
        text.remove_prefix(thought + kThought.size());
    return text.substr(0, text.find(kClose));
}

/// The block that defines the function, else the last one in Python; a whole answer without fences is a program, too.
std::string programIn(const Problem& problem, std::string_view text) {
    std::string code;
    bool found = false;
    for (const selfplay::FencedBlock& block : selfplay::fencedBlocks(text)) {
        if (block.tag != "python" && !block.tag.empty()) continue;
        const auto functions = selfplay::topLevelFunctions(block.text);
        const bool defines = std::ranges::find(functions, problem.entry) != functions.end();
        if (found && !defines) continue;
        code = block.text;
        found = found || defines;
    }
    if (code.empty() && text.find("def " + problem.entry) != std::string_view::npos) code = std::string(text);
    return code;
}

AnswerText programOfAnswer(const Problem& problem, const Question& question, const selfplay::PromptWrapper& wrapper,
                           std::string_view response) {
    if (wrapper.style == WrapperStyle::FewShot) {
        const std::string_view body = beforeStops(response, question.prompt.stopTexts);
        if (selfplay::trimmedText(body).empty()) return {{}, "no program"};
        return {problem.prompt + std::string(body) + "\n", {}};
    }
    const std::string code = programIn(problem, answerPart(response));
    if (selfplay::trimmedText(code).empty()) return {{}, "no program"};
    // The prompt's imports and helpers stand before it; a function that it opens is whole with its docstring.
    return {problem.prompt + "\n" + code + "\n", {}};
}

}  // namespace

std::vector<Result<Question>> questionsFor(const Benchmark& benchmark, const selfplay::TextCodec& codec,
                                           const selfplay::PromptWrapper& wrapper, const config::PromptConfig& prompt) {
    std::vector<selfplay::PromptRequest> requests;
    std::vector<const Problem*> others;
    for (const Problem& problem : benchmark.problems) {
        if (problem.judging == Judging::Task)
            requests.push_back({{selfplay::Role::Solve, problem.task.kind}, {}, &problem.task});
        else
            others.push_back(&problem);
    }
    auto ofTasks = selfplay::prepareQuestions(codec, wrapper, prompt, std::move(requests));
    auto ofOthers = render(wrapper, others);
    std::vector<Result<Question>> questions;
    std::size_t task = 0, other = 0;
    for (const Problem& problem : benchmark.problems) {
        if (problem.judging == Judging::Task)
            questions.push_back(std::move(ofTasks[task++]));
        else
            questions.push_back(asked(std::move(ofOthers[other++]), codec, prompt));
    }
    return questions;
}

AnswerText answerIn(const Problem& problem, const Question& question, const selfplay::PromptWrapper& wrapper,
                    const selfplay::ParseRules& rules, std::string_view response) {
    if (problem.judging == Judging::Task) {
        auto parsed = selfplay::parseCompletion(wrapper, question.stream, question.prompt.opened, response, 0, rules);
        if (!parsed.failure.empty()) return {{}, std::move(parsed.failure)};
        return {selfplay::takeAnswer(problem.task.kind, parsed), {}};
    }
    if (asksForProgram(problem)) return programOfAnswer(problem, question, wrapper, response);
    const std::string_view text = wrapper.style == WrapperStyle::FewShot
                                      ? beforeStops(response, question.prompt.stopTexts)
                                      : answerPart(response);
    std::string answer = finalAnswer(text);
    if (answer.empty()) return {{}, "no number"};
    return {std::move(answer), {}};
}

}  // namespace azr::evaluation
