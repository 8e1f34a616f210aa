/// What a session is built from: how a policy, an executor and an evaluation are opened. realParts() is the product;
/// tests give fakes, so that they need neither LibTorch nor a jail. Called on the trainer thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/control.h"
#include "core/config/run_config.h"
#include "core/execution/executor.h"
#include "core/execution/redteam/trial.h"
#include "core/policy/engine.h"
#include "core/selfplay/prompting/prompts.h"
#include "core/selfplay/prompting/text_codec.h"
#include "core/session/session.h"
#include "core/tokenizer/tokenizer.h"
#include "core/training/loop.h"

namespace azr::session {

struct OpenedPolicy {
    std::unique_ptr<policy::Engine> engine;
    std::unique_ptr<tokenizer::Tokenizer> tokenizer;  ///< the codec's; may be null
    std::unique_ptr<selfplay::TextCodec> codec;
    selfplay::PromptWrapper wrapper;
    std::string baseHash;  ///< SHA-256 of the base weights' file
    int threads = 0;
    policy::KernelUse kernels;  ///< of the engine; not told by scripted ones
    std::string threadsReason;  ///< likewise
};

using EvaluateCall = std::function<Result<training::EvaluationOutcome>(int step)>;

struct SessionParts {
    std::function<Result<OpenedPolicy>(const config::RunConfig&)> openPolicy;
    std::function<Result<std::unique_ptr<execution::Executor>>(const config::RunConfig&)> openExecutor;
    /// The references outlive the call that it returns, which reads the settings anew each time; an empty call means
    /// that no suite fits the model: no held-out figures.
    std::function<Result<EvaluateCall>(const config::RunConfig&, OpenedPolicy&, execution::Executor&, Control&)>
        evaluation;
    std::function<double()> now;  ///< seconds since 1970
    /// The pool that a run has and what it is held against (executor.redteam); empty: there is no red team.
    std::function<execution::redteam::Rivals(const config::RunConfig&)> rivals;
    /// Whether a run may be started with the memory there is; empty: it may. Called on the owner's thread.
    std::function<Status(const config::RunConfig&)> memory;
};

[[nodiscard]] SessionParts realParts();
/// Session::open with other parts.
[[nodiscard]] Result<std::unique_ptr<Session>> openSession(const std::filesystem::path& workspace,
                                                           Session::Wakeup wakeup, SessionParts parts);

/// The folder of the configured model, or of the built-in one.
[[nodiscard]] std::filesystem::path modelFolder(const config::RunConfig& config);
/// The configured model with its learner, tokenizer, codec, wrapper and hash.
[[nodiscard]] Result<OpenedPolicy> openPolicy(const config::RunConfig& config);
[[nodiscard]] Result<policy::TrainingOptions> trainingOptions(const config::RunConfig& config);
/// How the run's engine computes; without the model's files, and with nothing that is trained.
[[nodiscard]] policy::EngineOptions engineOptions(const config::RunConfig& config, int threads);
/// Tokenizer, codec and an engine that cannot learn, which takes a fraction of the memory; no wrapper and no hash.
[[nodiscard]] Result<OpenedPolicy> openForSampling(const config::RunConfig& config);
[[nodiscard]] execution::ExecutorOptions executorOptions(const config::RunConfig& config);

}  // namespace azr::session
