// Regular expressions as Oniguruma has them: what is matched, and what is refused rather than guessed.
#include <QtTest>

#include "core/tokenizer/parts/regex_p.h"
#include "core/tokenizer/parts/young_characters_p.h"

using namespace azr;
using namespace azr::tokenizer;

namespace {

Result<std::vector<Span>> find(const std::string& pattern, const std::string& text) {
    AZR_TRY(const auto regex, Regex::compile(pattern, "t"));
    std::vector<Span> found;
    AZR_CHECK(regex.findAll(text, found));
    return found;
}

QString shown(const std::vector<Span>& spans) {
    QStringList list;
    for (const Span& span : spans) list << QString("%1-%2").arg(span.begin).arg(span.end);
    return list.join(' ');
}

}  // namespace

class TestRegex : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void constructsMeanWhatTheyDoInOniguruma_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("spans");
        QTest::newRow("hex digits") << "\\h+"
                                    << "xaFg1"
                                    << "1-3 4-5";
        QTest::newRow("an interval that repeats") << "a{1,3}+"
                                                  << "aaaab"
                                                  << "0-4";
        QTest::newRow("intersection") << "[a-z&&[^aeiou]]+"
                                      << "abcde"
                                      << "1-4";
        QTest::newRow("marks are of words") << "\\w+"
                                            << "e\u0301x"
                                            << "0-4";
        QTest::newRow("beyond the first plane") << "\\p{Han}+"
                                                << "a𠀀b"
                                                << "1-5";
        QTest::newRow("end before a line end") << "a$"
                                               << "a\na"
                                               << "0-1 2-3";
        QTest::newRow("case folds") << "(?i:s)"
                                    << "Sſs"
                                    << "0-1 1-3 3-4";
        QTest::newRow("empty matches") << "x*"
                                       << "axa"
                                       << "0-0 1-2 3-3";
        QTest::newRow("symbols are punctuation") << "[[:punct:]]+"
                                                 << "a+!b"
                                                 << "1-3";
        QTest::newRow("no symbol, no punctuation") << "[[:^punct:]]+"
                                                   << "+a!"
                                                   << "1-2";
        QTest::newRow("the property of words") << "\\p{Word}+"
                                               << "a²+"
                                               << "0-3";
        QTest::newRow("and its opposite") << "\\P{word}|\\p{^Word}"
                                          << "²+"
                                          << "2-3";
        QTest::newRow("line ends repeat") << "\\R+"
                                          << "a\n\r\n\nb"
                                          << "1-5";
        QTest::newRow("not of a class") << "[:punct:]+"
                                        << "++"
                                        << "";
        QTest::newRow("nothing in nothing") << "x*"
                                            << ""
                                            << "";
    }
    void constructsMeanWhatTheyDoInOniguruma() {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(QString, spans);
        const auto found = find(pattern.toStdString(), text.toStdString());
        QVERIFY2(found, found ? "" : describe(found.error()).c_str());
        QCOMPARE(shown(*found), spans);
    }

    void literalTextsAreNoPatterns() {
        const auto part = parseJson(R"({"pattern":{"String":"a+"}})");
        const auto regex = Regex::parse(*part, "t");
        QVERIFY(regex);
        std::vector<Span> found;
        QVERIFY(regex->findAll("aa+aa+", found));
        QCOMPARE(shown(found), QString("1-3 4-6"));
    }

    void patternsThatCannotBeReadAreNamed() {
        const auto error = find("(a", "a").error();
        QCOMPARE(error.code, ErrorCode::Unsupported);
        QVERIFY(error.detail.find("(a") != std::string::npos && !error.remedy.empty());
        QCOMPARE(Regex::parse(*parseJson(R"({"pattern":{"Glob":"a"}})"), "t").error().code, ErrorCode::Unsupported);
        QCOMPARE(Regex::parse(*parseJson("{}"), "t").error().code, ErrorCode::Parse);
    }

    void endlessMatchingIsGivenUp() {
        const auto error = find("(a+)+b|c", std::string(64, 'a')).error();
        QCOMPARE(error.code, ErrorCode::Exhausted);
        QVERIFY(error.detail.find("gave up") != std::string::npos);
    }

    void youngCharactersAreMatchedByTheirKind_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<char32_t>("value");
        QTest::addColumn<bool>("matches");
        QTest::newRow("a letter of Unicode 16") << "\\p{L}" << char32_t{0x10D4A} << true;
        QTest::newRow("a capital letter") << "\\p{Lu}" << char32_t{0xA7CB} << true;
        QTest::newRow("a digit") << "\\d" << char32_t{0x116D0} << true;
        QTest::newRow("a mark") << "\\p{M}" << char32_t{0x897} << true;
        QTest::newRow("an ideograph") << "\\p{Han}" << char32_t{0x2EBF0} << true;
        QTest::newRow("a sign is no letter") << "\\p{L}" << char32_t{0x1CC00} << false;
        QTest::newRow("of Unicode 17, not yet") << "\\p{L}" << char32_t{0x16EA0} << false;
    }
    void youngCharactersAreMatchedByTheirKind() {
        QFETCH(QString, pattern);
        QFETCH(char32_t, value);
        QFETCH(bool, matches);
        const auto found = find(pattern.toStdString(), QString::fromUcs4(&value, 1).toStdString());
        QVERIFY2(found, found ? "" : describe(found.error()).c_str());
        QCOMPARE(!found->empty(), matches);
    }

    void aPatternThatCouldTellAStandInIsRefused_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<char32_t>("value");
        QTest::newRow("a reference to what was matched") << "(.)\\1" << char32_t{0x10D4A};
        QTest::newRow("graphemes") << "\\X" << char32_t{0x10D4A};
        QTest::newRow("the script of a stand-in") << "\\p{Georgian}" << char32_t{0x1C89};
        QTest::newRow("the script that it lacks") << "\\p{Cyrillic}" << char32_t{0x1C89};
        QTest::newRow("blocks") << "\\p{In_Basic_Latin}" << char32_t{0x897};
        QTest::newRow("the end of a range between them") << "[\u0300-\u08B0]" << char32_t{0x897};
        QTest::newRow("a number of a character") << "[\\x{300}-\\x{8B0}]" << char32_t{0x897};
        QTest::newRow("an old letter that became alphabetic") << "\\p{Alpha}" << char32_t{0x363};
    }
    void aPatternThatCouldTellAStandInIsRefused() {
        QFETCH(QString, pattern);
        QFETCH(char32_t, value);
        const auto found = find(pattern.toStdString(), QString::fromUcs4(&value, 1).toStdString());
        QVERIFY(!found);
        QCOMPARE(found.error().code, ErrorCode::Unsupported);
        QVERIFY(find(pattern.toStdString(), "plain text"));
    }

    void rangesOfYoungCharactersAscend() {
        char32_t last = 0;
        for (const YoungRange& range : youngRanges()) {
            QVERIFY(range.first > last && range.last >= range.first);
            QVERIFY(youngRangeOf(range.standIn) == nullptr);
            QCOMPARE(youngRangeOf(range.first), &range);
            QCOMPARE(youngRangeOf(range.last), &range);
            last = range.last;
        }
        QVERIFY(youngRangeOf(U'a') == nullptr && youngRangeOf(0x10FFFF) == nullptr);
    }
};

QTEST_GUILESS_MAIN(TestRegex)
#include "tst_regex.moc"
