/// Enumerations as the snake_case names under which they stand in the database. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "core/session/notice.h"
#include "core/training/event.h"

namespace azr::session {

[[nodiscard]] std::string_view name(training::Phase phase);
[[nodiscard]] std::optional<training::Phase> phaseFromName(std::string_view text);
[[nodiscard]] std::string_view name(training::BufferAction action);
[[nodiscard]] std::string_view name(RunState state);

}  // namespace azr::session
