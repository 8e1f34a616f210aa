/// What was drawn for a step, as far as it follows from the buffers: how many new and how many buffered tasks trained
/// each solver, and that what was drawn was young enough. Which of those it was is the draw's own business. Pure.
#pragma once

#include "core/audit/buffers.h"
#include "core/audit/history.h"
#include "core/audit/ledger.h"

namespace azr::audit {

/// `buffers` stands before the proposals of the step; its settings are `config`.
void checkDraws(const StepRows& rows, const config::RunConfig& config, const Buffers& buffers, Ledger& ledger);

}  // namespace azr::audit
