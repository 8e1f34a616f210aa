/// The options of every command that opens a model's engine.
#pragma once

#include <filesystem>
#include <vector>

#include "app/options.h"
#include "core/policy/engine.h"

namespace azr::app {

/// --device, --dtype, --threads
[[nodiscard]] std::vector<Option> engineOptionRows();
/// What they say for the model at `weights`.
[[nodiscard]] Result<policy::EngineOptions> engineOptionsOf(const Arguments& arguments,
                                                            const std::filesystem::path& weights);
/// `rows` and then those of the engine.
[[nodiscard]] std::vector<Option> withEngineOptions(std::vector<Option> rows);

}  // namespace azr::app
