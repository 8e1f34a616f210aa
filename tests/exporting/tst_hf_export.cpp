// Exported folders: whole or not there, byte-equal when nothing is to change, sharded, merged, adapters alone.
#include <QtTest>
#include <algorithm>
#include <span>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/exporting/hf_export.h"
#include "core/weights/adapters/merged_weights.h"
#include "tests/support/temp_store.h"
#include "tests/support/tiny_folder.h"

using namespace azr;
using namespace azr::exporting;
namespace fs = std::filesystem;

namespace {

const fs::path kGguf = fs::path(AZR_TESTS_FOLDER) / "data/gguf/llama.gguf";

std::vector<float> valuesOf(const weights::WeightSource& source, const std::string& name) {
    std::vector<float> values(static_cast<std::size_t>(source.find(name)->elements()));
    return source.read(name, 0, values) ? values : std::vector<float>();
}

}  // namespace

class TestHfExport : public QObject {
    Q_OBJECT

    testing::TempStore m_store;

    fs::path at(const char* name) const { return m_store.folder() / name; }
    HfExport requestFor(const char* target) const {
        HfExport request;
        request.model = request.base = at("model");
        request.target = at(target);
        request.modelCard = "# card\n";
        return request;
    }
    HfExport withAdapter(const char* target) const {
        auto request = requestFor(target);
        request.adapter = at("adapter");
        return request;
    }

    /// Half-written folders of an export to there.
    bool leftovers(const std::string& target) const {
        for (const auto& entry : fs::directory_iterator(m_store.folder()))
            if (entry.path().filename().string().starts_with(target + ".partial-")) return true;
        return false;
    }

    /// Every tensor of the tiny model has the same bytes in both folders.
    static void compareBytes(const fs::path& left, const fs::path& right) {
        const auto a = weights::ModelWeights::open(left), b = weights::ModelWeights::open(right);
        QVERIFY2(a && b, b ? "" : describe(b.error()).c_str());
        QCOMPARE(a->names(), b->names());
        for (const auto& name : a->names()) {
            QCOMPARE(a->find(name)->spec.dtype, b->find(name)->spec.dtype);
            QVERIFY2(std::ranges::equal(a->find(name)->bytes, b->find(name)->bytes), name.c_str());
        }
    }

  private Q_SLOTS:
    void initTestCase() {
        QVERIFY(testing::writeTinyModel(at("model")));
        QVERIFY(testing::writeTinyAdapter(at("adapter")));
    }

    void theFolderIsWhole() {
        const auto request = requestFor("plain");
        const auto status = exportFolder(request);
        QVERIFY2(status, status ? "" : describe(status.error()).c_str());
        for (const char* file :
             {"config.json", "model.safetensors", "tokenizer.json", "generation_config.json", "README.md"})
            QVERIFY2(fs::exists(request.target / file), file);
        QVERIFY(!leftovers("plain"));
        QCOMPARE((*readJson(request.target / "generation_config.json"))["eos_token_id"].get<int>(), 3);
        const auto file = weights::SafetensorsFile::open(request.target / "model.safetensors");
        QVERIFY(file);
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
        QCOMPARE(exportFolder(request).error().code, ErrorCode::Conflict);  // never overwritten
    }

    void aFolderOfTheUsersWithAnotherNameIsLeftAlone() {
        QVERIFY(makeFolder(at("mine.partial")));
        QVERIFY(writeFileAtomic(at("mine.partial") / "notes", "x"));
        QVERIFY(exportFolder(requestFor("mine")));
        QCOMPARE(readFile(at("mine.partial") / "notes").value_or(""), std::string("x"));
        const auto full = exportFolder(requestFor("mine.partial"));
        QCOMPARE(full.error().code, ErrorCode::Conflict);
        QCOMPARE(full.error().place, at("mine.partial").string());
    }

    void loadedExportedAndLoadedAgainItIsTheSame_data() {
        QTest::addColumn<int>("dtype");
        QTest::newRow("F32") << int(weights::Dtype::F32);
        QTest::newRow("F16") << int(weights::Dtype::F16);
        QTest::newRow("BF16") << int(weights::Dtype::BF16);
    }
    void loadedExportedAndLoadedAgainItIsTheSame() {
        QFETCH(int, dtype);
        const auto from = m_store.folder() / ("from-" + std::to_string(dtype));
        QVERIFY(testing::writeTinyModel(from, static_cast<weights::Dtype>(dtype)));
        auto request = requestFor(("to-" + std::to_string(dtype)).c_str());
        request.model = request.base = from;
        QVERIFY(exportFolder(request));
        compareBytes(from, request.target);
        QCOMPARE(weights::readHfConfig(request.target)->dtype, weights::readHfConfig(from)->dtype);
    }

    void largeModelsAreSharded() {
        auto request = requestFor("shards");
        request.shardBytes = 1000;
        std::int64_t told = 0, total = 0;
        request.progress = [&](std::int64_t done, std::int64_t of) {
            told = done;
            total = of;
            return true;
        };
        const auto status = exportFolder(request);
        QVERIFY2(status, status ? "" : describe(status.error()).c_str());
        QVERIFY(!fs::exists(request.target / "model.safetensors"));
        const auto index = readJson(request.target / "model.safetensors.index.json");
        QVERIFY(index);
        const auto bytes = 4 * testing::tinyConfig().parameterCount();
        QCOMPARE((*index)["metadata"]["total_size"].get<std::int64_t>(), bytes);
        QCOMPARE(told, bytes);
        QCOMPARE(total, bytes);
        const auto opened = weights::ModelWeights::open(request.target);
        QVERIFY(opened);
        const auto count = opened->shards().size();
        QVERIFY(count > 3);
        for (const auto& shard : opened->shards()) {
            std::size_t size = 0;
            for (const auto& tensor : shard.tensors()) size += tensor.bytes.size();
            QVERIFY(size <= 1000 || shard.tensors().size() == 1);
            const auto name = shard.path().filename().string();
            QVERIFY(name.starts_with("model-0000") &&
                    name.ends_with(QString("-of-%1.safetensors").arg(count, 5, 10, QChar('0')).toStdString()));
        }
        compareBytes(at("model"), request.target);
    }

