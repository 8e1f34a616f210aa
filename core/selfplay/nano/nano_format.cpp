#include "core/selfplay/nano/nano_format.h"

#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace azr::selfplay {
namespace {

constexpr std::string_view kThink = "<think>";
constexpr std::string_view kThinkEnd = "</think>";
constexpr std::string_view kAnswer = "<answer>";
constexpr std::string_view kAnswerEnd = "</answer>";

/// Every tag of the vocabulary: none may stand inside a part, or a proposal could forge parts of a later prompt.
constexpr std::array<std::string_view, 18> kTags = {
    "<eos>",       "<pad>",       "<unk>",       "<propose>", "<solve>", "<deduction>",
    "<abduction>", "<induction>", "<reference>", "<program>", "<input>", "<output>",
    "<message>",   "<go>",        kThink,        kThinkEnd,   kAnswer,   kAnswerEnd};

struct Part {
    std::string_view tag, text;
};

/// Position and tag of the first tag at or after `from`.
std::pair<std::size_t, std::string_view> findTag(std::string_view text, std::size_t from) {
    for (std::size_t at = text.find('<', from); at != std::string_view::npos; at = text.find('<', at + 1))
        for (const auto tag : kTags)
            if (text.substr(at, tag.size()) == tag) return {at, tag};
    return {std::string_view::npos, {}};
}

/// The tagged parts of an answer; nothing when text stands in front of the first tag.
std::optional<std::vector<Part>> splitParts(std::string_view answer) {
    std::vector<Part> parts;
    if (answer.empty()) return parts;
    auto [at, tag] = findTag(answer, 0);
    if (at != 0) return std::nullopt;
    while (at != std::string_view::npos) {
        const std::size_t begin = at + tag.size();
        const auto [next, nextTag] = findTag(answer, begin);
        const std::size_t end = next == std::string_view::npos ? answer.size() : next;
        parts.push_back({tag, answer.substr(begin, end - begin)});
        at = next;
        tag = nextTag;
    }
    return parts;
}

/// Takes the first part, which must have this tag and some text.
bool take(std::vector<Part>& parts, std::string_view tag, std::string& into) {
    if (parts.empty() || parts.front().tag != tag || parts.front().text.empty()) return false;
    into = parts.front().text;
    parts.erase(parts.begin());
    return true;
}

std::string readProposal(std::vector<Part>& parts, TaskKind kind, ParsedCompletion& parsed, int inductionInputs) {
    if (ownsProgram(kind)) {
        if (!take(parts, "<program>", parsed.program)) return "no program block";
        return take(parts, "<input>", parsed.input) ? "" : "no input block";
    }
    for (std::string input; take(parts, "<input>", input);) parsed.inputs.push_back(input);
    if (static_cast<int>(parsed.inputs.size()) < inductionInputs) return "too few input blocks";
    if (static_cast<int>(parsed.inputs.size()) > inductionInputs) return "too many input blocks";
    return take(parts, "<message>", parsed.message) ? "" : "no message block";
}

std::string readAnswer(std::vector<Part>& parts, TaskKind kind, ParsedCompletion& parsed) {
    const TaskPart asked = traitsOf(kind).asked;
    if (asked == TaskPart::Input) return take(parts, "<input>", parsed.input) ? "" : "no input block";
    if (asked == TaskPart::Program) return take(parts, "<program>", parsed.program) ? "" : "no program block";
    return take(parts, "<output>", parsed.output) ? "" : "no output block";
}

std::string part(std::string_view tag, std::string_view text) {
    return std::string(tag).append(text);
}

std::string shownPart(const Task& task, TaskPart which) {
    switch (which) {
        case TaskPart::Program: return part("<program>", task.program);
        case TaskPart::Input: return part("<input>", task.input);
        case TaskPart::Output: return part("<output>", task.output);
        case TaskPart::Message: return part("<message>", task.message);
        case TaskPart::Pairs: break;
    }
    std::string text;
    for (std::size_t i = 0; i < task.shownPairs(); ++i)
        text += part("<input>", task.pairs[i].input) + part("<output>", task.pairs[i].output);
    return text;
}

std::string readCompletion(Stream stream, std::string_view response, int inductionInputs, ParsedCompletion& parsed) {
    if (!response.starts_with(kThink)) return "no think block";
    response.remove_prefix(kThink.size());
    const auto [thinkEnd, tag] = findTag(response, 0);
    if (tag != kThinkEnd) return "unfinished think block";
    parsed.think = response.substr(0, thinkEnd);
    response.remove_prefix(thinkEnd + kThinkEnd.size());
    if (!response.starts_with(kAnswer)) return "no answer";
    response.remove_prefix(kAnswer.size());
    if (!response.ends_with(kAnswerEnd)) return "unfinished answer";
    response.remove_suffix(kAnswerEnd.size());
    auto parts = splitParts(response);
    if (!parts) return "text outside the blocks";
    auto failure = stream.role == Role::Propose ? readProposal(*parts, stream.kind, parsed, inductionInputs)
                                                : readAnswer(*parts, stream.kind, parsed);
    if (failure.empty() && !parts->empty()) failure = "surplus block";
    return failure;
}

}  // namespace

Prompt renderNano(const PromptRequest& request) {
    const bool proposing = request.stream.role == Role::Propose;
    Prompt prompt;
    prompt.stopTexts = {std::string(kAnswerEnd)};
    std::string& text = prompt.text;
    text = proposing ? "<propose>" : "<solve>";
    text += part("<", name(request.stream.kind)) + ">";
    if (proposing && ownsProgram(request.stream.kind)) {
        for (const Task* reference : request.references)
            text += part("<reference>", reference->program) + part("<input>", reference->input) +
                    part("<output>", reference->output);
    } else if (request.subject != nullptr) {
        const Task& task = *request.subject;
        if (proposing)
            text += part("<program>", task.program);
        else
            for (const TaskPart which : traitsOf(request.stream.kind).shown) text += shownPart(task, which);
    }
    text += "<go>";
    return prompt;
}

ParsedCompletion parseNano(Stream stream, std::string_view response, int inductionInputs) {
    ParsedCompletion parsed;
    parsed.failure = readCompletion(stream, response, inductionInputs, parsed);
    parsed.complete = parsed.failure.empty();
    return parsed;
}

std::string writeNano(Stream stream, const ParsedCompletion& parts) {
    std::string text = part(kThink, parts.think);
    text.append(kThinkEnd).append(kAnswer);
    const TaskPart asked = traitsOf(stream.kind).asked;
    if (stream.role == Role::Propose && !ownsProgram(stream.kind)) {
        for (const auto& input : parts.inputs) text += part("<input>", input);
        text += part("<message>", parts.message);
    } else if (stream.role == Role::Propose) {
        text += part("<program>", parts.program) + part("<input>", parts.input);
    } else if (asked == TaskPart::Input) {
        text += part("<input>", parts.input);
    } else if (asked == TaskPart::Program) {
        text += part("<program>", parts.program);
    } else {
        text += part("<output>", parts.output);
    }
    return text.append(kAnswerEnd);
}

}  // namespace azr::selfplay
