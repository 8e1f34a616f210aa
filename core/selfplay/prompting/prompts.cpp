#include "core/selfplay/prompting/prompts.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/composite.h"
#include "core/selfplay/nano/nano_format.h"
#include "core/selfplay/prompting/prompt_texts_p.h"

namespace azr::selfplay {
namespace {

std::string block(std::string_view tag, std::string_view text) {
    std::string result("```");
    return result.append(tag).append("\n").append(text).append("\n```\n");
}

/// A reference as the proposer sees it. Its output is shown to prose wrappers, where the paper shows it too, and where
/// nothing else would tell that exceptions are wanted.
std::string reference(const Task& task, bool withOutput) {
    std::string text = block("python", task.program) + block("input", task.input);
    return withOutput ? text + block("output", task.output) : text;
}

std::string partOf(const Task& task, TaskPart part) {
    switch (part) {
        case TaskPart::Program: return block("python", task.program);
        case TaskPart::Input: return block("input", task.input);
        case TaskPart::Output: return block("output", task.output);
        case TaskPart::Message: return block("message", task.message);
        case TaskPart::Pairs: break;
    }
    std::string text;
    for (std::size_t i = 0; i < task.shownPairs(); ++i)
        text += block("input", task.pairs[i].input) + block("output", task.pairs[i].output);
    return text;
}

/// What a solver is given, or the program that is lent to a proposer.
std::string subject(const PromptRequest& request) {
    const Task& task = *request.subject;
    if (request.stream.role == Role::Propose) return block("python", task.program);
    std::string text;
    for (const TaskPart part : traitsOf(task.kind).shown) text += partOf(task, part);
    return text;
}

/// Instructions, then the examples or the subject: the user's turn of r1 and chat.
std::string userTurn(const PromptRequest& request) {
    std::string text = instructions(request.stream, request.inductionInputs);
    if (request.stream.role == Role::Propose && ownsProgram(request.stream.kind)) {
        text += furtherRules(request.rules);
        for (std::size_t i = 0; i < request.references.size(); ++i)
            text += "\nExample " + std::to_string(i + 1) + ":\n" + reference(*request.references[i], true);
        if (!request.given.empty())
            text += "\n" + compositeTask(request.given.size()) + block("python", textOf(request.given));
        return text;
    }
    if (request.subject != nullptr) text += "\n" + subject(request);
    return text;
}

constexpr std::string_view kManner =
    "The Assistant first thinks inside <think> and </think>, then gives the final answer inside <answer> and "
    "</answer>: <think> reasoning </think> <answer> answer </answer>.";

Prompt renderR1(const std::string& turn) {
    std::string text = "A User asks, an Assistant solves. ";
    text.append(kManner).append("\nUser: ").append(turn).append("\nAssistant: <think>");
    return {std::move(text), "<think>", {"</answer>"}, tokenizer::PromptText::Plain};
}

/// What the template itself wrote of the assistant's thought at the end of the text: "<think>", or a thought that it
/// closed again, with the space around. Empty when it wrote none.
std::string_view thoughtOpenedBy(std::string_view text) {
    constexpr std::string_view kThought = "<think>", kThoughtEnd = "</think>", kSpace = " \t\r\n";
    const auto trimmed = [&](std::string_view part) { return part.substr(0, part.find_last_not_of(kSpace) + 1); };
    std::string_view rest = trimmed(text);
    if (rest.ends_with(kThoughtEnd)) rest = trimmed(rest.substr(0, rest.size() - kThoughtEnd.size()));
    if (!rest.ends_with(kThought)) return {};
    return text.substr(rest.size() - kThought.size());
}

Prompt chatPrompt(std::string text, const std::string& endOfTurn) {
    Prompt prompt{{}, std::string(thoughtOpenedBy(text)), {"</answer>"}, tokenizer::PromptText::Rendered};
    if (prompt.opened.empty()) {
        prompt.opened = "<think>";
        text += prompt.opened;
    }
    prompt.text = std::move(text);
    if (!endOfTurn.empty()) prompt.stopTexts.push_back(endOfTurn);
    return prompt;
}

/// The model's own conversation format. All instructions stand in the user's turn: there are templates that know no
/// system message.
std::vector<Result<Prompt>> renderChatPrompts(const PromptWrapper& wrapper, std::span<const std::string> asked) {
    if (wrapper.chat == nullptr)
        return {asked.size(), fail(ErrorCode::Unsupported, "no chat template is opened", "prompt.wrapper",
                                   "choose the prompt wrapper few-shot or r1")};
    std::vector<tokenizer::Conversation> turns;
    for (const std::string& turn : asked) turns.push_back(tokenizer::userTurn(turn + "\n" + std::string(kManner)));
    std::vector<Result<Prompt>> prompts;
    for (Result<std::string>& text : wrapper.chat->renderAll(turns))
        prompts.push_back(std::move(text).map(
            [&](std::string written) { return chatPrompt(std::move(written), wrapper.chat->endOfTurn()); }));
    return prompts;
}

std::string_view firstSentence(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
    const std::size_t end = std::min(text.find(". "), text.find('\n'));
    return text.substr(0, end == std::string_view::npos || text[end] == '\n' ? end : end + 1);
}

/// The references are the shots themselves, in plain text, and the first tag is opened: what small models can follow.
Prompt renderShots(const PromptRequest& request) {
    Prompt prompt;
    prompt.stopTexts = {"\n### "};
    std::string& text = prompt.text;
    if (request.stream.role == Role::Solve) {
        text = std::string(workedExamples(request.stream.kind)) + "### Task 3\n";
        if (request.subject != nullptr) text += subject(request);
        prompt.opened = "<think>";
        text += prompt.opened;
        return prompt;
    }
    const bool lent = !ownsProgram(request.stream.kind);
    std::size_t number = 1;
    if (lent && request.examples && request.references.empty()) {
        text = inputExamples(request.inductionInputs);
        number = 3;
    }
    for (const Task* shot : request.references) {
        text += "### Task " + std::to_string(number++) + "\n";
        if (!lent) {
            text += reference(*shot, namesError(request.stream.kind)) + "\n";
            continue;
        }
        // Just as many inputs and as short a message as are asked for: small models copy the form.
        text += block("python", shot->program);
        const auto shown = std::min<std::size_t>(shot->pairs.size(), static_cast<std::size_t>(request.inductionInputs));
        for (std::size_t i = 0; i < shown; ++i) text += block("input", shot->pairs[i].input);
        text += block("message", firstSentence(shot->message)) + "\n";
    }
    text += "### Task " + std::to_string(number) + "\n";
    if (lent && request.subject != nullptr) text += subject(request);
    if (!lent && !request.given.empty())
        text += "The function f of this task calls " + namesOfGiven(request.given.size()) + ":\n" +
                block("python", textOf(request.given));
    prompt.opened = lent ? "```input\n" : "```python\n";
    text += prompt.opened;
    return prompt;
}

}  // namespace

std::string takeAnswer(TaskKind kind, ParsedCompletion& parsed) {
    switch (traitsOf(kind).asked) {
        case TaskPart::Program: return std::move(parsed.program);
        case TaskPart::Input: return std::move(parsed.input);
        case TaskPart::Output: return std::move(parsed.output);
        case TaskPart::Message: return std::move(parsed.message);
        case TaskPart::Pairs: break;  // no solver is asked for them
    }
    return {};
}

std::vector<Result<Prompt>> renderPrompts(const PromptWrapper& wrapper, std::span<const PromptRequest> requests) {
    std::vector<std::string> turns;
    if (wrapper.style == WrapperStyle::Chat || wrapper.style == WrapperStyle::R1) {
        for (const PromptRequest& request : requests) turns.push_back(userTurn(request));
        return renderUserTurns(wrapper, turns);
    }
    std::vector<Result<Prompt>> prompts;
    for (const PromptRequest& request : requests)
        prompts.emplace_back(wrapper.style == WrapperStyle::Nano ? renderNano(request) : renderShots(request));
    return prompts;
}

std::vector<Result<Prompt>> renderUserTurns(const PromptWrapper& wrapper, std::span<const std::string> turns) {
    if (wrapper.style == WrapperStyle::Chat) return renderChatPrompts(wrapper, turns);
    if (wrapper.style != WrapperStyle::R1)
        return {turns.size(), fail(ErrorCode::Unsupported, "this wrapper knows no turns of a conversation",
                                   "prompt.wrapper", "choose r1 or chat")};
    std::vector<Result<Prompt>> prompts;
    for (const std::string& turn : turns) prompts.emplace_back(renderR1(turn));
    return prompts;
}

Result<Prompt> renderPrompt(const PromptWrapper& wrapper, const PromptRequest& request) {
    return std::move(renderPrompts(wrapper, {&request, 1}).front());
}

}  // namespace azr::selfplay
