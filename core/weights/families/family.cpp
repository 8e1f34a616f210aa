#include "core/weights/families/family.h"

#include <algorithm>
#include <array>

#include "core/weights/fields_p.h"

namespace azr::weights {
namespace {

/// In the order of the enumeration.
constexpr std::array kFamilies = {llama, qwen2, qwen3, mistral, granite, olmo2, olmo3, smolLm3, phi3, gemma2, gemma3};

/// Null, false and a factor of one change nothing.
bool isNeutral(const Json& value) {
    return value.is_null() || value == false || value == 1;
}

}  // namespace

Status refuseForeignKeys(const Json& json, const FamilyTraits& family, const std::string& place) {
    for (const auto& other : kFamilies)
        for (const std::string_view key : other().keys) {
            const bool own = std::ranges::find(family.keys, key) != family.keys.end();
            const auto found = json.find(key);
            if (own || found == json.end() || isNeutral(*found)) continue;
            return fields::unsupported("field '" + std::string(key) + "' belongs to " + std::string(other().title) +
                                           " and is passed over in a " + std::string(family.title),
                                       place, "remove it, or correct 'model_type'");
        }
    return {};
}

const FamilyTraits& traitsOf(Family family) {
    return kFamilies[static_cast<std::size_t>(family)]();
}

const FamilyTraits* findFamily(std::string_view modelType) {
    for (const auto& family : kFamilies)
        if (family().name == modelType) return &family();
    return nullptr;
}

std::string_view name(Family family) {
    return traitsOf(family).name;
}

std::string_view title(Family family) {
    return traitsOf(family).title;
}

std::string familyList() {
    std::string list;
    for (std::size_t i = 0; i < kFamilies.size(); ++i) {
        if (i > 0) list += i + 1 == kFamilies.size() ? " and " : ", ";
        list += kFamilies[i]().title;
    }
    return list;
}

}  // namespace azr::weights
