/// The nouns of self-play as database rows. Pure.
#pragma once

#include "core/selfplay/task.h"
#include "core/store/rows.h"
#include "core/training/event.h"

namespace azr::session {

[[nodiscard]] store::TaskRow rowOf(RunId run, const selfplay::Proposal& proposal, bool admitted);
[[nodiscard]] store::AttemptRow rowOf(RunId run, const selfplay::Attempt& attempt, int step);
[[nodiscard]] store::EvaluationRow rowOf(RunId run, const training::EvaluationFinished& finished, double now);

}  // namespace azr::session
