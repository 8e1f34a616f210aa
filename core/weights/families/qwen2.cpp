// Qwen2 and Qwen2.5: queries, keys and values have biases; windows from some layer on.
#include "core/weights/families/family.h"

namespace azr::weights {

const FamilyTraits& qwen2() {
    static const FamilyTraits kQwen2{.family = Family::Qwen2,
                                     .name = "qwen2",
                                     .title = "Qwen2",
                                     .architecture = "Qwen2ForCausalLM",
                                     .context = 32768,
                                     .window = 4096,
                                     .biases = Biases::Qkv,
                                     .windows = Windows::Behind};
    return kQwen2;
}

}  // namespace azr::weights
