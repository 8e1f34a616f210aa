// What the fields about rotary positions say, one reading of each fact, and the angles they give.
#include <QtTest>
#include <cmath>

#include "core/weights/hf_config.h"

using namespace azr;
using namespace azr::weights;

namespace {

Json small() {
    return *parseJson(R"({"model_type":"llama","hidden_size":64,"intermediate_size":172,"num_hidden_layers":3,
        "num_attention_heads":8,"vocab_size":512,"max_position_embeddings":512})");
}

Json with(const char* extra, const char* type = "llama") {
    Json json = small();
    json["model_type"] = type;
    json.update(*parseJson(extra));
    return json;
}

std::string refusal(const Json& json) {
    const auto config = parseHfConfig(json, "c");
    return config ? "accepted" : describe(config.error());
}

}  // namespace

class RopeTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void yarnIsReadAsQwenWritesIt() {
        const auto config = parseHfConfig(with(R"({"rope_theta":1000000.0,
                "rope_scaling":{"factor":4.0,"original_max_position_embeddings":512,"type":"yarn"}})",
                                               "qwen2"),
                                          "c");
        QVERIFY(config);
        QCOMPARE(config->ropeScaling.kind, RopeScaling::Kind::Yarn);
        QCOMPARE(config->ropeScaling.attentionFactor, 0.1 * std::log(4.0) + 1);
        QCOMPARE(config->context, 2048);  // stretched by the factor
        const Json written = toJson(*config);
        QCOMPARE(written["max_position_embeddings"].get<int>(), 512);
        QCOMPARE(written["rope_scaling"]["rope_type"].get<std::string>(), std::string("yarn"));
        QCOMPARE(toJson(*parseHfConfig(written, "c")), written);
    }

    void attentionFactorsAreThoseOfTheFields() {
        const auto factorOf = [](const char* fields) {
            Json json = with("{}");
            json["rope_parameters"] = *parseJson(fields);
            return parseHfConfig(json, "c")->ropeScaling.attentionFactor;
        };
        QCOMPARE(factorOf(R"({"rope_type":"yarn","factor":8,"attention_factor":1.5})"), 1.5);
        QCOMPARE(factorOf(R"({"rope_type":"yarn","factor":8,"mscale":0.5,"mscale_all_dim":2})"),
                 (0.05 * std::log(8.0) + 1) / (0.2 * std::log(8.0) + 1));
        QCOMPARE(factorOf(R"({"rope_type":"yarn","factor":8,"mscale":0.5})"), 0.1 * std::log(8.0) + 1);
        QCOMPARE(factorOf(R"({"rope_type":"longrope","original_max_position_embeddings":128,
                              "short_factor":[1,1,1,1],"long_factor":[2,2,2,2]})"),
                 std::sqrt(1 + std::log(4.0) / std::log(128.0)));
    }

    void yarnBlendsByHand() {
        HfConfig config;
        config.headDim = 8;
        config.ropeTheta = 10000;
        config.ropeScaling = {RopeScaling::Kind::Yarn, 4};
        config.ropeScaling.originalContext = 1000;
        // 32 turns within 1000 positions lie at pair 8 ln(1000 / 64 pi) / (2 ln 10000) = 0.70, one turn at 2.20: from
        // 0 to 3 frequencies are blended.
        const auto blended = ropeFrequencies(config);
        QCOMPARE(blended[0], 1.0);
        QVERIFY(std::abs(blended[1] - 0.1 * (2.0 / 3 + 1.0 / 3 / 4)) < 1e-12);
        QVERIFY(std::abs(blended[2] - 0.01 * (1.0 / 3 + 2.0 / 3 / 4)) < 1e-12);
        QVERIFY(std::abs(blended[3] - 0.001 / 4) < 1e-12);
        config.ropeScaling.truncate = false;
        QVERIFY(ropeFrequencies(config)[1] > blended[1]);
    }

    void longRopeTurnsLongSequencesOtherwise() {
        const Json json = with(R"({"original_max_position_embeddings":128,
            "rope_scaling":{"type":"su","short_factor":[1,2,4,8],"long_factor":[3,3,3,3]}})",
                               "phi3");
        auto config = parseHfConfig(json, "c");
        QVERIFY2(config, config ? "" : describe(config.error()).c_str());
        QCOMPARE(config->context, 512);
        QVERIFY(!config->stretched(128) && config->stretched(129));
        QCOMPARE(ropeFrequencies(*config)[3], std::pow(10000.0, -0.75) / 8);
        QCOMPARE(rotationOf(*config, LayerRope::Global, true).frequencies[3], std::pow(10000.0, -0.75) / 3);
        QCOMPARE(toJson(*config)["rope_scaling"].size(), std::size_t{3});
        QCOMPARE(toJson(*parseHfConfig(toJson(*config), "c")), toJson(*config));
        config->context = 128;  // a limit of the run
        QVERIFY(!config->stretched(129));
    }

    void dynamicLeavesTheContextAlone() {
        const auto config = parseHfConfig(with(R"({"rope_scaling":{"type":"dynamic","factor":2.0}})"), "c");
        QVERIFY(config);
        QCOMPARE(config->context, 512);
        QCOMPARE(ropeFrequencies(*config), ropeFrequencies(*parseHfConfig(small(), "c")));
    }

    void aPartOfEachHeadIsTurned() {
        const auto config = parseHfConfig(with(R"({"partial_rotary_factor":0.75})", "phi3"), "c");
        QVERIFY(config);
        QCOMPARE(config->rotated(), 6);
        QCOMPARE(ropeFrequencies(*config).size(), std::size_t{3});
        QCOMPARE(toJson(*config)["partial_rotary_factor"].get<double>(), 0.75);
        QVERIFY(refusal(with(R"({"partial_rotary_factor":0.4})", "phi3")).find("partial_rotary_factor") !=
                std::string::npos);
    }

    void layersThatSlideHaveARotationOfTheirOwn() {
        const auto five = parseHfConfig(with(R"({"head_dim":8,"rope_parameters":{
            "full_attention":{"rope_type":"linear","factor":8.0,"rope_theta":1000000.0},
            "sliding_attention":{"rope_type":"default","rope_theta":10000.0}}})",
                                             "gemma3_text"),
                                        "c");
        const auto four = parseHfConfig(with(R"({"head_dim":8,"rope_theta":1000000.0,"rope_local_base_freq":10000.0,
            "rope_scaling":{"rope_type":"linear","factor":8.0}})",
                                             "gemma3_text"),
                                        "c");
        QVERIFY2(five, five ? "" : describe(five.error()).c_str());
        QVERIFY2(four, four ? "" : describe(four.error()).c_str());
        QCOMPARE(toJson(*four), toJson(*five));
        QCOMPARE(rotationOf(*four, LayerRope::Local).frequencies[1], std::pow(10000.0, -0.25));
        QCOMPARE(rotationOf(*four, LayerRope::Global).frequencies[1], std::pow(1000000.0, -0.25) / 8);
    }

    void contradictionsNameBothFields_data() {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("other");
        const auto row = [](const char* name, const char* fields, const char* one, const char* other) {
            QTest::newRow(name) << fields << one << other;
        };
        row("scaling beside parameters",
            R"({"rope_parameters":{"rope_type":"default"},"rope_scaling":{"rope_type":"linear","factor":2}})",
            "'rope_parameters'", "'rope_scaling'");
        row("parameters beside null", R"({"rope_parameters":{"rope_type":"linear","factor":2},"rope_scaling":null})",
            "'rope_parameters'", "'rope_scaling'");
        row("two factors",
            R"({"rope_parameters":{"rope_type":"linear","factor":2},"rope_scaling":{"type":"linear","factor":4}})",
            "'rope_parameters'", "'rope_scaling'");
        row("two bases", R"({"rope_parameters":{"rope_theta":5000.0},"rope_theta":10000.0})",
            "'rope_parameters.rope_theta'", "'rope_theta'");
        row("a base that rope_scaling lacks",
            R"({"rope_parameters":{"rope_theta":5000.0},"rope_scaling":{"type":"default"}})",
            "'rope_parameters.rope_theta'", "'rope_scaling'");
        row("two types", R"({"rope_scaling":{"type":"linear","rope_type":"dynamic","factor":2}})",
            "'rope_scaling.type'", "'rope_scaling.rope_type'");
        row("two contexts",
            R"({"original_max_position_embeddings":256,
                "rope_scaling":{"type":"yarn","factor":2,"original_max_position_embeddings":128}})",
            "'rope_scaling.original_max_position_embeddings'", "'original_max_position_embeddings'");
        row("two parts", R"({"partial_rotary_factor":1.0,"rope_parameters":{"partial_rotary_factor":0.5}})",
            "'partial_rotary_factor'", "'rope_parameters.partial_rotary_factor'");
    }
    void contradictionsNameBothFields() {
        QFETCH(QString, fields);
        QFETCH(QString, one);
        QFETCH(QString, other);
        const auto text = QString::fromStdString(refusal(with(fields.toUtf8().constData())));
        QVERIFY2(text.contains(one) && text.contains(other), qPrintable(text));
    }

    void anEditedExportIsNotReadHalf() {
        Json json = toJson(*parseHfConfig(small(), "c"));
        json["rope_scaling"] = {{"type", "yarn"}, {"factor", 4.0}};
        QVERIFY(refusal(json).find("contradict") != std::string::npos);
        json["rope_parameters"].update(json["rope_scaling"]);
        json["rope_parameters"]["rope_type"] = "yarn";
        QVERIFY2(parseHfConfig(json, "c"), refusal(json).c_str());
    }

    void fieldsOfAnotherTypeAreRefused_data() {
        QTest::addColumn<QString>("fields");
        QTest::addColumn<QString>("message");
        QTest::newRow("factor alone") << R"({"rope_parameters":{"factor":4.0}})"
                                      << "'factor' has no meaning";
        QTest::newRow("yarn's in linear") << R"({"rope_scaling":{"type":"linear","factor":4.0,"beta_fast":8}})"
                                          << "'beta_fast' has no meaning";
        QTest::newRow("sections") << R"({"rope_scaling":{"type":"default","mrope_section":[1,2]}})"
                                  << "field 'mrope_section'";
        QTest::newRow("lengths") << R"({"rope_scaling":{"type":"longrope","short_factor":[1],"long_factor":[1]}})"
                                 << "'short_factor' has 1 values instead of 4";
        QTest::newRow("nested") << R"({"rope_parameters":{"full_attention":{"rope_type":"default"}}})"
                                << "'full_attention' has no meaning";
    }
    void fieldsOfAnotherTypeAreRefused() {
        QFETCH(QString, fields);
        QFETCH(QString, message);
        const auto text = QString::fromStdString(refusal(with(fields.toUtf8().constData())));
        QVERIFY2(text.contains(message), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(RopeTest)
#include "tst_rope.moc"
