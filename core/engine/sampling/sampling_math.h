/// One token out of one row of logits: temperature, top-k, top-p, or greedy. Pure functions of the row and the
/// generator; no torch. Log-probabilities are natural, under the full softmax at the rule's temperature (greedy: at 1),
/// whatever else the rule keeps out.
#pragma once

#include <span>

#include "core/base/rng.h"
#include "core/policy/sampler.h"

namespace azr::engine {

struct SamplingRule {
    float temperature = 1.0F;  ///< 0 or less: greedy, the lowest id among equals
    float topP = 1.0F;         ///< the smallest set of likeliest tokens that reaches this mass; >= 1 = off
    int topK = 0;              ///< the k likeliest tokens, lower ids first among equals; 0 = off
    float minP = 0.0F;         ///< tokens with at least this share of the likeliest one's probability; 0 = off
};

struct Draw {
    policy::Token token = 0;
    float logprob = 0.0F;
};

/// Overwrites `logits`. Top-k is applied first, then top-p over what it left, then min-p, all at the rule's
/// temperature. Takes exactly one number from `rng` unless greedy. Allocates only under top-k or top-p.
[[nodiscard]] Draw drawToken(std::span<float> logits, const SamplingRule& rule, Rng& rng);

/// Zeroes the weights (not normalised, >= 0) outside the k largest.
void keepTopK(std::span<float> weights, int k);
/// Zeroes the weights below a share p of the largest.
void keepMinP(std::span<float> weights, float p);
/// Zeroes the weights outside the nucleus of mass p of their sum.
void keepTopP(std::span<float> weights, double p);

}  // namespace azr::engine
