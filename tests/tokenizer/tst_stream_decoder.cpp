#include <QtTest>

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
