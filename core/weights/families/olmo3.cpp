// OLMo 3: OLMo 2 with windows in three of four layers, whose rotation is never scaled.
#include "core/weights/families/family.h"

namespace azr::weights {

const FamilyTraits& olmo3() {
    static const FamilyTraits kOlmo3{.family = Family::Olmo3,
                                     .name = "olmo3",
                                     .title = "OLMo 3",
                                     .architecture = "Olmo3ForCausalLM",
                                     .epsilon = 1e-5,
                                     .window = 4096,
                                     .rope = {.theta = 500000, .localTheta = 500000},
                                     .qkNorm = true,
                                     .windows = Windows::Pattern,
                                     .pattern = 4,
                                     .traits = {.normsBefore = false, .normsAfter = true, .wholeWidthNorms = true}};
    return kOlmo3;
}

}  // namespace azr::weights
