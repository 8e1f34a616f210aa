/// Conditions of rules: what they read, what they refuse and where, and that a rule survives JSON.
#include <QtTest>
#include <limits>

#include "core/selfplay/rules/condition.h"
#include "core/selfplay/rules/condition_help.h"
#include "core/selfplay/rules/pattern.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

TaskFacts facts() {
    Task task;
    task.kind = TaskKind::Deduction;
    task.program = "def f(x):\n    return sorted(x, key=lambda y: -y)";
    task.input = "[3, 1]";
    task.output = "[3, 1]";
    task.outputType = "list";
    task.step = 12;
    task.learnability = 0.75;
    task.measures.complexity = 3;
    task.measures.nearDuplicate = true;
    return factsOf(task, {});
}

}  // namespace

class TestRuleCondition : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void conditions_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("met");
        QTest::newRow("above") << "solve_rate > 0.7" << true;
        QTest::newRow("not above itself") << "solve_rate > 0.75" << false;
        QTest::newRow("at least") << "solve_rate >= 0.75" << true;
        QTest::newRow("below") << "complexity<4" << true;
        QTest::newRow("equal") << "step = 12" << true;
        QTest::newRow("not equal") << "step != 12" << false;
        QTest::newRow("a range holds its ends") << "step in 12..20" << true;
        QTest::newRow("a range of fractions") << "solve_rate in 0.5..0.74" << false;
        QTest::newRow("learnability") << "learnability = 0.25" << true;
        QTest::newRow("little learnability") << "learnability in 0.3..1" << false;
        QTest::newRow("both") << "step > 10 and solve_rate < 1" << true;
        QTest::newRow("one of both") << "step > 10 and solve_rate < 0.1" << false;
        QTest::newRow("a flag") << "near_duplicate = 1" << true;
        QTest::newRow("a size") << "program_size > 40" << true;
        QTest::newRow("a kind, bare") << "kind = deduction" << true;
        QTest::newRow("another kind") << "kind != \"deduction\"" << false;
        QTest::newRow("an expression") << "program ~ \"lambda \\w+:\"" << true;
        QTest::newRow("single quotes") << "program ~ 'sorted\\('" << true;
        QTest::newRow("not found") << "program !~ \"import\"" << true;
        QTest::newRow("lines are crossed by \\n alone") << "program ~ \"f\\(x\\):\\n\"" << true;
        QTest::newRow("like itself") << "like(7) = 1" << true;
        QTest::newRow("like another") << "like(#8) > 0.5" << false;
        QTest::newRow("below zero") << "complexity > -1" << true;
    }
    void conditions() {
        QFETCH(QString, text);
        QFETCH(bool, met);
        const ComparedPrograms programs = {{7, facts().program}, {8, "def f(a, b):\n    return a * b"}};
        const auto condition = Condition::parse(text.toStdString(), programs);
        QVERIFY2(condition.has_value(), condition ? "" : describe(condition.error()).c_str());
        QCOMPARE(condition->meets(facts()), met);
    }

    void whatIsNotKnownMeetsNothing() {
        TaskFacts unknown = facts();
        unknown.solveRate = unknown.learnability = knownSolveRate(-1);
        for (const char* text : {"solve_rate > 0", "solve_rate <= 1", "solve_rate != 2", "solve_rate in -9..9",
                                 "learnability >= 0", "learnability < 2"})
            QVERIFY2(!Condition::parse(text, {})->meets(unknown), text);
    }

    void refusals_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("told");
        QTest::newRow("nothing") << ""
                                 << "a field is expected";
        QTest::newRow("mistyped") << "solve_rat > 0.5"
                                  << "did you mean 'solve_rate'?";
        QTest::newRow("no number") << "step > soon"
                                   << "a number is expected";
        QTest::newRow("a text compared by size") << "program > 3"
                                                 << "a text is expected";
        QTest::newRow("a number searched") << "step ~ 3"
                                           << "does not compare numbers";
        QTest::newRow("no end") << "program ~ \"lambda"
                                << "the text has no end";
        QTest::newRow("a broken expression") << "program ~ \"(\""
                                             << "regular expression";
        QTest::newRow("or") << "step > 1 or step < 9"
                            << "join clauses with and";
        QTest::newRow("something behind") << "step > 1 )"
                                          << "is not expected here";
        QTest::newRow("half a clause") << "step >"
                                       << "a number is expected";
        QTest::newRow("a task that is not there") << "like(9) > 0.5"
                                                  << "there is no task 9";
        for (const char* task : {"1.7", "-3", "0", "1e300"})
            QTest::addRow("task %s", task)
                << QStringLiteral("like(%1) > 0.5").arg(task) << "a task's number is expected";
        QTest::newRow("a mistyped kind") << "kind = deductoin"
                                         << "there are deduction, abduction, induction, error";
        QTest::newRow("a mistyped origin") << "origin != 'people'"
                                           << "no task has the origin 'people'";
        QTest::newRow("a range from above") << "step in 5..1"
                                            << "the lower end comes first";
        QTest::newRow("a letter that is no sign")
            << QStringLiteral("step > 1 \u00e9") << QStringLiteral("'\u00e9' is not expected here");
        QTest::newRow("its place") << "step > 1 and flavour = 2"
                                   << "character 14";
    }
    void refusals() {
        QFETCH(QString, text);
        QFETCH(QString, told);
        const auto condition = Condition::parse(text.toStdString(), {});
        QVERIFY(!condition.has_value());
        const QString error = QString::fromStdString(describe(condition.error()));
        QVERIFY2(error.contains(told), qPrintable(error));
    }

    /// A pattern that backtracks for ever must not hold the loop: nothing is known, and nothing is done.
    void anEndlessSearchGivesUp() {
        const auto pattern = Pattern::compile("^(a+)+$");
        QVERIFY(pattern.has_value());
        QCOMPARE(pattern->matches("aaaa").value(), true);
        QCOMPARE(pattern->matches("aaab").value(), false);
        std::string text(64, 'a');
        text += 'b';
        QVERIFY(!pattern->matches(text).has_value());
        TaskFacts task = facts();
        task.program = text;
        for (const char* condition : {"program ~ '^(a+)+$'", "program !~ '^(a+)+$'"})
            QVERIFY2(!Condition::parse(condition, {})->meets(task), condition);
    }

    void whatIsNoUtf8IsNotSearched() {
        const auto pattern = Pattern::compile("b");
        QVERIFY(!pattern->matches("ab\xf0\x9f").has_value());
        QVERIFY(!Pattern::compile("\xe2\x28").has_value());
        QCOMPARE(pattern->matches("\xc3\xa9 b").value(), true);
    }

    void alikenessCountsWhatIsShared() {
        const std::string one = "def f(x):\n    return x + 3";
        QCOMPARE(alikeness(one, one), 1.0);
        QCOMPARE(alikeness(one, "def f(x):\n  return x+41  "), 1.0);  // other numbers and blanks
        const double near = alikeness(one, "def f(x):\n    return x + 3 + x");
        QVERIFY(near > 0.6 && near < 1);
        QVERIFY(alikeness(one, "while True:\n    pass") < 0.1);
        QCOMPARE(alikeness("", ""), 1.0);
        QCOMPARE(alikeness(one, ""), 0.0);
    }

    void rulesSurviveJson() {
        Rule rule{9, "too easy", "like(4) > 0.5", RuleAct::Tag, "easy", false};
        rule.programs[4] = "def f(x):\n    return x";
        const auto back = ruleFromJson(toJson(rule), "test");
        QVERIFY(back.has_value());
        QVERIFY(*back == rule);
        QVERIFY(conditionOf(rule).has_value());
        rule.tag.clear();
        QVERIFY(!conditionOf(rule).has_value());  // what would it tag with?
        QCOMPARE(Condition::comparedTasks("like(4) > 0.5 and step > 3 and like(#12) < 1"),
                 (std::vector<std::int64_t>{4, 12}));
    }
};

QTEST_GUILESS_MAIN(TestRuleCondition)
#include "tst_rule_condition.moc"
