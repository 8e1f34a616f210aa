/// Which layers of a model see a window of positions only: the fields of config.json that say it, read and written.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::weights {

struct FamilyTraits;
struct HfConfig;

/// Reads sliding_window, use_sliding_window, max_window_layers and layer_types by the family's rule, as transformers
/// does: where layer_types stands it says which layers slide. Errors name both fields where two contradict each other.
/// Layers that slide get the local rotation where the family has one.
Status readWindows(const Json& json, const FamilyTraits& family, HfConfig& config, const std::string& place);
void writeWindows(const HfConfig& config, const FamilyTraits& family, Json& json);

}  // namespace azr::weights
