/// Figures of models on published suites, as tables for people and JSON lines for programs. One thread.
#pragma once

#include <string>
#include <vector>

#include "app/console.h"
#include "core/session/evaluating/stored_suite.h"

namespace azr::app {

/// A line `suite_result` for each figure, or a table: the suite, then its kinds and difficulties.
void showSuite(const session::StoredSuite& suite, bool asJson, const Console& console);
/// A line `flips` and one `flip` for each item, or a paragraph.
void showFlips(const session::StoredSuite& first, const session::StoredSuite& second, bool asJson,
               const Console& console);
/// A line `contamination` and one `contaminated` for each task, or a paragraph.
void showContamination(const session::StoredSuite& suite, const session::Contamination& found, bool asJson,
                       const Console& console);

}  // namespace azr::app
