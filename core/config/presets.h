/// Named starting points of an experiment, comparable field by field with diff(). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"

namespace azr::config {

/// Why a preset has the value that it has.
struct FieldNote {
    std::string path, text;
};

struct Preset {
    std::string name;
    std::string doc;  ///< one sentence: for whom, and what differs
    RunConfig config;
    std::vector<FieldNote> notes = {};
};

/// nano (the defaults of run_config.h), paper-nano, reference-nano, laptop, paper-7b, reference-7b.
[[nodiscard]] const std::vector<Preset>& presets();
/// Why a preset, alone or with ablations, has its value of a field; empty where nothing is said.
[[nodiscard]] std::string fieldNote(std::string_view preset, std::string_view path);
/// A preset, alone or with ablations: "paper-7b", "paper-7b+no-induction". InvalidArgument names the nearest.
[[nodiscard]] Result<RunConfig> presetNamed(std::string_view name);

}  // namespace azr::config
