/// A sequence through a SamplerBackend, some rows at a time: its logits, and what they say of its own tokens. Throws
/// c10::Error where the backend does.
#pragma once

#include <vector>

#include "core/base/control.h"
#include "core/base/error.h"
#include "core/engine/sampling/sampler_backend.h"
#include "core/policy/engine.h"

namespace azr::engine {

struct ScoringLimits {
    int vocabulary = 0;
    int context = 0;
    int rows = 64;          ///< tokens between two looks at `control`
    int stretchedFrom = 0;  ///< HfConfig's
};

/// InvalidArgument: no tokens, too many, or one outside the vocabulary.
[[nodiscard]] Result<policy::TokenScores> scoreTokens(SamplerBackend& backend, const std::vector<policy::Token>& tokens,
                                                      const ScoringLimits& limits, Control& control, int likeliest = 0);
/// [T x V], row-major.
[[nodiscard]] Result<std::vector<float>> backendLogits(SamplerBackend& backend,
                                                       const std::vector<policy::Token>& tokens,
                                                       const ScoringLimits& limits);

}  // namespace azr::engine
