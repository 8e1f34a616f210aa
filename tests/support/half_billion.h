/// The shape of Qwen2.5-0.5B, for tests that ask what a model of a usual size needs.
#pragma once

#include "core/weights/hf_config.h"

namespace azr::testing {

inline weights::HfConfig halfBillionConfig() {
    weights::HfConfig c;
    c.family = weights::Family::Qwen2;
    c.hidden = 896;
    c.layers = 24;
    c.heads = 14;
    c.kvHeads = 2;
    c.headDim = 64;
    c.intermediate = 4864;
    c.vocabulary = 151936;
    c.context = 32768;
    c.tiedEmbeddings = true;
    return c;
}

}  // namespace azr::testing
