/// Which devices this LibTorch and this machine offer, and the choice among them. Never throws: a driver that is
/// missing or refuses means no GPUs.
#pragma once

#include <c10/core/Device.h>

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/policy/engine.h"

namespace azr::engine {

/// The processor first, then the GPUs that LibTorch can use.
[[nodiscard]] std::vector<policy::DeviceInfo> deviceList();
/// "auto" takes the first GPU, else the processor. InvalidArgument for an unknown name, Unsupported for a GPU that is
/// not there.
[[nodiscard]] Result<at::Device> chooseDevice(const std::string& name);
/// In use on a GPU, by all processes; 0 for the processor, or where the driver does not tell. On a thread that has
/// computed on the GPU.
[[nodiscard]] std::int64_t bytesInUse(const at::Device& device);

}  // namespace azr::engine
