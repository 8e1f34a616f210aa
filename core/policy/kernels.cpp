#include "core/policy/kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <cstdint>
#include <cstdlib>

#include "core/base/log.h"

namespace azr::policy {
namespace {

#if defined(__x86_64__)

/// Whether the system keeps the state of tiles between a process's turns.
bool systemKeepsTiles() {
    constexpr std::uint32_t kTiles = (1U << 17) | (1U << 18);
    std::uint32_t low = 0, high = 0;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & kTiles) == kTiles;
}

bool hasTiles() {
    constexpr unsigned kAmx = (1U << 22) | (1U << 24);  // AMX-BF16, AMX-TILE
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (d & kAmx) == kAmx && systemKeepsTiles();
}

#endif

bool has(KernelSet set, const Instructions& here) {
    switch (set) {
        case KernelSet::Native: return true;
        case KernelSet::V3: return here.avx2;
        case KernelSet::V4: return here.avx512;
        case KernelSet::V4Bf16: return here.avx512bf16;
        case KernelSet::Amx: return here.amx;
    }
    return false;
}

KernelSet widest(const Instructions& here) {
    for (const KernelSet set : {KernelSet::Amx, KernelSet::V4Bf16, KernelSet::V4})
        if (has(set, here)) return set;
    return KernelSet::V3;
}

/// By what name each library knows the instructions of a set.
struct LibraryNames {
    const char *openBlas, *oneDnn, *mkl, *torch;
};

LibraryNames namesOf(KernelSet set) {
    switch (set) {
        case KernelSet::V4: return {"SkylakeX", "AVX512_CORE", "AVX512", "avx512"};
        case KernelSet::V4Bf16: return {"Cooperlake", "AVX512_CORE_BF16", "AVX512_E1", "avx512"};
        case KernelSet::Amx: return {"Cooperlake", "AVX512_CORE_AMX", "AVX512_E4", "avx512"};
        default: return {"Haswell", "AVX2", "AVX2", "avx2"};
    }
}

void put(const char* variable, const char* value) {
    if (const char* there = std::getenv(variable); there != nullptr && std::string(there) != value)
        log::info(std::string("the kernels are named: ") + variable + " becomes " + value);
    ::setenv(variable, value, 1);
}

}  // namespace

Instructions instructionsHere() {
    Instructions here;
#if defined(__x86_64__)
    __builtin_cpu_init();
    here.avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
    here.avx512 = here.avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
    here.avx512bf16 = here.avx512 && __builtin_cpu_supports("avx512bf16");
    here.amx = here.avx512bf16 && hasTiles();
#endif
    return here;
}

std::string namesOf(const Instructions& instructions) {
    std::string names;
    const auto add = [&](bool there, const char* name) {
        if (there) names += (names.empty() ? "" : ", ") + std::string(name);
    };
    add(instructions.avx2, "AVX2");
    add(instructions.avx512, "AVX-512");
    add(instructions.avx512bf16, "AVX512-BF16");
    add(instructions.amx, "AMX");
    return names.empty() ? "none wider than SSE" : names;
}

Result<KernelUse> chooseKernels(KernelSet asked, const Instructions& here, const char* standing) {
    const char* place = "model.kernels";
    std::string reason = "asked for";
    if (asked == KernelSet::Native && standing != nullptr && *standing != '\0') {
        const auto named = config::choiceNamed<KernelSet>(standing);
        if (!named)
            return fail(ErrorCode::InvalidArgument, std::string("'") + standing + "' is no set of kernels",
                        "AZR_KERNELS", "use native, v3, v4, v4-bf16 or amx");
        asked = *named;
        place = "AZR_KERNELS";
        reason = "asked for by AZR_KERNELS";
    }
    if (!here.avx2)
        return fail(ErrorCode::Unsupported, "this processor lacks AVX2, which the engine needs at least", place);
    if (!has(asked, here))
        return fail(ErrorCode::Unsupported,
                    "this processor cannot run the kernels '" + std::string(name(asked)) + "': it has " + namesOf(here),
                    place, "use native, or a narrower set");
    if (asked != KernelSet::Native) return KernelUse{asked, true, reason, {}};
    return KernelUse{widest(here), false, "the widest that this processor has", {}};
}

Result<KernelUse> expectedKernels(KernelSet asked) {
    return chooseKernels(asked, instructionsHere(), std::getenv("AZR_KERNELS"));
}

bool multipliesBf16(KernelSet set) {
    return set == KernelSet::V4Bf16 || set == KernelSet::Amx;
}

void prepareLibraries(const KernelUse& use) {
    if (use.held) {
        const LibraryNames names = namesOf(use.set);
        put("OPENBLAS_CORETYPE", names.openBlas);
        put("ONEDNN_MAX_CPU_ISA", names.oneDnn);
        put("DNNL_MAX_CPU_ISA", names.oneDnn);
        put("MKL_ENABLE_INSTRUCTIONS", names.mkl);
        put("ATEN_CPU_CAPABILITY", names.torch);
    } else if (std::getenv("OPENBLAS_CORETYPE") != nullptr) {
        log::info("ignoring the variable OPENBLAS_CORETYPE");
        ::unsetenv("OPENBLAS_CORETYPE");
    }
    if (std::getenv("OPENBLAS_L2_SIZE") == nullptr) return;
    log::info("ignoring the variable OPENBLAS_L2_SIZE");
    ::unsetenv("OPENBLAS_L2_SIZE");
}

}  // namespace azr::policy
