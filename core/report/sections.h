/// The parts of a report's page, each of what was gathered of a run (facts.h). HTML; every text of the run is escaped.
#pragma once

#include <string>

#include "core/report/facts.h"

namespace azr::report {

/// Name, origin, and the few numbers that one asks for first.
[[nodiscard]] std::string headSection(const Facts& facts);
/// Held-out accuracy with intervals, and the items that flipped.
[[nodiscard]] std::string evaluationSection(const Facts& facts);
[[nodiscard]] std::string curvesSection(const Facts& facts);
[[nodiscard]] std::string configurationSection(const Facts& facts);
/// What people changed, and what the run warned of.
[[nodiscard]] std::string logSection(const Facts& facts);
[[nodiscard]] std::string verdictsSection(const Facts& facts);
[[nodiscard]] std::string tasksSection(const Facts& facts);
[[nodiscard]] std::string costsSection(const Facts& facts);
/// Versions, machine, hashes.
[[nodiscard]] std::string originSection(const Facts& facts);

}  // namespace azr::report
