#include "core/weights/adapters/peft_selection.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "core/weights/fields_p.h"

namespace azr::weights {
namespace {

bool given(const Json& json, const char* key) {
    if (!json.contains(key)) return false;
    const Json& value = json.at(key);
    return !value.is_null() && !(value.is_structured() && value.empty()) &&
           !(value.is_string() && value.get_ref<const std::string&>().empty());
}

std::string placeOf(const char* key, const std::string& place) {
    return place + ", field '" + key + "'";
}

/// A name, or a list of names.
Result<std::vector<std::string>> namesOf(const Json& json, const char* key, const std::string& place) {
    if (json.at(key).is_string()) return std::vector<std::string>{json.at(key).get<std::string>()};
    return field<std::vector<std::string>>(json, key, place);
}

Result<ModuleNames> moduleNames(const Json& json, const char* key, const std::string& place) {
    ModuleNames read;
    if (!given(json, key)) return read;
    if (json.at(key).is_string()) {
        AZR_TRY(read.pattern, NamePattern::parse(json.at(key).get<std::string>(), placeOf(key, place)));
        return read;
    }
    AZR_TRY(read.names, field<std::vector<std::string>>(json, key, place));
    return read;
}

Result<std::vector<int>> layersOf(const Json& json, const std::string& place) {
    if (!given(json, "layers_to_transform")) return std::vector<int>{};
    if (!json.at("layers_to_transform").is_number()) return fields::wholes(json, "layers_to_transform", place);
    AZR_TRY(const int one, fields::whole(json, "layers_to_transform", place));
    return std::vector<int>{one};
}

/// "model.layers.3.self_attn.q_proj": 3; below 0 where no segment before the last one is a number.
int layerOf(std::string_view module) {
    for (std::size_t at = module.find('.'); at != std::string_view::npos; at = module.find('.', at + 1)) {
        const auto end = module.find('.', at + 1);
        if (end == std::string_view::npos) break;
        int number = 0;
        const auto [stop, code] = std::from_chars(module.data() + at + 1, module.data() + end, number);
        if (code == std::errc() && stop == module.data() + end && number >= 0) return number;
    }
    return -1;
}

/// PEFT's short word, in either case.
bool isEveryLinear(const Json& targets) {
    if (!targets.is_string()) return false;
    std::string word = targets.get<std::string>();
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return word == "all-linear";
}

}  // namespace

bool ModuleNames::match(std::string_view module) const {
    if (pattern) return pattern->matchesWhole(module);
    return std::ranges::any_of(names, [module](const std::string& name) {
        return module == name || (module.ends_with(name) && module.size() > name.size() &&
                                  module[module.size() - name.size() - 1] == '.');
    });
}

bool PeftSelection::selects(std::string_view module) const {
    if (excluded.match(module)) return false;
    for (const NamePattern& pattern : saved)
        if (pattern.matchesAtStart(module)) return false;
    if (!everyLinear && !targets.match(module)) return false;
    if (layers.empty() || std::ranges::find(targets.names, module) != targets.names.end()) return true;
    const bool placed = layerModules.empty() || std::ranges::any_of(layerModules, [module](const NamePattern& pattern) {
                            return pattern.matchesAtStart(module);
                        });
    return placed && std::ranges::find(layers, layerOf(module)) != layers.end();
}

bool PeftSelection::isPlainList() const {
    return !everyLinear && !targets.pattern && excluded.names.empty() && !excluded.pattern && layers.empty() &&
           saved.empty();
}

Result<PeftSelection> readPeftSelection(const Json& json, const std::string& place) {
    PeftSelection selection;
    if (!json.contains("target_modules") || json.at("target_modules").is_null())
        return fail(ErrorCode::Parse, "field 'target_modules' is missing", place,
                    "name the modules that the adapter changes");
    if (!json.at("target_modules").is_string() && !json.at("target_modules").is_array())
        return fail(ErrorCode::Parse, "field 'target_modules' is neither a list of names nor a pattern", place);
    if (!given(json, "target_modules"))
        return fail(ErrorCode::InvalidArgument, "field 'target_modules' is empty", place);
    selection.everyLinear = isEveryLinear(json.at("target_modules"));
    if (!selection.everyLinear) {
        AZR_TRY(selection.targets, moduleNames(json, "target_modules", place));
    }
    AZR_TRY(selection.excluded, moduleNames(json, "exclude_modules", place));
    AZR_TRY(selection.layers, layersOf(json, place));
    if (!selection.layers.empty() && selection.targets.pattern)
        return fail(ErrorCode::Parse, "field 'layers_to_transform' goes with a list of names alone", place);
    if (given(json, "layers_pattern")) {
        AZR_TRY(const auto names, namesOf(json, "layers_pattern", place));
        for (const std::string& name : names) {
            AZR_TRY(auto pattern, NamePattern::parse("(?:^|.*?\\.)" + name + "\\.(?P<idx>\\d+)\\.",
                                                     placeOf("layers_pattern", place)));
            selection.layerModules.push_back(std::move(pattern));
        }
    }
    if (given(json, "modules_to_save")) {
        AZR_TRY(const auto names, namesOf(json, "modules_to_save", place));
        for (const std::string& name : names) {
            AZR_TRY(auto pattern,
                    NamePattern::parse("(^|.*\\.)" + name + "($|\\..*)", placeOf("modules_to_save", place)));
            selection.saved.push_back(std::move(pattern));
        }
    }
    return selection;
}

double ModuleValues::valueOf(std::string_view module, double otherwise) const {
    for (const Row& row : rows)
        if (row.pattern.matchesAtStart(module)) return row.value;
    return otherwise;
}

Result<ModuleValues> readModuleValues(const Json& json, const char* key, const std::string& place) {
    ModuleValues values;
    if (!given(json, key)) return values;
    if (!json.at(key).is_object())
        return fail(ErrorCode::Parse, std::string("field '") + key + "' is not an object", place);
    for (const auto& [name, value] : json.at(key).items()) {
        if (!value.is_number() || !(value.get<double>() > 0) || !std::isfinite(value.get<double>()))
            return fail(ErrorCode::Parse, std::string("field '") + key + "' gives '" + name + "' no positive number",
                        place);
        AZR_TRY(auto pattern, NamePattern::parse("(.*\\.)?(" + name + ")$", placeOf(key, place)));
        values.rows.push_back({std::move(pattern), value.get<double>()});
    }
    return values;
}

}  // namespace azr::weights
