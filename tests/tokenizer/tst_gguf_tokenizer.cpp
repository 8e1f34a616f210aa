// Tokenizers of GGUF files, with the ids that llama.cpp gives (tests/data/tokenizer/compare_gguf.py).
#include <QTemporaryDir>
#include <QtTest>
#include <cstdlib>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/tokenizer/tokenizer.h"
#include "tests/support/gguf_bytes.h"

using namespace azr;
using azr::test::GgufBytes;
using tokenizer::Tokenizer;
using Ids = Tokenizer::Ids;

namespace {

Result<Tokenizer> load(const GgufBytes& bytes) {
    const QTemporaryDir folder;
    const std::filesystem::path path = std::filesystem::path(folder.path().toStdString()) / "model.gguf";
    AZR_CHECK(writeFileAtomic(path, bytes.bytes()));
    return Tokenizer::load(path);
}

/// SentencePiece BPE whose merges all have one score.
GgufBytes tiedMerges(std::uint64_t moreKeys) {
    const std::vector<std::string> tokens = {"<unk>", "<s>", "</s>", "a", "b", "ab", "ba", "aba", "<|eot_id|>"};
    return GgufBytes()
        .header(0, 4 + moreKeys)
        .textKey("tokenizer.ggml.model", "llama")
        .textsKey("tokenizer.ggml.tokens", tokens)
        .numbersKey<float>("tokenizer.ggml.scores", 6, {0, 0, 0, -1, -1, -1, -1, -1, 0})
        .numbersKey<std::int32_t>("tokenizer.ggml.token_type", 5, {2, 3, 3, 1, 1, 1, 1, 1, 3});
}

GgufBytes words(std::uint64_t moreKeys, const std::string& pre) {
    return GgufBytes()
        .header(0, 4 + moreKeys)
        .textKey("tokenizer.ggml.model", "gpt2")
        .textKey("tokenizer.ggml.pre", pre)
        .textsKey("tokenizer.ggml.tokens", {"1", "2", "12", "<s>", "</s>", "<|im_end|>", "<|end|>", "ab", "a", "b"})
        .textsKey("tokenizer.ggml.merges", {"1 2"});
}

}  // namespace

