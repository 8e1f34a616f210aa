#include "core/session/models/wrapper_rates.h"

#include <algorithm>
#include <utility>

#include "core/session/models/model_facts.h"
#include "core/tokenizer/chat/chat_template.h"

namespace azr::session {

evaluation::ProbeOptions probeOptions(const config::RunConfig& config) {
    evaluation::ProbeOptions options;
    options.prompt = config.prompt;
    options.sampling = config.sampling;
    options.executor = config.executor;
    options.shown = std::clamp(config.selfplay.references, 1, options.shown);
    options.seed = config.seed;
    return options;
}

namespace {

/// With a codec of its own where the wrapper ends turns with a token that the others do not know.
struct OpenedWrapper {
    selfplay::PromptWrapper wrapper;
    std::unique_ptr<selfplay::TextCodec> codec;
};

Result<OpenedWrapper> openWrapper(const std::string& name, const OpenedPolicy& policy, const RatesRequest& request) {
    OpenedWrapper opened;
    const auto style = config::choiceNamed<config::WrapperStyle>(name);
    if (!style)
        return fail(ErrorCode::InvalidArgument, "there is no wrapper '" + name + "'", "prompt.wrapper",
                    "use nano, r1, chat or few-shot");
    opened.wrapper.style = *style;
    if (opened.wrapper.style != selfplay::WrapperStyle::Chat) return opened;
    AZR_TRY(opened.wrapper.chat, openChat(request.model, *policy.tokenizer, request.chat));
    opened.codec =
        selfplay::codecOf(*policy.tokenizer, tokenizer::endTokens(*policy.tokenizer, opened.wrapper.chat.get()));
    return opened;
}

/// A chat format that cannot be read counts: opening it tells why.
bool hasChatTemplate(const std::filesystem::path& model, const tokenizer::Tokenizer& tokenizer) {
    if (model.empty()) return false;
    const auto format = tokenizer::readChatFormat(model, tokenizer);
    return !format || !format->templates.empty();
}

/// Its prompts do not fit into the limit, or have no tokens: those of the others may.
bool isOfWrapper(const Error& error) {
    return error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::Unsupported;
}

}  // namespace

std::vector<std::string> wrappersFor(const tokenizer::Tokenizer& tokenizer, bool hasChatTemplate) {
    if (speaksOnlyNano(tokenizer)) return {"nano"};
    std::vector<std::string> names{"few-shot", "r1"};
    if (hasChatTemplate) names.emplace_back("chat");
    return names;
}

Result<std::string> measureWrappers(OpenedPolicy& policy, execution::Executor& executor, const RatesRequest& request,
                                    const RatesListener& listener, Control& control) {
    AZR_TRY(const auto references, evaluation::probeReferences(executor, request.options.executor, control));
    std::vector<evaluation::ProbeOutcome> outcomes;
    const bool asked = !request.wrappers.empty();
    const auto names =
        asked ? request.wrappers : wrappersFor(*policy.tokenizer, hasChatTemplate(request.model, *policy.tokenizer));
    for (const auto& name : names) {
        AZR_CHECK(control.checkpoint());
        const auto skip = [&](const Error& why) {
            if (listener.skipped) listener.skipped(name, why);
        };
        const auto opened = openWrapper(name, policy, request);
        if (!opened && asked) return tl::make_unexpected(opened.error());
        if (!opened) {
            skip(opened.error());
            continue;
        }
        const auto progress = [&](std::size_t done, std::size_t total) {
            if (listener.progress) listener.progress(name, done, total);
        };
        auto outcome = evaluation::probeWrapper(name, opened->wrapper, references, policy.engine->sampler(),
                                                opened->codec != nullptr ? *opened->codec : *policy.codec, executor,
                                                request.options, control, progress);
        if (!outcome && isOfWrapper(outcome.error())) {
            skip(outcome.error());
            continue;
        }
        if (!outcome) return tl::make_unexpected(outcome.error());
        if (listener.measured) listener.measured(*outcome);
        outcomes.push_back(std::move(*outcome));
    }
    const auto* best = evaluation::bestWrapper(outcomes);
    return best != nullptr && best->validProposals > 0 ? best->wrapper : std::string();
}

Result<std::string> measureWrappers(const config::RunConfig& config, const RatesListener& listener, Control& control) {
    AZR_TRY(auto policy, openForSampling(config));
    AZR_CHECK(control.checkpoint());
    AZR_TRY(const auto executor, execution::openExecutor(executorOptions(config)));
    return measureWrappers(policy, *executor, {{}, probeOptions(config), modelFolder(config), chatOptions(config)},
                           listener, control);
}

}  // namespace azr::session
