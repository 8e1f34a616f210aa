// Phi-3 and Phi-4: fused projections; a part of each head may be rotated; longrope.
#include "core/weights/families/family.h"

namespace azr::weights {

const FamilyTraits& phi3() {
    static const FamilyTraits kPhi3{.family = Family::Phi3,
                                    .name = "phi3",
                                    .title = "Phi-3/4",
                                    .architecture = "Phi3ForCausalLM",
                                    .context = 4096,
                                    .epsilon = 1e-5,
                                    .rope = {.partial = true, .originalContext = 4096, .yarnIsLongRope = true},
                                    .biases = Biases::Never,
                                    .windows = Windows::All,
                                    .traits = {.fusedNames = true}};
    return kPhi3;
}

}  // namespace azr::weights
