#!/bin/sh
# Sets up, builds and passes the tests: the whole suite without a display, clang-format, clang-tidy over changed files.
#   --full   also clang-tidy over every file, and the suite under AddressSanitizer + UndefinedBehaviorSanitizer, and the
#            parts without LibTorch under ThreadSanitizer
#   --isa avx2|avx512   only the suite, with the kernels for such a processor, and this one masked as one: an EPYC with AVX2
#            alone, a Xeon with AVX-512 but neither bf16 nor AMX. Where CPUID cannot be masked (no cpuid_fault in
#            /proc/cpuinfo) kernels and libraries are held to the set by their variables
#   --gpu-libtorch   only the suite, built against the LibTorch for NVIDIA GPUs that installer/libtorch.py fetches
# Tests that need the shared data find it through AZR_TEST_DATA and are skipped, with a message, where it is unset. With
# AZR_REQUIRE_ALL=1 a test that was skipped for another reason than those in tests/skips.txt fails the run.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
full=no
gpu=no
isa=
while [ $# -gt 0 ]; do
    option=$1
    shift
    case $option in
        --full) full=yes ;;
        --gpu-libtorch) gpu=yes ;;
        --isa)
            isa=${1:-}
            case $isa in
                avx2 | avx512) shift ;;
                *)
                    echo "tests/run.sh: --isa takes avx2 or avx512, not '$isa'" >&2
                    exit 2
                    ;;
            esac
            ;;
        -h | --help)
            sed -n '2,10s/^# \{0,1\}//p' "$0"
            exit 0
            ;;
        *)
            echo "tests/run.sh: unknown option '$option' (there are --full, --isa and --gpu-libtorch)" >&2
            exit 2
            ;;
    esac
done

export QT_QPA_PLATFORM=offscreen
export OMP_WAIT_POLICY=passive

# Tells what was skipped that should have run; $1: the build folder.
required() {
    [ "${AZR_REQUIRE_ALL:-}" = 1 ] || return 0
    if grep -h '^SKIP' "$1/Testing/Temporary/LastTest.log" | grep -vFf tests/skips.txt; then
        echo "tests/run.sh: these were skipped, and AZR_REQUIRE_ALL=1 wants them to run" >&2
        return 1
    fi
}

sh installer/setup.sh installer/packages.txt installer/packages-test.txt
if [ "$gpu" = yes ]; then
    torch=$(python3 installer/libtorch.py)
    sh installer/build.sh gpu "-DAZR_TORCH_ROOT=$torch"
    ctest --preset gpu
    exit 0
fi
if [ -n "$isa" ]; then
    sh installer/build.sh "$isa"
    if grep -qw cpuid_fault /proc/cpuinfo; then
        ctest --preset "$isa"
    else
        case $isa in
            avx2) export AZR_KERNELS=v3 OPENBLAS_CORETYPE=Haswell ONEDNN_MAX_CPU_ISA=AVX2 ATEN_CPU_CAPABILITY=avx2 ;;
            avx512) export AZR_KERNELS=v4 OPENBLAS_CORETYPE=SkylakeX ONEDNN_MAX_CPU_ISA=AVX512_CORE ;;
        esac
        ctest --test-dir "build/$isa" --output-on-failure
    fi
    required "build/$isa"
    exit 0
fi
sh installer/build.sh release

echo "tests: clang-format"
git ls-files -z -- '*.h' '*.cpp' | xargs -0 clang-format --dry-run --Werror

echo "tests: the suite"
ctest --preset release
required build/release

echo "tests: clang-tidy"
if [ "$full" = yes ]; then
    python3 tests/tidy.py --build build/release --all
else
    python3 tests/tidy.py --build build/release
fi

if [ "$full" = yes ]; then
    echo "tests: the suite under AddressSanitizer and UndefinedBehaviorSanitizer"
    sh installer/build.sh asan
    # LibTorch, Qt and the Python interpreter keep memory until they exit: leaks are judged in our own code's tests only.
    ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 ctest --preset asan
    echo "tests: the parts without LibTorch under ThreadSanitizer"
    sh installer/build.sh tsan
    # LibTorch's OpenMP is not instrumented: what loads the engine is left out. A test's child starts threads after its fork.
    TSAN_OPTIONS=halt_on_error=1:die_after_fork=0:suppressions=$root/tests/tsan.supp \
        ctest --preset tsan -E '^(engine|widgets|ui|flows)_|^policy_engine$|^training_bootstrap$|^app_(lora_run|model_commands)$'
fi
echo "tests: all passed"
