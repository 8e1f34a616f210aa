/// A model whose answers are known put to suites of every kind: what it is asked, how its answers are read, what is
/// counted, and that what was kept is not asked again.
#include <QtTest>
#include <algorithm>
#include <map>
#include <set>

#include "core/evaluation/asking/questions.h"
#include "core/evaluation/assessment.h"
#include "core/evaluation/benchmarks/layouts.h"
#include "tests/support/python_executor.h"
#include "tests/support/scripted_policy.h"
#include "tests/support/suite_files.h"

using namespace azr;
using namespace azr::evaluation;
using execution::Verdict;
using selfplay::WrapperStyle;

class TestAssessment : public QObject {
    Q_OBJECT

    test::SuiteFolder m_folder;
    Benchmark m_suite;  // an input, an output, a function, two numbers
    testing::PythonExecutor m_executor;
    test::ByteCodec m_codec;
    Control m_control;
    std::map<std::string, int> m_asked;  // completions by prompt
    std::vector<AnsweredItem> m_items;

    static AssessmentOptions options(WrapperStyle style, int samples = 0) {
        AssessmentOptions options;
        options.wrapper.style = style;
        options.prompt.promptLimit = 100'000;
        options.prompt.responseLimit = 1000;
        options.samples = samples;
        return options;
    }

    /// The n-th completion of a prompt, from 0; the greedy one comes first.
    Status run(const AssessmentOptions& options,
               const std::function<std::string(const std::string& prompt, int number)>& answer,
               const std::set<std::pair<std::size_t, bool>>& known = {}) {
        m_asked.clear();
        m_items.clear();
        test::ScriptedSampler sampler(
            [&](const std::string& prompt, std::uint64_t) { return answer(prompt, m_asked[prompt]++); });
        AssessmentSink sink;
        sink.known = [&](std::size_t problem, bool greedy) { return known.contains({problem, greedy}); };
        sink.keep = [&](AnsweredItem item) -> Status {
            m_items.push_back(std::move(item));
            return {};
        };
        return assess(m_suite, sampler, m_codec, m_executor, options, sink, m_control);
    }
    const AnsweredItem& item(const std::string& id, bool greedy) const {
        for (const AnsweredItem& one : m_items)
            if (m_suite.problems[one.problem].id == id && one.greedy == greedy) return one;
        qFatal("%s was not answered", id.c_str());
    }

    static std::string inTurn(const std::string& answer) { return "t</think> <answer>" + answer + "</answer>"; }
    /// Right where it can be; the second sample and every fourth are wrong.
    static std::string scripted(const std::string& prompt, int number) {
        const bool right = number % 4 != 2;
        if (prompt.find("double_all") != std::string::npos)
            return inTurn("```python\ndef double_all(numbers):\n    return [2 * n for n in numbers]" +
                          std::string(right ? "" : "[1:]") + "\n```");
        if (prompt.find("apples") != std::string::npos) return inTurn(right ? "It is \\boxed{7}." : "It is 8.");
        if (prompt.find("boats") != std::string::npos) return "no answer at all";
        if (prompt.find("[::-1]") != std::string::npos && prompt.find("'cba'") == std::string::npos)
            return inTurn(right ? "```output\n'cba'\n```" : "```output\n'abc'\n```");
        return inTurn("```input\n'abc'\n```");
    }

  private Q_SLOTS:
    void initTestCase() {
        const std::string crux = test::kCruxeval, human = test::kHumanEval;
        for (const std::string& text :
             {crux.substr(0, crux.find('\n') + 1), human.substr(0, human.find('\n') + 1), std::string(test::kGsm)}) {
            const auto part = loadBenchmark(m_folder.write("part.jsonl", text), "mixed");
            QVERIFY2(part, part ? "" : describe(part.error()).c_str());
            m_suite.name = "mixed";
            m_suite.problems.insert(m_suite.problems.end(), part->problems.begin(), part->problems.end());
        }
        QCOMPARE(m_suite.problems.size(), std::size_t{5});
    }

