// The bootstrap as a whole, at a budget that teaches nothing: the folder it leaves, and that its weights repeat.
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>

#include "core/base/files.h"
#include "core/tokenizer/tokenizer.h"
#include "core/training/bootstrap/bootstrap.h"
#include "core/weights/safetensors.h"
#include "tests/support/python_executor.h"

using namespace azr;
using namespace azr::training;

namespace fs = std::filesystem;

class TestBootstrap : public QObject {
    Q_OBJECT

    testing::PythonExecutor m_executor;

    static BootstrapOptions smallRun(const fs::path& folder, std::uint64_t seed) {
        BootstrapOptions options;
        options.folder = folder;
        options.seed = seed;
        options.tokens = 24'000;
        options.dtype = "fp32";
        options.threads = 1;
        options.heldOutItems = 2;
        return options;
    }

  private Q_SLOTS:
    void theSameSeedGivesTheSameWeights() {
        const QTemporaryDir temporary;
        const fs::path root = temporary.path().toStdString();
        Control control;
        std::vector<std::string> hashes;
        std::vector<double> losses;
        for (const auto& [name, number] : {std::pair{"a", 7U}, {"b", 7U}, {"c", 8U}}) {
            const unsigned seed = number;
            const auto report = bootstrap(
                smallRun(root / name, seed), m_executor,
                [&](const BootstrapProgress& progress) {
                    if (progress.phase == BootstrapPhase::Training && seed == 8U) losses.push_back(progress.loss);
                },
                control);
            QVERIFY2(report, report ? "" : describe(report.error()).c_str());
            QVERIFY(report->tokens >= 24'000 && report->steps == 12);
            QCOMPARE(report->proposers.size(), std::size_t(3));
            hashes.push_back(report->weightsHash);
        }
        QCOMPARE(hashes[0], hashes[1]);
        QVERIFY(hashes[0] != hashes[2]);
        QVERIFY(losses.back() < losses.front());  // it learns already
        QCOMPARE(*readFile(root / "a" / "model.safetensors"), *readFile(root / "b" / "model.safetensors"));

        const auto tokenizer = tokenizer::Tokenizer::load(root / "a");
        QVERIFY(tokenizer);
        const auto card = readFile(root / "a" / "README.md");
        QVERIFY(card && card->find("--seed 7 --tokens 24000") != std::string::npos);
        QVERIFY(card->find(hashes[0]) != std::string::npos);
    }

    void itStopsWhenAskedAndLeavesNoHalfModel() {
        const QTemporaryDir temporary;
        const fs::path folder = fs::path(temporary.path().toStdString()) / "base";
        Control control;
        const auto report = bootstrap(
            smallRun(folder, 1), m_executor,
            [&](const BootstrapProgress& progress) {
                if (progress.step == 2) control.requestStop();
            },
            control);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(folder.parent_path()));
    }

    void aFolderInUseIsRefusedBeforeTheWork() {
        const QTemporaryDir temporary;
        const fs::path folder = temporary.path().toStdString();
        QVERIFY(writeFileAtomic(folder / "model.safetensors", "of somebody else"));
        Control control;
        bool began = false;
        const auto report = bootstrap(
            smallRun(folder, 1), m_executor, [&](const BootstrapProgress&) { began = true; }, control);
        QVERIFY(!report && !began);
        QCOMPARE(report.error().code, ErrorCode::Conflict);
        QCOMPARE(report.error().place, folder.string());
        QCOMPARE(*readFile(folder / "model.safetensors"), std::string("of somebody else"));
    }

    void aBudgetOfNothingIsRefused() {
        const QTemporaryDir temporary;
        auto options = smallRun(temporary.path().toStdString(), 1);
        options.tokens = 0;
        Control control;
        const auto report = bootstrap(
            options, m_executor, [](const BootstrapProgress&) {}, control);
        QVERIFY(!report);
        QCOMPARE(report.error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(TestBootstrap)
#include "tst_bootstrap.moc"
