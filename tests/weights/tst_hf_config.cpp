#include <QtTest>
#include <cstdlib>

#include "core/weights/hf_config.h"

using namespace azr;
using namespace azr::weights;

namespace {

Json smallLlama() {
    return *parseJson(R"({"model_type":"llama","hidden_size":64,"intermediate_size":172,"num_hidden_layers":5,
        "num_attention_heads":8,"num_key_value_heads":4,"vocab_size":512,"max_position_embeddings":512,
        "rms_norm_eps":1e-05,"tie_word_embeddings":true,"eos_token_id":2})");
}

}  // namespace

class TestHfConfig : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void ropeIsReadInBothGenerationsOfKeys() {
        auto four = smallLlama(), five = smallLlama(), bare = smallLlama();
        four["rope_theta"] = 500000.0;
        four["rope_scaling"] = nullptr;
        four["torch_dtype"] = "float16";
        five["rope_parameters"] = {{"rope_theta", 1e6}, {"rope_type", "default"}};
        five["dtype"] = "bfloat16";
        QCOMPARE(parseHfConfig(four, "c")->ropeTheta, 500000.0);
        QCOMPARE(parseHfConfig(four, "c")->dtype, std::string("float16"));
        QCOMPARE(parseHfConfig(five, "c")->ropeTheta, 1e6);
        QCOMPARE(parseHfConfig(five, "c")->dtype, std::string("bfloat16"));
        QCOMPARE(parseHfConfig(bare, "c")->ropeTheta, 10000.0);
    }

    void derivedFieldsFollowTheFamily() {
        const auto llama = parseHfConfig(smallLlama(), "c");
        QVERIFY(llama);
        QCOMPARE(llama->headDim, 8);
        QVERIFY(!llama->qkvBias);
        QCOMPARE(llama->eosTokens, std::vector<int>{2});
        auto json = smallLlama();
        json["model_type"] = "qwen2";
        json["eos_token_id"] = {2, 3};
        json.erase("num_key_value_heads");
        const auto qwen = parseHfConfig(json, "c");
        QVERIFY(qwen);
        QVERIFY(qwen->qkvBias && !qwen->outputBias);
        QCOMPARE(qwen->kvHeads, 8);
        QCOMPARE(qwen->eosTokens, (std::vector<int>{2, 3}));
    }

    void scalingIsReadInBothGenerationsOfKeys() {
        auto four = smallLlama(), five = smallLlama();
        const Json scaling = {{"rope_type", "llama3"},
                              {"factor", 8.0},
                              {"low_freq_factor", 1.0},
                              {"high_freq_factor", 4.0},
                              {"original_max_position_embeddings", 8192}};
        four["rope_theta"] = 5e5;
        four["rope_scaling"] = scaling;
        five["rope_parameters"] = scaling;
        five["rope_parameters"]["rope_theta"] = 5e5;
        const auto a = parseHfConfig(four, "c"), b = parseHfConfig(five, "c");
        QVERIFY(a && b);
        QCOMPARE(a->ropeScaling, b->ropeScaling);
        QCOMPARE(a->ropeTheta, b->ropeTheta);
        QCOMPARE(a->ropeScaling.kind, RopeScaling::Kind::Llama3);
        QCOMPARE(toJson(*a), toJson(*parseHfConfig(toJson(*a), "c")));
        four["rope_scaling"] = {{"type", "linear"}, {"factor", 4.0}};  // the oldest spelling
        QCOMPARE(parseHfConfig(four, "c")->ropeScaling.kind, RopeScaling::Kind::Linear);
    }

    void frequenciesAreScaledByHand() {
        HfConfig config;
        config.headDim = 4;
        config.ropeTheta = 10000;
        QCOMPARE(ropeFrequencies(config), (std::vector<double>{1.0, 0.01}));
        config.ropeScaling = {RopeScaling::Kind::Linear, 4};
        QCOMPARE(ropeFrequencies(config), (std::vector<double>{0.25, 0.0025}));
        // 64 / 2 pi = 10.2 turns are more than 4: kept; 0.1 turns are fewer than 1: divided by 8.
        config.ropeScaling = {RopeScaling::Kind::Llama3, 8, 1, 4, 64};
        QCOMPARE(ropeFrequencies(config), (std::vector<double>{1.0, 0.00125}));
        // 2 turns lie a third of the way between: (2 - 1) / (4 - 1) of the plain frequency.
        config.headDim = 2;
        config.ropeScaling.originalContext = 1000;
        config.ropeScaling.lowFactor = 1000 / 6.283185307179586 - 1;
        config.ropeScaling.highFactor = 1000 / 6.283185307179586 + 2;
        QVERIFY(std::abs(ropeFrequencies(config)[0] - (1.0 / 3 + 2.0 / 3 / 8)) < 1e-12);
    }

    void otherFamiliesAreRead() {
        auto json = smallLlama();
        json["model_type"] = "qwen3";
        auto config = parseHfConfig(json, "c");
        QVERIFY(config);
        QCOMPARE(config->headDim, 128);
        QVERIFY(config->qkNorm && !config->qkvBias);
        json["head_dim"] = 16;
        json["attention_bias"] = true;
        config = parseHfConfig(json, "c");
        QVERIFY(config && config->headDim == 16 && config->qkvBias && config->outputBias);
        QCOMPARE(toJson(*parseHfConfig(toJson(*config), "c")), toJson(*config));
        json = smallLlama();
        json["model_type"] = "mistral";
        json["sliding_window"] = nullptr;
        QCOMPARE(parseHfConfig(json, "c")->family, Family::Mistral);
        json["sliding_window"] = 512;  // as long as the context
        QVERIFY(parseHfConfig(json, "c"));
        json["sliding_window"] = 511;
        QCOMPARE(parseHfConfig(json, "c")->windowOf(4), 511);
    }

    void parametersAreCountedByHand() {
        // 5 layers of 64x64 q, 2 x 64x32 kv, 64x64 o, 3 x 64x172, 2 norms of 64; a last norm; 512 x 64 embeddings.
        const std::int64_t layer = 64 * 64 + 2 * 64 * 32 + 64 * 64 + 3 * 64 * 172 + 2 * 64;
        QCOMPARE(parseHfConfig(smallLlama(), "c")->parameterCount(), 5 * layer + 64 + 512 * 64);
    }

    void whatIsWrittenIsReadBackInBothSpellings() {
        auto config = *parseHfConfig(smallLlama(), "c");
        config.ropeTheta = 12345;
        config.dtype = "bfloat16";
        const auto json = toJson(config);
        QCOMPARE(json["rope_theta"].get<double>(), 12345.0);
        QCOMPARE(json["rope_parameters"]["rope_theta"].get<double>(), 12345.0);
        QCOMPARE(json["torch_dtype"], json["dtype"]);
        QCOMPARE(toJson(*parseHfConfig(json, "c")), json);
        auto four = json;
        four.erase("rope_parameters");
        QCOMPARE(toJson(*parseHfConfig(four, "c")), json);
    }

    void unusableConfigsNameTheField_data() {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("message");
        QTest::newRow("family") << "model_type"
                                << "\"mamba\""
                                << "c: field 'model_type' is 'mamba'";
        QTest::newRow("type") << "hidden_size"
                              << "\"64\""
                              << "c: field 'hidden_size' has the wrong type";
        QTest::newRow("zero") << "num_hidden_layers"
                              << "0"
                              << "c: field 'num_hidden_layers' must be a positive";
        QTest::newRow("true layers") << "num_hidden_layers"
                                     << "true"
                                     << "c: field 'num_hidden_layers' has the wrong type";
        for (const char* wrong : {"4.7", "1e12"})
            QTest::newRow(wrong) << "num_hidden_layers" << wrong << "c: field 'num_hidden_layers' must be a positive";
        QTest::newRow("half a token") << "bos_token_id"
                                      << "1.5"
                                      << "c: field 'bos_token_id' is no whole number";
        QTest::newRow("half an end") << "eos_token_id"
                                     << "[1, 2.5]"
                                     << "c: field 'eos_token_id' holds something that is no whole number";
        QTest::newRow("an end beyond all") << "eos_token_id"
                                           << "4294967298"
                                           << "c: field 'eos_token_id' is no whole number";
        QTest::newRow("true angles") << "rope_theta"
                                     << "true"
                                     << "c: field 'rope_theta' has the wrong type";
        QTest::newRow("true norms") << "rms_norm_eps"
                                    << "true"
                                    << "c: field 'rms_norm_eps' has the wrong type";
        QTest::newRow("groups") << "num_key_value_heads"
                                << "3"
                                << "c: field 'num_attention_heads' is no multiple";
        QTest::newRow("scaled") << "rope_scaling"
                                << R"({"rope_type":"llama3"})"
                                << "c, RoPE: field 'factor' is missing";
        QTest::newRow("scaled 5") << "rope_parameters"
                                  << R"({"rope_type":"yarn"})"
                                  << "c, RoPE: field 'factor' is missing";
        QTest::newRow("unknown scaling") << "rope_parameters"
                                         << R"({"rope_type":"mrope"})"
                                         << "c: scaled RoPE 'mrope' is not supported";
        QTest::newRow("negative factor") << "rope_scaling"
                                         << R"({"type":"linear","factor":-2})"
                                         << "c, RoPE: field 'factor' must be positive";
        QTest::newRow("factors crossed")
            << "rope_scaling"
            << R"({"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":1,"original_max_position_embeddings":64})"
            << "c, RoPE: field 'high_freq_factor' must exceed";
        QTest::newRow("sliding layers")
            << "layer_types"
            << R"(["full_attention","sliding_attention","full_attention","full_attention","full_attention"])"
            << "c: field 'layer_types' asks for 'sliding_attention'";
        QTest::newRow("gelu") << "hidden_act"
                              << "\"gelu\""
                              << "c: field 'hidden_act'";
        QTest::newRow("bias") << "mlp_bias"
                              << "true"
                              << "c: field 'mlp_bias'";
        QTest::newRow("window") << "use_sliding_window"
                                << "true"
                                << "c: field 'use_sliding_window'";
        QTest::newRow("another class") << "architectures"
                                       << R"(["LlamaForSequenceClassification"])"
                                       << "c: field 'architectures' names 'LlamaForSequenceClassification'";
        QTest::newRow("bidirectional") << "is_causal"
                                       << "false"
                                       << "c: field 'is_causal' is false";
        QTest::newRow("not whole") << "num_hidden_layers"
                                   << "2.5"
                                   << "c: field 'num_hidden_layers' must be a positive";
        QTest::newRow("part of a head") << "partial_rotary_factor"
                                        << "0.5"
                                        << "c: field 'partial_rotary_factor' is not 1";
        QTest::newRow("quantised") << "quantization_config"
                                   << "{}"
                                   << "c: field 'quantization_config'";
    }
    void unusableConfigsNameTheField() {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, message);
        auto json = smallLlama();
        json[key.toStdString()] = *parseJson(value.toStdString());
        const auto config = parseHfConfig(json, "c");
        QVERIFY(!config);
        QVERIFY2(QString::fromStdString(describe(config.error())).startsWith(message),
                 describe(config.error()).c_str());
        json.erase("vocab_size");
        QVERIFY(!parseHfConfig(json, "c"));
    }

    void realConfigIsRead() {
        const char* data = std::getenv("AZR_TEST_DATA");
        if (data == nullptr) QSKIP("AZR_TEST_DATA is not set");
        const auto config = readHfConfig(std::filesystem::path(data) / "models/stories260K/hf");
        QVERIFY2(config, config ? "" : describe(config.error()).c_str());
        QCOMPARE(config->vocabulary, 512);
        QCOMPARE(config->parameterCount(), std::int64_t{260032});
    }
};

QTEST_GUILESS_MAIN(TestHfConfig)
#include "tst_hf_config.moc"
