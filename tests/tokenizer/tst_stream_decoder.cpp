#include <QtTest>

#include "core/base/rng.h"
#include "core/tokenizer/parts/byte_level_p.h"
#include "core/tokenizer/stream_decoder.h"

using namespace azr;
using tokenizer::StreamDecoder;
using tokenizer::Tokenizer;

namespace {

/// Byte fallback: every byte beyond the letters is a token of its own.
Tokenizer byteTokenizer() {
    Json vocabulary = Json::object();
    for (int byte = 0; byte < 256; ++byte) {
        char name[8];
        std::snprintf(name, sizeof name, "<0x%02X>", byte);
        vocabulary[name] = byte;
    }
    vocabulary["a"] = 256;
    vocabulary["\u2581"] = 257;
    const Json json = {
        {"added_tokens", Json::array({{{"id", 258}, {"content", "<end>"}, {"special", true}, {"normalized", false}}})},
        {"normalizer", {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", "\u2581"}}},
        {"decoder",
         {{"type", "Sequence"},
          {"decoders", Json::array({{{"type", "Replace"}, {"pattern", {{"String", "\u2581"}}}, {"content", " "}},
                                    {{"type", "ByteFallback"}},
                                    {{"type", "Fuse"}}})}}},
        {"model", {{"type", "BPE"}, {"byte_fallback", true}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
    auto made = Tokenizer::parse(json, "test");
    if (!made) qFatal("%s", describe(made.error()).c_str());
    return std::move(*made);
}

/// Every byte a token of its own, under GPT-2's sign for it.
Tokenizer byteLevelTokenizer() {
    Json vocabulary = Json::object();
    for (int byte = 0; byte < 256; ++byte)
        vocabulary[tokenizer::toByteLevel(std::string(1, static_cast<char>(byte)))] = byte;
    const Json json = {{"decoder", {{"type", "ByteLevel"}}},
                       {"model", {{"type", "BPE"}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
    auto made = Tokenizer::parse(json, "test");
    if (!made) qFatal("%s", describe(made.error()).c_str());
    return std::move(*made);
}

}  // namespace

class TestStreamDecoder : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void charactersComeWholeAndTheTextIsThatOfDecode_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("letters") << "aaa";
        QTest::newRow("spaces") << " a  a ";
        QTest::newRow("two bytes") << QString::fromUtf8("aéa");
        QTest::newRow("four bytes") << QString::fromUtf8("🙂a🙂🙂");
        QTest::newRow("joined emoji") << QString::fromUtf8("👩‍🚀");
    }
    void charactersComeWholeAndTheTextIsThatOfDecode() {
        QFETCH(QString, text);
        const auto tokenizer = byteTokenizer();
        const auto ids = *tokenizer.encode(text.toStdString());
        StreamDecoder stream(tokenizer);
        std::string all;
        for (const auto id : ids) {
            const std::string part = stream.push(id);
            QVERIFY2(part.find("\xEF\xBF\xBD") == std::string::npos, "half a character came out");
            QVERIFY(QString::fromStdString(part).toStdString() == part);
            all += part;
        }
        all += stream.finish();  // bytes at the very end may go on until then
        QCOMPARE(all, text.toStdString());
        QCOMPARE(all, tokenizer.decode(ids));
    }

    void bytesThatNeverBecomeACharacterComeAtTheEnd() {
        const auto tokenizer = byteTokenizer();
        StreamDecoder stream(tokenizer);
        QCOMPARE(stream.push(256), std::string("a"));
        QCOMPARE(stream.push(0xF0), std::string());
        QCOMPARE(stream.push(0x9F), std::string());
        QVERIFY(stream.finish().starts_with("\xEF\xBF\xBD"));
        QCOMPARE(stream.finish(), std::string());
    }

    void whateverComesTheTextIsThatOfDecode_data() {
        QTest::addColumn<bool>("byteLevel");
        QTest::addColumn<bool>("skip");
        QTest::newRow("byte fallback") << false << false;
        QTest::newRow("byte fallback without special tokens") << false << true;
        QTest::newRow("byte level") << true << false;
    }
    void whateverComesTheTextIsThatOfDecode() {
        QFETCH(bool, byteLevel);
        QFETCH(bool, skip);
        const auto tokenizer = byteLevel ? byteLevelTokenizer() : byteTokenizer();
        Rng rng(11);
        const std::vector<std::vector<int>> pieces = {
            {0xC3, 0xA9}, {0xF0, 0x9F, 0x99, 0x82}, {0xE6, 0x97, 0xA5}, {0xFF}, {0xC3}, {0x80}, {0xE6, 0x97}, {'x'}};
        for (int round = 0; round < 400; ++round) {
            std::vector<std::int32_t> ids;
            while (ids.size() < 400U && !rng.chance(0.01)) {
                const auto& piece = pieces[rng.below(pieces.size())];
                ids.insert(ids.end(), piece.begin(), piece.end());
                if (!byteLevel && rng.chance(0.3)) ids.push_back(rng.chance(0.5) ? 256 : rng.chance(0.5) ? 257 : 258);
            }
            StreamDecoder stream(tokenizer, skip);
            std::string all;
            for (const auto id : ids) {
                const std::string part = stream.push(id);
                QVERIFY2(QString::fromStdString(part).toStdString() == part, "a part is no UTF-8");
                all += part;
            }
            QCOMPARE(all + stream.finish(), tokenizer.decode(ids, skip));
        }
    }

    void specialTokensAreLeftOutWhereAsked() {
        const auto tokenizer = byteTokenizer();
        StreamDecoder with(tokenizer), without(tokenizer, true);
        QCOMPARE(with.push(258), std::string("<end>"));
        QCOMPARE(without.push(258), std::string());
        QCOMPARE(without.push(256), std::string("a"));
    }
};

QTEST_GUILESS_MAIN(TestStreamDecoder)
#include "tst_stream_decoder.moc"
