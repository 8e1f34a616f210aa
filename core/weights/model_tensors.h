/// The tensors of a model under the names that Hugging Face gives them in the model's family, and where each stands in
/// the matrices and vectors that the engine works with.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/weights/hf_config.h"

namespace azr::weights {

/// What a block is made of for the engine: queries, keys and values below each other, gate and up projection likewise.
enum class Slot : std::uint8_t {
    AttentionNorm,
    Qkv,
    QkvBias,
    QueryNorm,
    KeyNorm,
    Output,
    OutputBias,
    AttentionPostNorm,
    FeedForwardNorm,
    GateUp,
    Down,
    FeedForwardPostNorm,
};
constexpr std::size_t kSlots = 12;
[[nodiscard]] bool isNorm(Slot slot);

struct BlockTensor {
    Slot slot = Slot::Qkv;
    std::string_view name;      ///< behind "model.layers.3."
    std::int64_t firstRow = 0;  ///< within the slot
    std::int64_t rows = 0;
    std::int64_t columns = 0;  ///< 0: a vector
    [[nodiscard]] std::int64_t elements() const { return rows * (columns > 0 ? columns : 1); }
    [[nodiscard]] std::vector<std::int64_t> shape() const;
};
/// Of one block, in a fixed order in which each slot's stand together. Slots that the model lacks do not occur.
[[nodiscard]] std::vector<BlockTensor> blockTensors(const HfConfig& config);

/// A whole slot.
struct SlotShape {
    Slot slot = Slot::Qkv;
    std::int64_t rows = 0, columns = 0;
};
[[nodiscard]] std::vector<SlotShape> blockSlots(const HfConfig& config);

}  // namespace azr::weights
