/// What can be said of a sample by itself: bounds of its lengths and log-probabilities, fields that its kind and
/// verdict leave empty, and the measures that follow from stored ones. Pure.
#pragma once

#include "core/audit/buffers.h"
#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// Tokens, log-probability sums and fields of the step's proposals and answers.
void checkSamples(const StepRows& rows, const config::RunConfig& config, Ledger& ledger);

/// Lines, the Halstead share and, against the buffers as they stood when the step's proposals were judged, how rare the
/// values of each task were. `buffers`: before the step's own tasks. `measured`: by the version that stores what these
/// are made of.
void checkMeasures(const StepRows& rows, bool measured, const Buffers& buffers, Ledger& ledger);

}  // namespace azr::audit
