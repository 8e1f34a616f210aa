#include "core/selfplay/seeds/seed_check.h"

#include <algorithm>

#include "core/selfplay/prompting/prompter.h"

namespace azr::selfplay {
namespace {

bool beginsCharacter(char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

class Search {
  public:
    Search(const TextCodec& codec, std::vector<UnwrittenText>& found) : m_codec(codec), m_found(found) {}

    void in(const std::string& text, TaskPart part, int pair = 0) {
        std::size_t at = 0;
        UnwrittenText here{part, pair, 1, 1, {}};
        for (const tokenizer::TextSpan& span : m_codec.withoutToken(text)) {
            for (; at < span.offset; ++at) {
                if (!beginsCharacter(text[at])) continue;
                const bool newLine = text[at] == '\n';
                here.line += newLine ? 1 : 0;
                here.column = newLine ? 1 : here.column + 1;
            }
            here.text = text.substr(span.offset, span.length);
            m_found.push_back(here);
        }
    }

  private:
    const TextCodec& m_codec;
    std::vector<UnwrittenText>& m_found;
};

/// In what a solver is shown of the task.
std::vector<UnwrittenText> unwrittenIn(const TextCodec& codec, const Task& task) {
    std::vector<UnwrittenText> found;
    Search search(codec, found);
    for (const TaskPart part : traitsOf(task.kind).shown) {
        switch (part) {
            case TaskPart::Program: search.in(task.program, part); break;
            case TaskPart::Input: search.in(task.input, part); break;
            case TaskPart::Output: search.in(task.output, part); break;
            case TaskPart::Message: search.in(task.message, part); break;
            case TaskPart::Pairs:
                for (std::size_t i = 0; i < task.shownPairs(); ++i) {
                    search.in(task.pairs[i].input, TaskPart::Input, static_cast<int>(i) + 1);
                    search.in(task.pairs[i].output, TaskPart::Output, static_cast<int>(i) + 1);
                }
                break;
        }
    }
    return found;
}

}  // namespace

std::optional<SeedProblem> seedProblem(const TextCodec& codec, const PromptWrapper& wrapper,
                                       const config::PromptConfig& limits, const Task& task) {
    const PromptRequest request{{Role::Solve, task.kind}, {}, &task, 0, false};
    const auto question = prepareQuestion(codec, wrapper, limits, request);
    if (question) return std::nullopt;
    SeedProblem problem;
    problem.detail = question.error().detail;
    const auto rendered = renderPrompt(wrapper, request);
    if (!rendered) return problem;
    const auto tokens = codec.encodePrompt(rendered->text, rendered->kind);
    if (!tokens) {
        problem.unwritten = unwrittenIn(codec, task);
    } else {
        problem.tokens = tokens->size();
        problem.limit = static_cast<std::size_t>(limits.promptLimit);
    }
    return problem;
}

}  // namespace azr::selfplay
