/// The loss of one response token as pure functions (paper, section 3.4; PPO with both clips of the reference): numbers
/// in, numbers out, no tensors. The engine multiplies the derivatives into the softmax's gradient.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/policy/learner.h"

namespace azr::engine {

/// Of one token, before averaging. Derivatives are with respect to the token's new log-probability.
struct TokenLoss {
    double policy = 0;            ///< PPO surrogate, to be minimised
    double policyDerivative = 0;  ///< 0 where the clip is active
    double ratio = 1;             ///< exp(new - old)
    bool clipped = false;         ///< the clip took the gradient away
    double approximateKl = 0;     ///< k3, old to new: ratio - 1 - log ratio
};

/// -min(r A, clip(r, 1 - low, 1 + high) A); with dualClip c > 0 and A < 0 at most -c A (Ye et al. 2020).
[[nodiscard]] TokenLoss ppoToken(double logprob, double oldLogprob, double advantage,
                                 const policy::LossOptions& options);

struct KlTerm {
    double value = 0;       ///< k3: exp(ref - new) - 1 - (ref - new)
    double derivative = 0;  ///< 1 - exp(ref - new)
};
[[nodiscard]] KlTerm referenceKl(double logprob, double referenceLogprob);
struct WeighedKl {
    KlTerm term;
    double coefficient = 0;
};

/// Weight of each token of each sequence in the mean over the whole batch: 1 / all response tokens, or with
/// `sequenceMean` 1 / (sequences x tokens of this one).
[[nodiscard]] std::vector<double> tokenWeights(std::span<const policy::Sequence> batch, bool sequenceMean);

/// Where the mini-batches of `count` sequences end (LossOptions::miniBatches); none of them is empty.
[[nodiscard]] std::vector<std::size_t> miniBatchEnds(std::size_t count, int miniBatches);

/// Sums over the response tokens of a batch, in any number of parts; finish() divides.
class LossTotals {
  public:
    LossTotals();
    /// `weight` is that of tokenWeights; `entropyBonus` comes from the options.
    void add(const TokenLoss& token, double entropy, double logprob, double oldLogprob, const WeighedKl& kl,
             double weight, int stream, const policy::LossOptions& options);
    /// A token of plain cross-entropy.
    void addImitation(double logprob, double entropy, double weight, int stream);
    /// What another thread has summed up.
    void merge(const LossTotals& other);
    /// Of losses that were summed over `steps` mini-batches, whose weights are 1 in total each.
    [[nodiscard]] policy::UpdateStats finish(int steps = 1) const;

  private:
    void addStream(int stream, double entropy);

    policy::UpdateStats m_sums;
    double m_count = 0;
    double m_pulled = 0;  // tokens with a KL term
    std::vector<double> m_streamCount;
};

}  // namespace azr::engine
