#include "core/engine/kernels/libraries.h"

#include <ATen/Version.h>
#include <dlfcn.h>
#include <fmt/format.h>

#include <array>
#include <utility>

namespace azr::engine {
namespace {

/// A function of a library that is loaded already; null where it is not, or a part of LibTorch.
template <class Function>
Function* functionOf(const char* library, const char* symbol) {
    void* const loaded = ::dlopen(library, RTLD_LAZY | RTLD_NOLOAD);
    return loaded == nullptr ? nullptr : reinterpret_cast<Function*>(::dlsym(loaded, symbol));
}

/// oneDNN numbers sets so that a wider one has the bits of a narrower one.
std::string oneDnnName(int isa) {
    constexpr std::array<std::pair<int, const char*>, 7> kNames = {{{0x1, "SSE4.1"},
                                                                    {0x3, "AVX"},
                                                                    {0x7, "AVX2"},
                                                                    {0x27, "AVX512"},
                                                                    {0x67, "AVX512-VNNI"},
                                                                    {0xe7, "AVX512-BF16"},
                                                                    {0x3e7, "AMX"}}};
    std::string best = fmt::format("{:#x}", isa);
    for (const auto& [bits, name] : kNames)
        if ((isa & bits) == bits) best = name;
    return best;
}

std::string capabilityOf(const std::string& described) {
    constexpr std::string_view kBegin = "CPU capability usage: ";
    const auto at = described.find(kBegin);
    if (at == std::string::npos) return {};
    const auto begin = at + kBegin.size();
    return described.substr(begin, described.find_first_of("\n ,", begin) - begin);
}

}  // namespace

std::string libraries() {
    std::string text;
    const auto add = [&](const char* library, const std::string& instructions) {
        if (!instructions.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", library, instructions);
    };
    if (const auto core = functionOf<const char*()>("libopenblas.so.0", "openblas_get_corename"))
        add("OpenBLAS", core());
    for (const char* library : {"libdnnl.so.2", "libdnnl.so.3"})
        if (const auto isa = functionOf<int()>(library, "dnnl_get_effective_cpu_isa")) add("oneDNN", oneDnnName(isa()));
    add("LibTorch", capabilityOf(at::show_config()));
    return text;
}

}  // namespace azr::engine
