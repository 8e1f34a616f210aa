#include "core/session/models/prompt_preview.h"

#include "core/selfplay/proposal_rules.h"
#include "core/selfplay/seeds/identity.h"
#include "core/session/models/chat.h"
#include "core/session/running/parts.h"

namespace azr::session {

namespace {

using selfplay::Role;
using selfplay::Task;
using selfplay::TaskKind;

/// The identity task, with pairs where the kind has them.
Task exampleTask(TaskKind kind, selfplay::WrapperStyle style, int inputs) {
    Task task = selfplay::identityTask(kind, style);
    if (!selfplay::hasPairs(kind)) return task;
    for (int i = 0; i < inputs; ++i) task.pairs.push_back({std::to_string(i), std::to_string(i)});
    task.message = style == selfplay::WrapperStyle::Nano ? "" : "What comes out is what went in.";
    return task;
}

}  // namespace

Result<std::vector<PromptExample>> previewPrompts(const config::RunConfig& config) {
    AZR_TRY(const tokenizer::Tokenizer tokenizer, tokenizer::Tokenizer::load(modelFolder(config)));
    const auto codec = selfplay::codecOf(tokenizer, {});
    selfplay::PromptWrapper wrapper{config.prompt.wrapper, {}};
    if (wrapper.style == selfplay::WrapperStyle::Chat) {
        AZR_TRY(wrapper.chat, openChat(modelFolder(config), tokenizer, chatOptions(config)));
    }
    std::vector<PromptExample> examples;
    for (const Role role : {Role::Propose, Role::Solve}) {
        for (const TaskKind kind : selfplay::kKinds) {
            if (!isShown(kind, config.selfplay)) continue;
            const Task task = exampleTask(kind, wrapper.style, config.selfplay.inductionInputs);
            selfplay::PromptRequest request;
            request.stream = {role, kind};
            request.inductionInputs = config.selfplay.inductionInputs;
            const bool references = role == Role::Propose && selfplay::ownsProgram(kind);
            // A run begins with this one task, so it is the only reference there is.
            if (references && config.selfplay.includeReferences && config.selfplay.references > 0)
                request.references = {&task};
            if (role == Role::Propose) request.rules = selfplay::programRules(config.selfplay, kind, false, 0);
            if (!references) request.subject = &task;
            AZR_TRY(selfplay::Prompt prompt, selfplay::renderPrompt(wrapper, request));
            AZR_TRY(const auto tokens, codec->encodePrompt(prompt.text, prompt.kind));
            examples.push_back(
                {request.stream, std::move(prompt.text), static_cast<int>(tokens.size()), std::move(prompt.stopTexts)});
        }
    }
    return examples;
}

}  // namespace azr::session
