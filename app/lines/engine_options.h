/// The options of every command that opens a model's engine.
#pragma once

#include <vector>

#include "app/lines/model_folder.h"
#include "app/options.h"
#include "core/policy/engine.h"

namespace azr::app {

[[nodiscard]] Option kernelsOption();
/// What it says; checkDeviceAndType() has accepted it.
[[nodiscard]] policy::KernelSet kernelsOf(const Arguments& arguments);
/// --device, --dtype, --storage, --kernels, --threads
[[nodiscard]] std::vector<Option> engineOptionRows();
/// The folder, and the adapter to work with.
void setModel(policy::EngineOptions& options, const ModelFolder& model);
/// InvalidArgument for a --device, --dtype, --storage or --kernels that no machine has.
[[nodiscard]] Status checkDeviceAndType(const Arguments& arguments);
/// What the options say for that model.
[[nodiscard]] Result<policy::EngineOptions> engineOptionsOf(const Arguments& arguments, const ModelFolder& model);
/// `rows` and then those of the engine.
[[nodiscard]] std::vector<Option> withEngineOptions(std::vector<Option> rows);

}  // namespace azr::app
