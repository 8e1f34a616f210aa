/// Facts about this machine.
#pragma once

#include <cstdint>
#include <string>

namespace azr::session {

/// "model name" of /proc/cpuinfo; empty when it is not there.
[[nodiscard]] std::string processorName();
/// Physical memory in bytes, or what a control group leaves of it.
[[nodiscard]] std::int64_t memoryBytes();
/// What may still be taken of it without swapping, in bytes; caches that give way count as free.
[[nodiscard]] std::int64_t availableMemory();

}  // namespace azr::session
