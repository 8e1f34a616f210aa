/// What the model is shown, and what is read from what it writes. A wrapper is a value; every wrapper renders the same
/// requests and is read by the same parser interface. The texts are ours.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/config/choices.h"
#include "core/selfplay/task.h"
#include "core/tokenizer/chat_template.h"
#include "core/tokenizer/tokenizer.h"

namespace azr::selfplay {

using WrapperStyle = config::WrapperStyle;

struct PromptWrapper {
    WrapperStyle style = WrapperStyle::Nano;
    /// Chat: renders the model's own template. Shared, because the trainer and the window's seed check both ask.
    std::shared_ptr<tokenizer::ChatRenderer> chat = {};
};

/// A prompt to write. References: tasks shown to a proposer (of induction: by `few-shot` alone). `subject`: the task to
/// solve, or the program an induction proposer writes inputs for. `examples`: `few-shot` shows an induction proposer
/// worked examples where it has no reference.
struct PromptRequest {
    Stream stream;
    std::vector<const Task*> references;
    const Task* subject = nullptr;
    int inductionInputs = 6;
    bool examples = true;
};

/// The text, its tokens not yet made. `opened`: what the wrapper, or the chat template, already wrote of the completion
/// ("<think>"), which the parser must put back in front.
struct Prompt {
    std::string text;
    std::string opened;
    std::vector<std::string> stopTexts;  ///< a completion ends when its text ends with one of these
    tokenizer::PromptText kind = tokenizer::PromptText::Plain;
};
/// Fails where a chat template does.
[[nodiscard]] Result<Prompt> renderPrompt(const PromptWrapper& wrapper, const PromptRequest& request);

/// The parts of a completion. Which are present depends on the stream.
struct ParsedCompletion {
    std::string think;
    std::string program;               ///< proposer ded/abd, solver induction
    std::vector<std::string> imports;  ///< top-level imports split off the program
    std::string input;                 ///< proposer ded/abd, solver abduction
    std::vector<std::string> inputs;   ///< proposer induction
    std::string output;                ///< solver deduction
    std::string message;               ///< proposer induction
    std::string failure;  ///< empty = well formed; else what is missing ("no answer", "no input block", …)
};
[[nodiscard]] ParsedCompletion parseCompletion(const PromptWrapper& wrapper, Stream stream, std::string_view opened,
                                               std::string_view response, int inductionInputs);

}  // namespace azr::selfplay
