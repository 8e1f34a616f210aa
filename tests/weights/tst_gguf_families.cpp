// Files as llama.cpp's converter writes them: the config they were made from, and the weights under their own names.
#include <QtTest>
#include <cmath>

#include "core/weights/gguf/gguf_model.h"

using namespace azr;
using namespace azr::weights;

namespace {

const std::filesystem::path kFamilies = std::filesystem::path(AZR_TESTS_FOLDER) / "data/gguf/families";

/// The file has floats; a whole number may come back as one.
bool alike(const Json& a, const Json& b) {
    if (!a.is_number() || !b.is_number()) return a == b;
    return std::abs(a.get<double>() - b.get<double>()) <= 1e-6 * std::abs(b.get<double>());
}

}  // namespace

class TestGgufFamilies : public QObject {
    Q_OBJECT

    static Json configOf(const QString& name) {
        const auto file = GgufFile::open(kFamilies / (name.toStdString() + ".gguf"));
        if (!file) return describe(file.error());
        const auto json = ggufConfigJson(*file);
        return json ? *json : Json(describe(json.error()));
    }
    static void names() {
        QTest::addColumn<QString>("name");
        for (const auto& entry : std::filesystem::directory_iterator(kFamilies))
            if (entry.path().extension() == ".gguf")
                QTest::newRow(entry.path().stem().c_str()) << QString::fromStdString(entry.path().stem());
    }

  private Q_SLOTS:
    void theConfigIsTheOneItWasMadeFrom_data() { names(); }
    void theConfigIsTheOneItWasMadeFrom() {
        QFETCH(QString, name);
        const auto golden = readJson(kFamilies / (name.toStdString() + ".json"));
        QVERIFY(golden);
        const Json json = configOf(name);
        QVERIFY2(json.is_object(), json.dump().c_str());
        for (const auto& [field, wanted] : golden->at("config").items()) {
            const Json actual = json.contains(field) ? json.at(field) : Json();
            QVERIFY2(alike(actual, wanted), (field + ": " + actual.dump() + ", wanted " + wanted.dump()).c_str());
        }
    }

    void tensorsCarryTheNamesAndTheOrderOfHuggingFace_data() { names(); }
    void tensorsCarryTheNamesAndTheOrderOfHuggingFace() {
        QFETCH(QString, name);
        const auto golden = readJson(kFamilies / (name.toStdString() + ".json"));
        QVERIFY(golden);
        const auto source = WeightSource::open(kFamilies / (name.toStdString() + ".gguf"));
        QVERIFY2(source, source ? "" : describe(source.error()).c_str());
        QCOMPARE((*source)->tensors().size(), golden->at("weights").size());
        for (const auto& [tensor, wanted] : golden->at("weights").items()) {
            const auto* found = (*source)->find(tensor);
            QVERIFY2(found != nullptr, tensor.c_str());
            QVERIFY((*source)->nameInFile(tensor) != tensor);
            const auto width = static_cast<std::size_t>(found->rowWidth());
            std::vector<float> values(static_cast<std::size_t>(found->elements()));
            QVERIFY((*source)->read(tensor, 0, values));
            QCOMPARE(values.size() / width, wanted.size());
            for (std::size_t row = 0; row < wanted.size(); ++row) {
                double sum = 0;
                for (std::size_t i = 0; i < width; ++i)
                    sum += double(values[row * width + i]) * std::cos(0.7 * double(i) + 1);
                QVERIFY2(std::abs(sum - wanted[row].get<double>()) < 1e-5, tensor.c_str());
            }
        }
    }

    void scalingsOfPositionsAreTheirs() {
        const auto rope = [](const char* name) { return configOf(name).at("rope_scaling"); };
        QCOMPARE(rope("llama"), Json({{"rope_type", "linear"}, {"factor", 4.0}}));
        QCOMPARE(configOf("llama").at("rope_theta").get<double>(), 5e5);
        const Json yarn = rope("qwen2-yarn");
        QCOMPARE(yarn.at("rope_type").get<std::string>(), std::string("yarn"));
        QCOMPARE(yarn.at("factor").get<double>(), 4.0);
        QCOMPARE(yarn.at("original_max_position_embeddings").get<int>(), 32);
        QVERIFY(!yarn.contains("attention_factor"));  // the rule's own
        QCOMPARE(rope("gemma3"), Json({{"rope_type", "linear"}, {"factor", 8.0}}));
        QCOMPARE(configOf("gemma3").at("rope_local_base_freq").get<double>(), 1e4);
        QCOMPARE(configOf("gemma3").at("layer_types").at(4), Json("sliding_attention"));
        QCOMPARE(configOf("gemma3").at("layer_types").at(5), Json("full_attention"));
        const Json longrope = rope("phi3");
        QCOMPARE(longrope.at("rope_type").get<std::string>(), std::string("longrope"));
        QVERIFY(alike(longrope.at("short_factor")[1], 1.1) && alike(longrope.at("long_factor")[1], 4.0));
        QCOMPARE(longrope.at("long_factor").size(), std::size_t{2});
        // sqrt(1 + ln(4) / ln(32)), the rule's own
        QVERIFY(std::abs(longrope.at("attention_factor").get<double>() - std::sqrt(1.4)) < 1e-6);
    }
};

QTEST_GUILESS_MAIN(TestGgufFamilies)
#include "tst_gguf_families.moc"
