/// Reading completions: <think>…</think> <answer>…</answer> with fenced blocks inside (r1, chat), or the continuation
/// of plain-text shots (few-shot). Fields are filled as far as they can be read, also when the format is broken.
#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "core/selfplay/nano/nano_format.h"
#include "core/selfplay/prompting/fences.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/python_text.h"

namespace azr::selfplay {
namespace {

constexpr std::string_view kThinkTag = "<think>";
constexpr std::string_view kThinkEndTag = "</think>";
constexpr std::string_view kAnswerTag = "<answer>";
constexpr std::string_view kAnswerEndTag = "</answer>";
constexpr std::string_view kNextShot = "\n### ";

/// A completion quoted as a whole is read without its quotes.
std::string_view unquoted(std::string_view text) {
    text = trimmedText(text);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    return trimmedText(text);
}

/// Whether some end of a thought has an answer behind it with nothing but space between.
bool meets(std::string_view text) {
    for (std::size_t end = text.find(kThinkEndTag); end != std::string_view::npos;
         end = text.find(kThinkEndTag, end + 1)) {
        const std::size_t next = text.find_first_not_of(" \t\r\n", end + kThinkEndTag.size());
        if (next != std::string_view::npos && text.substr(next).starts_with(kAnswerTag)) return true;
    }
    return false;
}

/// What is wrong with the frame; empty when thought and answer follow each other and both are closed.
std::string frameFailure(std::string_view text, const ParseRules& rules) {
    if (!text.starts_with(kThinkTag)) return "no think block";
    const std::size_t thinkEnd = text.find(kThinkEndTag);
    if (thinkEnd == std::string_view::npos) return "unfinished think block";
    const std::size_t answer = text.find(kAnswerTag, thinkEnd);
    if (answer == std::string_view::npos) return "no answer";
    if (!rules.textBetweenTags && !meets(text.substr(thinkEnd))) return "text between thought and answer";
    return text.find(kAnswerEndTag, answer) == std::string_view::npos ? "unfinished answer" : "";
}

std::string thoughtOf(std::string_view text) {
    const std::size_t end = std::min(text.find(kThinkEndTag), text.size());
    const std::size_t begin = text.substr(0, end).rfind(kThinkTag);
    if (begin == std::string_view::npos) return {};
    return std::string(text.substr(begin + kThinkTag.size(), end - begin - kThinkTag.size()));
}

/// The last answer counts.
std::string_view answerOf(std::string_view text) {
    const std::size_t begin = text.rfind(kAnswerTag);
    if (begin == std::string_view::npos) return {};
    const std::string_view rest = text.substr(begin + kAnswerTag.size());
    return trimmedText(rest.substr(0, rest.find(kAnswerEndTag)));
}

/// The first block, or the loose form of the part.
std::optional<std::string> firstPart(const std::vector<FencedBlock>& blocks, std::string_view answer,
                                     std::string_view tag) {
    const auto texts = blocksTagged(blocks, tag);
    return texts.empty() ? looselyTagged(answer, tag) : texts.front();
}

/// One entry function at the top level, called f; classes and nested functions are the program's own affair, or, as the
/// paper's code counts them, functions too many.
std::string takeProgram(std::string program, const ParseRules& rules, ParsedCompletion& parsed) {
    const auto functions = rules.nestedFunctions ? topLevelFunctions(program) : allFunctions(program);
    parsed.program = std::move(program);
    parsed.imports = importStatements(parsed.program);
    if (functions.empty()) return "no function";
    if (functions.size() > 1) return "more than one function";
    if (functions.front() != "f") parsed.program = renameFunction(parsed.program, functions.front(), "f");
    return {};
}

std::string readProgramAndInput(const std::vector<FencedBlock>& blocks, std::string_view answer,
                                const ParseRules& rules, ParsedCompletion& parsed) {
    auto programs = blocksTagged(blocks, "python");
    if (programs.empty()) programs = blocksTagged(blocks, "");
    if (programs.empty()) return "no program block";
    const auto input = firstPart(blocks, answer, "input");
    if (!input) return "no input block";
    parsed.input = *input;
    return takeProgram(std::move(programs.front()), rules, parsed);
}

/// The last N inputs count; when fewer than half of them differ, hidden pairs would be among the shown ones.
std::string readInputs(const std::vector<FencedBlock>& blocks, std::string_view answer, int wanted,
                       const ParseRules& rules, ParsedCompletion& parsed) {
    parsed.inputs = blocksTagged(blocks, "input");
    const auto count = static_cast<std::size_t>(wanted);
    if (parsed.inputs.size() < count) return "too few input blocks";
    parsed.inputs.erase(parsed.inputs.begin(), parsed.inputs.end() - static_cast<std::ptrdiff_t>(count));
    const auto message = firstPart(blocks, answer, "message");
    if (!message) return "no message block";
    parsed.message = *message;
    if (rules.repeatedInputs) return {};
    const std::set<std::string> different(parsed.inputs.begin(), parsed.inputs.end());
    return different.size() * 2 <= count && count > 2 ? "the inputs repeat" : "";
}

/// A solver's answer: the last block of its tag, a loose form, or the whole answer as it stands.
std::string readValue(const std::vector<FencedBlock>& blocks, std::string_view answer, std::string_view tag,
                      std::string& into) {
    const auto texts = blocksTagged(blocks, tag);
    if (!texts.empty()) {
        into = texts.back();
        return {};
    }
    into = looselyTagged(answer, tag).value_or(std::string(answer));
    return {};
}

/// Whether the blocks of a text ended for a better reason than the length cap.
bool allClosed(std::string_view text) {
    const auto blocks = fencedBlocks(text);
    return std::all_of(blocks.begin(), blocks.end(), [](const FencedBlock& block) { return block.closed; });
}

std::string readTaggedParts(Stream stream, std::string_view answer, int inductionInputs, const ParseRules& rules,
                            ParsedCompletion& parsed) {
    const auto blocks = fencedBlocks(answer);
    if (stream.role == Role::Propose)
        return ownsProgram(stream.kind) ? readProgramAndInput(blocks, answer, rules, parsed)
                                        : readInputs(blocks, answer, inductionInputs, rules, parsed);
    switch (traitsOf(stream.kind).asked) {
        case TaskPart::Input: return readValue(blocks, answer, "input", parsed.input);
        case TaskPart::Output: return readValue(blocks, answer, "output", parsed.output);
        case TaskPart::Program: break;
        case TaskPart::Pairs:
        case TaskPart::Message: return "nothing is asked for";  // of no kind
    }
    const auto programs = blocksTagged(blocks, "python");
    if (programs.empty()) return "no program block";
    parsed.program = programs.back();
    parsed.imports = importStatements(parsed.program);
    return {};
}

std::string readParts(Stream stream, std::string_view answer, int inductionInputs, const ParseRules& rules,
                      ParsedCompletion& parsed) {
    std::string failure = readTaggedParts(stream, answer, inductionInputs, rules, parsed);
    parsed.complete = failure.empty() && allClosed(answer);
    return failure;
}

ParsedCompletion parseTagged(Stream stream, std::string_view text, int inductionInputs, const ParseRules& rules) {
    ParsedCompletion parsed;
    text = unquoted(text);
    parsed.failure = frameFailure(text, rules);
    parsed.think = thoughtOf(text);
    std::string parts = readParts(stream, answerOf(text), inductionInputs, rules, parsed);
    if (parsed.failure.empty()) parsed.failure = std::move(parts);
    return parsed;
}

ParsedCompletion parseShot(Stream stream, std::string_view text, int inductionInputs, const ParseRules& rules) {
    ParsedCompletion parsed;
    text = text.substr(0, text.find(kNextShot));
    if (stream.role == Role::Solve) {
        const std::size_t end = text.find(kThinkEndTag);
        parsed.think = thoughtOf(text);
        if (end == std::string_view::npos) {
            parsed.failure = "unfinished think block";
            return parsed;
        }
        text.remove_prefix(end + kThinkEndTag.size());
    }
    if (stream.role == Role::Solve && fencedBlocks(text).empty())
        parsed.failure = "no answer";
    else if (!allClosed(text))
        parsed.failure = "unfinished answer";
    std::string parts = readParts(stream, trimmedText(text), inductionInputs, rules, parsed);
    if (parsed.failure.empty()) parsed.failure = std::move(parts);
    return parsed;
}

}  // namespace

ParsedCompletion parseCompletion(const PromptWrapper& wrapper, Stream stream, std::string_view opened,
                                 std::string_view response, int inductionInputs, const ParseRules& rules) {
    std::string text(opened);
    text += response;
    switch (wrapper.style) {
        case WrapperStyle::Nano: return parseNano(stream, text, inductionInputs);
        case WrapperStyle::FewShot: return parseShot(stream, text, inductionInputs, rules);
        case WrapperStyle::R1:
        case WrapperStyle::Chat: break;
    }
    return parseTagged(stream, text, inductionInputs, rules);
}

}  // namespace azr::selfplay
