/// The matrices of a block that LoRA adapters may go to, by the names that Hugging Face and PEFT give them. Pure.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace azr::config {

/// In the order in which they stand in a block.
inline constexpr std::array<std::string_view, 7> kLoraTargets = {"q_proj",    "k_proj",  "v_proj",   "o_proj",
                                                                 "gate_proj", "up_proj", "down_proj"};

/// "all-linear", or names parted by commas; in the order of kLoraTargets, each once. InvalidArgument names the one
/// that is unknown, and `place`.
[[nodiscard]] Result<std::vector<std::string>> parseLoraTargets(std::string_view text, std::string place);

}  // namespace azr::config
