// Adapters of every kind that PEFT writes: merged as the library merges them, or refused by the field.
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/weights/adapters/initial_part.h"
#include "core/weights/adapters/merged_weights.h"
#include "tests/support/tiny_folder.h"

using namespace azr;
using namespace azr::weights;

namespace {

const std::filesystem::path kKinds = std::filesystem::path(AZR_TESTS_FOLDER) / "data/lora/kinds";

std::vector<float> valuesOf(const WeightSource& source, const StoredTensor& tensor) {
    std::vector<float> values(static_cast<std::size_t>(tensor.elements()));
    return source.read(tensor.name, 0, values) ? values : std::vector<float>();
}

/// Rows times cos(0.7 i + 1), as the goldens have them.
std::vector<double> probe(const std::vector<float>& values, std::size_t width) {
    std::vector<double> sums(values.size() / width);
    for (std::size_t i = 0; i < values.size(); ++i)
        sums[i / width] += double(values[i]) * std::cos(0.7 * double(i % width) + 1);
    return sums;
}

std::filesystem::path reports() {
    const QByteArray data = qgetenv("AZR_TEST_DATA");
    return data.isEmpty() ? std::filesystem::path() : std::filesystem::path(data.toStdString()) / "reports/adapters";
}

/// U diag(S) V' with orthonormal rows of random signs and angles.
std::vector<float> randomMatrix(std::int64_t out, std::int64_t in, std::uint64_t seed) {
    Rng rng(seed);
    std::vector<float> values(static_cast<std::size_t>(out * in));
    for (float& value : values) value = static_cast<float>(rng.normal());
    return values;
}

}  // namespace

