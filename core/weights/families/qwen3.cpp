// Qwen3: heads of a width of their own, normalised one by one; windows from some layer on.
#include "core/weights/families/family.h"

namespace azr::weights {

const FamilyTraits& qwen3() {
    static const FamilyTraits kQwen3{.family = Family::Qwen3,
                                     .name = "qwen3",
                                     .title = "Qwen3",
                                     .architecture = "Qwen3ForCausalLM",
                                     .context = 32768,
                                     .headDim = 128,
                                     .window = 4096,
                                     .qkNorm = true,
                                     .windows = Windows::Behind};
    return kQwen3;
}

}  // namespace azr::weights
