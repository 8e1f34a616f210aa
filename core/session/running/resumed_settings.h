/// The settings that a run goes on with: those stored, and what the resume is told to do otherwise. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/config/effective_config.h"
#include "core/store/run_rows.h"

namespace azr::session {

struct ResumedSettings {
    config::RunConfig started;            ///< as the run began; what was changed since is the trainer's to restore
    config::RunConfig inForce;            ///< with all changes, and with what is set now
    std::vector<config::Assignment> set;  ///< what is set now
};

/// `set`: path and value. A field that does not change while a run trains is set only where this version refuses what
/// an older one left in force. InvalidArgument names the field, what it may be, and the `--set` that mends it.
[[nodiscard]] Result<ResumedSettings> resumedSettings(const store::RunRow& run,
                                                      const std::vector<std::pair<std::string, std::string>>& set);

/// What of the settings in force this version refuses.
struct RefusedSettings {
    config::RunConfig readable;  ///< what cannot be read has its default
    std::vector<Error> refused;  ///< the place is the field's path; empty: the run can go on as it is
};
[[nodiscard]] Result<RefusedSettings> refusedSettings(const store::RunRow& run);

}  // namespace azr::session
