/// The paper's zero triplet (section 3.3): the one task a run begins with.
#pragma once

#include "core/selfplay/prompting/prompts.h"

namespace azr::selfplay {

/// A function that returns its argument, with a greeting. The nano model knows only the letters a to h, so its greeting
/// is spelled with them. For kinds that begin with it (Seed::Identity); an error task's output is "NoError".
[[nodiscard]] Task identityTask(TaskKind kind, WrapperStyle style);

}  // namespace azr::selfplay
