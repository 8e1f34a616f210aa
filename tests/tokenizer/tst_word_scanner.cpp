// The scanners of known patterns against the patterns themselves, over all characters.
#include <QtTest>

#include "core/base/rng.h"
#include "core/tokenizer/parts/regex_p.h"
#include "core/tokenizer/utf8_p.h"
#include "core/tokenizer/vocabulary/word_scanner_p.h"

using namespace azr;
using namespace azr::tokenizer;

namespace {

/// Each character where it could matter: between letters, digits, spaces, line ends and signs, twice, after
/// apostrophes.
void appendContexts(std::string& text, char32_t value) {
    std::string one;
    appendUtf8(one, value);
    for (const char* around : {"a|b", "1|1", " | ", "  |a", "\n|\n", "'|", "|'s", "'l|", ".|.", "\t|1"}) {
        for (const char* c = around; *c != '\0'; ++c) {
            if (*c == '|')
                text += one;
            else
                text += *c;
        }
    }
    text += one + one + " " + one + one + "a";
}

/// All that are assigned, with some unassigned ones.
std::vector<char32_t> characters() {
    std::vector<char32_t> all;
    for (char32_t value = 0; value < 0x110000; ++value) {
        if (value >= 0xD800 && value < 0xE000) continue;
        const bool sparse = (value >= 0xE000 && value < 0xF900) || (value >= 0x3400 && value < 0xA000) ||
                            (value >= 0xAC00 && value < 0xD7A0) || value >= 0x17000;
        const bool young = value >= 0x1CC00 && value < 0x1FC00;
        if (!sparse || young || value % 61 == 0) all.push_back(value);
    }
    return all;
}

QString differ(std::string_view text, const std::vector<Span>& a, const std::vector<Span>& b) {
    std::size_t i = 0;
    while (i < std::min(a.size(), b.size()) && a[i] == b[i]) ++i;
    const std::size_t at = i < b.size() ? b[i].begin : text.size();
    return QString("at %1: '%2'").arg(at).arg(QString::fromStdString(std::string(text.substr(at, 24))));
}

}  // namespace

class TestWordScanner : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void piecesAreThoseOfThePattern_data() {
        QTest::addColumn<QString>("pattern");
        QTest::newRow("GPT-2") << QString::fromUtf8(kGpt2Words.data());
        QTest::newRow("Qwen2") << QString::fromUtf8(kQwen2Words.data());
        QTest::newRow("Llama 3") << QString::fromUtf8(kLlama3Words.data());
    }
    void piecesAreThoseOfThePattern() {
        QFETCH(QString, pattern);
        const auto written = pattern.toStdString();
        QVERIFY(knownPattern(written));
        const auto fast = Regex::compile(written, "t"), slow = Regex::compile(written, "t", Regex::Engine::Oniguruma);
        QVERIFY(fast && slow);
        const auto same = [&](const std::string& text) {
            std::vector<Span> quick, sure;
            if (!fast->findAll(text, quick) || !slow->findAll(text, sure)) return QString("gave up");
            return quick == sure ? QString() : differ(text, quick, sure);
        };
        std::string text;
        for (const char32_t value : characters()) {
            appendContexts(text, value);
            if (text.size() < 4096) continue;
            const QString mistake = same(text);
            QVERIFY2(mistake.isEmpty(), qPrintable(mistake));
            text.clear();
        }
        QVERIFY2(same(text).isEmpty(), "the last characters");
        Rng rng(7);
        constexpr const char* kParts[] = {"a",      "É",  "ſ",      "1",   "٣",  "½",      " ",     "  ", "\n",
                                          "\r",     "\t", "\u3000", "'",   "'s", "'LL",    "'ſ",    ".",  "日",
                                          "\u0301", "😀",  "'re",    "'VE", "_",  "\u00a0", "\u180e"};
        for (int i = 0; i < 3000; ++i) {
            std::string mixed;
            for (int k = 0; k < 12; ++k) mixed += kParts[rng.below(std::size(kParts))];
            QVERIFY2(same(mixed).isEmpty(), mixed.c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestWordScanner)
#include "tst_word_scanner.moc"