class TestGgufTokenizer : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void reportedFilesGiveTheIdsOfLlamaCpp_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("ids");
        const char* spm = "U20_spm_no_add_bos";
        const char* bpe = "U24_no_pre";
        QTest::newRow("SentencePiece") << spm << "hello the world"
                                       << "[1,269,267,259,122,264,117,263,103]";
        QTest::newRow("digits") << spm << " 1234567 x"
                                << "[1,259,259,52,53,54,55,56,57,58,259,123]";
        QTest::newRow("bytes") << spm << "é日😀"
                               << "[1,259,198,172,233,154,168,243,162,155,131]";
        QTest::newRow("after a special token") << spm << "hello</s> in"
                                               << "[1,269,2,259,259,108,113]";
        QTest::newRow("no pre") << bpe << "hello the world"
                                << "[262,258,32,119,111,114,108,100]";
        QTest::newRow("threes") << bpe << " 1234567 x"
                                << "[32,268,52,53,54,55,32,120]";
        QTest::newRow("no control tokens") << bpe << "<s>hello</s> in"
                                           << "[60,115,62,262,60,47,115,62,265]";
    }
    void reportedFilesGiveTheIdsOfLlamaCpp() {
        const char* data = std::getenv("AZR_TEST_DATA");
        if (data == nullptr) QSKIP("AZR_TEST_DATA is not set");
        QFETCH(QString, file);
        QFETCH(QString, text);
        QFETCH(QString, ids);
        const auto path = std::filesystem::path(data) / "reports/gguf" / file.toStdString() / "model.gguf";
        const auto tokenizer = Tokenizer::load(path);
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        QCOMPARE(dumpLine(Json(*tokenizer->encodeWithSpecial(text.toStdString()))), ids.toStdString());
    }

    void missingKeysHaveTheDefaultsOfLlamaCpp() {
        const auto spm = load(tiedMerges(0));
        QVERIFY2(spm, spm ? "" : describe(spm.error()).c_str());
        QCOMPARE(spm->beginTokens(), Ids{1});
        QCOMPARE(spm->special().eos, 2);
        QCOMPARE(spm->special().unk, 0);
        const auto bare = load(tiedMerges(1).intKey("tokenizer.ggml.bos_token_id", 3));
        QVERIFY(bare && bare->beginTokens() == Ids{3});
        const auto qwen = load(words(1, "qwen2").intKey("tokenizer.ggml.bos_token_id", 3));
        QVERIFY(qwen && qwen->beginTokens().empty());
        const auto llama = load(words(1, "llama-bpe").intKey("tokenizer.ggml.bos_token_id", 3));
        QVERIFY(llama && llama->beginTokens() == Ids{3});
        QCOMPARE(*llama->encode("ab"), Ids{7});  // a word that is a token, which no merge makes
        QCOMPARE(*qwen->encode("ab"), (Ids{8, 9}));
    }

    void equalScoresMergeFromTheLeft() {
        const auto tokenizer = load(tiedMerges(0));
        QVERIFY(tokenizer);
        QCOMPARE(*tokenizer->encode("baba"), (Ids{0, 6, 6}));
        QCOMPARE(*tokenizer->encode("ababa"), (Ids{0, 7, 6}));
    }

    void turnsAndTextsEndACompletion() {
        const auto spm = load(tiedMerges(0));
        QVERIFY(spm);
        QCOMPARE(spm->stopTokens(), (Ids{2, 8}));
        const auto named =
            load(words(2, "qwen2").intKey("tokenizer.ggml.eos_token_id", 4).intKey("tokenizer.ggml.eot_token_id", 9));
        QVERIFY(named);
        QCOMPARE(named->stopTokens(), (Ids{4, 5, 6, 9}));
    }

    void textsSayWhatIsOfControlWhereTypesDoNot() {
        const auto tokenizer = load(words(1, "qwen2").intKey("tokenizer.ggml.bos_token_id", 3));
        QVERIFY(tokenizer);
        QCOMPARE(*tokenizer->encode("1<|im_end|>2"), (Ids{0, 5, 1}));
        QVERIFY(tokenizer->isSpecial(5));
        QCOMPARE(*tokenizer->encode("<s>1"), Ids{0});  // a text, whose signs this vocabulary lacks
        QCOMPARE(tokenizer->decode(Ids{3, 0}, true), std::string("1"));
    }

    void whatIsNotKnownIsRefused() {
        QVERIFY(!load(words(0, "klingon")));
        const auto number = load(words(1, "qwen2").intKey("tokenizer.ggml.add_bos_token", 1));
        QVERIFY(!number && number.error().detail.find("add_bos_token") != std::string::npos);
        const auto key = load(words(1, "qwen2").textKey("tokenizer.ggml.lower_case", "yes"));
        QVERIFY(!key && key.error().code == ErrorCode::Unsupported);
        QVERIFY(key.error().detail.find("tokenizer.ggml.lower_case") != std::string::npos);
        const auto spaces = load(
            words(1, "qwen2").text("tokenizer.ggml.escape_whitespaces").put<std::uint32_t>(7).put<std::uint8_t>(0));
        QVERIFY(!spaces && spaces.error().detail.find("escape_whitespaces") != std::string::npos);
        QVERIFY(load(words(1, "qwen2").textKey("klingon.length", "what the config's reader refuses")));
        QVERIFY(
            !load(words(1, "qwen2").text("tokenizer.ggml.add_sep_token").put<std::uint32_t>(7).put<std::uint8_t>(1)));
    }
};

QTEST_GUILESS_MAIN(TestGgufTokenizer)
#include "tst_gguf_tokenizer.moc"
