// What the metadata of a GGUF file says about the model: honoured, or refused in the words of the file; split files.
#include <QTemporaryDir>
#include <QtTest>
#include <functional>

#include "core/base/files.h"
#include "core/weights/gguf/gguf_model.h"
#include "tests/support/gguf_bytes.h"

using namespace azr;
using namespace azr::weights;
using azr::test::GgufBytes;

namespace {

constexpr std::uint64_t kWidth = 32, kRows = 40;

/// The metadata of a small llama, `more` keys longer.
GgufBytes llama(std::uint64_t more, std::uint64_t tensors = 1) {
    GgufBytes file;
    file.header(tensors, 9 + more).textKey("general.architecture", "llama").textKey("general.name", "small");
    file.intKey("llama.embedding_length", kWidth).intKey("llama.block_count", 1);
    file.intKey("llama.attention.head_count", 4).intKey("llama.attention.head_count_kv", 2);
    file.intKey("llama.feed_forward_length", 48).intKey("llama.context_length", 64);
    return file.floatKey("llama.attention.layer_norm_rms_epsilon", 1e-5F);
}

GgufBytes& withEmbedding(GgufBytes& file) {
    return file.tensor("token_embd.weight", {kWidth, kRows}, 0, 0).data(kWidth * kRows * 4);
}

using Keys = std::function<void(GgufBytes&)>;

Keys number(const char* key, float value) {
    return [=](GgufBytes& file) { file.floatKey(key, value); };
}
Keys integer(const char* key, std::uint32_t value) {
    return [=](GgufBytes& file) { file.intKey(key, value); };
}
Keys text(const char* key, const char* value) {
    return [=](GgufBytes& file) { file.textKey(key, value); };
}
Keys flag(const char* key, bool value) {
    return [=](GgufBytes& file) { file.text(key).put<std::uint32_t>(7).put<std::uint8_t>(value ? 1 : 0); };
}
Keys layers(const char* key, const std::vector<std::int32_t>& values) {
    return [=](GgufBytes& file) { file.numbersKey<std::int32_t>(key, 5, values); };
}

}  // namespace

