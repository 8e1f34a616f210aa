#include "core/weights/model_tensors.h"

namespace azr::weights {
namespace {

/// Appends tensors, counting the rows of each slot.
class BlockList {
  public:
    void add(Slot slot, std::string_view name, std::int64_t rows, std::int64_t columns = 0) {
        const bool same = !m_tensors.empty() && m_tensors.back().slot == slot;
        const std::int64_t first = same ? m_tensors.back().firstRow + m_tensors.back().rows : 0;
        m_tensors.push_back({slot, name, first, rows, columns});
    }
    std::vector<BlockTensor> take() { return std::move(m_tensors); }

  private:
    std::vector<BlockTensor> m_tensors;
};

void addAttention(const HfConfig& c, BlockList& list) {
    const std::int64_t d = c.hidden, q = std::int64_t{c.heads} * c.headDim, k = std::int64_t{c.kvHeads} * c.headDim;
    if (c.traits.fusedNames) {
        list.add(Slot::Qkv, "self_attn.qkv_proj.weight", q + 2 * k, d);
    } else {
        list.add(Slot::Qkv, "self_attn.q_proj.weight", q, d);
        list.add(Slot::Qkv, "self_attn.k_proj.weight", k, d);
        list.add(Slot::Qkv, "self_attn.v_proj.weight", k, d);
    }
    if (c.qkvBias) {
        list.add(Slot::QkvBias, "self_attn.q_proj.bias", q);
        list.add(Slot::QkvBias, "self_attn.k_proj.bias", k);
        list.add(Slot::QkvBias, "self_attn.v_proj.bias", k);
    }
    if (c.qkNorm) {
        const bool whole = c.traits.wholeWidthNorms;
        list.add(Slot::QueryNorm, "self_attn.q_norm.weight", whole ? q : c.headDim);
        list.add(Slot::KeyNorm, "self_attn.k_norm.weight", whole ? k : c.headDim);
    }
    list.add(Slot::Output, "self_attn.o_proj.weight", d, q);
    if (c.outputBias) list.add(Slot::OutputBias, "self_attn.o_proj.bias", d);
}

}  // namespace

bool isNorm(Slot slot) {
    switch (slot) {
        case Slot::AttentionNorm:
        case Slot::QueryNorm:
        case Slot::KeyNorm:
        case Slot::AttentionPostNorm:
        case Slot::FeedForwardNorm:
        case Slot::FeedForwardPostNorm: return true;
        default: return false;
    }
}

std::vector<std::int64_t> BlockTensor::shape() const {
    return columns > 0 ? std::vector{rows, columns} : std::vector{rows};
}

std::vector<BlockTensor> blockTensors(const HfConfig& c) {
    const std::int64_t d = c.hidden, f = c.intermediate;
    const bool before = c.traits.normsBefore, after = c.traits.normsAfter;
    BlockList list;
    if (before) list.add(Slot::AttentionNorm, "input_layernorm.weight", d);
    addAttention(c, list);
    // The norm before the feed-forward part is named for where it stands: behind attention.
    if (after) list.add(Slot::AttentionPostNorm, "post_attention_layernorm.weight", d);
    if (before)
        list.add(Slot::FeedForwardNorm, after ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight",
                 d);
    if (c.traits.fusedNames) {
        list.add(Slot::GateUp, "mlp.gate_up_proj.weight", 2 * f, d);
    } else {
        list.add(Slot::GateUp, "mlp.gate_proj.weight", f, d);
        list.add(Slot::GateUp, "mlp.up_proj.weight", f, d);
    }
    list.add(Slot::Down, "mlp.down_proj.weight", d, f);
    if (after) list.add(Slot::FeedForwardPostNorm, "post_feedforward_layernorm.weight", d);
    return list.take();
}

std::vector<SlotShape> blockSlots(const HfConfig& config) {
    std::vector<SlotShape> slots;
    for (const BlockTensor& tensor : blockTensors(config)) {
        if (slots.empty() || slots.back().slot != tensor.slot) slots.push_back({tensor.slot, 0, tensor.columns});
        slots.back().rows += tensor.rows;
    }
    return slots;
}

}  // namespace azr::weights
