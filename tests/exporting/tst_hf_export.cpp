#include <QtTest>
#include <algorithm>
#include <cstring>
#include <span>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/exporting/hf_export.h"
#include "core/weights/hf_config.h"
#include "core/weights/safetensors.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::exporting;
namespace fs = std::filesystem;

class TestHfExport : public QObject {
    Q_OBJECT

    testing::TempStore m_store;
    const std::vector<float> m_values = {1.0F, -2.5F, 3.14159F, 1e-3F};

    HfExport request(const char* target) {
        return {m_store.folder() / "step-3", m_store.folder() / "base", m_store.folder() / target, "", "# card\n"};
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto checkpoint = m_store.folder() / "step-3", base = m_store.folder() / "base";
        QVERIFY(makeFolder(checkpoint) && makeFolder(base));
        QVERIFY(writeFileAtomic(base / "tokenizer.json", "{}"));
        weights::HfConfig config;
        config.hidden = 8;
        config.layers = config.heads = config.kvHeads = 1;
        config.headDim = 8;
        config.intermediate = 8;
        config.vocabulary = 4;
        config.context = 16;
        config.dtype = "float32";
        config.eosTokens = {3};
        QVERIFY(weights::writeHfConfig(config, checkpoint));
        auto writer =
            weights::SafetensorsWriter::create(checkpoint / "model.safetensors", {{"w", weights::Dtype::F32, {2, 2}}});
        QVERIFY(writer && writer->write(std::as_bytes(std::span(m_values))) && writer->finish());
    }

    void theFolderIsWhole() {
        const auto wish = request("plain");
        const auto status = exportFolder(wish);
        QVERIFY2(status, status ? "" : describe(status.error()).c_str());
        for (const char* file :
             {"config.json", "model.safetensors", "tokenizer.json", "generation_config.json", "README.md"})
            QVERIFY2(fs::exists(wish.target / file), file);
        QVERIFY(!fs::exists(m_store.folder() / "plain.partial"));
        QCOMPARE((*readJson(wish.target / "generation_config.json"))["eos_token_id"].get<int>(), 3);
        const auto file = weights::SafetensorsFile::open(wish.target / "model.safetensors");
        QVERIFY(file);
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
        QVERIFY(std::ranges::equal(file->find("w")->bytes, std::as_bytes(std::span(m_values))));
        QCOMPARE(exportFolder(wish).error().code, ErrorCode::Conflict);  // never overwritten
    }

    void bfloat16RoundsToTheNearest() {
        auto wish = request("half");
        wish.dtype = "bfloat16";
        QVERIFY(exportFolder(wish));
        QCOMPARE(weights::readHfConfig(wish.target)->dtype, std::string("bfloat16"));
        const auto file = weights::SafetensorsFile::open(wish.target / "model.safetensors");
        QVERIFY(file);
        std::uint16_t halves[4];
        QCOMPARE(file->find("w")->bytes.size(), sizeof halves);
        std::memcpy(halves, file->find("w")->bytes.data(), sizeof halves);
        QCOMPARE(halves[0], std::uint16_t{0x3F80});
        QCOMPARE(halves[1], std::uint16_t{0xC020});
        QCOMPARE(halves[2], std::uint16_t{0x4049});  // 3.14159 = 0x40490FD0
        QCOMPARE(halves[3], std::uint16_t{0x3A83});  // 1e-3 = 0x3A83126F
    }

    void aFailureLeavesNothing() {
        auto wish = request("none");
        wish.base = m_store.folder() / "nowhere";
        const auto status = exportFolder(wish);
        QVERIFY(!status);
        QCOMPARE(status.error().place, wish.base.string());
        QVERIFY(!fs::exists(wish.target) && !fs::exists(m_store.folder() / "none.partial"));
        wish = request("none");
        wish.dtype = "int8";
        QCOMPARE(exportFolder(wish).error().code, ErrorCode::InvalidArgument);
    }

    void theBestCheckpointIsChosenUnlessAStepIsNamed() {
        auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY(writer);
        auto run = testing::runRow(1);
        run.preset = "nano";
        run.baseHash = "abc123";
        QVERIFY((*writer)->push(run));
        for (const int step : {1, 2, 3}) {
            store::CheckpointRow row;
            row.run = RunId{1};
            row.step = step;
            row.folder = "step-3";
            row.weightsHash = "hash";
            row.best = step == 2;
            QVERIFY((*writer)->push(row));
        }
        QVERIFY((*writer)->finish());
        const auto reader = store::Reader::open(m_store.database());
        QVERIFY(reader);
        QCOMPARE(chooseCheckpoint(**reader, RunId{1}, std::nullopt)->step, 2);
        QCOMPARE(chooseCheckpoint(**reader, RunId{1}, 3)->step, 3);
        const auto missing = chooseCheckpoint(**reader, RunId{1}, 9);
        QCOMPARE(describe(missing.error()), std::string("run 1: has no checkpoint of step 9"));
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
        for (const char* part :
             {"after 12 steps", "`abc123`", "`def456`", "| `optimizer.learning_rate` | 0.001 | 0.0004 |",
              "50.0% (50 of 100, step 0)", "60.0% (60 of 100, step 12)"})
            QVERIFY2(card.find(part) != std::string::npos, (std::string(part) + " in\n" + card).c_str());
    }
};

QTEST_GUILESS_MAIN(TestHfExport)
#include "tst_hf_export.moc"
