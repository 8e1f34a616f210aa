/// Enumerations as the snake_case names under which they stand in the database. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/session/notice.h"
#include "core/training/event.h"

namespace azr::session {

[[nodiscard]] std::string_view name(training::Phase phase);
[[nodiscard]] std::optional<training::Phase> phaseFromName(std::string_view text);
/// Of the commands of a run: its phase, in a round of seeding also the round: "judge@3".
[[nodiscard]] std::string phaseName(const training::Place& place);
/// None: no phase, or one of seeding whose round an older version did not write down.
[[nodiscard]] std::optional<training::Place> placeFromName(int step, std::string_view text);
[[nodiscard]] std::string_view name(training::BufferAction action);
[[nodiscard]] std::string_view name(RunState state);

}  // namespace azr::session
