/// The graded answers and proposals of tests/data/executor/edge_cases.json: every row of strength "must".
#include <QTest>
#include <algorithm>

#include "core/base/json.h"
#include "core/execution/executor.h"

using namespace azr;
using namespace azr::execution;

class EdgeCasesTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        const auto json = readJson(AZR_TESTS_FOLDER "/data/executor/edge_cases.json");
        QVERIFY(json.has_value());
        m_rows = *json;
        ExecutorOptions options;
        options.cpuSeconds = 1;
        options.wallSeconds = 4;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
        options.answerExpressions = true;
        options.lanes = 1;
        auto expressions = openExecutor(options);
        QVERIFY2(expressions.has_value(), "expressions");
        m_expressions = std::move(*expressions);
    }

    void everyRow_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < m_rows.size(); ++i)
            if (m_rows[i]["strength"] == "must")
                QTest::addRow("%d %s", static_cast<int>(i), m_rows[i]["kind"].get<std::string>().c_str())
                    << static_cast<int>(i);
    }

    void everyRow() {
        QFETCH(int, row);
        const Json& one = m_rows[static_cast<std::size_t>(row)];
        const std::string kind = one["kind"];
        if (kind == "proposal") {
            ValidateRequest request;
            request.program = one["program"];
            request.inputs = {one["input"]};
            const auto outcome = m_executor->validate(request, Lane::Loop).get();
            const std::string why = std::string(name(outcome.verdict)) + ' ' + outcome.reason + ' ' + outcome.detail;
            QVERIFY2((outcome.verdict == Verdict::Ok) == (one["product_must_accept"] == 1), why.c_str());
            return;
        }
        GradeRequest request;
        const bool output = kind == "output_prediction";
        request.kind = output ? AnswerKind::Output : AnswerKind::Input;
        request.program = one["program"];
        request.gold = one["gold_output"];
        request.answers = {one[output ? "agent_output" : "agent_input"]};
        const auto outcome = m_executor->grade(request, Lane::Loop).get().front();
        const std::string why = std::string(name(outcome.verdict)) + ' ' + outcome.reason + ' ' + outcome.detail;
        QVERIFY2((outcome.verdict == Verdict::Ok) == (one["product_must"] == 1), why.c_str());
        if (!one.contains("product_expression_form")) return;
        const auto evaluated = m_expressions->grade(request, Lane::Loop).get().front();
        const std::string how = std::string(name(evaluated.verdict)) + ' ' + evaluated.reason + ' ' + evaluated.detail;
        QVERIFY2((evaluated.verdict == Verdict::Ok) == (one["product_expression_form"] == 1), how.c_str());
    }

    /// A gold that interpreters differ in can be met by luck alone: it is no value.
    void goldsThatShowAnAddressOrAnOrderAreNone_data() {
        QTest::addColumn<QString>("gold");
        QTest::addColumn<QStringList>("answers");
        QTest::addColumn<bool>("steady");
        const QStringList digits{"0", "1", "2", "3", "4", "5", "6"};
        QTest::newRow("address") << "id(heapq) % 7" << digits << false;
        QTest::newRow("hash") << "hash('a') % 7" << digits << false;
        QTest::newRow("order") << "list({'a', 'b'})" << QStringList{"['a', 'b']", "['b', 'a']"} << false;
        QTest::newRow("sorted") << "sorted({'a', 'b'})" << QStringList{"['a', 'b']", "['b', 'a']"} << true;
        QTest::newRow("plain") << "sum([1, 2, 3])" << digits << true;
    }
    void goldsThatShowAnAddressOrAnOrderAreNone() {
        QFETCH(QString, gold);
        QFETCH(QStringList, answers);
        QFETCH(bool, steady);
        GradeRequest output;
        output.kind = AnswerKind::Output;
        output.imports = {"import heapq"};
        output.gold = gold.toStdString();
        GradeRequest program = output;
        program.kind = AnswerKind::Program;
        program.hidden = {{"0", output.gold}};
        for (const QString& answer : answers) {
            output.answers.push_back(answer.toStdString());
            program.answers.push_back("def f(x):\n    return " + answer.toStdString());
        }
        for (const GradeRequest& request : {output, program}) {
            const auto outcomes = m_executor->grade(request, Lane::Loop).get();
            const auto solved = std::ranges::count(outcomes, Verdict::Ok, &GradeOutcome::verdict);
            QCOMPARE(solved, steady ? 1 : 0);
            if (!steady) QCOMPARE(outcomes.front().reason, std::string("gold_is_no_value"));
        }
    }

    /// An answer that is evaluated must be the same wherever it is evaluated.
    void answersThatShowAnAddressAreNotSolved() {
        GradeRequest request;
        request.kind = AnswerKind::Output;
        request.gold = "0";
        for (int k = 0; k < 8; ++k) request.answers.push_back("id(object()) // 16 % 2 + " + std::to_string(k) + " * 0");
        request.answers.emplace_back("hash('b') % 2");
        request.answers.emplace_back("sum([1, 2]) - 3");
        request.answers.emplace_back("0");
        const auto outcomes = m_expressions->grade(request, Lane::Loop).get();
        for (std::size_t k = 0; k < outcomes.size(); ++k)
            QCOMPARE(outcomes[k].verdict == Verdict::Ok, k + 2 >= outcomes.size());
        request.kind = AnswerKind::Input;
        request.program = "def f(x):\n    return x";
        const auto inputs = m_expressions->grade(request, Lane::Loop).get();
        for (std::size_t k = 0; k < inputs.size(); ++k)
            QCOMPARE(inputs[k].verdict == Verdict::Ok, k + 2 >= inputs.size());
    }

    void cleanupTestCase() {
        m_executor.reset();
        m_expressions.reset();
    }

  private:
    Json m_rows = Json::array();
    std::unique_ptr<Executor> m_executor, m_expressions;
};

QTEST_GUILESS_MAIN(EdgeCasesTest)
#include "tst_edge_cases.moc"