    void typesAreConvertedWithRounding() {
        auto request = requestFor("half");
        request.dtype = "bfloat16";
        QVERIFY(exportFolder(request));
        QCOMPARE(weights::readHfConfig(request.target)->dtype, std::string("bfloat16"));
        const auto before = weights::WeightSource::open(at("model")),
                   after = weights::WeightSource::open(request.target);
        const auto wide = valuesOf(**before, "model.norm.weight"), narrow = valuesOf(**after, "model.norm.weight");
        for (std::size_t i = 0; i < wide.size(); ++i)
            QCOMPARE(narrow[i], weights::fromBfloat16(weights::toBfloat16(wide[i])));
        request = requestFor("eight");
        request.dtype = "int8";
        QCOMPARE(exportFolder(request).error().code, ErrorCode::InvalidArgument);
    }

    void valuesBeyondFloat16AreRefused() {
        const auto config = testing::tinyConfig();
        QVERIFY(testing::writeTinyModel(at("huge")));
        std::vector<weights::TensorSpec> specs;
        for (const auto& [name, shape] : weights::expectedTensors(config))
            specs.push_back({name, weights::Dtype::F32, shape});
        auto writer = weights::SafetensorsWriter::create(at("huge") / "model.safetensors", specs);
        for (const auto& spec : specs) {
            const std::vector<float> values(static_cast<std::size_t>(spec.elements()), 1e5F);
            QVERIFY(writer->write(std::as_bytes(std::span(values))));
        }
        QVERIFY(writer->finish());
        auto request = requestFor("too-huge");
        request.model = request.base = at("huge");
        request.dtype = "float16";
        const auto status = exportFolder(request);
        QVERIFY(!status);
        QVERIFY(describe(status.error()).find("holds values beyond float16") != std::string::npos);
        QVERIFY(!fs::exists(request.target) && !leftovers("too-huge"));
    }

    void adaptersAreMergedOrWrittenAlone() {
        const auto merged = withAdapter("merged");
        auto status = exportFolder(merged);
        QVERIFY2(status, status ? "" : describe(status.error()).c_str());
        const auto expected = weights::mergedWeights(*weights::WeightSource::open(at("model")),
                                                     *weights::Adapter::open(at("adapter"), testing::tinyConfig()));
        const auto written = weights::WeightSource::open(merged.target);
        for (const auto& [name, shape] : weights::expectedTensors(testing::tinyConfig()))
            QVERIFY2(valuesOf(*expected, name) == valuesOf(**written, name), name.c_str());
        QVERIFY(!fs::exists(merged.target / "adapter_config.json"));

        auto alone = withAdapter("alone");
        alone.form = Form::Adapter;
        status = exportFolder(alone);
        QVERIFY2(status, status ? "" : describe(status.error()).c_str());
        QVERIFY(!fs::exists(alone.target / "config.json") && fs::exists(alone.target / "tokenizer.json"));
        QCOMPARE(weights::readPeftConfig(alone.target)->baseModel, at("model").string());
        const auto before = weights::SafetensorsFile::open(at("adapter") / "adapter_model.safetensors");
        const auto after = weights::SafetensorsFile::open(alone.target / "adapter_model.safetensors");
        QVERIFY(before && after);
        QCOMPARE(after->tensors().size(), std::size_t{12});
        for (const auto& tensor : before->tensors())
            QVERIFY(std::ranges::equal(tensor.bytes, after->find(tensor.spec.name)->bytes));

        auto none = requestFor("none");
        none.form = Form::Adapter;
        QCOMPARE(exportFolder(none).error().code, ErrorCode::InvalidArgument);
    }

    void aGgufFileBecomesAFolder() {
        auto request = requestFor("from-gguf");
        request.model = request.base = kGguf;
        const auto status = exportFolder(request);
        QVERIFY2(status, status ? "" : describe(status.error()).c_str());
        const auto config = weights::readHfConfig(request.target);
        QVERIFY(config);
        const auto before = weights::WeightSource::open(kGguf), after = weights::WeightSource::open(request.target);
        QVERIFY2(after, after ? "" : describe(after.error()).c_str());
        for (const auto& [name, shape] : weights::expectedTensors(*config))
            QVERIFY2(valuesOf(**before, name) == valuesOf(**after, name), name.c_str());
        const auto tokenizer = readJson(request.target / "tokenizer.json");
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        QCOMPARE((*tokenizer)["model"]["vocab"].size(), std::size_t{48});
        QVERIFY(fs::exists(request.target / "tokenizer_config.json"));
    }

    void aFailureLeavesNothing() {
        auto request = requestFor("failed");
        request.base = at("nowhere");
        const auto status = exportFolder(request);
        QVERIFY(!status);
        QCOMPARE(status.error().place, request.base.string());
        QVERIFY(!fs::exists(request.target) && !leftovers("failed"));
        auto ended = requestFor("ended");
        ended.progress = [](std::int64_t, std::int64_t) { return false; };
        QCOMPARE(exportFolder(ended).error().code, ErrorCode::Cancelled);
        QVERIFY(!fs::exists(ended.target) && !leftovers("ended"));
    }
};

QTEST_GUILESS_MAIN(TestHfExport)
#include "tst_hf_export.moc"
