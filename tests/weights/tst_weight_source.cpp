#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <limits>

#include "core/base/files.h"
#include "core/weights/floats.h"
#include "core/weights/memory_estimate.h"
#include "core/weights/safetensors.h"
#include "core/weights/weight_source.h"

using namespace azr;
using namespace azr::weights;

namespace {

HfConfig tiny() {
    HfConfig config;
    config.hidden = 4;
    config.layers = 1;
    config.heads = config.kvHeads = 2;
    config.headDim = 2;
    config.intermediate = 6;
    config.vocabulary = 5;
    config.context = 16;
    return config;
}

struct Made {
    TensorSpec spec;
    std::vector<float> values;
};

std::vector<Made> tensorsOf(const HfConfig& config) {
    std::vector<Made> all;
    for (const auto& [name, shape] : expectedTensors(config)) {
        Made made{{name, Dtype::F32, shape}, {}};
        for (std::int64_t i = 0; i < made.spec.elements(); ++i) made.values.push_back(static_cast<float>(i) * 0.5F);
        all.push_back(std::move(made));
    }
    return all;
}

Status writeTensors(const std::filesystem::path& file, const std::vector<Made>& tensors) {
    std::vector<TensorSpec> specs;
    for (const auto& made : tensors) specs.push_back(made.spec);
    AZR_TRY(auto writer, SafetensorsWriter::create(file, specs));
    for (const auto& made : tensors) {
        std::vector<std::byte> bytes(made.spec.byteSize());
        if (made.spec.dtype == Dtype::F32) std::memcpy(bytes.data(), made.values.data(), bytes.size());
        AZR_CHECK(writer.write(bytes));
    }
    return writer.finish();
}

}  // namespace

