// Patterns of names as Python's re takes them: matched, or refused with the part that is not understood.
#include <QElapsedTimer>
#include <QtTest>

#include "core/weights/adapters/name_pattern.h"

using azr::weights::NamePattern;

class TestNamePattern : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// Checked against Python 3.11: re.fullmatch and re.match.
    void namesMatchAsInPython_data() {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("whole");
        QTest::addColumn<bool>("start");
        const auto row = [](const char* pattern, const char* name, bool whole, bool start) {
            QTest::addRow("%s on %s", pattern, name) << pattern << name << whole << start;
        };
        const char* const q0 = "model.layers.0.self_attn.q_proj";
        row(R"(.*\.(q|v)_proj)", q0, true, true);
        row(R"(.*\.(k|v)_proj)", q0, false, false);
        row(R"(q_proj)", q0, false, false);
        row(R"(model)", q0, false, true);
        row(R"(^model\.layers\.\d+\.self_attn\.[qk]_proj$)", q0, true, true);
        row(R"(model.layers.[1-9]\..*)", q0, false, false);
        row(R"(model.layers.[^1-9]\..*)", q0, true, true);
        row(R"((?!.*mlp).*_proj)", q0, true, true);
        row(R"((?!.*attn).*_proj)", q0, false, false);
        row(R"((?=.*attn).*)", q0, true, true);
        row(R"(.*(?<=q)_proj)", q0, true, true);
        row(R"(.*(?<!q)_proj)", q0, false, false);
        row(R"(.*?layers\.(?P<idx>\d+)\..+?)", q0, true, true);
        row(R"(a|ab)", "ab", true, true);
        row(R"((a|ab)(c|bcd))", "abcd", true, true);
        row(R"(a{2})", "aa", true, true);
        row(R"(a{2})", "aaa", false, true);
        row(R"(a{,2}b)", "aab", true, true);
        row(R"(a{1,})", "aaaa", true, true);
        row(R"(a{2,3}?)", "aaa", true, true);
        row(R"(a{b})", "a{b}", true, true);
        row(R"((ab)*)", "ababab", true, true);
        row(R"((ab)*)", "aba", false, true);
        row(R"((a*)*)", "aaaa", true, true);
        row(R"([]a]+)", "]a]", true, true);
        row(R"([a\-z]+)", "a-z", true, true);
        row(R"([a-]+)", "-a", true, true);
        row(R"([\w.]+)", q0, true, true);
        row(R"(\D+)", "ab1", false, true);
        row(R"(.*\bproj)", q0, false, false);
        row(R"(.*\b0\b.*)", q0, true, true);
        row(R"(.*\Bproj\Z)", q0, true, true);
        row("", "", true, true);
        row("", "a", false, true);
        row("a$b", "ab", false, false);
        row("(|a)b", "b", true, true);
    }
    void namesMatchAsInPython() {
        QFETCH(QString, pattern);
        QFETCH(QString, name);
        const auto parsed = NamePattern::parse(pattern.toStdString(), "here");
        QVERIFY2(parsed, parsed ? "" : azr::describe(parsed.error()).c_str());
        QTEST(parsed->matchesWhole(name.toStdString()), "whole");
        QTEST(parsed->matchesAtStart(name.toStdString()), "start");
    }

    void whatIsNotUnderstoodIsRefused_data() {
        QTest::addColumn<QString>("pattern");
        for (const char* pattern : {"(?i)a",     "(a)\\1",  "a*+",    "(?>a)",   "(?P=x)",
                                    "(?(1)a|b)", "a**",     "*a",     "(a",      "a)",
                                    "[a",        "[z-a]",   "\\p{L}", "\\",      "\\x41",
                                    "[\\b]",     "a{2}{3}", "a{5,2}", "a{9999}", "((((a{99}){99}){99}){99})",
                                    "(?P<x"})
            QTest::newRow(pattern) << pattern;
        QTest::newRow("deep") << QString(100, '(') + QString(100, ')');
        QTest::newRow("long") << QString(5000, 'a');
    }
    void whatIsNotUnderstoodIsRefused() {
        QFETCH(QString, pattern);
        const auto parsed = NamePattern::parse(pattern.toStdString(), "field 'target_modules'");
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().place, std::string("field 'target_modules'"));
        QVERIFY(!parsed.error().remedy.empty());
    }

    void noPatternTakesLong() {
        QElapsedTimer timer;
        timer.start();
        const std::string name(90, 'a');
        for (const char* pattern :
             {"(a+)+b", "(a|aa)+$b", "(.*)*(.*)*(.*)*b", "((a{1,30}){1,30}){1,30}b", "(?!(?!(a+)+b)).*c"})
            if (const auto parsed = NamePattern::parse(pattern, "")) QVERIFY(!parsed->matchesWhole(name));
        QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(TestNamePattern)
#include "tst_name_pattern.moc"
