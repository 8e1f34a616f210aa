#include "core/policy/devices.h"

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <string>
#include <type_traits>

namespace azr::policy {
namespace {

#ifdef AZR_ENGINE_HAS_CUDA
constexpr bool kEngineHasCuda = true;
#else
constexpr bool kEngineHasCuda = false;
#endif

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name"))
            if (const auto colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
    return "processor";
}

/// The few calls of the driver that describe a GPU, found at run time: building needs no CUDA toolkit.
struct Driver {
    int (*init)(unsigned) = nullptr;
    int (*count)(int*) = nullptr;
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
        bind(driver.count, "cuDeviceGetCount");
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

DeviceInfo describe(const Driver& driver, int index) {
    constexpr int kMajor = 75;
    constexpr int kMinor = 76;
    DeviceInfo info{"cuda:" + std::to_string(index), "CUDA GPU", 0};
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

DeviceInfo describeProcessor() {
    const auto pages = static_cast<std::int64_t>(::sysconf(_SC_PHYS_PAGES));
    return {"cpu", processorName(), pages * static_cast<std::int64_t>(::sysconf(_SC_PAGESIZE))};
}

DeviceInfo describeGpu(int index) {
    return describe(Driver::find(), index);
}

std::vector<DeviceInfo> driverDevices() {
    std::vector<DeviceInfo> devices{describeProcessor()};
    if (!kEngineHasCuda) return devices;
    const Driver driver = Driver::find();
    int gpus = 0;
    if (!driver.usable() || driver.count == nullptr || driver.count(&gpus) != 0) return devices;
    for (int i = 0; i < gpus; ++i) devices.push_back(describe(driver, i));
    return devices;
}

std::int64_t gpuBytesInUse() {
    const Driver driver = Driver::find();
    std::size_t free = 0, total = 0;
    if (driver.freeMemory == nullptr || driver.freeMemory(&free, &total) != 0) return 0;
    return static_cast<std::int64_t>(total - free);
}

}  // namespace azr::policy
