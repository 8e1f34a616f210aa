// Preloaded into a test, makes the processor look like a lesser one to everybody in the process: LibTorch, oneDNN,
// OpenBLAS and our own choice of types all ask with CPUID, and by no variable that they share. Code that was compiled
// for the wider sets is not stopped: engine tests have theirs linked in (AZR_TEST_KERNELS), and the program asks as well.
// AZR_MASK names the processor:
//   avx2     an AMD EPYC of the second generation: AVX2 and FMA
//   avx512   an Intel Xeon of the second generation: AVX-512 with neither bf16 nor tiles (AMX)
// The kernel is asked to let CPUID fault (flag cpuid_fault in /proc/cpuinfo), and the fault's handler answers instead.
// Threads and forks inherit that; after exec this file is loaded again.
#define _GNU_SOURCE
#include <asm/prctl.h>
#include <cpuid.h>
#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum Register { kEax, kEbx, kEcx, kEdx, kRegisters };

typedef int Sigaction(int, const struct sigaction*, struct sigaction*);

static struct sigaction chained;  // what the program does about real faults
static Sigaction* systemSigaction;
static int masked, wide;  // wide: AVX-512 stays

static int letCpuid(int work) {
    return (int)syscall(SYS_arch_prctl, ARCH_SET_CPUID, (unsigned long)work);
}

static unsigned bit(int number) {
    return 1U << number;
}

static unsigned bits(int first, int last) {
    return (~0U >> (31 - last)) & (~0U << first);
}

/// Structured extended features.
static void maskFeatures(unsigned part, unsigned* r) {
    if (part == 1) {
        r[kEax] &= ~(bit(4) | bit(5) | bit(21) | bit(23));  // AVX-VNNI, AVX512-BF16, AMX-FP16, AVX-IFMA
        r[kEdx] = 0;                                        // AVX-VNNI-INT8, AVX-NE-CONVERT, AMX-COMPLEX, AVX10
    }
    if (part != 0) return;
    r[kEdx] &= ~bits(22, 25);  // AMX-BF16, AVX512-FP16, AMX-TILE, AMX-INT8
    if (wide) return;
    r[kEbx] &=
        ~(bit(16) | bit(17) | bit(21) | bits(26, 28) | bit(30) | bit(31));  // AVX512F, DQ, IFMA, PF, ER, CD, BW, VL
    r[kEcx] &= ~(bit(1) | bit(6) | bits(8, 12) | bit(14));  // AVX512-VBMI, VBMI2, GFNI to BITALG, VPOPCNTDQ
    r[kEdx] &= ~(bit(2) | bit(3) | bit(8));                 // AVX512-4VNNIW, 4FMAPS, VP2INTERSECT
}

static void answer(unsigned leaf, unsigned part, unsigned* r) {
    if (leaf == 0 && !wide) {
        memcpy(&r[kEbx], "Auth", 4);
        memcpy(&r[kEdx], "enti", 4);
        memcpy(&r[kEcx], "cAMD", 4);
    } else if (leaf == 1) {
        r[kEax] = wide ? 0x00050657 : 0x00830f10;  // family and model: Cascade Lake, Rome
    } else if (leaf == 7) {
        maskFeatures(part, r);
    } else if (leaf == 0xd && part == 0) {
        r[kEax] &= ~(bits(17, 18) | (wide ? 0U : bits(5, 7)));  // state that the system keeps: tiles, AVX-512
    }
}

static void onFault(int number, siginfo_t* info, void* context) {
    greg_t* saved = ((ucontext_t*)context)->uc_mcontext.gregs;
    const unsigned char* instruction = (const unsigned char*)saved[REG_RIP];
    if (info->si_code == SI_KERNEL && instruction[0] == 0x0f && instruction[1] == 0xa2) {
        const unsigned leaf = (unsigned)saved[REG_RAX], part = (unsigned)saved[REG_RCX];
        unsigned r[kRegisters];
        letCpuid(1);
        __cpuid_count(leaf, part, r[kEax], r[kEbx], r[kEcx], r[kEdx]);
        letCpuid(0);
        answer(leaf, part, r);
        saved[REG_RAX] = r[kEax];
        saved[REG_RBX] = r[kEbx];
        saved[REG_RCX] = r[kEcx];
        saved[REG_RDX] = r[kEdx];
        saved[REG_RIP] += 2;
    } else if ((chained.sa_flags & SA_SIGINFO) != 0) {
        chained.sa_sigaction(number, info, context);
    } else if (chained.sa_handler == SIG_DFL || chained.sa_handler == SIG_IGN) {
        systemSigaction(number, &chained, NULL);  // the instruction faults again
    } else {
        chained.sa_handler(number);
    }
}

/// Whoever wants to hear of faults (QTest does) hears of the real ones.
__attribute__((visibility("default"))) int sigaction(int number, const struct sigaction* now,
                                                     struct sigaction* before) {
    if (systemSigaction == NULL) systemSigaction = (Sigaction*)dlsym(RTLD_NEXT, "sigaction");
    if (number != SIGSEGV || !masked) return systemSigaction(number, now, before);
    if (before != NULL) *before = chained;
    if (now != NULL) chained = *now;
    return 0;
}

/// Linked to run before every other library (-z initfirst), so before the C library has an environment.
__attribute__((constructor)) static void start(int count, char** words, char** environment) {
    (void)count, (void)words;
    static const char kName[] = "AZR_MASK=", kRefusal[] = "masked_processor: AZR_MASK is neither avx2 nor avx512\n",
                      kUnable[] = "masked_processor: CPUID does not fault here (no cpuid_fault in /proc/cpuinfo)\n";
    const char* mask = NULL;
    for (; *environment != NULL; ++environment)
        if (strncmp(*environment, kName, sizeof kName - 1) == 0) mask = *environment + sizeof kName - 1;
    if (mask == NULL) return;
    wide = strcmp(mask, "avx512") == 0;
    const int known = wide || strcmp(mask, "avx2") == 0;
    const struct sigaction ours = {.sa_sigaction = onFault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    systemSigaction = (Sigaction*)dlsym(RTLD_NEXT, "sigaction");
    if (known && systemSigaction(SIGSEGV, &ours, &chained) == 0) {
        masked = 1;
        if (letCpuid(0) == 0) return;
    }
    const long written =
        known ? write(STDERR_FILENO, kUnable, sizeof kUnable - 1) : write(STDERR_FILENO, kRefusal, sizeof kRefusal - 1);
    _exit(written < 0 ? 126 : 125);
}
