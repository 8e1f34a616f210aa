/// Which prompt wrapper a model can work with: each one's proposals and answers on a few reference programs. Runs on
/// the thread that owns the sampler; deterministic given weights and seed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/evaluation/interval.h"
#include "core/execution/executor.h"
#include "core/policy/sampler.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"

namespace azr::evaluation {

struct ProbeOptions {
    config::PromptConfig prompt;
    config::SamplingConfig sampling;
    config::ExecutorConfig executor;
    int proposals = 24;      ///< of deduction tasks
    int answersPerTask = 4;  ///< to each of the references
    int shown = 6;           ///< references in a proposer's prompt (K)
    std::uint64_t seed = 1;
};

struct ProbeOutcome {
    std::string wrapper;
    std::int64_t proposals = 0, wellFormedProposals = 0, validProposals = 0;
    std::int64_t answers = 0, wellFormedAnswers = 0, solved = 0;
    telemetry::ClusteredShare answersOfTasks;     ///< well formed or not, each reference a cluster
    double proposalTokens = 0, answerTokens = 0;  ///< mean
    [[nodiscard]] Interval valid() const { return wilson(validProposals, proposals); }
    [[nodiscard]] Interval wellFormed() const { return wilson(answersOfTasks); }
};

/// Completions done of those that one wrapper is asked for. Called on the probing thread.
using ProbeProgress = std::function<void(std::size_t done, std::size_t total)>;

/// Short programs of ours with inputs, their outputs made by the executor. Internal when it refuses one of them.
[[nodiscard]] Result<std::vector<selfplay::Task>> probeReferences(execution::Executor& executor,
                                                                  const config::ExecutorConfig& config,
                                                                  Control& control);
[[nodiscard]] Result<ProbeOutcome> probeWrapper(const std::string& name, const selfplay::PromptWrapper& wrapper,
                                                const std::vector<selfplay::Task>& references, policy::Sampler& sampler,
                                                const selfplay::TextCodec& codec, execution::Executor& executor,
                                                const ProbeOptions& options, Control& control,
                                                const ProbeProgress& progress = {});
/// The one with the most valid proposals; among equals the one with more well-formed answers. Null when there is none.
[[nodiscard]] const ProbeOutcome* bestWrapper(const std::vector<ProbeOutcome>& outcomes);

}  // namespace azr::evaluation
