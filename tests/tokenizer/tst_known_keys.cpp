#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "core/base/files.h"
#include "core/tokenizer/known_keys.h"
#include "core/tokenizer/tokenizer.h"

using namespace azr;
using namespace azr::tokenizer;

namespace {

constexpr const char* kTokenizer = R"({"version":"1.0","model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[]}})";

Result<Tokenizer> load(const std::string& tokenizer, const std::string& config) {
    const QTemporaryDir folder;
    const std::filesystem::path path = folder.path().toStdString();
    AZR_CHECK(writeFileAtomic(path / "tokenizer.json", tokenizer));
    if (!config.empty()) AZR_CHECK(writeFileAtomic(path / "tokenizer_config.json", config));
    return Tokenizer::load(path);
}

}  // namespace

class TestKnownKeys : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void noKeyStandsTwiceAndWhatIsNotHonouredSaysWhy() {
        std::set<std::pair<std::string_view, std::string_view>> seen;
        for (const KnownKey& known : knownKeys()) {
            QVERIFY2(seen.emplace(known.section, known.key).second, std::string(known.key).c_str());
            QVERIFY2(known.use == KeyUse::Honoured || !known.why.empty(), std::string(known.key).c_str());
        }
        QVERIFY(seen.size() > 150);
    }

    void whatTheTableListsIsReadOrRefused() {
        for (const KnownKey& known : knownKeys()) {
            const std::string key =
                known.key.starts_with('*') ? "any" + std::string(known.key.substr(1)) : std::string(known.key);
            const auto taken = checkKeys(known.section, Json{{key, "x"}}, "t");
            QCOMPARE(taken.has_value(), known.use != KeyUse::Refused);
            QVERIFY(checkKeys(known.section, Json{{key, nullptr}}, "t"));
            QVERIFY(checkKeys(known.section, Json{{key, false}}, "t"));
        }
    }

    void unknownKeysAreRefusedByName_data() {
        QTest::addColumn<QString>("tokenizer");
        QTest::addColumn<QString>("config");
        QTest::addColumn<QString>("key");
        const QString model = R"("model":{"type":"BPE","vocab":{"a":0},"merges":[]})";
        QTest::newRow("of the file") << "{\"dialect\":1," + model + "}"
                                     << ""
                                     << "'dialect'";
        QTest::newRow("of the model") << R"({"model":{"type":"BPE","vocab":{"a":0},"merges":[],"beam":2}})"
                                      << ""
                                      << "'beam'";
        QTest::newRow("of a normalizer") << R"({"normalizer":{"type":"NFC","strict":true},)" + model + "}"
                                         << ""
                                         << "'strict'";
        QTest::newRow("of a pre-tokenizer") << R"({"pre_tokenizer":{"type":"Whitespace","keep":true},)" + model + "}"
                                            << ""
                                            << "'keep'";
        QTest::newRow("of a decoder") << R"({"decoder":{"type":"Fuse","sep":"x"},)" + model + "}"
                                      << ""
                                      << "'sep'";
        QTest::newRow("of a token") << R"({"added_tokens":[{"id":1,"content":"x","greedy":true}],)" + model + "}"
                                    << ""
                                    << "'greedy'";
        QTest::newRow("of a post-processor") << R"({"post_processor":{"type":"ByteLevel","bos":1},)" + model + "}"
                                             << ""
                                             << "'bos'";
        QTest::newRow("of the config") << kTokenizer << R"({"bos_token":"a","shuffle":true})"
                                       << "'shuffle'";
        QTest::newRow("refused in the config") << kTokenizer << R"({"split_special_tokens":true})"
                                               << "'split_special_tokens'";
        QTest::newRow("another version") << "{\"version\":\"2.0\"," + model + "}"
                                         << ""
                                         << "'version'";
    }
    void unknownKeysAreRefusedByName() {
        QFETCH(QString, tokenizer);
        QFETCH(QString, config);
        QFETCH(QString, key);
        const auto loaded = load(tokenizer.toStdString(), config.toStdString());
        QVERIFY(!loaded);
        const auto text = QString::fromStdString(describe(loaded.error()));
        QVERIFY2(text.contains(key) && text.contains("tokenizer") && !loaded.error().remedy.empty(), qPrintable(text));
    }

    void harmlessKeysAreTaken() {
        const auto loaded =
            load(kTokenizer, R"({"model_max_length":1,"padding_side":"left","split_special_tokens":false,"legacy":true,
            "image_token":"<image>","tokenizer_class":"X","auto_map":{"a":"b"},"clean_up_tokenization_spaces":true})");
        QVERIFY2(loaded, loaded ? "" : describe(loaded.error()).c_str());
        QVERIFY(loaded->isSpecial(*loaded->idOf("<image>")));
    }
};

QTEST_GUILESS_MAIN(TestKnownKeys)
#include "tst_known_keys.moc"
