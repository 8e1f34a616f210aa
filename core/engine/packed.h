/// Sequences laid end to end without padding: T tokens in S sequences; sequence s owns rows [starts[s], starts[s + 1]),
/// and positions restart at 0 in each. Values, no torch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/policy/learner.h"

namespace azr::engine {

struct Packed {
    std::vector<std::int32_t> tokens;     ///< [T]
    std::vector<std::int32_t> positions;  ///< [T]
    std::vector<std::int64_t> starts;     ///< [S + 1]

    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(tokens.size()); }
    [[nodiscard]] std::int64_t sequences() const { return static_cast<std::int64_t>(starts.size()) - 1; }
    void add(std::span<const policy::Token> sequence);
    void clear();
    Packed() { clear(); }
};

/// One response token of the batch: the packed row whose logits predict it, and where its statistics belong.
struct LossToken {
    std::int64_t row = 0;
    std::int32_t target = 0;
    std::int32_t sequence = 0;  ///< index into the caller's batch
    std::int32_t position = 0;  ///< index into its response
};

/// A part of the batch that goes through the model at once.
struct MicroBatch {
    Packed packed;
    std::vector<LossToken> losses;
};

/// Fills `part` with sequences from `first` on while their tokens fit `tokenLimit` (always at least one) and returns
/// the index of the next one. The last token of a sequence predicts nothing and is left out.
std::size_t fillMicroBatch(std::span<const policy::Sequence> batch, std::size_t first, std::int64_t tokenLimit,
                           MicroBatch& part);

/// Response tokens of one sequence; of all.
[[nodiscard]] std::int64_t responseLength(const policy::Sequence& sequence);
[[nodiscard]] std::int64_t responseLength(std::span<const policy::Sequence> batch);

/// InvalidArgument when a token is outside the vocabulary, a prompt is empty, a sequence exceeds the context, or
/// `needsAdvantages` and the lengths of oldLogprobs or advantages are not those of the response.
Status checkBatch(std::span<const policy::Sequence> batch, int vocabulary, int context, bool needsAdvantages);

}  // namespace azr::engine
