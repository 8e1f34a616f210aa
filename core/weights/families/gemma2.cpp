// Gemma 2: norms on both sides of attention and feed-forward part, GELU gates, capped scores and logits, windows in
// every other layer.
#include <cmath>

#include "core/weights/families/gemma_p.h"
#include "core/weights/fields_p.h"

namespace azr::weights {
namespace {

constexpr std::string_view kGemma2Keys[] = {"query_pre_attn_scalar", "attn_logit_softcapping",
                                            "final_logit_softcapping", "use_bidirectional_attention"};

Status readGemma2(const Json& json, HfConfig& config, const std::string& place) {
    constexpr double kAttentionCap = 50, kLogitCap = 30;
    config.traits.attentionCap = json.contains("attn_logit_softcapping") ? 0 : kAttentionCap;
    config.traits.logitCap = json.contains("final_logit_softcapping") ? 0 : kLogitCap;
    AZR_CHECK(readGemma(json, config, place));
    AZR_TRY(config.traits.attentionCap,
            fields::positiveNumberOr(json, "attn_logit_softcapping", config.traits.attentionCap, place));
    return {};
}

}  // namespace

ModelTraits gemmaTraits() {
    return {.normsAfter = true, .normOffset = 1};
}

Status readGemma(const Json& json, HfConfig& config, const std::string& place) {
    AZR_TRY(const bool bidirectional, fieldOr<bool>(json, "use_bidirectional_attention", false, place));
    if (bidirectional) return fields::unsupported("field 'use_bidirectional_attention' is true", place);
    AZR_TRY(const int scalar, fields::positiveOr(json, "query_pre_attn_scalar", 256, place));
    config.traits.attentionScale = 1 / std::sqrt(static_cast<double>(scalar));
    config.traits.embeddingScale = std::sqrt(static_cast<double>(config.hidden));
    AZR_TRY(config.traits.logitCap,
            fields::positiveNumberOr(json, "final_logit_softcapping", config.traits.logitCap, place));
    return {};
}

void writeGemma(const HfConfig& config, Json& json) {
    const auto cap = [](double value) { return value > 0 ? Json(value) : Json(); };
    const double scalar = 1 / (config.traits.attentionScale * config.traits.attentionScale);
    json["query_pre_attn_scalar"] = static_cast<std::int64_t>(std::llround(scalar));
    json["attn_logit_softcapping"] = cap(config.traits.attentionCap);
    json["final_logit_softcapping"] = cap(config.traits.logitCap);
}

const FamilyTraits& gemma2() {
    static const FamilyTraits kGemma2{.family = Family::Gemma2,
                                      .name = "gemma2",
                                      .title = "Gemma 2",
                                      .architecture = "Gemma2ForCausalLM",
                                      .context = 8192,
                                      .tied = true,
                                      .kvHeads = 4,
                                      .headDim = 256,
                                      .window = 4096,
                                      .activation = Activation::GeluTanh,
                                      .activationKey = "hidden_activation",
                                      .windows = Windows::Pattern,
                                      .pattern = 2,
                                      .traits = gemmaTraits(),
                                      .keys = kGemma2Keys,
                                      .read = readGemma2,
                                      .write = writeGemma};
    return kGemma2;
}

}  // namespace azr::weights
