// What Gemma 2 and Gemma 3 have in common.
#pragma once

#include "core/weights/families/family.h"

namespace azr::weights {

/// Norms on both sides with weights that lack 1, and scaled embeddings.
[[nodiscard]] ModelTraits gemmaTraits();
Status readGemma(const Json& json, HfConfig& config, const std::string& place);
void writeGemma(const HfConfig& config, Json& json);

}  // namespace azr::weights
