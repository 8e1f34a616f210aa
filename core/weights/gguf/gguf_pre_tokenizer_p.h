/// The pre-tokenizers that `tokenizer.ggml.pre` names, as llama.cpp has them; where llama.cpp had to rewrite a pattern,
/// the one of the model's own tokenizer.json. Constant data.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/base/json.h"

namespace azr::weights {

struct GgufPreTokenizer {
    Json part;                  ///< `pre_tokenizer` of a tokenizer.json
    bool ignoreMerges = false;  ///< a word that is a token is not put together from others
    bool addBos = false;        ///< where the file does not say
    bool composes = false;      ///< normalizer NFC
};
/// Unsupported for a name that is not known. An empty name: the key is missing, which is llama.cpp's "default".
[[nodiscard]] Result<GgufPreTokenizer> ggufPreTokenizer(const std::string& name, const std::string& place);

}  // namespace azr::weights
