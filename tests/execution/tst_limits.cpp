/// How large a request to the executor may be: the same for every caller, and a refusal touches nobody else's verdict.
#include <QTest>

#include "core/execution/executor.h"
#include "core/execution/request_limits.h"
#include "core/execution/values/literal.h"

using namespace azr;
using namespace azr::execution;

namespace {

const std::string kIdentity = "def f(x):\n    return x";

/// The identity with a comment that makes it as long.
std::string programOf(std::size_t bytes) {
    return kIdentity + "\n#" + std::string(bytes - kIdentity.size() - 2, 'a');
}

ValidateRequest proposal(std::string program, std::vector<std::string> inputs) {
    ValidateRequest request;
    request.program = std::move(program);
    request.inputs = std::move(inputs);
    return request;
}

}  // namespace

class LimitsTest : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        ExecutorOptions options;
        options.lanes = 1;
        options.cpuSeconds = 8;  // a busy machine must not make a long program too slow
        options.wallSeconds = 40;
        auto opened = openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
    }

    void proposals_data() {
        QTest::addColumn<int>("program");
        QTest::addColumn<int>("imports");
        QTest::addColumn<int>("input");
        QTest::addColumn<int>("inputs");
        QTest::addColumn<QByteArray>("detail");
        const int program = int(kMaxProgramBytes), imports = int(kMaxImportsBytes), text = int(kMaxTextBytes);
        QTest::newRow("at the limits") << program << imports << 1 << 1 << QByteArray();
        QTest::newRow("program") << program + 1 << 20 << 1 << 1
                                 << QByteArray("program has 262145 bytes; the limit is 262144");
        QTest::newRow("imports") << 40 << imports + 1 << 1 << 1
                                 << QByteArray("imports has 65537 bytes; the limit is 65536");
        QTest::newRow("input") << 40 << 20 << text + 1 << 2
                               << QByteArray("input 2 has 131073 bytes; the limit is 131072");
        QTest::newRow("inputs") << 40 << 20 << 1 << 1001 << QByteArray("inputs has 1001 entries; the limit is 1000");
        QTest::newRow("far beyond") << 50'000'000 << 20 << 1 << 1
                                    << QByteArray("program has 50000000 bytes; the limit is 262144");
    }
    void proposals() {
        QFETCH(int, program);
        QFETCH(int, imports);
        QFETCH(int, input);
        QFETCH(int, inputs);
        QFETCH(QByteArray, detail);
        ValidateRequest request =
            proposal(programOf(std::size_t(program)), std::vector<std::string>(std::size_t(inputs), "1"));
        request.imports = {"import math", "#" + std::string(std::size_t(imports) - 12, 'a')};
        request.inputs.back() = std::string(std::size_t(input), '1');
        request.runs = 1;
        // Together with one that is fine: both go into one request to a worker.
        auto many = m_executor->runMany({request, proposal(kIdentity, {"7"})}, Lane::Loop);
        auto alone = m_executor->validate(request, Lane::Loop);
        const ValidateOutcome once = alone.get();
        const std::vector<ValidateOutcome> both = many.get();
        for (const ValidateOutcome* outcome : {&once, both.data()}) {
            QCOMPARE(outcome->runs.size(), std::size_t(inputs));
            if (detail.isEmpty()) {
                QVERIFY2(outcome->verdict == Verdict::Ok, (outcome->reason + ' ' + outcome->detail).c_str());
                continue;
            }
            QCOMPARE(outcome->verdict, Verdict::Rejected);
            QCOMPARE(outcome->reason, std::string("too_long"));
            QCOMPARE(outcome->detail, detail.toStdString());
            for (const RunOutcome& run : outcome->runs) QCOMPARE(run.verdict, Verdict::Rejected);
        }
        QCOMPARE(both.back().runs.front().value, std::string("7"));
    }

    void textThatIsNoUtf8HarmsNoOther() {
        const auto both =
            m_executor->runMany({proposal(kIdentity, {"'\xff'"}), proposal(kIdentity, {"7"})}, Lane::Loop).get();
        QCOMPARE(both[0].verdict, Verdict::ParseError);
        QCOMPARE(both[0].reason, std::string("encoding"));
        QCOMPARE(both[1].runs.front().value, std::string("7"));
        GradeRequest request;
        request.kind = AnswerKind::Program;
        request.hidden = {{"'\xff'", "1"}};
        request.answers = {kIdentity};
        QCOMPARE(m_executor->grade(request, Lane::Loop).get().front().reason, std::string("encoding"));
    }

    void tasksOfEveryKind_data() {
        QTest::addColumn<int>("kind");
        for (const AnswerKind kind : {AnswerKind::Output, AnswerKind::Input, AnswerKind::Program})
            QTest::addRow("%d", int(kind)) << int(kind);
    }
    void tasksOfEveryKind() {
        QFETCH(int, kind);
        GradeRequest fine;
        fine.kind = AnswerKind(kind);
        fine.program = kIdentity;
        fine.gold = "7";
        fine.hidden = {{"7", "7"}};
        fine.answers = {fine.kind == AnswerKind::Program ? kIdentity : "7", "nothing"};
        std::vector<std::pair<std::string, GradeRequest>> broken;
        const auto add = [&](const char* detail, auto change) {
            broken.emplace_back(detail, fine);
            change(broken.back().second);
        };
        add("program has 262145 bytes; the limit is 262144", [](GradeRequest& r) { r.program = programOf(262145); });
        add("imports has 65537 bytes; the limit is 65536",
            [](GradeRequest& r) { r.imports = {std::string(65537, '#')}; });
        add("output has 131073 bytes; the limit is 131072", [](GradeRequest& r) { r.gold = std::string(131073, '1'); });
        add("hidden has 1001 entries; the limit is 1000", [](GradeRequest& r) { r.hidden.resize(1001); });
        add("hidden pair 1: output has 131073 bytes; the limit is 131072",
            [](GradeRequest& r) { r.hidden.front().output = std::string(131073, '1'); });
        add("answers has 1001 entries; the limit is 1000", [](GradeRequest& r) { r.answers.resize(1001); });
        for (const auto& [detail, request] : broken) {
            const auto outcomes = m_executor->grade(request, Lane::Loop).get();
            QCOMPARE(outcomes.size(), request.answers.size());
            for (const GradeOutcome& outcome : outcomes) {
                QCOMPARE(outcome.verdict, Verdict::Rejected);
                QCOMPARE(outcome.reason, std::string("too_long"));
                QCOMPARE(outcome.detail, detail);
            }
        }
        QCOMPARE(m_executor->grade(fine, Lane::Loop).get().front().verdict, Verdict::Ok);
    }

    void aLongAnswerIsAParseErrorAndItsSiblingsAreGraded() {
        GradeRequest request;
        request.kind = AnswerKind::Program;
        request.hidden = {{"7", "7"}};
        request.answers = {programOf(kMaxProgramBytes + 1), kIdentity, programOf(kMaxProgramBytes)};
        auto outcomes = m_executor->grade(request, Lane::Loop).get();
        QCOMPARE(outcomes[0].verdict, Verdict::ParseError);
        QCOMPARE(outcomes[0].reason, std::string("too_long"));
        QCOMPARE(outcomes[0].detail, std::string("answer has 262145 bytes; the limit is 262144"));
        QCOMPARE(outcomes[1].verdict, Verdict::Ok);
        QVERIFY2(outcomes[2].verdict == Verdict::Ok, outcomes[2].detail.c_str());
        for (const AnswerKind kind : {AnswerKind::Output, AnswerKind::Input}) {
            request.kind = kind;
            request.program = kIdentity;
            request.gold = "7";
            request.answers = {std::string(kMaxAnswerBytes + 1, '7'), "7"};
            outcomes = m_executor->grade(request, Lane::Loop).get();
            QCOMPARE(outcomes[0].verdict, Verdict::ParseError);
            QCOMPARE(outcomes[0].reason, std::string("too_long"));
            QCOMPARE(outcomes[1].verdict, Verdict::Ok);
        }
    }

    void anExpressionMayBeNoLongerThanALiteral() {
        ExecutorOptions options;
        options.lanes = 1;
        options.answerExpressions = true;
        auto opened = openExecutor(options);
        QVERIFY(opened);
        GradeRequest request;
        request.kind = AnswerKind::Output;
        request.gold = "7";
        request.answers = {"6 + 1" + std::string(kMaxAnswerBytes, ' '), "6 + 1"};
        const auto outcomes = (*opened)->grade(request, Lane::Loop).get();
        QCOMPARE(outcomes[0].verdict, Verdict::ParseError);
        QCOMPARE(outcomes[0].reason, std::string("too_long"));
        QCOMPARE(outcomes[1].verdict, Verdict::Ok);
    }

    /// That another run waited too long tells of a busy machine, not of what the program does.
    void anotherRunEndedByTheClockIsNoNondeterminism() {
        ExecutorOptions options;
        options.lanes = 1;
        options.cpuSeconds = 8;
        options.wallSeconds = 0.5;
        auto opened = openExecutor(options);
        QVERIFY(opened);
        for (const char* odd : {"0", "1"}) {
            // Interpreters differ in it; those whose hash it names wait.
            const std::string program = "import time\ndef f(x):\n    if hash('b') % 2 == " + std::string(odd) +
                                        ":\n        time.sleep(60)\n    return x";
            ValidateRequest proposal;
            proposal.program = program;
            proposal.inputs = {"1"};
            proposal.checkSafety = false;
            proposal.runs = 6;
            GradeRequest answer;
            answer.kind = AnswerKind::Input;
            answer.program = program;
            answer.gold = "1";
            answer.answers = {"1"};
            answer.runs = 6;
            auto checking = (*opened)->validate(proposal, Lane::Loop);
            auto grading = (*opened)->grade(answer, Lane::Loop);
            const auto checked = checking.get();
            QCOMPARE(checked.verdict, Verdict::TimeoutWall);
            QCOMPARE(grading.get().front().verdict, Verdict::TimeoutWall);
        }
    }

    void cleanupTestCase() { m_executor.reset(); }

  private:
    std::unique_ptr<Executor> m_executor;
};

QTEST_GUILESS_MAIN(LimitsTest)
#include "tst_limits.moc"
