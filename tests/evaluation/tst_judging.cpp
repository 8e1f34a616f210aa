/// Answers judged in the jail: right ones pass, and a program cannot talk its judge into anything.
#include <QtTest>
#include <map>
#include <memory>
#include <string>

#include "core/evaluation/benchmarks/catalogue.h"
#include "core/evaluation/judging/check_program.h"
#include "core/evaluation/judging/judge.h"
#include "tests/support/suite_files.h"

using namespace azr;
using namespace azr::evaluation;
using execution::Verdict;

Q_DECLARE_METATYPE(azr::execution::Verdict)

class TestJudging : public QObject {
    Q_OBJECT

    test::SuiteFolder m_folder;
    std::unique_ptr<execution::Executor> m_executor;
    std::unique_ptr<Judge> m_judge;
    std::map<std::string, Problem> m_problems;
    Control m_control;

    void add(const char* text) {
        const auto suite = loadBenchmark(m_folder.write("suite.jsonl", text), "suite");
        QVERIFY2(suite, suite ? "" : describe(suite.error()).c_str());
        for (const Problem& problem : suite->problems) m_problems[problem.id] = problem;
    }
    Ruling judged(const std::string& id, const std::string& answer) {
        const auto ruling = m_judge->judge(m_problems.at(id), answer, m_control);
        if (!ruling) qWarning("%s", describe(ruling.error()).c_str());
        return ruling ? *ruling : Ruling{Verdict::InfraError, "error", describe(ruling.error()), {}};
    }
    /// How many of the suite's own solutions pass.
    int passing(const Benchmark& suite) {
        int passed = 0;
        for (const Problem& problem : suite.problems) {
            const auto ruling = m_judge->judge(problem, problem.canonical, m_control);
            if (ruling && ruling->solved())
                ++passed;
            else
                qWarning("%s: %s", problem.id.c_str(),
                         ruling ? (ruling->reason + " " + ruling->detail).c_str() : describe(ruling.error()).c_str());
        }
        return passed;
    }

  private Q_SLOTS:
    void initTestCase() {
        execution::ExecutorOptions options;
        options.lanes = 1;
        options = judgeOptions(options);
        QVERIFY(!options.pooled && !options.cached);
        if (!qEnvironmentVariableIsSet("AZR_WHOLE_SUITES")) options.cpuSeconds = 1;
        auto opened = execution::openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
        m_judge = std::make_unique<Judge>(*m_executor, config::ExecutorConfig());
        for (const char* text : {test::kCruxeval, test::kHumanEval, test::kEvalplus, test::kMbpp, test::kGsm})
            add(text);
    }

    void answersGetTheirVerdicts_data() {
        QTest::addColumn<QString>("problem");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<execution::Verdict>("verdict");
        QTest::newRow("an output") << "sample_0/output"
                                   << "'cba'" << Verdict::Ok;
        QTest::newRow("another output") << "sample_0/output"
                                        << "'abc'" << Verdict::Wrong;
        QTest::newRow("an input") << "sample_1/input"
                                  << "True, 3" << Verdict::Ok;
        QTest::newRow("another input") << "sample_1/input"
                                       << "1, 2" << Verdict::Wrong;
        QTest::newRow("a number") << "1"
                                  << "7.0" << Verdict::Ok;
        QTest::newRow("another number") << "2"
                                        << "1,20" << Verdict::Wrong;
        const QString doubling = "def double_all(numbers):\n";
        QTest::newRow("a function") << "Own/0" << doubling + "    return [n + n for n in numbers]" << Verdict::Ok;
        QTest::newRow("eval, as HumanEval needs it")
            << "Own/0" << doubling + "    return eval('[2 * n for n in x]', {'x': numbers})" << Verdict::Ok;
        QTest::newRow("a wrong one") << "Own/0" << doubling + "    return numbers" << Verdict::Wrong;
        QTest::newRow("one that raises") << "Own/0" << doubling + "    return [numbers[0] * 2]" << Verdict::Wrong;
        QTest::newRow("no function") << "Own/0"
                                     << "x = 1" << Verdict::Exception;
        QTest::newRow("no Python") << "Own/0"
                                   << "def double_all(" << Verdict::ParseError;
        QTest::newRow("an endless one") << "Own/0" << doubling + "    while True: pass" << Verdict::TimeoutCpu;
        QTest::newRow("one that leaves") << "Own/0"
                                         << "import os\n" + doubling + "    os._exit(0)" << Verdict::Crashed;
        // Its values are what they are, whatever it says about them.
        QTest::newRow("equal to everything")
            << "Own/0"
            << "class All(list):\n    def __eq__(self, other): return True\n" + doubling + "    return All()"
            << Verdict::Wrong;
        QTest::newRow("a check of its own")
            << "Own/0"
            << "import builtins\ndef check(candidate): pass\nbuiltins.AssertionError = None\n" + doubling +
                   "    return []"
            << Verdict::Wrong;
        QTest::newRow("what it returns is not run")
            << "Own/0" << doubling + "    return \"', True, True) or [\"" << Verdict::Wrong;
        // A check that depends on what the program returned.
        QTest::newRow("calls in calls") << "Own/1"
                                        << "def unshift(t):\n    return ''.join(chr(ord(c) - 1) for c in t)"
                                        << Verdict::Ok;
        QTest::newRow("other calls than the solution's") << "Own/1"
                                                         << "def unshift(t):\n    return t" << Verdict::Wrong;
        QTest::newRow("floats are close") << "Own/2"
                                          << "def mean(v):\n    return sum(x / len(v) for x in v)" << Verdict::Ok;
        QTest::newRow("not that close") << "Own/2"
                                        << "def mean(v):\n    return sum(v) / len(v) + 1e-3" << Verdict::Wrong;
        QTest::newRow("base alone is not enough")
            << "Own/2"
            << "def mean(v):\n    return sum(v) / len(v) if v[0] < 4 else 0" << Verdict::Wrong;
        QTest::newRow("any order") << "Mbpp/2"
                                   << "def similar_elements(a, b):\n    return [5, 4, 5]" << Verdict::Ok;
        QTest::newRow("other elements") << "Mbpp/2"
                                        << "def similar_elements(a, b):\n    return [5]" << Verdict::Wrong;
        QTest::newRow("a truth for a match") << "Mbpp/305"
                                             << "def text_match_three(t):\n    return 'x' in t" << Verdict::Ok;
        QTest::newRow("anything that is not None")
            << "Mbpp/305"
            << "def text_match_three(t):\n    return object() if 'x' in t else None" << Verdict::Ok;
        QTest::newRow("always something") << "Mbpp/305"
                                          << "def text_match_three(t):\n    return 1" << Verdict::Wrong;
        QTest::newRow("assertions by the function's name") << "11"
                                                           << "def add_one(x):\n    return 1 + x" << Verdict::Ok;
        QTest::newRow("a wrong one by name") << "11"
                                             << "def add_one(x):\n    return 2" << Verdict::Wrong;
    }
    void answersGetTheirVerdicts() {
        QFETCH(QString, problem);
        QFETCH(QString, answer);
        QFETCH(execution::Verdict, verdict);
        const Ruling ruling = judged(problem.toStdString(), answer.toStdString());
        QVERIFY2(ruling.verdict == verdict,
                 (std::string(execution::name(ruling.verdict)) + " " + ruling.reason + " " + ruling.detail).c_str());
    }

