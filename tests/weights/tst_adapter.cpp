// LoRA adapters in PEFT's layout: read back as written, refused with the file and the field, merged as by hand.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/base/json.h"
#include "core/weights/adapters/merged_weights.h"
#include "tests/support/tiny_folder.h"

using namespace azr;
using namespace azr::weights;

class TestAdapter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path fresh() {
        static int number = 0;
        return std::filesystem::path(m_folder.path().toStdString()) / std::to_string(++number);
    }

    static std::vector<float> valuesOf(const WeightSource& source, const std::string& name) {
        std::vector<float> values(static_cast<std::size_t>(source.find(name)->elements()));
        return source.read(name, 0, values) ? values : std::vector<float>();
    }

  private Q_SLOTS:
    void halvesAreRoundedToTheNearest() {
        for (std::uint32_t bits = 0; bits < 65536; ++bits) {
            const float value = fromHalf(static_cast<std::uint16_t>(bits));
            if (std::isnan(value))
                QVERIFY(std::isnan(fromHalf(toHalf(value))));
            else
                QCOMPARE(toHalf(value), static_cast<std::uint16_t>(bits));
        }
        QCOMPARE(toHalf(1.0F + 0x1p-11F), std::uint16_t{0x3c00});  // a tie goes to the even neighbour
        QCOMPARE(toHalf(1.0F + 0x3p-11F), std::uint16_t{0x3c02});
        QCOMPARE(toHalf(std::nextafter(1.0F + 0x1p-11F, 2.0F)), std::uint16_t{0x3c01});
        QCOMPARE(toHalf(0x1p-25F), std::uint16_t{0});  // half of the smallest one
        QCOMPARE(toHalf(0x3p-25F), std::uint16_t{2});
        QCOMPARE(toHalf(-65519.0F), std::uint16_t{0xfbff});
        QCOMPARE(toHalf(65520.0F), std::uint16_t{0x7c00});
    }

    void configComesBackAsWritten() {
        const auto folder = fresh();
        QVERIFY(testing::writeTinyAdapter(folder));
        const auto config = readPeftConfig(folder);
        QVERIFY2(config, config ? "" : describe(config.error()).c_str());
        const auto expected = testing::tinyAdapter();
        QCOMPARE(config->rank, expected.rank);
        QCOMPARE(config->alpha, expected.alpha);
        QCOMPARE(config->targets, expected.targets);
        QCOMPARE(config->baseModel, expected.baseModel);
        QCOMPARE(config->scale(), 2.0);
        const auto json = readJson(folder / kAdapterConfigFile);
        QVERIFY((*json)["lora_alpha"].is_number_integer());
        QCOMPARE((*json)["task_type"].get<std::string>(), std::string("CAUSAL_LM"));
    }

    void otherAdaptersAreRefusedByField_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("message");
        QTest::newRow("kind") << R"({"peft_type": "IA3"})"
                              << "field 'peft_type' is 'IA3'";
        QTest::newRow("no rank") << R"({"r": null})"
                                 << "field 'r' has the wrong type";
        QTest::newRow("rank 0") << R"({"r": 0})"
                                << "field 'r' is below 1";
        QTest::newRow("alpha") << R"({"lora_alpha": -1})"
                               << "field 'lora_alpha' is not above 0";
        QTest::newRow("dropout") << R"({"lora_dropout": 1.0})"
                                 << "field 'lora_dropout' lies outside";
        QTest::newRow("other target") << R"({"target_modules": ["q_proj", "lm_head"]})"
                                      << "field 'target_modules' names 'lm_head'";
        QTest::newRow("no targets") << R"({"target_modules": []})"
                                    << "field 'target_modules' is empty";
    }
    void otherAdaptersAreRefusedByField() {
        QFETCH(QString, change);
        QFETCH(QString, message);
        const auto folder = fresh();
        QVERIFY(testing::writeTinyAdapter(folder));
        auto json = *readJson(folder / kAdapterConfigFile);
        json.update(*parseJson(change.toStdString()));
        QVERIFY(writeFileAtomic(folder / kAdapterConfigFile, dumpPretty(json)));
        const auto outcome = Adapter::open(folder, testing::tinyConfig());
        QVERIFY(!outcome);
        const auto text = QString::fromStdString(describe(outcome.error()));
        QVERIFY2(text.contains(message) && text.contains("adapter_config.json"), qPrintable(text));
    }

    void allLinearMeansEveryMatrix() {
        const auto folder = fresh();
        auto config = testing::tinyAdapter();
        config.targets.assign(kProjections.begin(), kProjections.end());
        QVERIFY(testing::writeTinyAdapter(folder, config));
        auto json = *readJson(folder / kAdapterConfigFile);
        json["target_modules"] = "all-linear";
        QVERIFY(writeFileAtomic(folder / kAdapterConfigFile, dumpPretty(json)));
        const auto adapter = Adapter::open(folder, testing::tinyConfig());
        QVERIFY2(adapter, adapter ? "" : describe(adapter.error()).c_str());
        QCOMPARE(adapter->matrices().size(), std::size_t{14});
    }

    void brokenTensorsAreRefusedByName_data() {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("message");
        const QString tensor = "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight";
        QTest::newRow("missing") << "missing"
                                 << "there is no tensor '" + tensor + "'";
        QTest::newRow("shape") << "shape" << tensor;
        QTest::newRow("extra") << "extra"
                               << "tensor 'base_model.model.lm_head.lora_A.weight' is no adapter";
        QTest::newRow("type") << "type"
                              << "tensor '" + tensor + "' has type I32";
        QTest::newRow("NaN") << "nan"
                             << "tensor '" + tensor + "' holds nan at element 5";
    }
    void brokenTensorsAreRefusedByName() {
        QFETCH(QString, what);
        QFETCH(QString, message);
        const auto folder = fresh();
        QVERIFY(testing::writeTinyAdapter(folder));
        auto specs = adapterTensors(testing::tinyConfig(), testing::tinyAdapter());
        QCOMPARE(specs.back().name, std::string("base_model.model.model.layers.1.mlp.down_proj.lora_B.weight"));
        if (what == "missing") specs.pop_back();
        if (what == "shape") specs.back().shape = {3, 8};
        if (what == "extra") specs.push_back({"base_model.model.lm_head.lora_A.weight", Dtype::F32, {3, 8}});
        if (what == "type") specs.back().dtype = Dtype::I32;
        auto writer = SafetensorsWriter::create(folder / kAdapterWeightsFile, specs);
        QVERIFY(writer);
        for (const auto& spec : specs) {
            std::vector<float> values(spec.byteSize() / sizeof(float), 0.25F);
            if (what == "nan" && &spec == &specs.back()) values[5] = std::nanf("");
            QVERIFY(writer->write(std::as_bytes(std::span(values))));
        }
        QVERIFY(writer->finish());
        const auto outcome = Adapter::open(folder, testing::tinyConfig());
        QVERIFY(!outcome);
        const auto text = QString::fromStdString(describe(outcome.error()));
        QVERIFY2(text.contains(message) && text.contains("adapter_model.safetensors"), qPrintable(text));
    }

    /// W + alpha / rank B A, entry by entry in double precision; the other weights are the base's.
    void mergedRowsAreThoseComputedByHand() {
        const auto base = fresh(), folder = fresh();
        QVERIFY(testing::writeTinyModel(base) && testing::writeTinyAdapter(folder));
        auto adapter = Adapter::open(folder, testing::tinyConfig());
        QVERIFY2(adapter, adapter ? "" : describe(adapter.error()).c_str());
        const auto plain = WeightSource::open(base);
        const auto merged = mergedWeights(*WeightSource::open(base), *Adapter::open(folder, testing::tinyConfig()));
        QVERIFY(checkTensors(*merged, testing::tinyConfig()));
        int adapted = 0;
        for (const auto& [name, shape] : expectedTensors(testing::tinyConfig())) {
            const auto before = valuesOf(**plain, name), after = valuesOf(*merged, name);
            const AdaptedMatrix* matrix = adapter->find(name);
            if (matrix == nullptr) {
                QVERIFY2(before == after, name.c_str());
                continue;
            }
            ++adapted;
            const auto down = *adapter->down(*matrix), up = *adapter->up(*matrix, 0, matrix->out);
            for (std::int64_t o = 0; o < matrix->out; ++o)
                for (std::int64_t i = 0; i < matrix->in; ++i) {
                    double sum = 0;
                    for (std::int64_t r = 0; r < 3; ++r)
                        sum += double(up[std::size_t(o * 3 + r)]) * double(down[std::size_t(r * matrix->in + i)]);
                    const auto at = static_cast<std::size_t>(o * matrix->in + i);
                    QVERIFY(std::abs(double(before[at]) + 2.0 * sum - double(after[at])) < 1e-6);
                }
            // Any rows alone are the same.
            std::vector<float> rows(static_cast<std::size_t>(2 * matrix->in));
            QVERIFY(merged->read(name, 1, rows));
            QVERIFY(std::equal(rows.begin(), rows.end(), after.begin() + matrix->in));
        }
        QCOMPARE(adapted, 6);
    }
};

QTEST_GUILESS_MAIN(TestAdapter)
#include "tst_adapter.moc"
