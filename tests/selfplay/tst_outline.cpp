// Outlines of programs, and the clause near(N) of conditions.
#include <QTest>

#include "core/selfplay/rules/condition.h"
#include "core/selfplay/rules/outline.h"

using namespace azr;
using selfplay::nearlySame;
using selfplay::outlineOf;

class TestOutline : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void namesValuesBlanksAndCommentsDoNotCount() {
        const auto outline = outlineOf("def f(x, n):\n    y = x + 1\n    return y[n]");
        QCOMPARE(outlineOf("def g(a,b):\n\n    # a comment\n    c = a + 250  # more\n    return c[b]\n"), outline);
        QVERIFY(outlineOf("def f(x, n):\n    y = n + 1\n    return y[n]") != outline);    // another name
        QVERIFY(outlineOf("def f(x, n):\n    y = x + 1.5\n    return y[n]") != outline);  // another type
        QVERIFY(outlineOf("def f(x, n):\n    y = x + 'a'\n    return y[n]") != outline);
        QVERIFY(outlineOf("def f(x, n):\n    y = x + 1\n        return y[n]") != outline);  // another block
    }

    void methodsKeywordsAndOperatorsCount() {
        QVERIFY(outlineOf("x.upper()") != outlineOf("x.lower()"));
        QVERIFY(outlineOf("x and y") != outlineOf("x or y"));
        QVERIFY(outlineOf("x // y") != outlineOf("x / y"));
        QCOMPARE(outlineOf("min(x, y)"), outlineOf("max(x, y)"));  // names, as in the syntax tree's shape
        QCOMPARE(outlineOf("(x\n    + y)"), outlineOf("(x + y)"));
        QCOMPARE(outlineOf("'it''s'"), outlineOf("\"a\" r'b'"));
        QCOMPARE(outlineOf("'''a\nb'''"), outlineOf("'c'"));
        QVERIFY(outlineOf("").empty());
        QVERIFY(!outlineOf("'open").empty());  // whatever a model writes
    }

    void shortOnesMayDifferALittle() {
        const auto small = outlineOf("def f(x):\n    return x + 1");
        QVERIFY(nearlySame(outlineOf("def f(x):\n    return x * 1"), small));
        QVERIFY(nearlySame(outlineOf("def f(x):\n    return -x + 1"), small));
        QVERIFY(!nearlySame(outlineOf("def f(x):\n    return abs(-x + 1)"), small));
        const std::string text =
            "def f(x, n):\n    for i in range(n):\n        x = x + i\n    x = x - n\n    return x + ";
        QVERIFY(outlineOf(text + "1").size() > selfplay::kSmallOutline);
        QVERIFY(nearlySame(outlineOf(text + "1"), outlineOf(text + "5")));
        QVERIFY(!nearlySame(outlineOf(text + "1"), outlineOf(text + "n")));
    }

    void aConditionAsksForNearDuplicates() {
        const std::string condition = "near(12) = 1 and number != 12";
        QCOMPARE(selfplay::Condition::comparedTasks(condition), std::vector<std::int64_t>{12});
        const auto parsed = selfplay::Condition::parse(condition, {{12, "def f(x):\n    return x + 1"}});
        QVERIFY2(parsed.has_value(), parsed ? "" : describe(parsed.error()).c_str());
        selfplay::TaskFacts facts;
        facts.program = "def f(value):\n    return value + 5";
        facts.number = selfplay::numberInRun(TaskId{2'000'000'013});
        QCOMPARE(facts.number, 13.0);
        QVERIFY(parsed->meets(facts));
        facts.number = selfplay::numberInRun(TaskId{12});
        QVERIFY(!parsed->meets(facts));
        facts.number = 14;
        facts.program = "def f(x):\n    return [i for i in x if i]";
        QVERIFY(!parsed->meets(facts));
        const auto unknown = selfplay::Condition::parse("near(99) = 1", {});
        QVERIFY(!unknown.has_value());
        QVERIFY(unknown.error().detail.find("99") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestOutline)
#include "tst_outline.moc"
