/// Making the built-in nano model from nothing but the grammar: documents are generated and executed in the background
/// while the learner imitates them; then the whole Hugging Face folder is put in its place, held-out accuracy measured
/// and the model card added. With a token budget alone the weights are a pure function of (seed, tokens, threads,
/// type); a limit in minutes stops by the clock, and ties a rate that falls to it. Runs on the calling thread; polls
/// `control`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/evaluation/evaluator.h"
#include "core/execution/executor.h"
#include "core/policy/kernels.h"

namespace azr::training {

struct BootstrapOptions {
    std::filesystem::path folder;  ///< becomes the model's; must not exist, or be an empty folder
    std::uint64_t seed = 1;
    std::int64_t tokens = 24'000'000;  ///< budget, prompts included
    double minutes = 0;                ///< of training; 0 = no limit. Whichever budget is spent first ends the training
    std::string device = "auto";
    std::string dtype = "auto";
    policy::KernelSet kernels = policy::KernelSet::Native;
    int threads = 0;
    int stepTokens = 2048;  ///< small steps: the number of updates is what a small budget lacks
    double learningRate = 1.8e-3;
    double weightDecay = 0.05;
    double beta2 = 0.98;
    int warmupSteps = 100;
    double decayShare = 0;  ///< of the budget, at its end, in which the rate falls; 0 = a base of middling strength
    double finalFraction = 0.1;  ///< of the rate that is left at the end, where it falls
    int heldOutItems = 0;        ///< per kind of the report suite; 0 = all
};

enum class BootstrapPhase : std::uint8_t { Starting, Training, Evaluating, Saving };

struct BootstrapProgress {
    BootstrapPhase phase = BootstrapPhase::Starting;
    std::int64_t step = 0, tokens = 0, totalTokens = 0;
    double loss = 0;  ///< mean over the last steps, nats per token, prompts included
    double learningRate = 0, tokensPerSecond = 0, seconds = 0;
};

struct ProposerFigures {
    selfplay::TaskKind kind{};
    std::int64_t valid = 0, distinct = 0, total = 0;
};

struct BootstrapReport {
    std::int64_t steps = 0, tokens = 0, documents = 0;
    double finalLoss = 0, heldOutLoss = 0, seconds = 0;
    evaluation::Report solvers;  ///< on the report suite
    std::vector<ProposerFigures> proposers;
    std::string engine, dtype, weightsHash;
};

using BootstrapCallback = std::function<void(const BootstrapProgress&)>;

[[nodiscard]] Result<BootstrapReport> bootstrap(const BootstrapOptions& options, execution::Executor& executor,
                                                const BootstrapCallback& callback, Control& control);

}  // namespace azr::training
