// Mistral: Llama whose layers all slide where the file does not say null.
#include "core/weights/families/family.h"

namespace azr::weights {

const FamilyTraits& mistral() {
    static const FamilyTraits kMistral{.family = Family::Mistral,
                                       .name = "mistral",
                                       .title = "Mistral",
                                       .architecture = "MistralForCausalLM",
                                       .context = 131072,
                                       .kvHeads = 8,
                                       .window = 4096,
                                       .biases = Biases::Never,
                                       .windows = Windows::All};
    return kMistral;
}

}  // namespace azr::weights
