/// Measuring which prompt wrapper a model can work with: the model is opened for sampling alone, every wrapper is
/// probed, the best is named. Blocking, for a thread of its own; ends with Cancelled soon after control.requestStop(),
/// though not while the weights are read.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/evaluation/wrapper_probe.h"
#include "core/session/parts.h"

namespace azr::session {

/// Called on the thread that measures.
struct RatesListener {
    std::function<void(const std::string& wrapper, std::size_t done, std::size_t total)> progress;
    std::function<void(const evaluation::ProbeOutcome&)> measured;
};

struct RatesRequest {
    std::vector<std::string> wrappers;  ///< empty: all that suit the model
    evaluation::ProbeOptions options;
};
/// Limits, sampling, executor and seed of the configuration.
[[nodiscard]] evaluation::ProbeOptions probeOptions(const config::RunConfig& config);

/// nano for the built-in vocabulary; else few-shot, r1, and chat where the template can be rendered.
[[nodiscard]] std::vector<std::string> wrappersFor(const tokenizer::Tokenizer& tokenizer);

/// The best wrapper's name; empty when none gave a valid proposal. `policy.tokenizer` is needed.
[[nodiscard]] Result<std::string> measureWrappers(OpenedPolicy& policy, execution::Executor& executor,
                                                  const RatesRequest& request, const RatesListener& listener,
                                                  Control& control);
/// The same for a configuration, with the parts that the product is made of.
[[nodiscard]] Result<std::string> measureWrappers(const config::RunConfig& config, const RatesListener& listener,
                                                  Control& control);

}  // namespace azr::session
