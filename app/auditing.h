/// The audit of a stored run with its report, as `audit` and `verify` have it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "app/console.h"
#include "app/step_range.h"
#include "core/base/control.h"
#include "core/base/ids.h"

namespace azr::app {

constexpr int kAuditedVerdicts = 200;  ///< unless more are asked for

struct AskedAudit {
    RunId run;
    StepRange steps;
    int verdicts = kAuditedVerdicts, replays = 0;
    std::uint64_t seed = 1;
    bool asJson = false;
    std::filesystem::path model = {};  ///< where the run's model lies here; empty: where its settings say
};

/// Failure where something differs, or where it cannot be audited at all, which was told then.
ExitCode auditRun(const AskedAudit& asked, const std::filesystem::path& workspace, const Console& console,
                  Control& control);

}  // namespace azr::app
