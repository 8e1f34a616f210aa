/// Which modules of a base model an adapter_config.json speaks of, by PEFT's rules: `target_modules` as names, as a
/// regular expression or "all-linear", `exclude_modules`, `layers_to_transform`, `modules_to_save`; and the values of
/// `rank_pattern` and `alpha_pattern`. Modules are named within the base ("model.layers.3.self_attn.q_proj"). Pure.
/// Source: peft, tuners_utils.check_target_module_exists and utils.other.get_pattern_key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/weights/adapters/name_pattern.h"

namespace azr::weights {

/// A list of names, or one regular expression.
struct ModuleNames {
    std::vector<std::string> names;      ///< a whole name, or what follows a dot
    std::optional<NamePattern> pattern;  ///< of the whole name
    [[nodiscard]] bool match(std::string_view module) const;
};

struct PeftSelection {
    bool everyLinear = false;
    ModuleNames targets;
    ModuleNames excluded;
    std::vector<int> layers;                ///< empty: all
    std::vector<NamePattern> layerModules;  ///< where the number of a layer stands; empty: anywhere
    std::vector<NamePattern> saved;         ///< of modules_to_save, which never have an adapter

    /// A module that could have an adapter has one.
    [[nodiscard]] bool selects(std::string_view module) const;
    /// The targets are names alone, and nothing else narrows them.
    [[nodiscard]] bool isPlainList() const;
};
[[nodiscard]] Result<PeftSelection> readPeftSelection(const Json& adapterConfig, const std::string& place);

/// Values by module; the first pattern that fits decides.
struct ModuleValues {
    struct Row {
        NamePattern pattern;
        double value = 0;
    };
    std::vector<Row> rows;
    [[nodiscard]] double valueOf(std::string_view module, double otherwise) const;
};
/// `rank_pattern` or `alpha_pattern`; values must be above 0.
[[nodiscard]] Result<ModuleValues> readModuleValues(const Json& adapterConfig, const char* key,
                                                    const std::string& place);

}  // namespace azr::weights