class TestGgufConfig : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] std::filesystem::path at(const std::string& name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    Result<HfConfig> configWith(const std::vector<Keys>& keys) const {
        GgufBytes file = llama(keys.size());
        for (const Keys& add : keys) add(file);
        AZR_CHECK(writeFileAtomic(at("model.gguf"), withEmbedding(file).bytes()));
        return readHfConfig(at("model.gguf"));
    }
    static std::string errorOf(const Result<HfConfig>& config) { return config ? "" : describe(config.error()); }
    static std::filesystem::path report(const char* name) {
        const QByteArray data = qgetenv("AZR_TEST_DATA");
        return data.isEmpty() ? std::filesystem::path()
                              : std::filesystem::path(data.toStdString()) / "reports/gguf" / name / "model.gguf";
    }

    /// A model in parts: the embedding in the first, one more tensor in each other.
    void writeParts(std::uint16_t count, std::int32_t tensors, const char* name = "model") const {
        for (std::uint16_t part = 0; part < count; ++part) {
            const auto split = [&](GgufBytes& file) {
                file.text("split.no").put<std::uint32_t>(2).put(part);
                file.text("split.count").put<std::uint32_t>(2).put(count);
                file.text("split.tensors.count").put<std::uint32_t>(5).put(tensors);
            };
            GgufBytes file = part == 0 ? llama(3) : GgufBytes().header(1, 3);
            split(file);
            if (part == 0)
                withEmbedding(file);
            else
                file.tensor("blk.0.extra" + std::to_string(part), {8}, 0, 0).data(32);
            const auto path = QString::asprintf("%s-%05d-of-%05d.gguf", name, part + 1, count).toStdString();
            QVERIFY(writeFileAtomic(at(path), file.bytes()));
        }
    }

  private Q_SLOTS:
    void factorsWithoutATypeAreLinear() {
        for (const auto& keys : std::vector<std::vector<Keys>>{
                 {number("llama.rope.scale_linear", 4)},
                 {number("llama.rope.scaling.factor", 4)},
                 {number("llama.rope.scaling.factor", 4), text("llama.rope.scaling.type", "linear")},
                 {number("llama.rope.scale_linear", 4), number("llama.rope.scaling.factor", 4)}}) {
            const auto config = configWith(keys);
            QVERIFY2(config, errorOf(config).c_str());
            QCOMPARE(config->ropeScaling.kind, RopeScaling::Kind::Linear);
            QCOMPARE(config->ropeScaling.factor, 4.0);
        }
        for (const auto& keys : std::vector<std::vector<Keys>>{
                 {},
                 {number("llama.rope.scale_linear", 1)},
                 {number("llama.rope.scaling.factor", 0)},
                 {number("llama.rope.scaling.factor", 4), text("llama.rope.scaling.type", "none")},
                 {text("llama.rope.scaling.type", "linear")}}) {
            const auto config = configWith(keys);
            QVERIFY2(config, errorOf(config).c_str());
            QCOMPARE(config->ropeScaling.kind, RopeScaling::Kind::None);
        }
    }

    void harmlessAndNeutralKeysPass() {
        const auto config = configWith(
            {integer("llama.rope.dimension_count", 8), flag("llama.attention.causal", true),
             integer("llama.expert_count", 0), integer("llama.vocab_size", kRows),
             integer("llama.attention.key_length", 8), integer("llama.attention.value_length", 8),
             text("general.type", "model"), text("mradermacher.quantized_by", "somebody"),
             text("quantize.imatrix.file", "a.dat"), integer("general.file_type", 15), text("brand.new", "")});
        QVERIFY2(config, errorOf(config).c_str());
        QCOMPARE(config->headDim, 8);
    }

    void listsOfOneValueForEachLayerAreThatValue() {
        const auto config = configWith({layers("llama.rope.dimension_count", {8, 8})});
        QVERIFY2(config, errorOf(config).c_str());
        const auto other = configWith({layers("llama.rope.dimension_count", {8, 4})});
        QVERIFY(QString::fromStdString(errorOf(other))
                    .contains("key 'llama.rope.dimension_count' differs from layer to layer"));
    }

    void whatChangesTheArithmeticIsRefusedByKey_data() {
        QTest::addColumn<int>("row");
        for (int i = 0; i < static_cast<int>(refusals().size()); ++i)
            QTest::addRow("%s", refusals()[std::size_t(i)].second) << i;
    }
    static std::vector<std::pair<std::vector<Keys>, const char*>> refusals() {
        return {
            {{number("llama.rope.scaling.attn_factor", 1.5F)}, "key 'llama.rope.scaling.attn_factor' is 1.5"},
            {{number("llama.rope.scaling.yarn_ext_factor", 1), number("llama.rope.scaling.factor", 4)},
             "key 'llama.rope.scaling.yarn_ext_factor' is 1, the scaling is not yarn"},
            {{text("llama.rope.scaling.type", "yarn"), number("llama.rope.scaling.factor", 4),
              number("llama.rope.scaling.yarn_attn_factor", 1)},
             "key 'llama.rope.scaling.yarn_attn_factor' is 1: transformers"},
            {{text("llama.rope.scaling.type", "yarn"), number("llama.rope.scaling.factor", 4),
              number("llama.rope.scaling.yarn_ext_factor", 0)},
             "key 'llama.rope.scaling.yarn_ext_factor' is 0, not 1"},
            {{[](GgufBytes& file) { file.textsKey("tokenizer.ggml.tokens", std::vector<std::string>(41, "a")); }},
             "key 'tokenizer.ggml.tokens' has 41 tokens, tensor 'token_embd.weight' 40 rows"},
            {{integer("llama.rope.dimension_count", 4)}, "key 'llama.rope.dimension_count' is 4, the heads have 8"},
            {{flag("llama.attention.causal", false)}, "key 'llama.attention.causal' is false"},
            {{integer("llama.expert_count", 8)}, "key 'llama.expert_count' is 8"},
            {{integer("llama.vocab_size", 41)}, "key 'llama.vocab_size' is 41, tensor 'token_embd.weight' has 40 rows"},
            {{integer("llama.attention.value_length", 16)}, "key 'llama.attention.value_length' is 16, keys have 8"},
            {{number("llama.rope.scale_linear", 2), number("llama.rope.scaling.factor", 4)},
             "key 'llama.rope.scale_linear' is 2, 'rope.scaling.factor' is 4"},
            {{number("llama.rope.scaling.factor", -1)}, "key 'llama.rope.scaling.factor' must be positive"},
            {{text("llama.rope.scaling.type", "spiral")}, "key 'llama.rope.scaling.type' is 'spiral'"},
            {{text("llama.rope.scaling.type", "yarn")},
             "key 'llama.rope.scaling.factor' is missing or 1, the scaling is yarn"},
            {{number("llama.rope.scaling.yarn_log_multiplier", 0.1F)},
             "key 'llama.rope.scaling.yarn_log_multiplier' is 0.1"},
            {{number("llama.attention.max_alibi_bias", 8)}, "key 'llama.attention.max_alibi_bias' is 8"},
            {{number("llama.attention.clamp_kqv", 8)}, "key 'llama.attention.clamp_kqv' is 8"},
            {{number("llama.logit_scale", 0.5F)}, "key 'llama.logit_scale' is 0.5"},
            {{flag("llama.use_parallel_residual", true)}, "key 'llama.use_parallel_residual' is true"},
            {{number("llama.brand_new", 1)}, "unknown key 'llama.brand_new'"},
            {{text("general.type", "adapter")}, "key 'general.type' is \"adapter\""},
            {{number("llama.rope.freq_base", 0)}, "key 'llama.rope.freq_base' must be greater than 1"}};
    }
    void whatChangesTheArithmeticIsRefusedByKey() {
        QFETCH(int, row);
        const auto [keys, message] = refusals()[static_cast<std::size_t>(row)];
        const auto config = configWith(keys);
        QVERIFY(!config);
        const auto error = QString::fromStdString(errorOf(config));
        QVERIFY2(error.contains(message) && error.contains("model.gguf"), qPrintable(error));
    }

    void theReportedFilesAreHonouredOrRefused() {
        if (report("").empty()) QSKIP("AZR_TEST_DATA is not set");
        const auto half = readHfConfig(report("U04_rope_half"));
        QVERIFY(!half);
        QVERIFY2(errorOf(half).find("rope.dimension_count' is ") != std::string::npos, errorOf(half).c_str());
        const auto linear = readHfConfig(report("U07_old_scale_linear"));
        QVERIFY2(linear, errorOf(linear).c_str());
        QCOMPARE(linear->ropeScaling.kind, RopeScaling::Kind::Linear);
        QVERIFY(linear->ropeScaling.factor > 1);
    }

    void factorsOfAnotherArchitectureAreRefused() {
        for (const char* tensor : {"rope_factors_long.weight", "rope_factors_short.weight"}) {
            GgufBytes file = llama(0, 2);
            file.tensor(tensor, {4}, 0, 0).tensor("token_embd.weight", {kWidth, kRows}, 0, 32);
            QVERIFY(writeFileAtomic(at("model.gguf"), file.data(32 + kWidth * kRows * 4).bytes()));
            const auto config = readHfConfig(at("model.gguf"));
            QVERIFY(!config);
            QVERIFY2(errorOf(config).find(std::string("tensor '") + tensor + "' does not belong") != std::string::npos,
                     errorOf(config).c_str());
        }
    }

    void endsOfTurnsEndCompletions() {
        const auto config =
            configWith({integer("tokenizer.ggml.eos_token_id", 3), integer("tokenizer.ggml.eot_token_id", 5),
                        integer("tokenizer.ggml.eom_token_id", 3)});
        QVERIFY2(config, errorOf(config).c_str());
        QCOMPARE(config->eosTokens, (std::vector<int>{3, 5}));
    }

    void tensorsAreNamedAsInTheFile() {
        GgufBytes file = llama(0);
        QVERIFY(writeFileAtomic(at("model.gguf"), withEmbedding(file).bytes()));
        const auto source = WeightSource::open(at("model.gguf"));
        QVERIFY(source);
        const auto outcome = checkTensors(**source, *readHfConfig(at("model.gguf")));
        QVERIFY(!outcome);
        QVERIFY2(describe(outcome.error()).find("tensor 'blk.0.attn_norm.weight' is missing") != std::string::npos,
                 describe(outcome.error()).c_str());
    }

    void anyPartOpensTheWholeModel() {
        writeParts(3, 3);
        for (const char* name :
             {"model-00001-of-00003.gguf", "model-00002-of-00003.gguf", "model-00003-of-00003.gguf"}) {
            const auto file = GgufFile::open(at(name));
            QVERIFY2(file, file ? "" : describe(file.error()).c_str());
            QCOMPARE(file->parts().size(), std::size_t{3});
            QCOMPARE(file->path().filename().string(), std::string("model-00001-of-00003.gguf"));
            QCOMPARE(file->tensors().size(), std::size_t{3});
            QCOMPARE(file->find("blk.0.extra2")->part, std::size_t{2});
            QVERIFY(readHfConfig(at(name)));
            QVERIFY(hashOfFiles(at(name)) && *hashOfFiles(at(name)) == *hashOfFiles(at("model-00001-of-00003.gguf")));
        }
    }

    void partsThatDoNotFitAreRefused() {
        writeParts(3, 3);
        QVERIFY(std::filesystem::remove(at("model-00002-of-00003.gguf")));
        auto outcome = GgufFile::open(at("model-00003-of-00003.gguf"));
        QVERIFY(!outcome);
        QVERIFY(describe(outcome.error()).find("model-00002-of-00003.gguf: part 2 of 3 is missing (put all parts") !=
                std::string::npos);
        std::filesystem::copy_file(at("model-00003-of-00003.gguf"), at("model-00002-of-00003.gguf"));
        outcome = GgufFile::open(at("model-00001-of-00003.gguf"));
        QVERIFY(!outcome);
        QVERIFY(describe(outcome.error()).find("is part 3 of 3 by its keys, but its name") != std::string::npos);
        writeParts(2, 5, "few");
        outcome = GgufFile::open(at("few-00001-of-00002.gguf"));
        QVERIFY(!outcome);
        QVERIFY(describe(outcome.error()).find("key 'split.tensors.count' is 5, the parts hold 2 tensors") !=
                std::string::npos);
        std::filesystem::rename(at("few-00001-of-00002.gguf"), at("renamed.gguf"));
        outcome = GgufFile::open(at("renamed.gguf"));
        QVERIFY(!outcome);
        QVERIFY(describe(outcome.error()).find("its name does not end in -00001-of-00002.gguf") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestGgufConfig)
#include "tst_gguf_config.moc"
