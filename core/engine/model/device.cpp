#include "core/engine/model/device.h"

#include <ATen/Context.h>
#include <c10/core/DeviceGuard.h>

#include <charconv>

#include "core/policy/devices.h"

namespace azr::engine {
namespace {

int gpuCount() {
    return at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
}

}  // namespace

std::vector<policy::DeviceInfo> deviceList() {
    std::vector<policy::DeviceInfo> devices{policy::describeProcessor()};
    for (int i = 0; i < gpuCount(); ++i) devices.push_back(policy::describeGpu(i));
    return devices;
}

Result<at::Device> chooseDevice(const std::string& name) {
    if (name == "cpu") return at::Device(at::kCPU);
    const int gpus = gpuCount();
    if (name == "auto") return gpus > 0 ? at::Device(at::kCUDA, 0) : at::Device(at::kCPU);
    const std::string number = name.starts_with("cuda:") ? name.substr(5) : name == "cuda" ? "0" : "";
    int index = -1;
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), index);
    if (number.empty() || parsed.ptr != number.data() + number.size() || index < 0)
        return fail(ErrorCode::InvalidArgument, "no such device: " + name, "device", "use auto, cpu or cuda:N");
    if (index >= gpus)
        return fail(ErrorCode::Unsupported, name + " is not there; GPUs that LibTorch can use: " + std::to_string(gpus),
                    "device", at::hasCUDA() ? "" : "this LibTorch is built without CUDA; see AZR_TORCH_ROOT");
    return at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

std::int64_t bytesInUse(const at::Device& device) {
    if (device.is_cpu()) return 0;
    const c10::DeviceGuard guard(device);  // the driver answers for the thread's GPU
    return policy::gpuBytesInUse();
}

}  // namespace azr::engine
