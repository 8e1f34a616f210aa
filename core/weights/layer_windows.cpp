#include "core/weights/layer_windows.h"

#include <algorithm>
#include <optional>

#include "core/weights/families/family.h"
#include "core/weights/fields_p.h"

namespace azr::weights {
namespace {

constexpr const char* kLayerTypes = "layer_types";
constexpr const char* kWindow = "sliding_window";
constexpr const char* kUse = "use_sliding_window";

/// By layer, whether it slides; nothing where the file does not say it.
Result<std::optional<std::vector<bool>>> readTypes(const Json& json, int layers, const std::string& place) {
    if (!fields::says(json, kLayerTypes)) return std::nullopt;
    AZR_TRY(const auto types, fields::listOf<std::string>(json, kLayerTypes, static_cast<std::size_t>(layers), place));
    std::vector<bool> sliding;
    for (const std::string& type : types) {
        if (type != "full_attention" && type != "sliding_attention")
            return fields::unsupported("field 'layer_types' asks for '" + type + "'", place,
                                       "full_attention and sliding_attention are supported");
        sliding.push_back(type == "sliding_attention");
    }
    return sliding;
}

/// By the family's rule alone. `used`: use_sliding_window.
Result<std::vector<bool>> ruledTypes(const Json& json, const FamilyTraits& family, const HfConfig& config, bool used,
                                     const std::string& place) {
    std::vector<bool> sliding(static_cast<std::size_t>(config.layers));
    AZR_TRY(const int behind, fields::wholeOr(json, "max_window_layers", 28, place));
    int pattern = family.pattern;
    if (family.patternKey[0] != '\0') {
        AZR_TRY(pattern, fields::positiveOr(json, family.patternKey, pattern, place));
    }
    for (std::size_t i = 0; i < sliding.size(); ++i) switch (family.windows) {
            case Windows::Never: break;
            case Windows::All: sliding[i] = config.traits.window > 0; break;
            case Windows::Behind: sliding[i] = used && static_cast<int>(i) >= behind; break;
            case Windows::Unturned: sliding[i] = used && config.traits.layer(i).rope == LayerRope::None; break;
            case Windows::Pattern: sliding[i] = (i + 1) % static_cast<std::size_t>(pattern) != 0; break;
        }
    return sliding;
}

Status contradictions(const Json& json, const FamilyTraits& family, const std::vector<bool>& types,
                      const std::vector<bool>& ruled, bool used, const std::string& place) {
    const bool slides = std::ranges::find(types, true) != types.end();
    const bool switched = family.windows == Windows::Behind || family.windows == Windows::Unturned;
    if (switched && slides && !used) return fields::contradiction(kLayerTypes, kUse, place);
    if (family.windows == Windows::All && types != ruled) return fields::contradiction(kLayerTypes, kWindow, place);
    if (family.patternKey[0] != '\0' && fields::says(json, family.patternKey) && types != ruled)
        return fields::contradiction(kLayerTypes, family.patternKey, place);
    return {};
}

/// Of families whose layers see everything.
Status refuseWindows(const Json& json, const HfConfig& config, const std::string& place) {
    AZR_TRY(const bool used, fieldOr<bool>(json, kUse, false, place));
    if (used)
        return fields::unsupported("field 'use_sliding_window' is true, and models of this type have no windows",
                                   place);
    AZR_TRY(const auto types, readTypes(json, config.layers, place));
    if (types && std::ranges::find(*types, true) != types->end())
        return fields::unsupported("field 'layer_types' asks for 'sliding_attention'", place,
                                   "models of this type have no windows");
    AZR_TRY(const int window, fields::positiveOr(json, kWindow, config.context, place));
    if (window < config.context)
        return fields::unsupported(
            "field 'sliding_window' is " + std::to_string(window) + ", and models of this type have no windows", place,
            "set it to null");
    return {};
}

}  // namespace

Status readWindows(const Json& json, const FamilyTraits& family, HfConfig& config, const std::string& place) {
    if (family.windows == Windows::Never) return refuseWindows(json, config, place);
    AZR_TRY(const bool asked, fieldOr<bool>(json, kUse, false, place));
    const bool switched = family.windows == Windows::Behind || family.windows == Windows::Unturned;
    config.traits.window = json.contains(kWindow) ? 0 : family.window;
    AZR_TRY(config.traits.window, fields::positiveOr(json, kWindow, config.traits.window, place));
    const bool used = asked && config.traits.window > 0;
    if (switched && !used) config.traits.window = 0;
    AZR_TRY(const auto ruled, ruledTypes(json, family, config, used, place));
    AZR_TRY(const auto types, readTypes(json, config.layers, place));
    if (types) AZR_CHECK(contradictions(json, family, *types, ruled, used, place));
    const auto& sliding = types ? *types : ruled;
    if (std::ranges::find(sliding, true) == sliding.end()) {
        if (family.rope.localTheta == 0) return {};
    } else if (config.traits.window == 0) {
        return fail(ErrorCode::Parse, "field 'sliding_window' is null, and there are layers that slide", place,
                    "name the window, or make every entry of layer_types full_attention");
    }
    config.traits.layers.resize(sliding.size());
    for (std::size_t i = 0; i < sliding.size(); ++i) {
        LayerTraits& layer = config.traits.layers[i];
        layer.sliding = sliding[i];
        if (sliding[i] && family.rope.localTheta > 0) layer.rope = LayerRope::Local;
    }
    return {};
}

void writeWindows(const HfConfig& config, const FamilyTraits& family, Json& json) {
    if (family.windows == Windows::Never) return;
    const auto& layers = config.traits.layers;
    const auto first = std::ranges::find(layers, true, &LayerTraits::sliding);
    const bool slides = first != layers.end();
    const bool switched = family.windows == Windows::Behind || family.windows == Windows::Unturned;
    if (switched && !slides) {
        if (family.windows == Windows::Unturned) json[kUse] = false;
        return;
    }
    if (switched) json[kUse] = true;
    json[kWindow] = config.traits.window > 0 ? Json(config.traits.window) : Json();
    if (family.windows == Windows::Behind) json["max_window_layers"] = first - layers.begin();
    if (family.windows == Windows::All || layers.empty()) return;
    json[kLayerTypes] = Json::array();
    for (const LayerTraits& layer : layers)
        json[kLayerTypes].push_back(layer.sliding ? "sliding_attention" : "full_attention");
}

}  // namespace azr::weights
