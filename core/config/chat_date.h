/// The day that chat templates take for today: a setting, so that equal runs show their model equal prompts.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace azr::config {

/// The day that the templates of Llama 3.1 name where they are told none.
inline constexpr const char* kChatDate = "2024-07-26";

/// Year, month and day of "YYYY-MM-DD"; InvalidArgument, with `place`, for anything else and for days that never were.
[[nodiscard]] Result<std::array<int, 3>> parseDate(std::string_view text, const std::string& place);

}  // namespace azr::config