class TestAdapterKinds : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static void compare(const std::filesystem::path& folder, const std::filesystem::path& base, const Json& golden) {
        const auto merged = WeightSource::open(folder), plain = WeightSource::open(base);
        QVERIFY2(merged, merged ? "" : describe(merged.error()).c_str());
        QVERIFY(plain);
        std::size_t changed = 0;
        for (const StoredTensor& tensor : (*plain)->tensors()) {
            const auto before = valuesOf(**plain, tensor), after = valuesOf(**merged, tensor);
            QVERIFY2(!after.empty(), tensor.name.c_str());
            if (!golden.at("changed").contains(tensor.name)) {
                QVERIFY2(before == after, tensor.name.c_str());
                continue;
            }
            ++changed;
            const auto wanted = golden.at("changed").at(tensor.name).get<std::vector<double>>();
            const auto actual = probe(after, static_cast<std::size_t>(tensor.rowWidth()));
            QCOMPARE(actual.size(), wanted.size());
            for (std::size_t i = 0; i < actual.size(); ++i)
                QVERIFY2(std::abs(actual[i] - wanted[i]) < 2e-5, qPrintable(QString("%1 row %2: %3, wanted %4")
                                                                                .arg(tensor.name.c_str())
                                                                                .arg(i)
                                                                                .arg(actual[i], 0, 'g', 9)
                                                                                .arg(wanted[i], 0, 'g', 9)));
        }
        QCOMPARE(changed, golden.at("changed").size());
    }

  private Q_SLOTS:
    void everyKindIsMergedAsByPeft_data() {
        QTest::addColumn<QString>("kind");
        for (const auto& entry : std::filesystem::directory_iterator(kKinds))
            if (entry.is_directory())
                QTest::newRow(entry.path().filename().c_str()) << QString::fromStdString(entry.path().filename());
    }
    void everyKindIsMergedAsByPeft() {
        QFETCH(QString, kind);
        const auto golden = readJson(kKinds / (kind.toStdString() + ".json"));
        QVERIFY(golden);
        compare(kKinds / kind.toStdString(), kKinds / "../../families" / golden->at("base").get<std::string>(),
                *golden);
    }

    void theReportedOloraAdapterIsMergedBesideTheRest() {
        if (reports().empty()) QSKIP("AZR_TEST_DATA is not set");
        compare(reports() / "A31_init_olora", reports() / "A00_base", *readJson(kKinds / "A31_init_olora.json"));
    }

    void theReportedAloraAdapterIsRefused() {
        if (reports().empty()) QSKIP("AZR_TEST_DATA is not set");
        const auto merged = WeightSource::open(reports() / "A30_alora");
        QVERIFY(!merged);
        const auto text = QString::fromStdString(describe(merged.error()));
        QVERIFY2(text.contains("field 'alora_invocation_tokens' is [5,6]") && text.contains("aLoRA") &&
                     text.contains("use it with PEFT"),
                 qPrintable(text));
    }

    void whatChangesTheArithmeticIsRefusedByField_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* change, const char* message) { QTest::newRow(change) << change << message; };
        row(R"({"peft_type": "IA3"})", "field 'peft_type' is 'IA3'");
        row(R"({"task_type": "SEQ_CLS"})", "field 'task_type' is 'SEQ_CLS'");
        row(R"({"bias": "some"})", "field 'bias' is 'some'");
        row(R"({"init_lora_weights": "pissa_niter_16"})", "'pissa_niter_16': what was taken out of the base was drawn");
        row(R"({"init_lora_weights": "corda"})", "depends on data");
        row(R"({"init_lora_weights": "lora_ga"})", "depends on data");
        row(R"({"init_lora_weights": "loftq"})", "quantised");
        row(R"({"init_lora_weights": "newest"})", "an unknown method");
        row(R"({"init_lora_weights": 3})", "field 'init_lora_weights' has the wrong type");
        row(R"({"r": 2.5})", "field 'r' is no whole number");
        row(R"({"r": true})", "field 'r' has the wrong type");
        row(R"({"r": 4294967298})", "field 'r' is no whole number");
        row(R"({"lora_alpha": true})", "field 'lora_alpha' has the wrong type");
        row(R"({"layers_to_transform": [0.5]})", "field 'layers_to_transform' holds something that is no whole number");
        row(R"({"layers_to_transform": 0.5})", "field 'layers_to_transform' is no whole number");
        row(R"({"lora_bias": true})", "field 'lora_bias' is true");
        row(R"({"use_qalora": true})", "field 'use_qalora' is true");
        row(R"({"use_bdlora": {"nblocks": 2}})", "field 'use_bdlora'");
        row(R"({"arrow_config": {"top_k": 2}})", "field 'arrow_config'");
        row(R"({"layer_replication": [[0, 2], [1, 2]]})", "field 'layer_replication' is [[0,2],[1,2]]");
        row(R"({"target_parameters": ["mlp.experts"]})", "field 'target_parameters'");
        row(R"({"trainable_token_indices": [1]})", "field 'trainable_token_indices' is [1]");
        row(R"({"megatron_config": {"a": 1}})", "field 'megatron_config'");
        row(R"({"use_newest": true})", "unknown field 'use_newest'");
        row(R"({"rank_pattern": {"q_proj": 0}})", "field 'rank_pattern' gives 'q_proj' no positive number");
        row(R"({"rank_pattern": {"q_proj": 2.5}})", "field 'rank_pattern' holds a rank that is no whole number");
        row("{\"rank_pattern\": {\"[q_proj\": 2}}",
            "field 'rank_pattern': the pattern '(.*\\.)?([q_proj)$' is not understood");
        row(R"({"alpha_pattern": [1]})", "field 'alpha_pattern' is not an object");
        row(R"({"target_modules": "(?i)Q_PROJ"})", "field 'target_modules': the pattern '(?i)Q_PROJ'");
        row(R"({"target_modules": ["q_proj", "lm_head"]})", "field 'target_modules' names 'lm_head'");
        row(R"({"target_modules": ["embed_tokens"]})", "field 'target_modules' names 'model.embed_tokens'");
        row(R"({"target_modules": ".*norm"})", "field 'target_modules' names 'model.layers.0.input_layernorm'");
        row(R"({"target_modules": ["c_attn"]})", "field 'target_modules' names no matrix");
        row(R"({"target_modules": 7})", "field 'target_modules' is neither a list of names nor a pattern");
        row(R"({"target_modules": null})", "field 'target_modules' is missing");
        row(R"({"target_modules": []})", "field 'target_modules' is empty");
        row(R"({"target_modules": "q_proj|v_proj", "layers_to_transform": [0]})", "field 'layers_to_transform'");
        row(R"({"modules_to_save": ["score"]})", "field 'modules_to_save' names 'score'");
        row(R"({"modules_to_save": ["embed_tokens"]})", "field 'modules_to_save' names the embedding");
        row(R"({"modules_to_save": ["lm_head"]})",
            "field 'modules_to_save' names 'lm_head', which is the embedding too");
        row(R"({"use_dora": true})", "lora_magnitude_vector");
        row(R"({"rank_pattern": {"v_proj": 2}})", "self_attn.v_proj.lora_A.weight");
    }
    void whatChangesTheArithmeticIsRefusedByField() {
        QFETCH(QString, change);
        QFETCH(QString, message);
        const auto base = std::filesystem::path(m_folder.path().toStdString()) / "base", folder = base / "../adapter";
        QVERIFY(testing::writeTinyModel(base) && testing::writeTinyAdapter(folder));
        auto json = *readJson(folder / kAdapterConfigFile);
        json["base_model_name_or_path"] = "../base";
        QVERIFY(writeFileAtomic(folder / kAdapterConfigFile, dumpPretty(json)));
        const auto before = WeightSource::open(folder);
        QVERIFY2(before, before ? "" : describe(before.error()).c_str());
        json.update(*parseJson(change.toStdString()));
        QVERIFY(writeFileAtomic(folder / kAdapterConfigFile, dumpPretty(json)));
        const auto outcome = WeightSource::open(folder);
        QVERIFY(!outcome);
        const auto text = QString::fromStdString(describe(outcome.error()));
        QVERIFY2(text.contains(message) && text.contains("adapter"), qPrintable(text));
    }

    void aBaseThatIsAnAdapterOrAwayIsRefused() {
        const auto folder = std::filesystem::path(m_folder.path().toStdString()) / "lonely";
        QVERIFY(testing::writeTinyAdapter(folder));
        for (const char* base : {".", "nowhere", ""}) {
            auto json = *readJson(folder / kAdapterConfigFile);
            json["base_model_name_or_path"] = *base == '.' ? folder.string() : base;
            QVERIFY(writeFileAtomic(folder / kAdapterConfigFile, dumpPretty(json)));
            const auto config = readHfConfig(folder);
            QVERIFY(!config);
            QVERIFY(QString::fromStdString(describe(config.error())).contains("field 'base_model_name_or_path' names"));
        }
    }

    void onlyPlainAdaptersAreGoneOnWith() {
        for (const auto& [kind, field] :
             {std::pair("patterns", "rank_pattern"), std::pair("pissa", "init_lora_weights"),
              std::pair("mica", "init_lora_weights"), std::pair("dora", "use_dora"),
              std::pair("regex", "target_modules"), std::pair("layers", "layers_to_transform"),
              std::pair("saved", "modules_to_save"), std::pair("bias-all", "bias"),
              std::pair("all-linear", "exclude_modules")}) {
            const auto config = readTrainablePeftConfig(kKinds / kind);
            QVERIFY2(!config, kind);
            const auto text = QString::fromStdString(describe(config.error()));
            QVERIFY2(text.contains(QString("field '%1' asks for").arg(field)), qPrintable(text));
        }
        const auto more = readTrainablePeftConfig(kKinds / "embeddings");
        QVERIFY(!more);
        QVERIFY2(describe(more.error()).find("is neither A nor B") != std::string::npos,
                 describe(more.error()).c_str());
        const auto plain = readTrainablePeftConfig(kKinds / "rslora");
        QVERIFY2(plain, plain ? "" : describe(plain.error()).c_str());
        QVERIFY(std::abs(plain->scale() - 6 / std::sqrt(3.0)) < 1e-12);
        QCOMPARE(plain->targets, (std::vector<std::string>{"q_proj", "v_proj"}));
    }

    /// Larger than the small families, wide and tall, against W minus the part: no direction of the part is left.
    void theInitialPartIsTheClosestOfItsRank() {
        for (const auto& [out, in] :
             {std::pair<std::int64_t, std::int64_t>(60, 200), std::pair<std::int64_t, std::int64_t>(300, 90)}) {
            const auto values = randomMatrix(out, in, 5);
            constexpr std::int64_t kRank = 7;
            const auto part = pissaPart({values, out, in}, kRank, "W");
            QVERIFY(part);
            // The same by power iteration on the rest, which must hold no larger singular value than the part's least.
            std::vector<double> rest(values.begin(), values.end());
            for (std::int64_t o = 0; o < out; ++o)
                for (std::int64_t r = 0; r < kRank; ++r)
                    for (std::int64_t i = 0; i < in; ++i)
                        rest[std::size_t(o * in + i)] -=
                            double(part->up[std::size_t(o * kRank + r)]) * double(part->down[std::size_t(r * in + i)]);
            double whole = 0, left = 0, taken = 0;
            for (std::size_t i = 0; i < rest.size(); ++i) {
                whole += double(values[i]) * double(values[i]);
                left += rest[i] * rest[i];
                taken += (double(values[i]) - rest[i]) * (double(values[i]) - rest[i]);
            }
            QVERIFY(std::abs(whole - left - taken) < 1e-5 * whole);  // orthogonal
            std::vector<double> x(std::size_t(in), 1.0);
            double length = 0;
            for (int round = 0; round < 2000; ++round) {
                std::vector<double> y(std::size_t(out), 0.0), z(std::size_t(in), 0.0);
                for (std::int64_t o = 0; o < out; ++o)
                    for (std::int64_t i = 0; i < in; ++i)
                        y[std::size_t(o)] += rest[std::size_t(o * in + i)] * x[std::size_t(i)];
                for (std::int64_t o = 0; o < out; ++o)
                    for (std::int64_t i = 0; i < in; ++i)
                        z[std::size_t(i)] += rest[std::size_t(o * in + i)] * y[std::size_t(o)];
                length = 0;
                for (const double value : z) length += value * value;
                length = std::sqrt(length);
                for (std::size_t i = 0; i < z.size(); ++i) x[i] = z[i] / length;
            }
            double least = 1e30;
            for (std::int64_t r = 0; r < kRank; ++r) {
                double a = 0, b = 0;
                for (std::int64_t o = 0; o < out; ++o) a += std::pow(double(part->up[std::size_t(o * kRank + r)]), 2);
                for (std::int64_t i = 0; i < in; ++i) b += std::pow(double(part->down[std::size_t(r * in + i)]), 2);
                least = std::min(least, std::sqrt(a * b));
            }
            QVERIFY2(std::sqrt(length) < least * (1 + 1e-6),
                     qPrintable(QString("%1 %2").arg(std::sqrt(length)).arg(least)));
        }
    }

    void partsThatAreNotDeterminedAreRefused() {
        std::vector<float> unit(64);
        for (std::size_t i = 0; i < 8; ++i) unit[i * 9] = 1;  // every singular value is 1
        QVERIFY(!pissaPart({unit, 8, 8}, 3, "W"));
        QVERIFY(pissaPart({unit, 8, 8}, 8, "W"));  // all of it
        QVERIFY(!pissaPart({unit, 8, 8}, 9, "W"));
        auto doubled = randomMatrix(8, 8, 1);
        for (std::size_t row = 0; row < 8; ++row) doubled[row * 8 + 1] = 2 * doubled[row * 8];
        QVERIFY(!oloraPart({doubled, 8, 8}, 2, 1, "W"));
        QVERIFY(oloraPart({doubled, 8, 8}, 1, 1, "W"));
    }
};

QTEST_GUILESS_MAIN(TestAdapterKinds)
#include "tst_adapter_kinds.moc"
