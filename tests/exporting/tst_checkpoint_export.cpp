// Checkpoints of runs: which one, what its card says, and that an adapter is only given out with its own base.
#include <QtTest>

#include "core/base/files.h"
#include "core/exporting/checkpoint_export.h"
#include "core/weights/weight_source.h"
#include "tests/support/temp_store.h"
#include "tests/support/tiny_folder.h"

using namespace azr;
using namespace azr::exporting;
namespace fs = std::filesystem;

class TestCheckpointExport : public QObject {
    Q_OBJECT

    testing::TempStore m_store;
    std::unique_ptr<store::Reader> m_reader;

    fs::path base() const { return m_store.folder() / "base"; }
    fs::path step(int number) const { return m_store.folder() / "checkpoints" / std::to_string(number); }

    CheckpointExport requestFor(RunId run, const char* target) const {
        CheckpointExport request;
        request.workspace = m_store.folder();
        request.run = run;
        request.target = m_store.folder() / target;
        return request;
    }

  private Q_SLOTS:
    /// Run 1 trains all weights, run 2 an adapter.
    void initTestCase() {
        QVERIFY(testing::writeTinyModel(base()));
        QVERIFY(testing::writeTinyModel(step(1), weights::Dtype::F32, 7));
        QVERIFY(testing::writeTinyAdapter(step(2)));
        auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY(writer);
        for (const int number : {1, 2}) {
            auto run = testing::runRow(number);
            run.preset = "nano";
            run.modelFolder = base().string();
            run.baseHash = *weights::hashOfFiles(base());
            run.config = number == 2 ? R"({"model": {"lora_rank": 3}})" : "{}";
            QVERIFY((*writer)->push(run));
            for (const int at : {1, 2, 3}) {
                store::CheckpointRow row;
                row.run = run.id;
                row.step = at;
                row.folder = "checkpoints/" + std::to_string(number);
                row.weightsHash = "hash";
                row.best = at == 2;
                QVERIFY((*writer)->push(row));
            }
        }
        QVERIFY((*writer)->finish());
        m_reader = std::move(*store::Reader::open(m_store.database()));
    }

    void theBestCheckpointIsChosenUnlessAStepIsNamed() {
        QCOMPARE(chooseCheckpoint(*m_reader, RunId{1}, std::nullopt)->step, 2);
        QCOMPARE(chooseCheckpoint(*m_reader, RunId{1}, 3)->step, 3);
        const auto missing = chooseCheckpoint(*m_reader, RunId{1}, 9);
        QCOMPARE(describe(missing.error()), std::string("run 1: has no checkpoint of step 9"));
        QVERIFY(!trainedAdapter(*m_reader->run(RunId{1})) && trainedAdapter(*m_reader->run(RunId{2})));
    }

    void wholeWeightsComeFromTheCheckpoint() {
        const auto request = requestFor(RunId{1}, "whole");
        const auto done = exportCheckpoint(*m_reader, request);
        QVERIFY2(done, done ? "" : describe(done.error()).c_str());
        QCOMPARE(*sha256File(request.target / "model.safetensors"), *sha256File(step(1) / "model.safetensors"));
        auto alone = requestFor(RunId{1}, "alone");
        alone.form = Form::Adapter;
        const auto refused = exportCheckpoint(*m_reader, alone);
        QVERIFY(!refused);
        QVERIFY(describe(refused.error()).find("there is no adapter") != std::string::npos);
    }

    void adaptersAreGivenOutWithTheirOwnBaseAlone() {
        const auto merged = requestFor(RunId{2}, "merged");
        auto done = exportCheckpoint(*m_reader, merged);
        QVERIFY2(done, done ? "" : describe(done.error()).c_str());
        QVERIFY(*sha256File(merged.target / "model.safetensors") != *sha256File(base() / "model.safetensors"));
        QVERIFY(readFile(merged.target / "README.md")->find("merged into these weights") != std::string::npos);
        auto alone = requestFor(RunId{2}, "adapter");
        alone.form = Form::Adapter;
        done = exportCheckpoint(*m_reader, alone);
        QVERIFY2(done, done ? "" : describe(done.error()).c_str());
        const auto card = *readFile(alone.target / "README.md");
        QVERIFY(card.find("library_name: peft") != std::string::npos && card.find("- lora") != std::string::npos);
        QCOMPARE(weights::readPeftConfig(alone.target)->baseModel, base().string());

        QVERIFY(testing::writeTinyModel(base(), weights::Dtype::F32, 99));
        const auto refused = exportCheckpoint(*m_reader, requestFor(RunId{2}, "never"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Conflict);
        QCOMPARE(refused.error().place, base().string());
        QVERIFY(refused.error().detail.find("not those that run 2 started from") != std::string::npos);
        QVERIFY(!fs::exists(m_store.folder() / "never"));
        QVERIFY(testing::writeTinyModel(base()));
    }

    void theCardTellsTheLineage() {
        Lineage lineage;
        lineage.run = testing::runRow(4);
        lineage.run.preset = "nano";
        lineage.run.baseHash = "abc123";
        lineage.run.config = R"({"optimizer": {"learning_rate": 0.001}})";
        lineage.checkpoint.step = 12;
        lineage.checkpoint.weightsHash = "def456";
        lineage.scores = {{1, 0, "dev", "deduction", true, 50, 100}, {2, 12, "dev", "deduction", true, 60, 100}};
        const auto card = modelCard(lineage);
        for (const char* part : {"library_name: transformers", "after 12 steps", "`abc123`", "`def456`",
                                 "| `optimizer.learning_rate` | 0.001 | 0.0008 |", "50.0% (50 of 100, step 0)",
                                 "60.0% (60 of 100, step 12)"})
            QVERIFY2(card.find(part) != std::string::npos, (std::string(part) + " in\n" + card).c_str());
        QVERIFY(card.find("LoRA") == std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestCheckpointExport)
#include "tst_checkpoint_export.moc"