    void equalAnswersVoteAlike() {
        QCOMPARE(judged("1", "7").vote, judged("1", "$7.").vote);
        QCOMPARE(judged("sample_0/output", "'cba'").vote, judged("sample_0/output", "\"cba\"").vote);
        QVERIFY(judged("11", "def add_one(x):\n    return x + 1").vote.empty());
    }

    void aSuiteWhoseSolutionFailsIsAnErrorOfTheSuite() {
        Problem broken = m_problems.at("Own/0");
        broken.id = "broken";
        broken.canonical = broken.prompt + "    return numbers\n";
        const auto ruling = m_judge->judge(broken, "def double_all(n): return n", m_control);
        QVERIFY(!ruling);
        QCOMPARE(ruling.error().place, std::string("item broken"));
        QVERIFY(ruling.error().detail.find("AssertionError") != std::string::npos);
    }

    void aProgramInWhichTheCheckStandsInIsNotBelieved() {
        // The report of a check is read as a value of its shape, or not at all.
        QVERIFY(!readCheckReport("True"));
        QVERIFY(!readCheckReport("('passed', '', '', [1])"));
        QCOMPARE(readCheckReport("('passed', '', '', [])")->end, CheckReport::End::Passed);
    }

    void ownSolutionsPass() {
        for (const char* text : {test::kHumanEval, test::kEvalplus, test::kMbpp}) {
            const auto suite = loadBenchmark(m_folder.write("suite.jsonl", text), "suite");
            QCOMPARE(passing(*suite), static_cast<int>(suite->problems.size()));
        }
    }

    /// All of them: AZR_WHOLE_SUITES=1; else the first of each.
    void publishedSolutionsPass_data() {
        QTest::addColumn<QString>("name");
        QTest::newRow("humaneval") << "humaneval";
        QTest::newRow("mbpp+") << "mbpp+";
    }
    void publishedSolutionsPass() {
        QFETCH(QString, name);
        const auto folder = test::publishedSuiteFolder();
        if (folder.empty()) QSKIP("AZR_TEST_DATA is not set");
        const auto whole = openBenchmark(name.toStdString(), folder);
        QVERIFY2(whole, whole ? "" : describe(whole.error()).c_str());
        const Benchmark suite = qEnvironmentVariableIsSet("AZR_WHOLE_SUITES") ? *whole : limited(*whole, 12);
        QCOMPARE(passing(suite), static_cast<int>(suite.problems.size()));
    }

    void cruxevalReproduces() {
        const auto folder = test::publishedSuiteFolder();
        if (folder.empty()) QSKIP("AZR_TEST_DATA is not set");
        const auto whole = openBenchmark("cruxeval-o", folder);
        QVERIFY(whole);
        const bool all = qEnvironmentVariableIsSet("AZR_WHOLE_SUITES");
        int reproduced = 0, tried = 0;
        for (const Problem& problem : whole->problems) {
            if (!all && tried == 100) break;
            ++tried;
            const std::vector<std::string> inputs = {problem.task.input};
            const auto returned = runProgram(*m_executor, problem.task.program, "f", inputs, m_control);
            QVERIFY(returned && returned->size() == 1);
            const Ruling ruling = *m_judge->judge(problem, returned->front().value, m_control);
            if (ruling.solved())
                ++reproduced;
            else
                qWarning("%s: %s, not %s", problem.id.c_str(), returned->front().value.c_str(),
                         problem.task.output.c_str());
        }
        QCOMPARE(reproduced, tried);
    }
};

QTEST_GUILESS_MAIN(TestJudging)
#include "tst_judging.moc"
