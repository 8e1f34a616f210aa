// Which layers see a window of positions, by the rules of the families.
#include <QtTest>

#include "core/weights/hf_config.h"

using namespace azr;
using namespace azr::weights;

namespace {

Json with(const char* type, const char* extra) {
    Json json = *parseJson(R"({"hidden_size":64,"intermediate_size":172,"num_hidden_layers":4,"num_attention_heads":8,
        "num_key_value_heads":4,"vocab_size":512,"max_position_embeddings":512,"head_dim":8})");
    json["model_type"] = type;
    json.update(*parseJson(extra));
    return json;
}

}  // namespace

class LayerWindowsTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void windowsFollowTheFamily_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("fields");
        QTest::addColumn<QList<int>>("windows");
        const auto row = [](const char* name, const char* type, const char* fields, const QList<int>& windows) {
            QTest::newRow(name) << type << fields << windows;
        };
        row("mistral says null", "mistral", R"({"sliding_window":null})", {0, 0, 0, 0});
        row("mistral says nothing", "mistral", R"({"max_position_embeddings":8192})", {4096, 4096, 4096, 4096});
        row("mistral", "mistral", R"({"sliding_window":7})", {7, 7, 7, 7});
        row("no shorter than the context", "mistral", R"({"sliding_window":512})", {0, 0, 0, 0});
        row("qwen2 does not use it", "qwen2", R"({"use_sliding_window":false,"sliding_window":7})", {0, 0, 0, 0});
        row("qwen2 from a layer on", "qwen2", R"({"use_sliding_window":true,"sliding_window":7,"max_window_layers":3})",
            {0, 0, 0, 7});
        row("qwen2 from layer 28 on", "qwen2", R"({"use_sliding_window":true,"sliding_window":7})", {0, 0, 0, 0});
        row("layer types come first", "qwen3",
            R"({"use_sliding_window":true,"sliding_window":7,"max_window_layers":28,"layer_types":
               ["sliding_attention","full_attention","full_attention","sliding_attention"]})",
            {7, 0, 0, 7});
        row("gemma2 alternates", "gemma2", R"({"sliding_window":7})", {7, 0, 7, 0});
        row("gemma3's pattern", "gemma3_text", R"({"sliding_window":7,"sliding_window_pattern":3})", {7, 7, 0, 7});
        row("olmo3", "olmo3", R"({"sliding_window":7})", {7, 7, 7, 0});
        row("smollm3", "smollm3", R"({"use_sliding_window":true,"sliding_window":7})", {0, 0, 0, 7});
        row("phi3", "phi3", R"({"sliding_window":9})", {9, 9, 9, 9});
        row("phi3 says nothing", "phi3", "{}", {0, 0, 0, 0});
    }
    void windowsFollowTheFamily() {
        QFETCH(QString, type);
        QFETCH(QString, fields);
        QFETCH(QList<int>, windows);
        const auto config = parseHfConfig(with(type.toUtf8().constData(), fields.toUtf8().constData()), "c");
        QVERIFY2(config, config ? "" : describe(config.error()).c_str());
        for (int layer = 0; layer < 4; ++layer)
            QCOMPARE(config->windowOf(static_cast<std::size_t>(layer)), windows[layer]);
        const auto again = parseHfConfig(toJson(*config), "c");
        QVERIFY2(again, again ? "" : describe(again.error()).c_str());
        for (int layer = 0; layer < 4; ++layer)
            QCOMPARE(again->windowOf(static_cast<std::size_t>(layer)), windows[layer]);
        QCOMPARE(toJson(*again), toJson(*config));
    }

    void contradictionsAreRefused_data() {
        QTest::addColumn<QString>("type");
        QTest::addColumn<QString>("fields");
        QTest::addColumn<QString>("message");
        const char* const sliding =
            R"("layer_types":["sliding_attention","full_attention","full_attention","full_attention"])";
        const auto row = [](const char* name, const char* type, const QString& fields, const char* message) {
            QTest::newRow(name) << type << fields << message;
        };
        row("not used, and layers slide", "qwen2", QString(R"({"use_sliding_window":false,%1})").arg(sliding),
            "'layer_types' and 'use_sliding_window' contradict");
        row("mistral's layers differ", "mistral", QString(R"({"sliding_window":7,%1})").arg(sliding),
            "'layer_types' and 'sliding_window' contradict");
        row("two patterns", "gemma3_text", QString(R"({"sliding_window_pattern":2,%1})").arg(sliding),
            "'layer_types' and 'sliding_window_pattern' contradict");
        row("no window", "gemma2", R"({"sliding_window":null})", "'sliding_window' is null");
        row("too few", "gemma2", R"({"layer_types":["full_attention"]})", "'layer_types' has 1 values instead of 4");
        row("chunks", "qwen3",
            R"({"layer_types":["chunked_attention","full_attention","full_attention","full_attention"]})",
            "'chunked_attention'");
        row("llama has none", "llama", R"({"sliding_window":7})", "'sliding_window' is 7");
    }
    void contradictionsAreRefused() {
        QFETCH(QString, type);
        QFETCH(QString, fields);
        QFETCH(QString, message);
        const auto config = parseHfConfig(with(type.toUtf8().constData(), fields.toUtf8().constData()), "c");
        QVERIFY(!config);
        const auto text = QString::fromStdString(describe(config.error()));
        QVERIFY2(text.contains(message), qPrintable(text));
    }

    void familiesReadTheirOwnFields() {
        const auto granite =
            parseHfConfig(with("granite", R"({"logits_scaling":4.0,"embedding_multiplier":12.0})"), "c");
        QVERIFY(granite && granite->traits.logitScale == 0.25 && granite->traits.embeddingScale == 12.0);
        QCOMPARE(granite->traits.attentionScale, 1.0);
        const auto gemma = parseHfConfig(with("gemma2", R"({"query_pre_attn_scalar":16})"), "c");
        QVERIFY(gemma && gemma->traits.attentionScale == 0.25 && gemma->traits.embeddingScale == 8.0);
        QVERIFY(gemma->traits.attentionCap == 50 && gemma->traits.logitCap == 30 && gemma->tiedEmbeddings);
        const auto uncapped = parseHfConfig(with("gemma2", R"({"attn_logit_softcapping":null})"), "c");
        QVERIFY(uncapped && uncapped->traits.attentionCap == 0 && uncapped->traits.logitCap == 30);
        const auto smol = parseHfConfig(with("smollm3", R"({"no_rope_layers":[1,0,1,1]})"), "c");
        QVERIFY(smol && smol->traits.layer(1).rope == LayerRope::None &&
                smol->traits.layer(3).rope == LayerRope::Global);
        QVERIFY(!parseHfConfig(with("gemma2", R"({"use_bidirectional_attention":true})"), "c"));
        QVERIFY(!parseHfConfig(with("gemma3_text", R"({"attn_logit_softcapping":50.0})"), "c"));
        QVERIFY(
            !parseHfConfig(with("gemma2", R"({"hidden_activation":"gelu_pytorch_tanh","hidden_act":"silu"})"), "c"));
        QVERIFY(!parseHfConfig(with("granite", R"({"residual_multiplier":0.0})"), "c"));
        QVERIFY(!parseHfConfig(with("mistral", R"({"attention_bias":true})"), "c"));
        QVERIFY(!parseHfConfig(with("mixtral", "{}"), "c"));
        const auto foreign = parseHfConfig(with("llama", R"({"residual_multiplier":0.5})"), "c");
        QVERIFY(!foreign &&
                describe(foreign.error()).find("'residual_multiplier' belongs to Granite") != std::string::npos);
        QVERIFY(parseHfConfig(with("llama", R"({"residual_multiplier":1.0,"final_logit_softcapping":null})"), "c"));
    }
};

QTEST_GUILESS_MAIN(LayerWindowsTest)
#include "tst_layer_windows.moc"
