/// Facts about this machine and small adapters of a run that belong to no other unit.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/error.h"
#include "core/config/run_config.h"

namespace azr::session {

/// "model name" of /proc/cpuinfo; empty when it is not there.
[[nodiscard]] std::string processorName();
/// Physical memory in bytes, or what a control group leaves of it.
[[nodiscard]] std::int64_t memoryBytes();
/// What may still be taken of it without swapping, in bytes; caches that give way count as free.
[[nodiscard]] std::int64_t availableMemory();
/// Sets a field that may change while a run trains; Conflict names one that may not.
Status changeWhileRunning(config::RunConfig& config, const std::string& path, const std::string& value);

}  // namespace azr::session
