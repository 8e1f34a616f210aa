/// The settings that held in a step of a run: those that it began with, what was changed while it trained, and what its
/// resumes were told to do otherwise. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/store/run_rows.h"

namespace azr::audit {

/// Somebody asked to change a field, and it was granted: from `step` on.
struct FieldRequest {
    CommandId command;
    int step = 0;
    std::string path, value;
};

/// As the scoring of `step` read them. `changes` tell what became of the requests: one of them that has none did
/// nothing, as a resume had set its field. Versions that kept no changes left the requests alone.
[[nodiscard]] Result<config::RunConfig> settingsIn(int step, config::RunConfig start,
                                                   const std::vector<FieldRequest>& requests,
                                                   const std::vector<store::ConfigChangeRow>& changes);

/// Whether a resume made the change, behind `row.step`, and not somebody while the run trained, in it.
[[nodiscard]] bool madeOnResume(const store::ConfigChangeRow& row, const std::vector<FieldRequest>& requests);

}  // namespace azr::audit
