/// Which of the engine libraries a process opens: there is one for each set of instructions, and the widest that the
/// processor has is taken unless a set is named. A named set holds the libraries that the engine multiplies with to the
/// same instructions, so that a run repeats bit for bit on every processor that has them.
#pragma once

#include <string>

#include "core/base/error.h"
#include "core/config/choices.h"

namespace azr::policy {

using config::KernelSet;

/// Sets of instructions that this processor has and the system lets programs use.
struct Instructions {
    bool avx2 = false;        ///< with FMA and BMI: x86-64-v3
    bool avx512 = false;      ///< F, BW, CD, DQ and VL: x86-64-v4
    bool avx512bf16 = false;  ///< sums of products of bf16 pairs
    bool amx = false;         ///< tiles of bf16
};
[[nodiscard]] Instructions instructionsHere();
/// "AVX2, AVX-512", for people.
[[nodiscard]] std::string namesOf(const Instructions& instructions);

/// What a process works with.
struct KernelUse {
    KernelSet set = KernelSet::Native;  ///< Native: nothing was opened yet
    bool held = false;                  ///< named, not the widest there is: the libraries follow
    std::string reason;
    std::string libraries;  ///< which instructions they took: "OpenBLAS Haswell, oneDNN AVX2, LibTorch AVX2"
};

/// The set to open. `standing`, the value of the variable AZR_KERNELS, is what Native means in this process; null or
/// empty: the widest. Unsupported when the processor lacks it, InvalidArgument for a `standing` that is no set.
[[nodiscard]] Result<KernelUse> chooseKernels(KernelSet asked, const Instructions& here, const char* standing);

/// The same for this processor and process, without opening anything. What openEngine() will take.
[[nodiscard]] Result<KernelUse> expectedKernels(KernelSet asked);
/// Whether a set has instructions for products of bf16; Native has none that are known.
[[nodiscard]] bool multipliesBf16(KernelSet set);

/// Sets the variables that OpenBLAS, oneDNN, MKL and LibTorch read while they are being loaded, to those of the set if
/// it is held; else takes away what chooses kernels of another processor.
void prepareLibraries(const KernelUse& use);

}  // namespace azr::policy
