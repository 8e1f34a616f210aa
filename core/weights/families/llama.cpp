// Llama: what the defaults of FamilyTraits describe.
#include "core/weights/families/family.h"

namespace azr::weights {

const FamilyTraits& llama() {
    static const FamilyTraits kLlama{
        .family = Family::Llama, .name = "llama", .title = "Llama", .architecture = "LlamaForCausalLM"};
    return kLlama;
}

}  // namespace azr::weights
