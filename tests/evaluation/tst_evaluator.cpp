// Accuracy of scripted policies on the built-in suites, whose right answers are known.
#include <QtTest>
#include <map>

#include "core/evaluation/evaluator.h"
#include "core/selfplay/nano/nano_format.h"
#include "tests/support/byte_codec.h"
#include "tests/support/python_executor.h"
#include "tests/support/scripted_policy.h"
#include "tests/support/scripted_sampler.h"

using namespace azr;
using namespace azr::evaluation;
using selfplay::TaskKind;

namespace {

class NanoCodec : public selfplay::TextCodec {
  public:
    [[nodiscard]] Result<std::vector<policy::Token>> encode(std::string_view text) const override {
        return selfplay::encodeNano(text);
    }
    [[nodiscard]] std::vector<tokenizer::TextSpan> withoutToken(std::string_view) const override { return {}; }
    [[nodiscard]] std::string decode(std::span<const policy::Token> tokens) const override {
        return selfplay::decodeNano(tokens);
    }
    [[nodiscard]] const std::vector<policy::Token>& endTokens() const override { return m_ends; }

  private:
    std::vector<policy::Token> m_ends{selfplay::nanoToken("<eos>")};
};

std::string rightAnswer(const selfplay::Task& task) {
    selfplay::ParsedCompletion parts;
    parts.program = task.program;
    parts.input = task.input;
    parts.output = task.output;
    return selfplay::writeNano({selfplay::Role::Solve, task.kind}, parts);
}

}  // namespace

class TestEvaluator : public QObject {
    Q_OBJECT

    Suite m_suite;
    std::map<std::string, selfplay::Task> m_tasks;  // by prompt
    testing::PythonExecutor m_executor;
    NanoCodec m_codec;
    Control m_control;

    Result<Report> run(testing::ScriptedSampler::Script script, Options options = {}) {
        testing::ScriptedSampler sampler(std::move(script));
        return evaluate(m_suite, sampler, m_codec, m_executor, options, m_control);
    }
    const selfplay::Task& taskOf(const std::string& prompt) { return m_tasks.at(prompt); }
    static double metric(const Report& report, const std::string& name) {
        for (const auto& each : report.metrics)
            if (each.name == name) return each.value;
        return -1;
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto whole = builtinSuite("dev");
        QVERIFY2(whole, whole ? "" : describe(whole.error()).c_str());
        m_suite = subset(*whole, 8);
        QCOMPARE(m_suite.items.size(), std::size_t{24});
        for (const auto& item : m_suite.items) {
            selfplay::PromptRequest request;
            request.stream = {selfplay::Role::Solve, item.task.kind};
            request.subject = &item.task;
            m_tasks[selfplay::renderNano(request).text] = item.task;
        }
    }

    void thePerfectSolverSolvesEverything() {
        const auto report = run([&](const std::string& prompt, const auto&) { return rightAnswer(taskOf(prompt)); });
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QCOMPARE(report->items.size(), std::size_t{48});
        QCOMPARE(report->cells.size(), std::size_t{6});
        for (const auto& cell : report->cells) QCOMPARE(cell.solved, std::int64_t{8});
        QCOMPARE(metric(*report, "eval/dev/greedy/mean"), 1.0);
    }

    void eachModeAndKindIsCountedByItself() {
        // Greedy: deduction alone is solved. Sampled: every second abduction, by order of asking.
        int asked = 0;
        const auto report = run([&](const std::string& prompt, const policy::SampleRequest& request) -> std::string {
            const auto& task = taskOf(prompt);
            const bool greedy = request.temperature == 0.0F;
            const bool right =
                greedy ? task.kind == TaskKind::Deduction : task.kind == TaskKind::Abduction && asked++ % 2 == 0;
            return right ? rightAnswer(task) : "<think></think><answer><output>'hello'</answer>";
        });
        QVERIFY(report);
        QCOMPARE(metric(*report, "eval/dev/greedy/deduction"), 1.0);
        QCOMPARE(metric(*report, "eval/dev/greedy/abduction"), 0.0);
        QCOMPARE(metric(*report, "eval/dev/sampled/abduction"), 0.5);
        QCOMPARE(metric(*report, "eval/dev/sampled/induction"), 0.0);
        QVERIFY(std::abs(metric(*report, "eval/dev/sampled/abduction/low") - 0.2152) < 1e-4);  // Wilson, 4 of 8
        QVERIFY(std::abs(metric(*report, "eval/dev/greedy/mean") - 1.0 / 3.0) < 1e-12);
    }

    void malformedAnswersAreWrongAndNotGraded() {
        const auto report = run([](const std::string&, const auto&) { return std::string("<think>x"); });
        QVERIFY(report);
        for (const auto& item : report->items) {
            QVERIFY(!item.solved);
            QCOMPARE(item.verdict, execution::Verdict::ParseError);
        }
    }

    /// An evaluation takes for an answer what the run's solver would be rewarded for.
    void answersAreReadByTheRunsRules_data() {
        QTest::addColumn<bool>("textBetweenTags");
        QTest::newRow("words are passed over") << true;
        QTest::newRow("nothing between the tags") << false;
    }
    void answersAreReadByTheRunsRules() {
        QFETCH(bool, textBetweenTags);
        test::ScriptedSampler sampler([](const std::string&, std::uint64_t) {
            return std::string("t</think> So: <answer>```output\n'nothing'\n```</answer>");
        });
        const test::ByteCodec codec;
        Suite deduction{m_suite.name, {}};
        for (const auto& item : m_suite.items)
            if (item.task.kind == TaskKind::Deduction) deduction.items.push_back(item);
        Options options;
        options.wrapper.style = selfplay::WrapperStyle::R1;
        options.prompt.promptLimit = 100'000;
        options.prompt.responseLimit = 1000;
        options.rules.textBetweenTags = textBetweenTags;
        const auto report = evaluate(deduction, sampler, codec, m_executor, options, m_control);
        QVERIFY2(report, report ? "" : describe(report.error()).c_str());
        QCOMPARE(report->items.size(), std::size_t{16});
        for (const auto& item : report->items) {
            QCOMPARE(item.answer, std::string(textBetweenTags ? "'nothing'" : ""));
            QCOMPARE(item.verdict == execution::Verdict::ParseError, !textBetweenTags);
        }
    }

    void lostAnswersLeaveTheCount() {
        Report report;
        report.suite = "dev";
        for (const auto verdict : {execution::Verdict::Ok, execution::Verdict::Wrong, execution::Verdict::InfraError})
            report.items.push_back({"a", TaskKind::Deduction, true, verdict == execution::Verdict::Ok, "", verdict});
        summarise(report);
        QCOMPARE(report.cells.size(), std::size_t{1});
        QCOMPARE(report.cells[0].total, std::int64_t{2});
        QCOMPARE(report.cells[0].accuracy(), 0.5);
    }

    void oneModeAndAFewItemsCanBeAskedFor() {
        Options options;
        options.sampled = false;
        options.itemsPerKind = 2;
        const auto report =
            run([&](const std::string& prompt, const auto&) { return rightAnswer(taskOf(prompt)); }, options);
        QVERIFY(report);
        QCOMPARE(report->items.size(), std::size_t{6});
        QCOMPARE(metric(*report, "eval/dev/sampled/mean"), -1.0);
    }
};

QTEST_GUILESS_MAIN(TestEvaluator)
#include "tst_evaluator.moc"
