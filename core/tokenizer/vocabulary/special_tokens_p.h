/// The tokens that the files beside tokenizer.json declare, in the order in which transformers adds them: what
/// tokenizer_config.json lists by id, then special tokens that are new.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/tokenizer/vocabulary/added_tokens_p.h"

namespace azr::tokenizer {

/// The tokenizer_config.json and, for folders without `added_tokens_decoder`, the files of older versions. Null for
/// what is not there.
struct ConfigFiles {
    Json config, specialTokensMap, addedTokens;
    std::string configPlace, mapPlace, addedPlace;
};

struct DeclaredTokens {
    std::vector<AddedToken> listed;            ///< added_tokens_decoder or added_tokens.json, by id
    std::vector<AddedToken> special;           ///< named and extra ones
    std::map<std::string, std::string> named;  ///< "bos_token" to its content
};
/// `ofTokenizerFile`: the tokens of tokenizer.json by the ids that stand there, whose flags a bare name takes in
/// folders of older versions.
[[nodiscard]] Result<DeclaredTokens> declaredTokens(const ConfigFiles& files,
                                                    const std::map<std::int64_t, AddedToken>& ofTokenizerFile);

}  // namespace azr::tokenizer
