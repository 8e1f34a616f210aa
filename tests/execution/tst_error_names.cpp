/// Proposals whose exception is the answer, in the real executor: names, refusals, and answers to them.
#include <QTest>
#include <sstream>

#include "core/execution/executor.h"
#include "core/execution/jsonl.h"

using namespace azr;
using namespace azr::execution;

class ErrorNamesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        ExecutorOptions options;
        options.cpuSeconds = 1;
        options.wallSeconds = 5;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
        options.lanes = 1;
        options.pooled = false;
        auto forks = openExecutor(options);
        QVERIFY2(forks.has_value(), "forks");
        m_forks = std::move(*forks);
    }

    void programsEndAsTheyDo_data() {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("told");  // "= name", or "verdict reason"
        const auto row = [](const char* name, const char* program, const char* input, const char* told) {
            QTest::newRow(name) << program << input << told;
        };
        row("nothing", "def f(x):\n    return x", "'Hello world'", "= NoError");
        row("no literal", "def f(x):\n    return lambda: x", "1", "= NoError");
        row("index", "def f(x):\n    return x[3]", "[1]", "= IndexError");
        row("division", "def f(x):\n    return 1 // x", "0", "= ZeroDivisionError");
        row("raised", "def f(x):\n    if x:\n        raise ValueError('about %s' % x)", "7", "= ValueError");
        row("asserted", "def f(x):\n    assert x > 3, 'small'\n    return x", "1", "= AssertionError");
        row("own class", "class Odd(Exception):\n    pass\n\ndef f(x):\n    raise Odd()", "1", "= Odd");
        row("of a module", "import statistics\n\ndef f(x):\n    return statistics.mean(x)", "[]", "= StatisticsError");
        row("arguments", "def f(x):\n    return x", "1, 2", "= TypeError");
        row("input", "def f(x):\n    return x", "1 / 0", "= ZeroDivisionError");
        row("raised again",
            "def f(x):\n    try:\n        return {}[x]\n    except KeyError:\n        raise RuntimeError()", "1",
            "= RuntimeError");
        row("other message", "def f(x):\n    raise ValueError(str({'a', 'b', 'c', 'd'}))", "1", "= ValueError");
        row("module level", "raise LookupError()\n\ndef f(x):\n    return x", "1", "= LookupError");
        row("syntax", "def f(x)\n    return x", "1", "parse_error SyntaxError");
        row("no f", "def g(x):\n    return x", "1", "rejected no_entry");
        row("depth", "def f(x):\n    return f(x + 1)", "1", "nondeterministic RecursionError");
        row("memory", "def f(x):\n    return 'a' * 10 ** 12", "1", "memory MemoryError");
        row("time", "def f(x):\n    while True:\n        x += 1", "1", "timeout ");
        row("sandbox", "from math import nothing\n\ndef f(x):\n    return x", "1", "rejected error_of_the_sandbox");
        row("file", "def f(x):\n    return open(x)", "'/etc/passwd'", "rejected banned_name:open");
        row("banned", "import os\n\ndef f(x):\n    return os.getpid()", "1", "rejected banned_import:os");
        row("order",
            "def f(x):\n    if list({'a', 'b', 'c', 'd'})[0] in 'ab':\n        raise KeyError()\n    raise "
            "ValueError()",
            "1", "nondeterministic value");
        row("the first failure among a set's members",  // in the first two interpreters it is the same one
            "def f(x):\n    return len([1 // (len(w) - 2) + int(w) for w in {'on', 'dhi'}])", "1",
            "nondeterministic value");
        row("a name that no answer gives", "def f(x):\n    raise type('\\ufb01', (Exception,), {})()", "1",
            "rejected error_name");
        row("no name at all", "def f(x):\n    raise type('a b', (Exception,), {})()", "1", "rejected error_name");
        row("the name of no error", "class NoError(Exception):\n    pass\n\ndef f(x):\n    raise NoError()", "1",
            "rejected error_name");
        row("once",
            "seen = []\n\ndef f(x):\n    seen.append(x)\n    if len(seen) > 1:\n        raise ValueError()\n    return "
            "x",
            "1", "nondeterministic value");
    }
    void programsEndAsTheyDo() {
        QFETCH(QString, program);
        QFETCH(QString, input);
        QFETCH(QString, told);
        for (Executor* executor : {m_executor.get(), m_forks.get()}) {
            ValidateRequest request;
            request.program = program.toStdString();
            request.inputs = {input.toStdString()};
            request.errors = true;
            const ValidateOutcome outcome = executor->validate(request, Lane::Loop).get();
            const bool late = outcome.verdict == Verdict::TimeoutCpu || outcome.verdict == Verdict::TimeoutWall;
            const std::string is = outcome.verdict == Verdict::Ok ? "= " + outcome.runs.front().value
                                   : late ? "timeout "  // a busy machine reaches the one or the other
                                          : std::string(name(outcome.verdict)) + ' ' + outcome.reason;
            QVERIFY2(is == told.toStdString(), (is + " | " + outcome.detail).c_str());
            if (outcome.verdict == Verdict::Ok) QCOMPARE(outcome.runs.front().type, std::string());
        }
    }

    void withoutThatQuestionAnExceptionIsStillNone() {
        ValidateRequest request;
        request.program = "def f(x):\n    return 1 // x";
        request.inputs = {"0"};
        const ValidateOutcome outcome = m_executor->validate(request, Lane::Loop).get();
        QVERIFY(outcome.verdict == Verdict::Exception);
        QCOMPARE(outcome.reason, std::string("ZeroDivisionError"));
    }

    void namesAreComparedAndNothingElse() {
        GradeRequest request;
        request.kind = AnswerKind::Error;
        request.gold = "ValueError";
        request.answers = {"ValueError",
                           " ValueError\n",
                           "builtins.ValueError",
                           "valueerror",
                           "ValueError: about 7",
                           "'ValueError'",
                           "",
                           "NoError",
                           "Exception"};
        const std::vector<Verdict> expected = {Verdict::Ok,         Verdict::Ok,         Verdict::Ok,
                                               Verdict::Wrong,      Verdict::ParseError, Verdict::ParseError,
                                               Verdict::ParseError, Verdict::Wrong,      Verdict::Wrong};
        const auto outcomes = m_executor->grade(request, Lane::Loop).get();
        QCOMPARE(outcomes.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i)
            QVERIFY2(outcomes[i].verdict == expected[i], request.answers[i].c_str());
        QCOMPARE(outcomes[0].share, 1.0);
        QCOMPARE(outcomes[4].reason, std::string("not_a_name"));
    }

    void linesOfCheckAndGradeKnowTheKind() {
        const auto checked = [&](Json line) { return checkLine(*m_executor, line, {}); };
        const auto graded = [&](Json line) { return gradeLine(*m_executor, line, {}); };
        const char* program = "def f(x):\n    return 1 // x";
        Json line = checked({{"program", program}, {"input", "0"}, {"kind", "error"}});
        QCOMPARE(line["verdict"], "ok");
        QCOMPARE(line["value"], "ZeroDivisionError");
        line = checked({{"program", program}, {"input", "0"}, {"kind", "error"}, {"output", "ValueError"}});
        QCOMPARE(line["matches"], false);
        line = checked({{"program", program},
                        {"inputs", {"0", "1"}},
                        {"kind", "error"},
                        {"outputs", {"ZeroDivisionError", "NoError"}}});
        QCOMPARE(line["pairs"][0]["matches"], true);
        QCOMPARE(line["pairs"][1]["matches"], true);
        QCOMPARE(checked({{"program", program}, {"input", "0"}, {"kind", "deduction"}})["verdict"], "exception");
        QVERIFY(checked({{"program", program}, {"input", "0"}, {"kind", "fault"}}).contains("error"));
        // The gold from the program itself, or as it is given.
        line = graded({{"kind", "error"}, {"program", program}, {"input", "0"}, {"answer", "ZeroDivisionError"}});
        QCOMPARE(line["solved"], true);
        line = graded({{"kind", "error"}, {"output", "NoError"}, {"answer", "ZeroDivisionError"}});
        QCOMPARE(line["solved"], false);
    }

  private:
    std::unique_ptr<Executor> m_executor, m_forks;
};

QTEST_GUILESS_MAIN(ErrorNamesTest)
#include "tst_error_names.moc"
