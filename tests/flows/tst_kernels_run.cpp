/// Runs under named kernels, each in a process of its own: the same bits whatever else the processor has, and a note
/// where a run goes on with others than it began with.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <fstream>

#include "core/policy/kernels.h"
#include "core/store/digest.h"
#include "core/store/reader.h"

using namespace azr;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 240000;

QStringList trainingWords(const QString& workspace, const char* kernels) {
    QStringList words{"train", "--workspace", workspace, "--steps", "1", "--seed", "3", "--json"};
    for (const char* field :
         {"model.threads=2", "selfplay.proposals_per_kind=2", "selfplay.solves_per_kind=2", "selfplay.rollouts=2",
          "selfplay.seed_factor=1", "evaluation.every_steps=0", "evaluation.items_per_kind=1", "executor.lanes=1"})
        words << "--set" << field;
    words << "--set" << QStringLiteral("model.kernels=%1").arg(QLatin1String(kernels));
    return words;
}

bool letsCpuidFault() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("flags")) return line.find(" cpuid_fault") != std::string::npos;
    return false;
}

/// As on a processor with AVX2 alone, by every variable that hides wider sets from a library, and where the processor
/// can answer CPUID falsely by that too.
QProcessEnvironment masked() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("OPENBLAS_CORETYPE", "Haswell");
    environment.insert("ONEDNN_MAX_CPU_ISA", "AVX2");
    environment.insert("ATEN_CPU_CAPABILITY", "avx2");
    environment.insert("GLIBC_TUNABLES",
                       "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512DQ,-AVX512CD,-Prefer_No_VZEROUPPER");
    const QString mask = QStringLiteral(AZR_BINARY_FOLDER "/../tests-bin/libazr_masked_processor.so");
    if (letsCpuidFault() && fs::exists(mask.toStdString())) {
        environment.insert("AZR_MASK", "avx2");
        environment.insert("LD_PRELOAD", mask);
    }
    return environment;
}

bool ran(const QStringList& words, const QProcessEnvironment& environment) {
    QProcess program;
    program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    program.setProcessEnvironment(environment);
    program.start(QStringLiteral(AZR_BINARY_FOLDER "/azr-studio"), words);
    return program.waitForFinished(kPatienceMs) && program.exitStatus() == QProcess::NormalExit &&
           program.exitCode() == 0;
}

std::unique_ptr<store::Reader> readerOf(const QString& workspace) {
    auto reader = store::Reader::open(fs::path(workspace.toStdString()) / "azr.db");
    if (!reader) qFatal("%s", describe(reader.error()).c_str());
    return std::move(*reader);
}

}  // namespace

class TestKernelsRun : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

  private Q_SLOTS:
    void initTestCase() {
        ::unsetenv("AZR_KERNELS");
        for (const char* file : {"azr-studio", "azr-sandbox", "libazr_engine_v3.so"})
            if (!fs::exists(fs::path(AZR_BINARY_FOLDER) / file)) QSKIP(qPrintable(QStringLiteral("not built")));
    }

    void theCommonSetGivesTheSameBitsWhateverThereIs() {
        const QString whole = m_folder.filePath("whole"), hidden = m_folder.filePath("hidden");
        QVERIFY(ran(trainingWords(whole, "v3"), QProcessEnvironment::systemEnvironment()));
        QVERIFY(ran(trainingWords(hidden, "v3"), masked()));
        const auto reader = readerOf(whole);
        const auto run = reader->run(RunId{1});
        QCOMPARE(run->state, std::string("finished"));
        QCOMPARE(run->kernels, std::string("v3"));
        QCOMPARE(run->dtype, std::string("fp32"));
        QVERIFY2(run->kernelsReason.starts_with("asked for; "), run->kernelsReason.c_str());
        // What the digests below would not tell where the masks had no effect: everybody was held.
        for (const char* library : {"OpenBLAS Haswell", "oneDNN AVX2", "LibTorch AVX2"}) {
            const bool there = run->kernelsReason.find(std::string(library).substr(0, 7)) != std::string::npos;
            QVERIFY2(!there || run->kernelsReason.find(library) != std::string::npos, run->kernelsReason.c_str());
        }
        for (const char* why : {"products in fp32, since there are no instructions", "2 threads: as asked for"})
            QVERIFY2(run->kernelsReason.find(why) != std::string::npos, run->kernelsReason.c_str());
        QCOMPARE(*store::runDigest(*readerOf(hidden), RunId{1}), *store::runDigest(*reader, RunId{1}));
    }

    void goingOnWithOtherKernelsIsNoted() {
        if (!policy::instructionsHere().avx512) QSKIP("this processor has one set of kernels");
        const QString workspace = m_folder.filePath("changed");
        QVERIFY(ran(trainingWords(workspace, "native"), QProcessEnvironment::systemEnvironment()));
        const std::string before = readerOf(workspace)->run(RunId{1})->kernels,
                          types = readerOf(workspace)->run(RunId{1})->dtype;
        QVERIFY(before != "v3");
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("AZR_KERNELS", "v3");
        QVERIFY(ran({"train", "--workspace", workspace, "--resume", "1", "--steps", "2", "--json"}, environment));
        const auto reader = readerOf(workspace);
        const auto run = reader->run(RunId{1});
        QCOMPARE(run->kernels, std::string("v3"));
        QVERIFY2(run->kernelsReason.ends_with("; " + before + " up to step 1"), run->kernelsReason.c_str());
        // The weights stay in the type that the run began with; products are never emulated.
        QCOMPARE(run->dtype, std::string(types == "bf16" ? "fp32, weights bf16" : "fp32"));
        const auto events = reader->events(RunId{1}, 0, 1000);
        QVERIFY(events);
        QVERIFY(std::ranges::any_of(*events, [](const auto& event) { return event.code == "other_kernels"; }));
    }

    /// What would be emulated is refused by some libraries; the others are measured all the same.
    void productsOfTheCommonSetAreMeasured() {
        QVERIFY(ran({"bench", "sample", "--batch", "2", "--new", "4", "--seconds", "1", "--kernels", "v3"},
                    QProcessEnvironment::systemEnvironment()));
    }

    /// libgomp may be there before main(): the program then begins again with the variable that it reads.
    void threadsWithoutWorkSleep() {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.remove("OMP_WAIT_POLICY");
        environment.remove("GOMP_SPINCOUNT");
        QProcess program;
        program.setProcessEnvironment(environment);
        program.start(QStringLiteral(AZR_BINARY_FOLDER "/azr-studio"), {"tokenize", "--model", "nano"});
        program.write("{\"text\": \"f\"}\n");
        QVERIFY(program.waitForReadyRead(kPatienceMs));
        const auto contentOf = [&](const char* file) {
            std::ifstream in("/proc/" + std::to_string(program.processId()) + "/" + file, std::ios::binary);
            return std::string(std::istreambuf_iterator<char>(in), {});
        };
        const bool loaded = contentOf("maps").find("libgomp") != std::string::npos;
        QCOMPARE(contentOf("environ").find("OMP_WAIT_POLICY=passive") != std::string::npos, loaded);
        program.closeWriteChannel();
        QVERIFY(program.waitForFinished(kPatienceMs));
        QCOMPARE(program.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestKernelsRun)
#include "tst_kernels_run.moc"