    void eachProblemIsAskedAndJudgedInItsOwnWay() {
        const Status done = run(options(WrapperStyle::R1, 4), scripted);
        QVERIFY2(done, done ? "" : describe(done.error()).c_str());
        QCOMPARE(m_items.size(), std::size_t{10});
        for (const char* id : {"sample_0/input", "sample_0/output", "Own/0"})
            QVERIFY2(item(id, true).answers.at(0).solved(), id);
        QCOMPARE(item("1", true).answers.at(0).answer, std::string("7"));
        const SuiteAnswer& none = item("2", true).answers.at(0);
        QCOMPARE(none.verdict, Verdict::ParseError);
        QCOMPARE(none.reason, std::string("no number"));
        QCOMPARE(none.completion, std::string("no answer at all"));
        const AnsweredItem& sampled = item("Own/0", false);
        QCOMPARE(sampled.answers.size(), std::size_t{4});
        std::vector<bool> solved;
        for (const SuiteAnswer& answer : sampled.answers) solved.push_back(answer.solved());
        QCOMPARE(solved, (std::vector<bool>{true, false, true, true}));
        QVERIFY(sampled.prompt.find("Write the Python function double_all") != std::string::npos);
        QVERIFY(item("1", false).answers[1].vote != item("1", false).answers[0].vote);
    }

    void whatIsKeptIsNotAskedAgain() {
        QVERIFY(run(options(WrapperStyle::R1, 2), scripted));
        const auto whole = m_items;
        std::set<std::pair<std::size_t, bool>> known;
        for (std::size_t i = 0; i < 4; ++i) known.emplace(whole[i].problem, whole[i].greedy);
        QVERIFY(run(options(WrapperStyle::R1, 2), scripted, known));
        QCOMPARE(m_items.size(), whole.size() - 4);
        for (const AnsweredItem& item : m_items) QVERIFY(!known.contains({item.problem, item.greedy}));
    }

    /// Base models go on with the text; what begins something else ends the program.
    void plainTextIsGoneOnWith() {
        AssessmentOptions plain = options(WrapperStyle::FewShot);
        const Status done = run(plain, [](const std::string& prompt, int) -> std::string {
            if (prompt.find("double_all") != std::string::npos)
                return "    return [2 * n for n in numbers]\n\n\ndef main():\n    raise SystemExit";
            if (prompt.find("apples") != std::string::npos)
                return " 3 + 4 = 7\n#### 7\n\nQuestion: What is 5?\nAnswer: #### 5";
            return "nothing";
        });
        QVERIFY2(done, done ? "" : describe(done.error()).c_str());
        QVERIFY(item("Own/0", true).answers[0].solved());
        QVERIFY(item("Own/0", true).prompt.ends_with("\"\"\"\n"));
        QVERIFY(item("1", true).answers[0].solved());
        QVERIFY(item("1", true).prompt.ends_with("buys 4 more. How many has he?\nAnswer:"));
        QVERIFY(!item("2", true).answers[0].solved());
    }

    void whatDoesNotFitIsNotSolvedAndAllOfItIsAnError() {
        AssessmentOptions narrow = options(WrapperStyle::R1);
        std::size_t longest = 0;
        for (const auto& question : questionsFor(m_suite, m_codec, narrow.wrapper, narrow.prompt)) {
            QVERIFY(question);
            longest = std::max(longest, question->tokens.size());
        }
        narrow.prompt.promptLimit = static_cast<int>(longest) - 1;
        QVERIFY(run(narrow, scripted));
        QCOMPARE(m_items.size(), std::size_t{5});
        const auto refused = std::ranges::count_if(m_items, [](const AnsweredItem& item) {
            return item.answers[0].verdict == Verdict::Rejected && item.answers[0].reason == selfplay::kTooLongToAsk;
        });
        QCOMPARE(refused, std::ptrdiff_t{1});
        narrow.prompt.promptLimit = 3;
        const Status none = run(narrow, scripted);
        QVERIFY(!none);
        QVERIFY(none.error().detail.starts_with("none of the items can be asked"));
        QVERIFY(m_items.empty());
    }

    void aWrapperWithoutWordsForItIsRefused() {
        Benchmark numbers;
        numbers.name = "numbers";
        numbers.problems = {m_suite.problems[3]};
        std::swap(numbers, m_suite);
        const Status done = run(options(WrapperStyle::Nano), scripted);
        std::swap(numbers, m_suite);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Unsupported);
    }

    void stoppingKeepsWhatIsDone() {
        Control control;
        std::size_t kept = 0;
        test::ScriptedSampler sampler([&](const std::string& prompt, std::uint64_t) { return scripted(prompt, 0); });
        AssessmentSink sink;
        sink.keep = [&](AnsweredItem) -> Status {
            if (++kept == 2) control.requestStop();
            return {};
        };
        const Status done = assess(m_suite, sampler, m_codec, m_executor, options(WrapperStyle::R1), sink, control);
        QVERIFY(!done);
        QCOMPARE(done.error().code, ErrorCode::Cancelled);
        QCOMPARE(kept, std::size_t{2});
    }
};

QTEST_GUILESS_MAIN(TestAssessment)
#include "tst_assessment.moc"
