/// Rules for proposals in the real inspector: what is stripped, what is banned, how given functions must be used; and
/// that what they leave is what is run.
#include <QTest>

#include "core/execution/executor.h"

using namespace azr;
using namespace azr::execution;

namespace {

ValidateRequest proposal(std::string program, std::string input, ProgramRules rules) {
    ValidateRequest request;
    request.program = std::move(program);
    request.inputs = {std::move(input)};
    request.rules = std::move(rules);
    return request;
}

ProgramRules stripping(bool comments, bool prints, bool globals) {
    ProgramRules rules;
    rules.stripComments = comments;
    rules.stripPrints = prints;
    rules.stripGlobals = globals;
    return rules;
}

ProgramRules given(int count) {
    ProgramRules rules;
    rules.given = count;
    return rules;
}

}  // namespace

class TestRules : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        ExecutorOptions options;
        options.cpuSeconds = 1;
        options.wallSeconds = 4;
        options.lanes = 1;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
    }

    void strips_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<int>("what");
        QTest::addColumn<QString>("left");
        QTest::newRow("nothing to strip") << "def f(x):\n    return x\n" << 7 << "def f(x):\n    return x\n";
        QTest::newRow("comments and docstrings, not texts")
            << "# top\ndef f(x):\n    '''says é'''\n    s = '# no comment'  # one\n    # own line\n    return s" << 1
            << "def f(x):\n    s = '# no comment'\n    return s";
        QTest::newRow("a body of nothing else")
            << "class A:\n    'doc'\n\ndef f(x):\n    return x" << 1 << "class A:\n    pass\n\ndef f(x):\n    return x";
        QTest::newRow("a comment behind a docstring on its line")
            << "def f(x):\n    'doc'  # why\n    return x" << 1 << "def f(x):\n    return x";
        QTest::newRow("prints")
            << "def f(x):\n    print(x)\n    for i in x:\n        print('é', i)\n    y = 1; print(y)\n"
               "    return x  # kept"
            << 2 << "def f(x):\n    for i in x:\n        pass\n    y = 1; pass\n    return x  # kept";
        QTest::newRow("a print of its own")
            << "def print(x):\n    return x\n\ndef f(x):\n    print(x)\n    return x" << 2
            << "def print(x):\n    return x\n\ndef f(x):\n    print(x)\n    return x";
        QTest::newRow("globals") << "import math\nLIMIT = [1,\n    2]\nclass A:\n    n = 1\ndef f(x):\n    y = x\n"
                                    "    return y\nif True:\n    f(1)\nprint(f(2))\n"
                                 << 4 << "import math\nclass A:\n    n = 1\ndef f(x):\n    y = x\n    return y";
        QTest::newRow("a line that goes on behind a backslash")
            << "def f(x):\n    if x: y = 1; \\\n        print(x)\n    return 0" << 2
            << "def f(x):\n    if x: y = 1; \\\n        pass\n    return 0";
        QTest::newRow("carriage returns") << "# c\r\ndef f(x):\r\n    return x # d\r\n"
                                          << 1 << "def f(x):\n    return x";
    }
    void strips() {
        QFETCH(QString, program);
        QFETCH(int, what);
        QFETCH(QString, left);
        const auto rules = stripping((what & 1) != 0, (what & 2) != 0, (what & 4) != 0);
        const auto outcome = m_executor->validate(proposal(program.toStdString(), "'a'", rules), Lane::Loop).get();
        QCOMPARE(QString::fromStdString(outcome.program), left);
        QVERIFY2(outcome.verdict == Verdict::Ok, outcome.detail.c_str());
        // The same rules leave what they left.
        const auto again = m_executor->validate(proposal(outcome.program, "'a'", rules), Lane::Loop).get();
        QCOMPARE(again.program, outcome.program);
        QCOMPARE(again.runs.front().value, outcome.runs.front().value);
    }

    void whatIsStrippedDoesNotRun() {
        const char* const program = "SCALE = 3\ndef f(x):\n    return x * SCALE";
        const auto whole = m_executor->validate(proposal(program, "2", {}), Lane::Loop).get();
        QCOMPARE(whole.runs.front().value, "6");
        QCOMPARE(whole.program, "");  // without rules it is not told again
        const auto left = m_executor->validate(proposal(program, "2", stripping(false, false, true)), Lane::Loop).get();
        QCOMPARE(left.verdict, Verdict::Exception);
        QCOMPARE(left.reason, "NameError");
        const char* const popping = "def f(x):\n    print(x.pop())\n    return x";
        const auto kept =
            m_executor->validate(proposal(popping, "[1, 2]", stripping(false, true, false)), Lane::Loop).get();
        QCOMPARE(kept.runs.front().value, "[1, 2]");
    }

    void bans_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("reason");
        QTest::newRow("import") << "import string\ndef f(x):\n    return x"
                                << "banned_word:string";
        QTest::newRow("from") << "from string import digits\ndef f(x):\n    return x"
                              << "banned_word:string";
        QTest::newRow("component") << "from collections import abc\ndef f(x):\n    return x"
                                   << "banned_word:abc";
        QTest::newRow("dotted") << "import math\ndef f(x):\n    return math.pi"
                                << "banned_word:math.pi";
        QTest::newRow("builtin") << "def f(x):\n    return sorted([x])"
                                 << "banned_word:sorted";
        QTest::newRow("its own name") << "def f(x):\n    string = x\n    abc = string\n    return abc"
                                      << "";
        QTest::newRow("part of a name") << "def f(x):\n    return x.isalpha() or 'string'"
                                        << "";
        QTest::newRow("keyword") << "def f(x):\n    if not x:\n        raise ValueError(x)\n    return x"
                                 << "banned_keyword:raise";
        QTest::newRow("keyword behind a line end of old")
            << "def f(x):\n    y = 1 + \\\r  2\n    if not x:\n        raise ValueError(x)\n    return y"
            << "banned_keyword:raise";
        QTest::newRow("keyword in a text") << "def f(x):\n    return 'raise'  # raise"
                                           << "";
    }
    void bans() {
        QFETCH(QString, program);
        QFETCH(QString, reason);
        ProgramRules rules;
        rules.bannedWords = {"string", "abc", "math.pi", "sorted"};
        rules.bannedKeywords = {"raise"};
        const auto outcome = m_executor->validate(proposal(program.toStdString(), "'a'", rules), Lane::Loop).get();
        QCOMPARE(QString::fromStdString(outcome.reason), reason);
        QCOMPARE(outcome.verdict, reason.isEmpty() ? Verdict::Ok : Verdict::Rejected);
        QCOMPARE(m_executor->validate(proposal(program.toStdString(), "'a'", {}), Lane::Loop).get().verdict,
                 Verdict::Ok);
    }

    void givenFunctionsAreUsedAndStayAsTheyAre_data() {
        QTest::addColumn<QString>("own");
        QTest::addColumn<QString>("reason");
        QTest::newRow("both are called") << "def f(x):\n    return g_1(g_0(x)) + 1"
                                         << "";
        QTest::newRow("in a comprehension") << "def f(x):\n    return [g_0(g_1(i)) for i in range(x)]"
                                            << "";
        QTest::newRow("one is not") << "def f(x):\n    return g_0(x)"
                                    << "composite_unused:g_1";
        QTest::newRow("by a helper alone") << "def h(x):\n    return g_1(x)\n\ndef f(x):\n    return g_0(h(x))"
                                           << "composite_unused:g_1";
        QTest::newRow("mentioned only") << "def f(x):\n    return g_0(x), g_1 is None"
                                        << "composite_unused:g_1";
        QTest::newRow("written again") << "def g_0(x):\n    return 0\n\ndef f(x):\n    return g_0(x) + g_1(x)"
                                       << "composite_redefined:g_0";
        QTest::newRow("bound again") << "def f(x, g_1=abs):\n    return g_0(x) + g_1(x)"
                                     << "composite_redefined:g_1";
    }
    void givenFunctionsAreUsedAndStayAsTheyAre() {
        QFETCH(QString, own);
        QFETCH(QString, reason);
        const std::string program =
            "def g_0(x):\n    return x * 2\n\ndef g_1(x):\n    return x - 1\n\n" + own.toStdString();
        const auto outcome = m_executor->validate(proposal(program, "3", given(2)), Lane::Loop).get();
        QCOMPARE(QString::fromStdString(outcome.reason), reason);
        QCOMPARE(outcome.verdict, reason.isEmpty() ? Verdict::Ok : Verdict::Rejected);
    }

    void howMuchOfTheLimitAProposalMayNeedIsAnOption() {
        const char* const endless = "def f(x):\n    while True:\n        x += 1";
        const char* const some =
            "import itertools\ndef f(x):\n    n = 0\n    for i in range(4000000):\n        n += i % 7\n    return n";
        ExecutorOptions options;
        options.cpuSeconds = 3;
        options.wallSeconds = 20;
        options.lanes = 1;
        options.proposalShare = 0.01;
        auto strict = openExecutor(options);
        QVERIFY(strict.has_value());
        QCOMPARE((*strict)->validate(proposal(some, "1", {}), Lane::Loop).get().reason, "too_slow");
        strict->reset();
        options.proposalShare = 1;
        auto patient = openExecutor(options);
        QVERIFY(patient.has_value());
        QCOMPARE((*patient)->validate(proposal(some, "1", {}), Lane::Loop).get().verdict, Verdict::Ok);
        QCOMPARE((*patient)->validate(proposal(endless, "1", {}), Lane::Loop).get().verdict, Verdict::TimeoutCpu);
    }

  private:
    std::unique_ptr<Executor> m_executor;
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
