#include <QTemporaryDir>
#include <QtTest>

#include "core/base/json.h"
#include "core/weights/gguf/gguf_model.h"
#include "tests/support/gguf_bytes.h"

using namespace azr;
using namespace azr::weights;
using azr::test::GgufBytes;

namespace {

const std::filesystem::path kData = std::filesystem::path(AZR_TESTS_FOLDER) / "data/gguf";

std::vector<std::byte> fromHex(const std::string& text) {
    std::vector<std::byte> bytes;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        bytes.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
    return bytes;
}

/// The metadata of a small model of `architecture` with one key more or less.
GgufBytes metadata(const std::string& architecture, std::uint64_t tensors) {
    GgufBytes file;
    file.header(tensors, 9).textKey("general.architecture", architecture);
    const std::string prefix = architecture + ".";
    file.intKey(prefix + "embedding_length", 32).intKey(prefix + "block_count", 1);
    file.intKey(prefix + "attention.head_count", 4).intKey(prefix + "attention.head_count_kv", 2);
    file.intKey(prefix + "feed_forward_length", 48).intKey(prefix + "context_length", 64);
    file.floatKey(prefix + "attention.layer_norm_rms_epsilon", 1e-5F).floatKey(prefix + "rope.freq_base", 5e5F);
    return file;
}

}  // namespace

