/// The processor and the GPUs of this machine as their drivers describe them, without LibTorch: a window can show them
/// before the engine's library is chosen. Never throws: a driver that is missing or refuses means no GPUs.
#pragma once

#include <cstdint>
#include <vector>

#include "core/policy/engine.h"

namespace azr::policy {

[[nodiscard]] DeviceInfo describeProcessor();
/// GPU `index` as "cuda:N", with what the driver tells of it.
[[nodiscard]] DeviceInfo describeGpu(int index);
/// The processor, and the GPUs where the engine was built for them. LibTorch may still refuse one.
[[nodiscard]] std::vector<DeviceInfo> driverDevices();
/// Memory in use on the thread's GPU, by all processes; 0 where the driver does not tell.
[[nodiscard]] std::int64_t gpuBytesInUse();

}  // namespace azr::policy
