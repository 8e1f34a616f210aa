/// Whether this machine gives programs the processor at all: on a starved one the limit by the clock ends honest
/// programs that were never run, and a verdict would depend on what else the machine does. Any thread.
#pragma once

#include <optional>
#include <string_view>

namespace azr::execution {

/// At this moment more threads want to run than a program at low priority can wait for within its limit. False where
/// the kernel does not tell (/proc/loadavg).
[[nodiscard]] bool machineStarves();

/// Those that want to run, of the text of /proc/loadavg; nothing where it is another text.
[[nodiscard]] std::optional<int> runnableThreads(std::string_view loadavg);

}  // namespace azr::execution
