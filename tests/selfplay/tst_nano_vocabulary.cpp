// The nano vocabulary against the ids of the Hugging Face tokenizers library (data/nano, with the script that made it).
#include <QtTest>
#include <set>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/selfplay/nano/nano_vocabulary.h"
#include "core/tokenizer/tokenizer.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

std::vector<Json> goldenRows() {
    const auto text = readFile(AZR_TESTS_FOLDER "/data/nano/golden.jsonl").value_or("");
    std::vector<Json> rows;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = text.find('\n', at);
        rows.push_back(parseJson(std::string_view(text).substr(at, end - at)).value());
        at = end + 1;
    }
    return rows;
}

}  // namespace

class TestNanoVocabulary : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyGoldenRowHasTheIdsOfHuggingFace() {
        const auto rows = goldenRows();
        QVERIFY(rows.size() > 300);
        for (const auto& row : rows) {
            const auto text = row.at("text").get<std::string>();
            const auto ids = row.at("ids").get<std::vector<policy::Token>>();
            QVERIFY2(encodeNano(text) == ids, text.c_str());
            const bool whole = !row.contains("decoded");
            QCOMPARE(speaksNano(text), whole);
            QCOMPARE(decodeNano(ids), whole ? text : row.at("decoded").get<std::string>());
        }
    }

    void theWrittenTokenizerFileGivesTheSameIds() {
        const auto json = parseJson(nanoTokenizerJson());
        QVERIFY(json);
        const auto tokenizer = tokenizer::Tokenizer::parse(*json, "nano");
        QVERIFY2(tokenizer, tokenizer ? "" : describe(tokenizer.error()).c_str());
        QCOMPARE(tokenizer->size(), static_cast<std::int32_t>(nanoLexemes().size()));
        for (const auto& row : goldenRows()) {
            const auto text = row.at("text").get<std::string>();
            const auto ids = row.at("ids").get<std::vector<std::int32_t>>();
            QVERIFY2(tokenizer->encode(text) == ids, text.c_str());
            QCOMPARE(tokenizer->decode(ids), decodeNano(ids));
        }
    }

    void noLexemeOccursTwice() {
        std::set<std::string_view> distinct(nanoLexemes().begin(), nanoLexemes().end());
        QCOMPARE(distinct.size(), nanoLexemes().size());
        QVERIFY(nanoLexemes().size() <= 128);
    }

    void theLongestLexemeWins() {
        QCOMPARE(encodeNano("\n        "), std::vector{nanoToken("\n        ")});
        QCOMPARE(encodeNano("[::-1]"), std::vector{nanoToken("[::-1]")});
        QCOMPARE(encodeNano("[:"), (std::vector{nanoToken("["), nanoToken(":")}));
        QCOMPARE(encodeNano("42"), (std::vector{nanoToken("4"), nanoToken("2")}));
    }
};

QTEST_GUILESS_MAIN(TestNanoVocabulary)
#include "tst_nano_vocabulary.moc"
