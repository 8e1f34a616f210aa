// SmolLM3: Llama where some layers do not rotate queries and keys.
#include "core/weights/families/family.h"
#include "core/weights/fields_p.h"

namespace azr::weights {
namespace {

constexpr std::string_view kSmolLm3Keys[] = {"no_rope_layers", "no_rope_layer_interval"};

Status readSmolLm3(const Json& json, HfConfig& config, const std::string& place) {
    const auto layers = static_cast<std::size_t>(config.layers);
    AZR_TRY(const int interval, fields::positiveOr(json, "no_rope_layer_interval", 4, place));
    std::vector<int> turned(layers);
    for (std::size_t i = 0; i < layers; ++i) turned[i] = (i + 1) % static_cast<std::size_t>(interval) != 0 ? 1 : 0;
    if (fields::says(json, "no_rope_layers")) {
        AZR_TRY(turned, fields::wholes(json, "no_rope_layers", place));
        if (turned.size() < layers)
            return fail(ErrorCode::Parse, "field 'no_rope_layers' has fewer values than there are layers", place);
    }
    config.traits.layers.resize(layers);
    for (std::size_t i = 0; i < layers; ++i)
        if (turned[i] == 0) config.traits.layers[i].rope = LayerRope::None;
    return {};
}

void writeSmolLm3(const HfConfig& config, Json& json) {
    json["no_rope_layers"] = Json::array();
    for (const LayerTraits& layer : config.traits.layers)
        json["no_rope_layers"].push_back(layer.rope == LayerRope::None ? 0 : 1);
}

}  // namespace

const FamilyTraits& smolLm3() {
    static const FamilyTraits kSmolLm3{.family = Family::SmolLm3,
                                       .name = "smollm3",
                                       .title = "SmolLM3",
                                       .architecture = "SmolLM3ForCausalLM",
                                       .context = 32768,
                                       .tied = true,
                                       .kvHeads = 4,
                                       .rope = {.theta = 2000000},
                                       .windows = Windows::Unturned,
                                       .keys = kSmolLm3Keys,
                                       .read = readSmolLm3,
                                       .write = writeSmolLm3};
    return kSmolLm3;
}

}  // namespace azr::weights
