#include "core/session/wrapper_rates.h"

#include <algorithm>
#include <utility>

#include "core/session/model_facts.h"
#include "core/tokenizer/chat_template.h"

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

std::vector<std::string> wrappersFor(const tokenizer::Tokenizer& tokenizer) {
    if (speaksOnlyNano(tokenizer)) return {"nano"};
    std::vector<std::string> names{"few-shot", "r1"};
    if (!tokenizer::endOfTurn(tokenizer.chatTemplate()).empty()) names.emplace_back("chat");
    return names;
}

Result<std::string> measureWrappers(OpenedPolicy& policy, execution::Executor& executor, const RatesRequest& request,
                                    const RatesListener& listener, Control& control) {
    AZR_TRY(const auto references, evaluation::probeReferences(executor, request.options.executor, control));
    std::vector<evaluation::ProbeOutcome> outcomes;
    for (const auto& name : request.wrappers.empty() ? wrappersFor(*policy.tokenizer) : request.wrappers) {
        AZR_CHECK(control.checkpoint());
        AZR_TRY(auto wrapper, selfplay::wrapperFromName(name));
        wrapper.chatTemplate = policy.tokenizer->chatTemplate();
        const auto progress = [&](std::size_t done, std::size_t total) {
            if (listener.progress) listener.progress(name, done, total);
        };
        AZR_TRY(auto outcome, evaluation::probeWrapper(name, wrapper, references, policy.engine->sampler(),
                                                       *policy.codec, executor, request.options, control, progress));
        if (listener.measured) listener.measured(outcome);
        outcomes.push_back(std::move(outcome));
    }
    const auto* best = evaluation::bestWrapper(outcomes);
    return best != nullptr && best->validProposals > 0 ? best->wrapper : std::string();
}

Result<std::string> measureWrappers(const config::RunConfig& config, const RatesListener& listener, Control& control) {
    AZR_TRY(auto policy, openForSampling(config));
    AZR_CHECK(control.checkpoint());
    AZR_TRY(const auto executor, execution::openExecutor(executorOptions(config)));
    return measureWrappers(policy, *executor, {{}, probeOptions(config)}, listener, control);
}

}  // namespace azr::session
