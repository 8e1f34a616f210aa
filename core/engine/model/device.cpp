#include "core/engine/model/device.h"

#include <ATen/Context.h>
#include <c10/core/DeviceGuard.h>
#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>

namespace azr::engine {
namespace {

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
    return "processor";
}

policy::DeviceInfo processor() {
    const auto pages = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES));
    return {"cpu", processorName(), pages * static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE))};
}

int gpuCount() {
    return at::hasCUDA() ? static_cast<int>(at::detail::getCUDAHooks().getNumGPUs()) : 0;
}

/// The few calls of the driver that describe a GPU, found at run time: building needs no CUDA toolkit.
struct Driver {
    int (*init)(unsigned) = nullptr;
    int (*device)(int*, int) = nullptr;
    int (*name)(char*, int, int) = nullptr;
    int (*memory)(std::size_t*, int) = nullptr;
    int (*attribute)(int*, int, int) = nullptr;
    int (*version)(int*) = nullptr;
    int (*freeMemory)(std::size_t*, std::size_t*) = nullptr;  ///< of the thread's current GPU

    static Driver find() {
        Driver driver;
        void* library = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) return driver;
        const auto bind = [library](auto& function, const char* symbol) {
            function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(::dlsym(library, symbol));
        };
        bind(driver.init, "cuInit");
        bind(driver.device, "cuDeviceGet");
        bind(driver.name, "cuDeviceGetName");
        bind(driver.memory, "cuDeviceTotalMem_v2");
        bind(driver.attribute, "cuDeviceGetAttribute");
        bind(driver.version, "cuDriverGetVersion");
        bind(driver.freeMemory, "cuMemGetInfo_v2");
        return driver;
    }
    [[nodiscard]] bool usable() const {
        return init != nullptr && device != nullptr && name != nullptr && memory != nullptr && attribute != nullptr &&
               init(0) == 0;
    }
};

policy::DeviceInfo gpu(const Driver& driver, int index) {
    constexpr int kMajor = 75;
    constexpr int kMinor = 76;
    policy::DeviceInfo info{"cuda:" + std::to_string(index), "CUDA GPU", 0};
    int handle = 0;
    if (!driver.usable() || driver.device(&handle, index) != 0) return info;
    std::array<char, 128> text{};
    if (driver.name(text.data(), static_cast<int>(text.size()) - 1, handle) == 0) info.description = text.data();
    int major = 0;
    int minor = 0;
    if (driver.attribute(&major, kMajor, handle) == 0 && driver.attribute(&minor, kMinor, handle) == 0)
        info.description += ", compute capability " + std::to_string(major) + "." + std::to_string(minor);
    int version = 0;  // 1000 times the major and 10 times the minor number of the newest CUDA that it serves
    if (driver.version != nullptr && driver.version(&version) == 0)
        info.description +=
            ", driver for CUDA " + std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
    std::size_t bytes = 0;
    if (driver.memory(&bytes, handle) == 0) info.memoryBytes = static_cast<std::int64_t>(bytes);
    return info;
}

}  // namespace

std::vector<policy::DeviceInfo> deviceList() {
    std::vector<policy::DeviceInfo> devices{processor()};
    const int gpus = gpuCount();
    if (gpus == 0) return devices;
    const Driver driver = Driver::find();
    for (int i = 0; i < gpus; ++i) devices.push_back(gpu(driver, i));
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
    const Driver driver = Driver::find();
    const c10::DeviceGuard guard(device);  // the driver answers for the thread's GPU
    std::size_t free = 0, total = 0;
    if (driver.freeMemory == nullptr || driver.freeMemory(&free, &total) != 0) return 0;
    return static_cast<std::int64_t>(total - free);
}

}  // namespace azr::engine
