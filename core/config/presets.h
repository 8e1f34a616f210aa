/// Named starting points of an experiment, comparable field by field with diff(). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"

namespace azr::config {

struct Preset {
    std::string name;
    std::string doc;  ///< one sentence: for whom, and what differs
    RunConfig config;
};

/// nano (the defaults of run_config.h), paper-nano, laptop, paper-7b.
[[nodiscard]] const std::vector<Preset>& presets();
/// InvalidArgument names the nearest.
[[nodiscard]] Result<RunConfig> presetNamed(std::string_view name);

}  // namespace azr::config
