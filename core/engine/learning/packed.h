/// Sequences laid end to end without padding: T tokens, positions counted from each sequence's own start. Sequences of
/// a batch that begin with the same prompt (the rollouts of one task) share its rows, and prompts that begin with the
/// same shots share those: they go through the model once and collect the gradients of all, which gives the gradient
/// of separate sequences. Values, no torch.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/engine/kernels/attention_kernels.h"
#include "core/policy/learner.h"

namespace azr::engine {

struct Packed {
    std::vector<std::int32_t> tokens;     ///< [T]
    std::vector<std::int32_t> positions;  ///< [T]
    std::vector<std::int32_t> turns;      ///< [T]: rows of the tables of rotations (turn_rows.h)
    /// [T]: tells a token from others, however the batch is cut: in a prompt by the tokens up to it, behind it by the
    /// number of the sequence in the batch.
    std::vector<std::uint32_t> places;
    kernels::AttentionPlan plan;

    [[nodiscard]] std::int64_t rows() const { return static_cast<std::int64_t>(tokens.size()); }
    /// A span that goes on after `parent` (of the last group, depth first), or begins a group of its own. `source` is
    /// the number in the batch of the sequence it comes from, `prompt` the length of its prompt, `firstTurn` the row of
    /// the tables of rotations where its first position has its own. Returns the span's index.
    std::int64_t add(std::span<const policy::Token> tokens, std::size_t source = 0, std::int64_t prompt = 0,
                     std::int64_t parent = kernels::AttentionSpan::kRoot, int firstTurn = 0);

  private:
    std::vector<std::uint64_t> m_hashes;  ///< by span: of all tokens up to its end
};

/// One response token of the batch: the packed row whose logits predict it, and where its statistics belong.
struct LossToken {
    std::int64_t row = 0;
    std::int32_t target = 0;
    std::int32_t sequence = 0;  ///< index into the caller's batch
    std::int32_t position = 0;  ///< index into its response
    float temperature = 1;      ///< its logits are divided by this
};

/// A part of the batch that goes through the model at once.
struct MicroBatch {
    Packed packed;
    std::vector<LossToken> losses;
    std::uint64_t dropoutSeed = 0;  ///< of the update
};

/// The batch in parts of at most `rowLimit` rows (a longer sequence lies alone). With several `workers` in parts of
/// about that many rows, their number a multiple of the workers' where there is enough to share out. A function of its
/// arguments alone. `share`: what sequences begin with is laid out once; else each has rows of its own, as all do where
/// some are longer than `stretchedFrom` (HfConfig's; 0: no matter) and others are not.
[[nodiscard]] std::vector<MicroBatch> splitBatch(std::span<const policy::Sequence> batch, std::int64_t rowLimit,
                                                 int workers, bool share = true, int stretchedFrom = 0);

/// InvalidArgument when a token is outside the vocabulary, a prompt or response is empty, a sequence exceeds the
/// context, or `needsAdvantages` and the lengths of oldLogprobs or advantages are not those of the response, or a
/// temperature is not above 0.
Status checkBatch(std::span<const policy::Sequence> batch, int vocabulary, int context, bool needsAdvantages);

}  // namespace azr::engine
