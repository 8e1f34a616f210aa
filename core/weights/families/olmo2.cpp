// OLMo 2: norms behind attention and feed-forward part, and over the whole width of queries and keys.
#include "core/weights/families/family.h"

namespace azr::weights {

const FamilyTraits& olmo2() {
    static const FamilyTraits kOlmo2{.family = Family::Olmo2,
                                     .name = "olmo2",
                                     .title = "OLMo 2",
                                     .architecture = "Olmo2ForCausalLM",
                                     .epsilon = 1e-5,
                                     .qkNorm = true,
                                     .traits = {.normsBefore = false, .normsAfter = true, .wholeWidthNorms = true}};
    return kOlmo2;
}

}  // namespace azr::weights
