/// Updating the policy. B sequences of prompt + response; the loss is over response tokens only. Log-probabilities and
/// entropies of a sequence are those of softmax(logits / T) at its temperature. One thread owns it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/config/algorithm_choices.h"
#include "core/policy/sampler.h"

namespace azr::policy {

/// One sample of the batch. oldLogprobs[j] belongs to tokens[promptLength + j].
struct Sequence {
    std::vector<Token> tokens;
    int promptLength = 0;
    std::vector<float> oldLogprobs;  ///< as the sampler recorded them
    std::vector<float> advantages;   ///< one per response token (equal along a sample unless whitened by token)
    double temperature = 1;          ///< T > 0, at which it was sampled
    int stream = 0;                  ///< role x kind index, for statistics only
    double klCoefficient = 0;        ///< added to that of the options for this sequence
};

struct LossOptions {
    double clipLow = 0.2;
    double clipHigh = 0.2;
    double dualClip = 0.0;
    double entropyBonus = 0.001;
    bool sequenceMean = false;  ///< else token mean
    double klCoefficient = 0.0;
    int microBatchTokens = 16384;
    /// Optimiser steps of one pass: the batch is cut, in its order, into this many parts of as equal numbers of
    /// sequences as can be, longer ones first. Each part's loss is an average of its own; the old log-probabilities
    /// stay fixed.
    int miniBatches = 1;
    int epochs = 1;  ///< passes over the batch
    config::OldLogprobs oldLogprobs = config::OldLogprobs::Sampler;
};

struct OptimizerOptions {
    double learningRate = 1e-6;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0.0;
    double gradientClip = 1.0;
};

/// One optimiser step of an update; what is said of tokens is before the step.
struct OptimizerStepStats {
    double loss = 0;
    double ratioMean = 1, ratioMax = 1, clipFraction = 0, approximateKl = 0;
    double gradientNorm = 0;  ///< before clipping
};

/// Over all optimiser steps of an update: losses and gradient norms are means of the steps, the rest means over the
/// tokens that went through them.
struct UpdateStats {
    double loss = 0, policyLoss = 0, entropy = 0;  ///< entropy: mean over response tokens, nats
    double ratioMean = 1, ratioMax = 1, clipFraction = 0;
    double approximateKl = 0;  ///< k3, old to new, before the step
    double referenceKl = 0;    ///< k3, to the starting weights: mean over the tokens that are pulled to them
    double gradientNorm = 0;   ///< before clipping
    double gradientNormMax = 0;
    double logprobGap = 0;    ///< mean |sampler - trainer| log-probability, before the first optimiser step
    std::int64_t tokens = 0;  ///< trained through, prompts included
    double seconds = 0;
    int memoryRetries = 0;                  ///< how often the micro-batch was halved because a device ran out of memory
    std::vector<double> streamEntropy;      ///< by Sequence::stream; NaN where absent
    std::vector<OptimizerStepStats> steps;  ///< in order; empty of imitate()
};

class Learner {
  public:
    virtual ~Learner() = default;

    /// PPO over the batch, one optimiser step per mini-batch (micro-batched inside; the same gradient as one part).
    /// Fails whole before the first optimiser step. On Cancelled or another failure behind it the weights are those
    /// between two steps: nothing of them may be kept, the last checkpoint is what to go on from.
    virtual Result<UpdateStats> update(std::span<const Sequence> batch, const LossOptions& loss,
                                       const OptimizerOptions& optimizer, Control& control) = 0;
    /// One supervised cross-entropy step (bootstrap); advantages and oldLogprobs are ignored. Returns the mean loss,
    /// nats.
    virtual Result<UpdateStats> imitate(std::span<const Sequence> batch, const OptimizerOptions& optimizer,
                                        int microBatchTokens, Control& control) = 0;
    /// Log-probabilities of the response tokens under the current weights, one vector per sequence, without dropout.
    virtual Result<std::vector<std::vector<float>>> logprobs(std::span<const Sequence> batch, Control& control) = 0;

    /// Weights as a Hugging Face `model.safetensors` + `config.json` in `folder` (which exists). Where adapters are
    /// trained, these alone, as a PEFT folder: `adapter_model.safetensors` + `adapter_config.json`.
    virtual Status saveWeights(const std::filesystem::path& folder) = 0;
    /// Optimizer moments and step count, exact; `optimizer.safetensors` in `folder`.
    virtual Status saveOptimizer(const std::filesystem::path& folder) = 0;
    /// Both, as saved; the shapes must match.
    virtual Status restore(const std::filesystem::path& folder) = 0;
    /// SHA-256 over all trained weights in name order; equal weights give equal hashes.
    [[nodiscard]] virtual std::string weightsHash() const = 0;
    [[nodiscard]] virtual std::string optimizerHash() const = 0;
};

}  // namespace azr::policy
