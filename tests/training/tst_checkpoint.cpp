// What a checkpoint's manifest says, and that it is held against the files.
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/files.h"
#include "core/training/checkpoint.h"
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
};

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