class TestWeightSource : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path fresh() {
        static int number = 0;
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / std::to_string(++number);
        return makeFolder(path) ? path : std::filesystem::path();
    }

    /// What opening, checking and reading everything says.
    static Status readAll(const std::filesystem::path& folder, const HfConfig& config) {
        AZR_TRY(const auto source, WeightSource::open(folder));
        AZR_CHECK(checkTensors(*source, config));
        for (const auto& [name, shape] : expectedTensors(config)) {
            std::vector<float> values(static_cast<std::size_t>(source->find(name)->elements()));
            AZR_CHECK(source->read(name, 0, values));
        }
        return {};
    }

  private Q_SLOTS:
    void smallFloatsAreConverted() {
        QCOMPARE(fromHalf(0x3c00), 1.0F);
        QCOMPARE(fromHalf(0xc000), -2.0F);
        QCOMPARE(fromHalf(0x0001), 0x1p-24F);
        QCOMPARE(fromHalf(0x8001), -0x1p-24F);
        QCOMPARE(fromHalf(0x7bff), 65504.0F);
        QVERIFY(std::isinf(fromHalf(0x7c00)) && std::isnan(fromHalf(0x7e00)));
        QVERIFY(std::signbit(fromHalf(0x8000)));
        QCOMPARE(fromBfloat16(0x3f80), 1.0F);
        QCOMPARE(toBfloat16(1.0F + 0x1p-8F), std::uint16_t{0x3f80});  // a tie goes to the even neighbour
        QCOMPARE(toBfloat16(1.0F + 0x1p-7F), std::uint16_t{0x3f81});
        QVERIFY(std::isnan(fromBfloat16(toBfloat16(std::nanf("")))));
        for (std::uint32_t bits = 0; bits < 65536; ++bits) {
            const float value = fromBfloat16(static_cast<std::uint16_t>(bits));
            if (!std::isnan(value)) QCOMPARE(toBfloat16(value), static_cast<std::uint16_t>(bits));
        }
        std::vector<float> values(3000, 1.0F);
        QVERIFY(!firstNonFinite(values));
        values[2500] = std::numeric_limits<float>::infinity();
        values[2600] = std::nanf("");
        QCOMPARE(*firstNonFinite(values), std::size_t{2500});
    }

    void rowsAreReadFromAnywhere() {
        const auto folder = fresh();
        QVERIFY(writeTensors(folder / "model.safetensors", tensorsOf(tiny())));
        const auto source = WeightSource::open(folder);
        QVERIFY(source);
        std::vector<float> rows(8);
        QVERIFY((*source)->read("model.embed_tokens.weight", 2, rows));
        for (std::size_t i = 0; i < rows.size(); ++i) QCOMPARE(rows[i], static_cast<float>(i + 8) * 0.5F);
        QVERIFY(!(*source)->read("model.embed_tokens.weight", 4, rows));  // beyond the last row
        QVERIFY(!(*source)->read("model.embed_tokens.weight", -1, rows));
        QVERIFY(!(*source)->read("nothing", 0, rows));
        QVERIFY(readAll(folder, tiny()));
    }

    void aHeadBesideTiedEmbeddingsMustBeTheirCopy() {
        auto config = tiny();
        auto tensors = tensorsOf(config);  // a head with the values of the embedding
        config.tiedEmbeddings = true;
        const auto folder = fresh();
        QVERIFY(writeTensors(folder / "model.safetensors", tensors));
        QVERIFY(readAll(folder, config));
        tensors.back().values[7] += 1;
        QCOMPARE(tensors.back().spec.name, std::string("lm_head.weight"));
        QVERIFY(writeTensors(folder / "model.safetensors", tensors));
        const auto status = readAll(folder, config);
        QVERIFY(!status);
        const auto text = describe(status.error());
        QVERIFY2(
            text.find("lm_head.weight") != std::string::npos && text.find("tie_word_embeddings") != std::string::npos,
            text.c_str());
    }

    void brokenModelsAreRefused_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("message");
        QTest::newRow("missing") << "missing"
                                 << "tensor 'model.norm.weight' is missing";
        QTest::newRow("missing head") << "headless"
                                      << "tensor 'lm_head.weight' is missing";
        QTest::newRow("extra") << "extra"
                               << "tensor 'model.layers.0.extra.weight' has no place in a llama model";
        QTest::newRow("shape") << "shape"
                               << "tensor 'model.norm.weight' has the shape [5], the config wants [4]";
        QTest::newRow("integers") << "integers"
                                  << "tensor 'model.norm.weight' has type I64, not F32, F16 or BF16";
        QTest::newRow("NaN") << "nan"
                             << "tensor 'model.layers.0.mlp.down_proj.weight' holds nan at element 7";
        QTest::newRow("infinity") << "inf"
                                  << "tensor 'model.layers.0.mlp.down_proj.weight' holds inf at element 7";
    }
    void brokenModelsAreRefused() {
        QFETCH(QString, what);
        QFETCH(QString, message);
        auto tensors = tensorsOf(tiny());
        const auto named = [&](const char* name) {
            return std::ranges::find(tensors, std::string(name), [](const Made& made) { return made.spec.name; });
        };
        if (what == "missing") tensors.erase(named("model.norm.weight"));
        if (what == "headless") tensors.erase(named("lm_head.weight"));
        if (what == "extra") tensors.push_back({{"model.layers.0.extra.weight", Dtype::F32, {1}}, {1}});
        if (what == "shape") *named("model.norm.weight") = {{"model.norm.weight", Dtype::F32, {5}}, {0, 0, 0, 0, 0}};
        if (what == "integers") named("model.norm.weight")->spec.dtype = Dtype::I64;
        if (what == "nan") named("model.layers.0.mlp.down_proj.weight")->values[7] = std::nanf("");
        if (what == "inf")
            named("model.layers.0.mlp.down_proj.weight")->values[7] = std::numeric_limits<float>::infinity();
        const auto folder = fresh();
        QVERIFY(writeTensors(folder / "model.safetensors", tensors));
        const auto outcome = readAll(folder, tiny());
        QVERIFY(!outcome);
        const auto text = QString::fromStdString(describe(outcome.error()));
        QVERIFY2(text.contains(message) && text.contains("model.safetensors"), qPrintable(text));
    }

    void copiesOfTiedHeadsAndOldFrequenciesAreLeftAside() {
        auto config = tiny();
        auto tensors = tensorsOf(config);  // with a head
        tensors.push_back({{"model.layers.0.self_attn.rotary_emb.inv_freq", Dtype::F32, {1}}, {1}});
        config.tiedEmbeddings = true;
        const auto folder = fresh();
        QVERIFY(writeTensors(folder / "model.safetensors", tensors));
        QVERIFY(readAll(folder, config));
        const auto head =
            std::ranges::find(tensors, std::string("lm_head.weight"), [](const Made& made) { return made.spec.name; });
        head->values.back() += 1;
        QVERIFY(writeTensors(folder / "model.safetensors", tensors));
        const auto outcome = readAll(folder, config);
        QVERIFY(!outcome);
        const auto text = QString::fromStdString(describe(outcome.error()));
        QVERIFY2(text.contains("'tie_word_embeddings'") && text.contains("tensor 'lm_head.weight' is"),
                 qPrintable(text));
        QVERIFY(!outcome.error().remedy.empty());
    }

    void indexesThatLieAreRefused_data() {
        QTest::addColumn<QString>("index");
        QTest::addColumn<QString>("message");
        QTest::newRow("another shard") << R"({"weight_map":{"a":"two.safetensors","b":"two.safetensors"}})"
                                       << "tensor 'a' is not in the shard 'two.safetensors'";
        QTest::newRow("shard that is not there") << R"({"weight_map":{"a":"three.safetensors"}})"
                                                 << "three.safetensors";
        QTest::newRow("way out") << R"({"weight_map":{"a":"../one.safetensors"}})"
                                 << "not a plain file name";
        QTest::newRow("dots") << R"({"weight_map":{"a":".."}})"
                              << "not a plain file name";
        QTest::newRow("no map") << R"({"metadata":{}})"
                                << "weight_map";
        QTest::newRow("broken map") << R"({"weight_map":{"a":1}})"
                                    << "weight_map";
        QTest::newRow("twice")
            << R"({"weight_map":{"a":"one.safetensors","b":"two.safetensors","c":"both.safetensors"}})"
            << "tensor 'b' lies in both.safetensors too";
    }
    void indexesThatLieAreRefused() {
        QFETCH(QString, index);
        QFETCH(QString, message);
        const auto folder = fresh();
        const auto one = [](const char* name) { return Made{{name, Dtype::F32, {1}}, {1}}; };
        QVERIFY(writeTensors(folder / "one.safetensors", {one("a")}));
        QVERIFY(writeTensors(folder / "two.safetensors", {one("b")}));
        QVERIFY(writeTensors(folder / "both.safetensors", {one("b"), one("c")}));
        QVERIFY(writeFileAtomic(folder / "model.safetensors.index.json", index.toStdString()));
        const auto source = WeightSource::open(folder);
        QVERIFY(!source);
        const auto text = QString::fromStdString(describe(source.error()));
        QVERIFY2(text.contains(message), qPrintable(text));
    }

    void folderWithoutWeightsSaysWhatItNeeds() {
        const auto source = WeightSource::open(fresh());
        QVERIFY(!source);
        QVERIFY(describe(source.error()).find("model.safetensors.index.json") != std::string::npos);
        QVERIFY(!source.error().remedy.empty());
    }

    void memoryIsCountedByHand() {
        const auto config = tiny();
        // 5x4 embedding and head, norms of 4 (three), 4x4 q, k, v, o, three of 6x4.
        const std::int64_t parameters = 2 * 20 + 3 * 4 + 4 * 16 + 3 * 24;
        QCOMPARE(config.parameterCount(), parameters);
        MemoryQuestion question;
        question.batch = 3;
        question.tokens = 17;
        const auto sampling = memoryAccount(config, Trains::Nothing, question);
        // Two pages of 16 positions, keys and values of 4 floats, one layer.
        QCOMPARE(sampling.cache, std::int64_t{3 * 32 * 2 * 4 * 4});
        // Rows in panels of 32: three panels of width 4 and one of width 6, embedding and head.
        QCOMPARE(sampling.sampler, std::int64_t{4 * (3 * 32 * 4 + 32 * 6 + 2 * 32 * 4)});
        QCOMPARE(samplingBytes(config, question), sampling.total());
        QCOMPARE(sampling.masters + sampling.gradients + sampling.moments + sampling.activations, std::int64_t{0});
        question.weights = azr::config::NumberType::Bf16;
        QCOMPARE(memoryAccount(config, Trains::Nothing, question).sampler, sampling.sampler / 2);
        QCOMPARE(memoryAccount(config, Trains::Nothing, question).workspace, sampling.workspace);
        question.weights = azr::config::NumberType::Fp32;
        question.threads = 3;  // a model so small has a worker per core
        const auto full = memoryAccount(config, Trains::Everything, question);
        QCOMPARE(full.masters, 4 * parameters);
        QCOMPARE(full.gradients, 3 * 4 * parameters);
        QCOMPARE(full.moments, 8 * parameters);
        QCOMPARE(full.sampler, sampling.sampler - 4 * 32 * 4);  // the embedding is read from the masters
        QCOMPARE(full.reference, std::int64_t{0});
        question.reference = true;
        QCOMPARE(memoryAccount(config, Trains::Everything, question).reference, 4 * parameters);
        question.eightBitStates = true;
        QVERIFY(memoryAccount(config, Trains::Everything, question).moments < 3 * parameters);
        // Rank 2: (4+4) for q, k, v, o and (4+6) for gate, up, down.
        QCOMPARE(loraParameters(config, 2, {}), std::int64_t{2 * (4 * 8 + 3 * 10)});
        question.loraRank = 2;
        QCOMPARE(memoryAccount(config, Trains::Adapters, question).masters, std::int64_t{4 * 2 * (4 * 8 + 3 * 10)});
        question.loraTargets = {"q_proj", "down_proj"};
        QCOMPARE(memoryAccount(config, Trains::Adapters, question).gradients, std::int64_t{3 * 4 * 2 * (8 + 10)});
        question.loraRank = 1;
        QVERIFY(loraTrainingBytes(config, question) < fullTrainingBytes(config, question));
    }
};

QTEST_GUILESS_MAIN(TestWeightSource)
#include "tst_weight_source.moc"
