/// Measuring which prompt wrapper a model can work with: the model is opened for sampling alone, every wrapper is
/// probed, the best is named. Blocking, for a thread of its own; ends with Cancelled soon after control.requestStop(),
/// though not while the weights are read.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/evaluation/wrapper_probe.h"
#include "core/session/models/chat.h"
#include "core/session/running/parts.h"

namespace azr::session {

/// Called on the thread that measures.
struct RatesListener {
    std::function<void(const std::string& wrapper, std::size_t done, std::size_t total)> progress;
    std::function<void(const evaluation::ProbeOutcome&)> measured;
    /// A wrapper that suits the model and cannot be had here: chat, where its template cannot be rendered.
    std::function<void(const std::string& wrapper, const Error& why)> skipped;
};

struct RatesRequest {
    std::vector<std::string> wrappers;  ///< empty: all that suit the model
    evaluation::ProbeOptions options;
    std::filesystem::path model = {};  ///< where its chat template stands; empty: it has none
    ChatOptions chat = {};
};
/// Limits, sampling, executor and seed of the configuration.
[[nodiscard]] evaluation::ProbeOptions probeOptions(const config::RunConfig& config);

/// nano for the built-in vocabulary; else few-shot, r1, and chat where there is a template.
[[nodiscard]] std::vector<std::string> wrappersFor(const tokenizer::Tokenizer& tokenizer, bool hasChatTemplate);

/// Fails where a wrapper that was asked for by name cannot be had. The best wrapper's name; empty when none gave a
/// valid proposal. `policy.tokenizer` is needed.
[[nodiscard]] Result<std::string> measureWrappers(OpenedPolicy& policy, execution::Executor& executor,
                                                  const RatesRequest& request, const RatesListener& listener,
                                                  Control& control);
/// The same for a configuration, with the parts that the product is made of.
[[nodiscard]] Result<std::string> measureWrappers(const config::RunConfig& config, const RatesListener& listener,
                                                  Control& control);

}  // namespace azr::session
