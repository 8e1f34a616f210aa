#include "core/policy/engine.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include "core/policy/devices.h"

namespace azr::policy {
namespace {

constexpr const char* kEntry = "azrEngineApi";

void setUnlessSet(const char* variable, const std::string& value) {
    ::setenv(variable, value.c_str(), 0);
}

/// Read by libgomp and the libraries that multiply while they are being loaded, so this comes before.
void prepareEnvironment(const KernelUse& use) {
    setHowThreadsWait();
    const std::string cores = std::to_string(std::max(1U, std::thread::hardware_concurrency()));
    setUnlessSet("OMP_NUM_THREADS", cores);
    const char* threads = std::getenv("OMP_NUM_THREADS");
    setUnlessSet("OPENBLAS_NUM_THREADS", threads == nullptr ? cores : threads);
    prepareLibraries(use);
}

std::vector<std::filesystem::path> folders() {
    if (const char* chosen = std::getenv("AZR_ENGINE_DIR"); chosen != nullptr && *chosen != '\0') return {chosen};
    std::error_code error;
    const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    return {here, here / ".." / "bin", here / ".." / "lib" / "azr-studio", here / ".." / "lib"};
}

Result<std::filesystem::path> findLibrary(KernelSet set) {
    const std::string file = "libazr_engine_" + std::string(name(set)) + ".so";
    const auto places = folders();
    for (const auto& place : places) {
        std::error_code error;
        if (std::filesystem::exists(place / file, error)) return (place / file).lexically_normal();
    }
    return fail(ErrorCode::NotFound, "the engine library is missing",
                (places.front() / file).lexically_normal().string(),
                "build the target azr_engine, or name its folder in AZR_ENGINE_DIR");
}

Result<const EngineApi*> loadApi(const KernelUse& use) {
    AZR_TRY(const std::filesystem::path path, findLibrary(use.set));
    prepareEnvironment(use);
    void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        const char* reason = ::dlerror();
        return fail(ErrorCode::Unsupported, reason != nullptr ? reason : "cannot be loaded", path.string(),
                    "install LibTorch (libtorch1.13 and libopenblas0-openmp on Debian 12)");
    }
    const auto* api = static_cast<const EngineApi*>(::dlsym(library, kEntry));
    if (api == nullptr)
        return fail(ErrorCode::Corrupt, std::string("has no symbol ") + kEntry, path.string(), "build it again");
    if (api->interfaceVersion != kEngineInterfaceVersion)
        return fail(ErrorCode::Conflict,
                    "has interface version " + std::to_string(api->interfaceVersion) + ", this program needs " +
                        std::to_string(kEngineInterfaceVersion),
                    path.string(), "build the engine and the program from the same source");
    return api;
}

/// The library that this process opened: it and those behind it stay until the process ends, with the variables that
/// they have read.
struct Opened {
    std::mutex mutex;
    const EngineApi* api = nullptr;
    KernelUse use;
    std::optional<ThreadChoice> threads;
};
Opened& opened() {
    static Opened one;
    return one;
}

/// The library for these kernels.
Result<const EngineApi*> apiFor(KernelSet asked) {
    Opened& now = opened();
    const std::lock_guard lock(now.mutex);
    AZR_TRY(KernelUse use, expectedKernels(asked));
    if (now.api != nullptr && (use.set != now.use.set || use.held != now.use.held))
        return fail(ErrorCode::Conflict,
                    "this process works with the kernels '" + std::string(name(now.use.set)) + "' (" + now.use.reason +
                        ") and cannot change to '" + std::string(name(use.set)) + "' (" + use.reason + ")",
                    "model.kernels", "end AZR Studio and start it again");
    if (now.api == nullptr) {
        AZR_TRY(now.api, loadApi(use));
        now.use = std::move(use);
        now.use.libraries = now.api->libraries();
    }
    return now.api;
}

/// Of the open library. Measured under the lock: whoever else asks would measure beside it.
ThreadChoice threadsFor(const EngineApi& api) {
    Opened& now = opened();
    const std::lock_guard lock(now.mutex);
    if (!now.threads)
        now.threads = chooseThreads(coreLayout(allowedProcessors()), std::string(name(now.use.set)), api.threadSpeed,
                                    threadCache());
    return *now.threads;
}

}  // namespace

Result<std::unique_ptr<Engine>> openEngine(const EngineOptions& options) {
    AZR_TRY(const EngineApi* api, apiFor(options.kernels));
    if (options.threads > 0) return api->open(options);
    EngineOptions settled = options;
    settled.threads = threadsFor(*api).threads;
    return api->open(settled);
}

Result<ThreadChoice> chooseThreads(KernelSet kernels) {
    AZR_TRY(const EngineApi* api, apiFor(kernels));
    return threadsFor(*api);
}

Result<std::vector<DeviceInfo>> listDevices() {
    Opened& now = opened();
    const std::lock_guard lock(now.mutex);
    return now.api != nullptr ? now.api->devices() : driverDevices();
}

Result<ProductSpeed> measureProducts(const std::string& device, int threads, KernelSet kernels) {
    AZR_TRY(const EngineApi* api, apiFor(kernels));
    return api->products(device, threads > 0 ? threads : threadsFor(*api).threads);
}

double ProductSpeed::peak(config::NumberType type) const {
    for (const Product& product : products)
        if (product.part == "learner" && product.types.products == type && !product.emulated) return product.gflops;
    return 0;
}

KernelUse kernelsInUse() {
    Opened& now = opened();
    const std::lock_guard lock(now.mutex);
    return now.use;
}

}  // namespace azr::policy
