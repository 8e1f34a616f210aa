// What a checkpoint's manifest says, and that it is held against the files.
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/files.h"
#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/scripted_policy.h"

using namespace azr;
using namespace azr::training;

class TestCheckpoint : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path root() const { return m_folder.path().toStdString(); }

    Json manifestOf(const char* weightsFile, int step) {
        test::ScriptedLearner learner;
        learner.weightsFile = weightsFile;
        CheckpointContents contents;
        contents.step = step;
        contents.state = {{"step", step}};
        contents.baseHash = "abc123";
        const auto saved = saveCheckpoint(root(), learner, contents, 0);
        if (!saved) qFatal("%s", describe(saved.error()).c_str());
        return readJson(saved->folder / "manifest.json").value_or(Json());
    }

    static void save(const std::filesystem::path& root, int step) {
        test::ScriptedLearner learner;
        CheckpointContents contents;
        contents.step = step;
        contents.state = {{"step", step}};
        QVERIFY(saveCheckpoint(root, learner, contents, 0));
    }

  private Q_SLOTS:
    void adaptersAreNamedWithTheirBase() {
        const Json manifest = manifestOf("adapter_model.safetensors", 3);
        QCOMPARE(manifest["adapter"]["weights"].get<std::string>(), std::string("adapter_model.safetensors"));
        QCOMPARE(manifest["adapter"]["base_sha256"].get<std::string>(), std::string("abc123"));
        QVERIFY(manifest["sha256"].contains("adapter_model.safetensors"));
        QVERIFY(verifyCheckpoint(checkpointFolder(root(), 3)));
    }

    void wholeWeightsNeedNoBase() {
        const Json manifest = manifestOf("model.safetensors", 4);
        QVERIFY(!manifest.contains("adapter"));
        QCOMPARE(manifest["step"].get<int>(), 4);
    }

    void changedAdaptersAreFound() {
        (void)manifestOf("adapter_model.safetensors", 5);
        const auto folder = checkpointFolder(root(), 5);
        QVERIFY(writeFileAtomic(folder / "adapter_model.safetensors", "other"));
        const auto status = verifyCheckpoint(folder);
        QVERIFY(!status);
        QCOMPARE(status.error().code, ErrorCode::Corrupt);
        QCOMPARE(status.error().place, (folder / "adapter_model.safetensors").string());
    }

    void withoutRoomNothingIsWritten() {
        const auto own = root() / "full";
        save(own, 1);
        test::ScriptedLearner learner;
        CheckpointContents contents;
        contents.step = 2;
        const auto saved = saveCheckpoint(own, learner, contents, std::int64_t{1} << 60);  // more than any disk has
        QVERIFY(!saved);
        QCOMPARE(saved.error().code, ErrorCode::Exhausted);
        QCOMPARE(saved.error().place, own.string());
        QVERIFY2(saved.error().detail.find(" are free, a checkpoint needs 1024 PiB") != std::string::npos,
                 saved.error().detail.c_str());
        QVERIFY(!saved.error().remedy.empty());
        QCOMPARE(std::distance(std::filesystem::directory_iterator(own), {}), 1);
        QVERIFY(verifyCheckpoint(checkpointFolder(own, 1)));
    }

    void whatLiesBeyondDoesNotCountAndGoesWhenSuperseded() {
        const auto own = root() / "beyond", aside = own / "step-5.aside";
        for (const int step : {3, 4, 5}) save(own, step);
        QVERIFY(setAsideBeyond(own, 4));
        QCOMPARE(checkpointSteps(own), (std::vector<int>{3, 4}));
        QCOMPARE(*pruneCheckpoints(own, 1, -1), (std::vector<int>{3}));  // not 4, the last good one
        QVERIFY(std::filesystem::exists(aside));
        save(own, 5);
        QCOMPARE(*pruneCheckpoints(own, 1, -1), (std::vector<int>{4}));
        QVERIFY(!std::filesystem::exists(aside));
        QVERIFY(verifyCheckpoint(checkpointFolder(own, 5)));
    }
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
