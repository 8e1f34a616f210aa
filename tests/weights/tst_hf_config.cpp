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
        QTest::newRow("groups") << "num_key_value_heads"
                                << "3"
                                << "c: field 'num_attention_heads' is no multiple";
        QTest::newRow("scaled") << "rope_scaling"
                                << R"({"rope_type":"llama3"})"
                                << "c: field 'rope_scaling' asks";
        QTest::newRow("scaled 5") << "rope_parameters"
                                  << R"({"rope_type":"yarn"})"
                                  << "c: field 'rope_parameters' asks";
        QTest::newRow("gelu") << "hidden_act"
                              << "\"gelu\""
                              << "c: field 'hidden_act'";
        QTest::newRow("bias") << "mlp_bias"
                              << "true"
                              << "c: field 'mlp_bias'";
        QTest::newRow("window") << "use_sliding_window"
                                << "true"
                                << "c: field 'use_sliding_window'";
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
