// Granite: Llama with four multipliers.
#include "core/weights/families/family.h"
#include "core/weights/fields_p.h"

namespace azr::weights {
namespace {

constexpr std::string_view kGraniteKeys[] = {"embedding_multiplier", "attention_multiplier", "residual_multiplier",
                                             "logits_scaling"};

Status readGranite(const Json& json, HfConfig& config, const std::string& place) {
    ModelTraits& traits = config.traits;
    AZR_TRY(traits.embeddingScale, fields::positiveNumberOr(json, "embedding_multiplier", 1, place));
    AZR_TRY(traits.attentionScale, fields::positiveNumberOr(json, "attention_multiplier", 1, place));
    AZR_TRY(traits.residualScale, fields::positiveNumberOr(json, "residual_multiplier", 1, place));
    AZR_TRY(const double divisor, fields::positiveNumberOr(json, "logits_scaling", 1, place));
    traits.logitScale = 1 / divisor;
    return {};
}

void writeGranite(const HfConfig& config, Json& json) {
    json["embedding_multiplier"] = config.traits.embeddingScale;
    json["attention_multiplier"] = config.traits.attentionScale;
    json["residual_multiplier"] = config.traits.residualScale;
    json["logits_scaling"] = 1 / config.traits.logitScale;
}

}  // namespace

const FamilyTraits& granite() {
    static const FamilyTraits kGranite{.family = Family::Granite,
                                       .name = "granite",
                                       .title = "Granite",
                                       .architecture = "GraniteForCausalLM",
                                       .keys = kGraniteKeys,
                                       .read = readGranite,
                                       .write = writeGranite};
    return kGranite;
}

}  // namespace azr::weights
