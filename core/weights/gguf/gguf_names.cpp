#include "core/weights/gguf/gguf_names.h"

#include <array>

namespace azr::weights {
namespace {

constexpr std::array<GgufName, 3> kOuterNames = {{{"token_embd.weight", "model.embed_tokens.weight"},
                                                  {"output_norm.weight", "model.norm.weight"},
                                                  {"output.weight", "lm_head.weight"}}};
constexpr GgufName kPlainNames[] = {{"attn_norm", "input_layernorm"},    {"attn_q", "self_attn.q_proj"},
                                    {"attn_k", "self_attn.k_proj"},      {"attn_v", "self_attn.v_proj"},
                                    {"attn_output", "self_attn.o_proj"}, {"attn_q_norm", "self_attn.q_norm"},
                                    {"attn_k_norm", "self_attn.k_norm"}, {"ffn_norm", "post_attention_layernorm"},
                                    {"ffn_gate", "mlp.gate_proj"},       {"ffn_up", "mlp.up_proj"},
                                    {"ffn_down", "mlp.down_proj"}};

/// Norms before and after both parts of a layer.
constexpr GgufName kGemmaNames[] = {{"attn_norm", "input_layernorm"},
                                    {"attn_q", "self_attn.q_proj"},
                                    {"attn_k", "self_attn.k_proj"},
                                    {"attn_v", "self_attn.v_proj"},
                                    {"attn_output", "self_attn.o_proj"},
                                    {"attn_q_norm", "self_attn.q_norm"},
                                    {"attn_k_norm", "self_attn.k_norm"},
                                    {"post_attention_norm", "post_attention_layernorm"},
                                    {"ffn_norm", "pre_feedforward_layernorm"},
                                    {"post_ffw_norm", "post_feedforward_layernorm"},
                                    {"ffn_gate", "mlp.gate_proj"},
                                    {"ffn_up", "mlp.up_proj"},
                                    {"ffn_down", "mlp.down_proj"}};
/// Fused products.
constexpr GgufName kPhiNames[] = {{"attn_norm", "input_layernorm"},    {"attn_qkv", "self_attn.qkv_proj"},
                                  {"attn_output", "self_attn.o_proj"}, {"ffn_norm", "post_attention_layernorm"},
                                  {"ffn_up", "mlp.gate_up_proj"},      {"ffn_down", "mlp.down_proj"}};

constexpr GgufArchitecture kArchitectures[] = {
    {"llama", "llama", true, false, kPlainNames},     {"mistral", "mistral", true, false, kPlainNames},
    {"qwen2", "qwen2", false, false, kPlainNames},    {"qwen3", "qwen3", false, false, kPlainNames},
    {"gemma2", "gemma2", false, true, kGemmaNames},   {"gemma3", "gemma3_text", false, true, kGemmaNames},
    {"phi3", "phi3", false, false, kPhiNames},        {"smollm3", "smollm3", true, false, kPlainNames},
    {"granite", "granite", true, false, kPlainNames}, {"olmo2", "olmo2", false, false, kGemmaNames}};

constexpr std::string_view kFileLayer = "blk.", kHfLayer = "model.layers.";

/// From `layer`N.NAME.ENDING to `other`N.NAME'.ENDING.
template <class Translate>
std::string inLayer(std::string_view name, std::string_view layer, std::string_view other, Translate translate) {
    const auto dot = name.find('.', layer.size()), last = name.rfind('.');
    if (!name.starts_with(layer) || dot == std::string_view::npos || last <= dot) return std::string(name);
    const std::string_view found = translate(name.substr(dot + 1, last - dot - 1));
    if (found.empty()) return std::string(name);
    return std::string(other) + std::string(name.substr(layer.size(), dot + 1 - layer.size())) + std::string(found) +
           std::string(name.substr(last));
}

}  // namespace

const GgufArchitecture* findArchitecture(std::string_view name) {
    for (const GgufArchitecture& architecture : kArchitectures)
        if (architecture.name == name) return &architecture;
    return nullptr;
}

std::string knownArchitectures() {
    std::string list;
    for (const GgufArchitecture& architecture : kArchitectures)
        list += (list.empty() ? "" : ", ") + std::string(architecture.name);
    return list;
}

std::string hfTensorName(const GgufArchitecture& architecture, std::string_view file) {
    for (const auto& [from, to] : kOuterNames)
        if (file == from) return std::string(to);
    return inLayer(file, kFileLayer, kHfLayer, [&](std::string_view part) {
        for (const auto& [from, to] : architecture.layerNames)
            if (part == from) return to;
        return std::string_view();
    });
}

std::string ggufTensorName(const GgufArchitecture& architecture, std::string_view hf) {
    for (const auto& [to, from] : kOuterNames)
        if (hf == from) return std::string(to);
    return inLayer(hf, kHfLayer, kFileLayer, [&](std::string_view part) {
        for (const auto& [to, from] : architecture.layerNames)
            if (part == from) return to;
        return std::string_view();
    });
}

}  // namespace azr::weights
