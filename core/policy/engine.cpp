#include "core/policy/engine.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <thread>

#include "core/base/log.h"

namespace azr::policy {
namespace {

constexpr const char* kLibrary = "libazr_engine.so";
constexpr const char* kEntry = "azrEngineApi";

void setUnlessSet(const char* variable, const std::string& value) {
    ::setenv(variable, value.c_str(), 0);
}

/// Read by libgomp and OpenBLAS while they are being loaded, so this comes before the library. Spinning OpenMP threads
/// on busy cores cost up to ten times; the two OpenBLAS variables choose kernels of another processor.
void prepareEnvironment() {
    setUnlessSet("OMP_WAIT_POLICY", "passive");
    const std::string cores = std::to_string(std::max(1U, std::thread::hardware_concurrency()));
    setUnlessSet("OMP_NUM_THREADS", cores);
    const char* threads = std::getenv("OMP_NUM_THREADS");
    setUnlessSet("OPENBLAS_NUM_THREADS", threads == nullptr ? cores : threads);
    for (const char* harmful : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}) {
        if (std::getenv(harmful) == nullptr) continue;
        log::info(std::string("ignoring the variable ") + harmful);
        ::unsetenv(harmful);
    }
}

std::vector<std::filesystem::path> candidates() {
    if (const char* chosen = std::getenv("AZR_ENGINE_DIR"); chosen != nullptr && *chosen != '\0')
        return {std::filesystem::path(chosen) / kLibrary};
    std::error_code error;
    const std::filesystem::path here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
    return {here / kLibrary, here / ".." / "bin" / kLibrary, here / ".." / "lib" / "azr-studio" / kLibrary,
            here / ".." / "lib" / kLibrary};
}

Result<std::filesystem::path> findLibrary() {
    const auto places = candidates();
    for (const auto& place : places) {
        std::error_code error;
        if (std::filesystem::exists(place, error)) return place.lexically_normal();
    }
    return fail(ErrorCode::NotFound, "the engine library is missing", places.front().lexically_normal().string(),
                "build the target azr_engine, or name its folder in AZR_ENGINE_DIR");
}

/// The library stays loaded until the process ends; dlopen of a loaded one is a look-up.
Result<const EngineApi*> loadApi() {
    AZR_TRY(const std::filesystem::path path, findLibrary());
    if (void* loaded = ::dlopen(path.c_str(), RTLD_NOW | RTLD_NOLOAD); loaded == nullptr) prepareEnvironment();
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

}  // namespace

Result<std::unique_ptr<Engine>> openEngine(const EngineOptions& options) {
    AZR_TRY(const EngineApi* api, loadApi());
    return api->open(options);
}

Result<std::vector<DeviceInfo>> listDevices() {
    AZR_TRY(const EngineApi* api, loadApi());
    return api->devices();
}

Result<ProductSpeed> measureProducts(const std::string& device, int threads) {
    AZR_TRY(const EngineApi* api, loadApi());
    return api->products(device, threads);
}

}  // namespace azr::policy
