/// What the model is shown, and what is read from what it writes. A wrapper is a value; every wrapper renders the same
/// requests and is read by the same parser interface. The texts are ours.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/config/choices.h"
#include "core/selfplay/task.h"
#include "core/tokenizer/chat/chat_template.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::selfplay {

using WrapperStyle = config::WrapperStyle;

struct PromptWrapper {
    WrapperStyle style = WrapperStyle::Nano;
    /// Chat: renders the model's own template. Shared, because the trainer and the window's seed check both ask.
    std::shared_ptr<tokenizer::ChatRenderer> chat = {};
};

/// A prompt to write. References: tasks shown to a proposer (of a lent program: by `few-shot` alone). `subject`: the
/// task to solve, or the program that is lent to a proposer. `examples`: `few-shot` shows a proposer of pairs worked
/// examples where it has no reference.
struct PromptRequest {
    Stream stream;
    std::vector<const Task*> references;
    const Task* subject = nullptr;
    int inductionInputs = 6;
    bool examples = true;
    std::vector<GivenFunction> given = {};  ///< what a proposed program must build on
    execution::ProgramRules rules = {};     ///< what a proposed program may not have, which it is told
};

/// The text, its tokens not yet made. `opened`: what the wrapper, or the chat template, already wrote of the completion
/// ("<think>"), which the parser must put back in front.
struct Prompt {
    std::string text;
    std::string opened;
    std::vector<std::string> stopTexts;  ///< a completion ends when its text ends with one of these
    tokenizer::PromptText kind = tokenizer::PromptText::Plain;
};
/// Fails where a chat template does. All at once, which is what the rendering of chat templates wants.
[[nodiscard]] std::vector<Result<Prompt>> renderPrompts(const PromptWrapper& wrapper,
                                                        std::span<const PromptRequest> requests);
[[nodiscard]] Result<Prompt> renderPrompt(const PromptWrapper& wrapper, const PromptRequest& request);
/// Questions that are no tasks, each the user's turn, with the manner of answering that r1 and chat ask for.
/// Unsupported with a wrapper that knows no turns.
[[nodiscard]] std::vector<Result<Prompt>> renderUserTurns(const PromptWrapper& wrapper,
                                                          std::span<const std::string> turns);

/// How completions of r1, chat and few-shot are read where the paper, its code and we differ.
struct ParseRules {
    bool textBetweenTags = true;  ///< words between the thought and the answer are passed over; else the format is bad
    bool nestedFunctions = true;  ///< only functions at the top level count; else methods and nested ones are too many
    bool repeatedInputs = false;  ///< an induction proposal's inputs may repeat; else more than half must differ
    bool operator==(const ParseRules&) const = default;
};

/// The parts of a completion. Which are present depends on the stream.
struct ParsedCompletion {
    std::string think;
    std::string program;               ///< a proposer's, or what a solver is asked for
    std::vector<std::string> imports;  ///< top-level imports split off the program
    std::string input;                 ///< the same
    std::vector<std::string> inputs;   ///< of a proposer's pairs
    std::string output;                ///< a solver's
    std::string message;               ///< a proposer's, with pairs
    std::string failure;    ///< empty = well formed; else what is missing ("no answer", "no input block", …)
    bool complete = false;  ///< every part is there and closed, whatever is wrong with the frame around them
};
/// The part that a solver of this kind is asked for.
[[nodiscard]] std::string takeAnswer(TaskKind kind, ParsedCompletion& parsed);

[[nodiscard]] ParsedCompletion parseCompletion(const PromptWrapper& wrapper, Stream stream, std::string_view opened,
                                               std::string_view response, int inductionInputs,
                                               const ParseRules& rules = {});

}  // namespace azr::selfplay