class TestGguf : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path write(const std::string& bytes) {
        const auto path = std::filesystem::path(m_folder.path().toStdString()) / "model.gguf";
        return writeFileAtomic(path, bytes) ? path : std::filesystem::path();
    }

  private Q_SLOTS:
    void blocksHaveTheValuesOfTheReference_data() {
        QTest::addColumn<int>("number");
        QTest::addColumn<QString>("name");
        const std::pair<int, const char*> all[] = {{0, "F32"},   {1, "F16"},     {30, "BF16"},  {8, "Q8_0"},
                                                   {2, "Q4_0"},  {3, "Q4_1"},    {6, "Q5_0"},   {7, "Q5_1"},
                                                   {12, "Q4_K"}, {13, "Q5_K"},   {14, "Q6_K"},  {10, "Q2_K"},
                                                   {11, "Q3_K"}, {20, "IQ4_NL"}, {23, "IQ4_XS"}};
        for (const auto& [number, name] : all) QTest::newRow(name) << number << name;
    }
    void blocksHaveTheValuesOfTheReference() {
        QFETCH(int, number);
        QFETCH(QString, name);
        const auto golden = readJson(kData / "blocks.json");
        QVERIFY(golden);
        const auto& row = golden->at(name.toStdString());
        const auto bytes = fromHex(row.at("bytes").get<std::string>());
        const auto wanted = row.at("values").get<std::vector<float>>();
        const auto type = ggufType(static_cast<std::uint32_t>(number));
        QVERIFY(type && type->name == name.toStdString());
        QCOMPARE(static_cast<std::int64_t>(bytes.size()) / type->blockBytes * type->blockElements,
                 static_cast<std::int64_t>(wanted.size()));
        std::vector<float> actual(wanted.size());
        dequantise(*type, bytes, actual);
        for (std::size_t i = 0; i < wanted.size(); ++i)
            QVERIFY2(std::abs(actual[i] - wanted[i]) <= 1e-7F * std::max(1e-2F, std::abs(wanted[i])),
                     qPrintable(QString("element %1: %2, wanted %3").arg(i).arg(actual[i]).arg(wanted[i])));
    }

    void brokenFilesAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const GgufBytes& file, const char* part) {
            QTest::newRow(name) << QByteArray::fromStdString(file.bytes()) << part;
        };
        QTest::newRow("empty") << QByteArray() << "GGUF";
        QTest::newRow("another format") << QByteArray("PK\x03\x04 and more") << "is no GGUF file";
        row("version 1", GgufBytes().header(0, 0, 1), "version 1");
        row("big-endian", GgufBytes().header(0, 0, 0x03000000), "big-endian");
        QTest::newRow("cut in the header") << QByteArray("GGUF\x03\0\0\0\x01", 9) << "middle of its header";
        row("countless keys", GgufBytes().header(0, UINT64_MAX), "counts more entries");
        row("countless tensors", GgufBytes().header(1ULL << 60, 0), "counts more entries");
        row("key without end", GgufBytes().header(0, 1).put<std::uint64_t>(1ULL << 62).put<std::uint64_t>(0),
            "longer than the file");
        row("unknown value", GgufBytes().header(0, 1).text("key").put<std::uint32_t>(77).put<std::uint64_t>(0),
            "key 'key' has the unknown type 77");
        row("endless list",
            GgufBytes().header(0, 1).text("list").put<std::uint32_t>(9).put<std::uint32_t>(4).put<std::uint64_t>(1ULL
                                                                                                                 << 61),
            "key 'list' is a list longer than the file");
        row("list of lists",
            GgufBytes().header(0, 1).text("list").put<std::uint32_t>(9).put<std::uint32_t>(9).put<std::uint64_t>(1),
            "key 'list' is a list of an unknown type");
        row("key twice", GgufBytes().header(0, 2).intKey("same", 1).intKey("same", 2), "key 'same' stands twice");
        row("no dimensions", GgufBytes().header(1, 0).tensor("t", {}, 0, 0).data(64), "tensor 't' has 0 dimensions");
        row("many dimensions", GgufBytes().header(1, 0).tensor("t", {1, 1, 1, 1, 1}, 0, 0), "5 dimensions");
        row("size 0", GgufBytes().header(1, 0).tensor("t", {0}, 0, 0).data(64), "impossible size");
        row("huge size", GgufBytes().header(1, 0).tensor("t", {UINT64_MAX}, 0, 0).data(64), "impossible size");
        row("overflow", GgufBytes().header(1, 0).tensor("t", {1ULL << 40, 1ULL << 40, 1ULL << 40}, 0, 0).data(64),
            "tensor 't' lies outside the file");
        row("unreadable type", GgufBytes().header(1, 0).tensor("t", {32}, 16, 0).data(64),
            "tensor 't' has the type IQ2_XXS (get the model in one of F32, F16");
        row("unknown type", GgufBytes().header(1, 0).tensor("t", {32}, 99, 0).data(64),
            "tensor 't' has the type number 99");
        row("broken rows", GgufBytes().header(1, 0).tensor("t", {33}, 8, 0).data(64), "no whole blocks of Q8_0");
        row("beyond the end", GgufBytes().header(1, 0).tensor("t", {32}, 0, 0).data(64), "lies outside the file");
        row("offset beyond", GgufBytes().header(1, 0).tensor("t", {4}, 0, 1ULL << 63).data(64), "lies outside");
        row("crooked offset", GgufBytes().header(1, 0).tensor("t", {4}, 0, 5).data(64), "is not aligned");
        row("overlap", GgufBytes().header(2, 0).tensor("t", {16}, 0, 0).tensor("u", {16}, 0, 32).data(128), "overlaps");
        row("same name", GgufBytes().header(2, 0).tensor("t", {8}, 0, 0).tensor("t", {8}, 0, 32).data(128),
            "tensor 't' stands twice");
        row("bad alignment", GgufBytes().header(1, 1).intKey("general.alignment", 0).tensor("t", {8}, 0, 0).data(64),
            "general.alignment");
    }
    void brokenFilesAreRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        const auto file = GgufFile::open(write(bytes.toStdString()));
        QVERIFY(!file);
        const auto text = QString::fromStdString(describe(file.error()));
        QVERIFY2(text.contains(part) && text.contains("model.gguf"), qPrintable(text));
    }

    void everyCutOfAFileIsSurvived() {
        const auto whole = readFile(kData / "llama.gguf");
        QVERIFY(whole);
        for (std::size_t length = 0; length < whole->size(); length += length < 1000 ? 17 : length < 4000 ? 61 : 4001) {
            const auto file = GgufFile::open(write(whole->substr(0, length)));
            QVERIFY2(!file, qPrintable(QString("%1 bytes were taken for a whole file").arg(length)));
        }
    }

    void metadataBecomesAConfig() {
        const auto config = readHfConfig(
            write(metadata("qwen2", 1).tensor("token_embd.weight", {32, 40}, 0, 0).data(32 * 40 * 4).bytes()));
        QVERIFY2(config, config ? "" : describe(config.error()).c_str());
        QCOMPARE(config->family, Family::Qwen2);
        QVERIFY(config->qkvBias && config->tiedEmbeddings && !config->qkNorm);
        QCOMPARE(config->hidden, 32);
        QCOMPARE(config->kvHeads, 2);
        QCOMPARE(config->headDim, 8);
        QCOMPARE(config->vocabulary, 40);
        QCOMPARE(config->context, 64);
        QCOMPARE(config->ropeTheta, 5e5);
    }

    void unusableModelsAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const GgufBytes& file, const char* part) {
            QTest::newRow(name) << QByteArray::fromStdString(file.bytes()) << part;
        };
        row("another architecture", GgufBytes().header(0, 1).textKey("general.architecture", "mamba"), "'mamba'");
        row("no architecture", GgufBytes().header(0, 0), "key 'general.architecture' is missing");
        row("a number for a name", GgufBytes().header(0, 1).intKey("general.architecture", 4), "has the wrong type");
        row("missing size", GgufBytes().header(0, 1).textKey("general.architecture", "llama"),
            "key 'llama.embedding_length' is missing");
        row("no embedding", metadata("llama", 0), "token_embd.weight");
        row("other scaling of positions",
            metadata("llama", 2)
                .tensor("rope_freqs.weight", {4}, 0, 0)
                .tensor("token_embd.weight", {32, 40}, 0, 32)
                .data(32 + 32 * 40 * 4),
            "tensor 'rope_freqs.weight' scales RoPE in another way");
    }
    void unusableModelsAreRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        const auto config = readHfConfig(write(bytes.toStdString()));
        QVERIFY(!config);
        const auto text = QString::fromStdString(describe(config.error()));
        QVERIFY2(text.contains(part) && text.contains("model.gguf"), qPrintable(text));
    }

    void llama3FactorsGiveTheRuleBack() {
        HfConfig wanted;
        wanted.headDim = 8;
        wanted.ropeTheta = 5e5;
        const auto plain = ropeFrequencies(wanted);
        wanted.ropeScaling = {RopeScaling::Kind::Llama3, 32, 1, 4, 8192};
        const auto scaled = ropeFrequencies(wanted);
        auto file = metadata("llama", 2).tensor("rope_freqs.weight", {4}, 0, 0);
        file.tensor("token_embd.weight", {32, 40}, 0, 32).data(0);
        for (std::size_t i = 0; i < 4; ++i) file.put(static_cast<float>(plain[i] / scaled[i]));
        file.data(32 * 40 * 4);
        const auto config = readHfConfig(write(file.bytes()));
        QVERIFY2(config, config ? "" : describe(config.error()).c_str());
        QCOMPARE(config->ropeScaling.kind, RopeScaling::Kind::Llama3);
        QVERIFY(std::abs(config->ropeScaling.factor - 32) < 1e-3);
        QCOMPARE(config->ropeScaling.originalContext, 8192);
    }

    void tensorsCarryTheNamesOfHuggingFace() {
        const auto source = WeightSource::open(kData / "llama.gguf");
        QVERIFY(source);
        const auto config = readHfConfig(kData / "llama.gguf");
        QVERIFY2(checkTensors(**source, *config), "");
        const auto* tensor = (*source)->find("model.layers.1.mlp.down_proj.weight");
        QVERIFY(tensor != nullptr);
        QCOMPARE(tensor->type, std::string("F16"));
        QCOMPARE(tensor->shape, (std::vector<std::int64_t>{32, 48}));
    }

    void tokenizerIsRebuiltFromTheMetadata() {
        const auto file = GgufFile::open(kData / "llama.gguf");
        QVERIFY(file);
        const auto tokenizer = ggufTokenizer(*file);
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        QCOMPARE(tokenizer->vocabulary.at("abc").get<int>(), 46);
        QCOMPARE(tokenizer->settings.at("added_tokens").size(), std::size_t{1});
        QCOMPARE(tokenizer->settings.at("added_tokens")[0].at("content").get<std::string>(), std::string("<|end|>"));
        QCOMPARE(tokenizer->settings.at("pre_tokenizer").at("pretokenizers")[0].at("type").get<std::string>(),
                 std::string("Digits"));
        QCOMPARE(tokenizer->config.at("eos_token").get<std::string>(), std::string("<|end|>"));
    }

    void brokenTokenizersAreRefused_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* name, const GgufBytes& file, const char* part) {
            QTest::newRow(name) << QByteArray::fromStdString(file.bytes()) << part;
        };
        const std::vector<std::string> tokens = {"a", "b"};
        row("none", GgufBytes().header(0, 0), "tokenizer.ggml.model");
        row("another model",
            GgufBytes().header(0, 2).textKey("tokenizer.ggml.model", "rwkv").textsKey("tokenizer.ggml.tokens", tokens),
            "'rwkv'");
        row("no tokens", GgufBytes().header(0, 1).textKey("tokenizer.ggml.model", "gpt2"), "tokenizer.ggml.tokens");
        row("no merges",
            GgufBytes().header(0, 2).textKey("tokenizer.ggml.model", "gpt2").textsKey("tokenizer.ggml.tokens", tokens),
            "tokenizer.ggml.merges");
        row("unknown splitting",
            GgufBytes()
                .header(0, 3)
                .textKey("tokenizer.ggml.model", "gpt2")
                .textsKey("tokenizer.ggml.tokens", tokens)
                .textKey("tokenizer.ggml.pre", "klingon"),
            "'klingon'");
        row("types do not fit",
            GgufBytes()
                .header(0, 3)
                .textKey("tokenizer.ggml.model", "gpt2")
                .textsKey("tokenizer.ggml.tokens", tokens)
                .numbersKey<std::int32_t>("tokenizer.ggml.token_type", 5, {1}),
            "token_type");
        row("scores do not fit",
            GgufBytes()
                .header(0, 3)
                .textKey("tokenizer.ggml.model", "llama")
                .textsKey("tokenizer.ggml.tokens", tokens)
                .numbersKey<float>("tokenizer.ggml.scores", 6, {1}),
            "scores");
    }
    void brokenTokenizersAreRefused() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, part);
        const auto file = GgufFile::open(write(bytes.toStdString()));
        QVERIFY2(file, file ? "" : describe(file.error()).c_str());
        const auto tokenizer = ggufTokenizer(*file);
        QVERIFY(!tokenizer);
        const auto text = QString::fromStdString(describe(tokenizer.error()));
        QVERIFY2(text.contains(part), qPrintable(text));
    }
};

QTEST_GUILESS_MAIN(TestGguf)
#include "tst_gguf.moc"
