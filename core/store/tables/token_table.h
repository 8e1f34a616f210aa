/// The tokens of completions as they stand in the table: ids as LEB128, log-probabilities in half precision. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/store/task_rows.h"

namespace azr::store {

/// Empty when the row has not one log-probability for each token.
[[nodiscard]] std::string packTokens(const SampleTokensRow& row);
/// Fills tokens and log-probabilities. Corrupt when the bytes are not what packTokens() makes.
Status unpackTokens(std::string_view bytes, SampleTokensRow& row);

}  // namespace azr::store
