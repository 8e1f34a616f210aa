/// Which kernels a process works with: the choice among the sets, and what the libraries behind them are told.
#include <QtTest>
#include <cstdlib>

#include "core/policy/kernels.h"

using namespace azr;
using policy::Instructions;
using policy::KernelSet;

namespace {

constexpr Instructions kNone{}, kAvx2{true}, kAvx512{true, true}, kBf16{true, true, true},
    kTiles{true, true, true, true};

}  // namespace

class TestKernels : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void cleanup() {
        for (const char* variable : {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA",
                                     "MKL_ENABLE_INSTRUCTIONS", "ATEN_CPU_CAPABILITY"})
            ::unsetenv(variable);
    }

    void nativeIsTheWidestThereIs_data() {
        QTest::addColumn<Instructions>("here");
        QTest::addColumn<QString>("set");
        QTest::newRow("AVX2") << kAvx2 << "v3";
        QTest::newRow("AVX-512") << kAvx512 << "v4";
        QTest::newRow("AVX512-BF16") << kBf16 << "v4-bf16";
        QTest::newRow("AMX") << kTiles << "amx";
    }
    void nativeIsTheWidestThereIs() {
        QFETCH(Instructions, here);
        QFETCH(QString, set);
        const auto use = policy::chooseKernels(KernelSet::Native, here, nullptr);
        QVERIFY(use);
        QCOMPARE(QString::fromStdString(std::string(name(use->set))), set);
        QVERIFY(!use->held);
    }

    void aNarrowerSetIsHeldAndAWiderOneRefused() {
        const auto narrower = policy::chooseKernels(KernelSet::V3, kTiles, nullptr);
        QVERIFY(narrower && narrower->held && narrower->set == KernelSet::V3);
        QVERIFY(policy::chooseKernels(KernelSet::V3, kAvx2, nullptr)->held);
        const auto wider = policy::chooseKernels(KernelSet::V4Bf16, kAvx512, nullptr);
        QVERIFY(!wider && wider.error().code == ErrorCode::Unsupported);
        QVERIFY(wider.error().detail.find("AVX2, AVX-512") != std::string::npos);
        const auto none = policy::chooseKernels(KernelSet::Native, kNone, nullptr);
        QVERIFY(!none && none.error().code == ErrorCode::Unsupported);
    }

    void theVariableSaysWhatNativeMeansAndNothingElse() {
        const auto meant = policy::chooseKernels(KernelSet::Native, kBf16, "v3");
        QVERIFY(meant && meant->held && meant->set == KernelSet::V3);
        QVERIFY(policy::chooseKernels(KernelSet::V4, kBf16, "v3")->set == KernelSet::V4);
        QVERIFY(!policy::chooseKernels(KernelSet::Native, kBf16, "native")->held);
        QVERIFY(!policy::chooseKernels(KernelSet::Native, kBf16, "")->held);
        const auto unknown = policy::chooseKernels(KernelSet::Native, kBf16, "avx2");
        QVERIFY(!unknown && unknown.error().code == ErrorCode::InvalidArgument);
        QVERIFY(!policy::chooseKernels(KernelSet::Native, kAvx512, "v4-bf16"));
    }

    void theLibrariesAreHeldToANamedSetWhateverStandsThere() {
        ::setenv("ONEDNN_MAX_CPU_ISA", "AVX512_CORE_AMX", 1);
        ::setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
        ::setenv("OPENBLAS_L2_SIZE", "4096", 1);
        policy::prepareLibraries({KernelSet::V3, true, {}, {}});
        QCOMPARE(std::getenv("OPENBLAS_CORETYPE"), "Haswell");
        QCOMPARE(std::getenv("ONEDNN_MAX_CPU_ISA"), "AVX2");
        QCOMPARE(std::getenv("DNNL_MAX_CPU_ISA"), "AVX2");
        QCOMPARE(std::getenv("MKL_ENABLE_INSTRUCTIONS"), "AVX2");
        QCOMPARE(std::getenv("ATEN_CPU_CAPABILITY"), "avx2");
        QVERIFY(std::getenv("OPENBLAS_L2_SIZE") == nullptr);
    }

    void nativeLeavesTheChoiceToTheLibraries() {
        ::setenv("OPENBLAS_CORETYPE", "Haswell", 1);
        policy::prepareLibraries({KernelSet::V3, false, {}, {}});
        QVERIFY(std::getenv("OPENBLAS_CORETYPE") == nullptr);
        QVERIFY(std::getenv("ONEDNN_MAX_CPU_ISA") == nullptr);
        QVERIFY(std::getenv("ATEN_CPU_CAPABILITY") == nullptr);
    }
};

QTEST_GUILESS_MAIN(TestKernels)
#include "tst_kernels.moc"
