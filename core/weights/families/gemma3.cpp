// Gemma 3 (text): Gemma 2 with normalised heads and a rotation of its own where layers slide.
#include "core/weights/families/gemma_p.h"
#include "core/weights/fields_p.h"

namespace azr::weights {
namespace {

constexpr std::string_view kGemma3Keys[] = {"query_pre_attn_scalar",   "attn_logit_softcapping",
                                            "final_logit_softcapping", "use_bidirectional_attention",
                                            "rope_local_base_freq",    "sliding_window_pattern"};

Status readGemma3(const Json& json, HfConfig& config, const std::string& place) {
    if (fields::says(json, "attn_logit_softcapping"))
        return fields::unsupported("field 'attn_logit_softcapping' is set, which transformers passes over for Gemma 3",
                                   place, "set it to null");
    return readGemma(json, config, place);
}

}  // namespace

const FamilyTraits& gemma3() {
    static const FamilyTraits kGemma3{
        .family = Family::Gemma3,
        .name = "gemma3_text",
        .title = "Gemma 3",
        .architecture = "Gemma3ForCausalLM",
        .context = 131072,
        .tied = true,
        .kvHeads = 4,
        .headDim = 256,
        .window = 4096,
        .rope = {.theta = 1000000, .localTheta = 10000, .localKey = "rope_local_base_freq"},
        .activation = Activation::GeluTanh,
        .qkNorm = true,
        .activationKey = "hidden_activation",
        .windows = Windows::Pattern,
        .pattern = 6,
        .patternKey = "sliding_window_pattern",
        .traits = gemmaTraits(),
        .keys = kGemma3Keys,
        .read = readGemma3,
        .write = writeGemma};
    return kGemma3;
}

}  // namespace azr::weights
