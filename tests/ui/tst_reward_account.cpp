// The arithmetic of rewards and advantages that the window shows, against a run that was trained: the advantage that
// the shown line works out is the one that the loop stored.
#include <QTest>

#include "tests/support/audited_run.h"
#include "ui/pages/reward_account.h"

using namespace azr;
using ui::AccountLine;

class TestRewardAccount : public QObject {
    Q_OBJECT

    static const AccountLine* line(const QList<AccountLine>& lines, const QString& name) {
        for (const AccountLine& one : lines)
            if (one.name == name) return &one;
        return nullptr;
    }
    static double valueOf(const QList<AccountLine>& lines, const QString& name) {
        const AccountLine* one = line(lines, name);
        return one == nullptr ? qQNaN() : one->value.toDouble();
    }

    /// Checks equation 8 on the numbers that are shown; the count of those that could be.
    static int check(const QList<AccountLine>& lines, double reward, double advantage, double weight) {
        if (line(lines, "Reward R") == nullptr || std::abs(valueOf(lines, "Reward R") - reward) > 1e-4) return -1000000;
        const AccountLine* shown = line(lines, "Advantage A");
        if (shown == nullptr || !shown->reason.contains("A = w")) return 0;
        const double mean = valueOf(lines, "Mean m"), deviation = valueOf(lines, QStringLiteral("Deviation σ"));
        const double worked = weight * (reward - mean) / deviation;
        return std::abs(worked - advantage) < 2e-3 * std::max(1.0, std::abs(worked)) ? 1 : -1000000;
    }

  private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void theShownLinesWorkOutWhatTheLoopStored_data() {
        QTest::addColumn<int>("solver");
        QTest::addColumn<bool>("perClass");
        QTest::newRow("streams") << int(config::SolverBaseline::Stream) << false;
        QTest::newRow("tasks and classes") << int(config::SolverBaseline::Task) << true;
    }
    void theShownLinesWorkOutWhatTheLoopStored() {
        QFETCH(int, solver);
        QFETCH(bool, perClass);
        config::RunConfig config = test::smallRun();
        config.advantage.solverBaseline = static_cast<config::SolverBaseline>(solver);
        if (perClass) config.advantage.proposerBaseline = config::ProposerBaseline::Class;
        const test::AuditedRun run(config);
        const auto reader = *store::Reader::open(run.database());
        store::TaskQuery query;
        query.filter.run = RunId{1};
        const auto page = reader->tasks(query);
        QVERIFY(page && !page->rows.empty());
        int attempts = 0, proposals = 0, compared = 0;
        for (const store::TaskRow& row : page->rows) {
            const auto detail = reader->task(row.id);
            QVERIFY(detail.has_value());
            for (const auto& attempt : detail->attempts) {
                attempts += check(ui::attemptAccount(attempt, *detail), attempt.reward, attempt.advantage, 1);
                compared += ui::comparison(attempt, detail->task).isEmpty() ? 0 : 1;
            }
            if (!detail->task.completion.empty() && detail->task.step > 0)
                proposals += check(ui::proposalAccount(*detail), detail->task.reward, detail->task.advantage,
                                   config.advantage.proposerWeight);
        }
        QVERIFY2(attempts > 10, qPrintable(QString::number(attempts)));
        QVERIFY2(proposals > 3, qPrintable(QString::number(proposals)));
        QVERIFY(compared > 10);
    }

    void whatDoesNotTrainSaysWhy() {
        store::TaskDetail detail;
        detail.task.kind = "deduction";
        detail.task.output = "[1, 2]";
        detail.task.verdict = "ok";
        store::AttemptRow attempt;
        attempt.kind = "deduction";
        attempt.verdict = "wrong";
        attempt.answer = "[2, 1]";
        attempt.detail = "got [2, 1]";
        attempt.tokens = 5;
        attempt.trained = false;
        const auto said = [&] { return line(ui::attemptAccount(attempt, detail), "Advantage A")->reason; };
        QVERIFY(said().contains("it only measures"));
        attempt.trained = true;
        attempt.masked = true;
        QVERIFY(said().contains("masked"));
        attempt.masked = false;
        QVERIFY(said().contains("is not stored"));
        detail.moments = {{RunId{1}, 0, "solve.deduction", 0.5, 0.0, 4, 4, false, "stream", 1}};
        QVERIFY(said().contains("all rewards are equal"));
        const auto compared = ui::comparison(attempt, detail.task);
        QCOMPARE(line(compared, "Expected")->value, QString("[1, 2]"));
        QCOMPARE(line(compared, "Given")->value, QString("[2, 1]"));
        QCOMPARE(line(compared, "Why not")->value, QString("got [2, 1]"));
        attempt.formatFailure = "no answer tag";
        QVERIFY(line(ui::attemptAccount(attempt, detail), "Score r")->reason.contains("no answer tag"));
    }

    void aMissedHiddenPairIsShownWhole() {
        store::TaskRow task;
        task.kind = "induction";
        task.pairs = {{"1", "2"}, {"2", "3"}, {"17", "19"}, {"20", "21"}};
        store::AttemptRow attempt;
        attempt.verdict = "wrong";
        attempt.answer = "def f(x): return x + 1";
        attempt.detail = "hidden pair 1: got 18";
        const auto lines = ui::comparison(attempt, task);
        QVERIFY(line(lines, "Input") && line(lines, "Expected"));
        QCOMPARE(line(lines, "Input")->value, QStringLiteral("17"));
        QCOMPARE(line(lines, "Expected")->value, QStringLiteral("19"));
        QCOMPARE(line(lines, "Why not")->value, QStringLiteral("hidden pair 1: got 18"));
        attempt.detail = "hidden pair 3: got 18";  // there is none
        QVERIFY(line(ui::comparison(attempt, task), "Input") == nullptr);
        attempt.verdict = "ok";
        attempt.detail = "hidden pair 1: got 18";
        QVERIFY(line(ui::comparison(attempt, task), "Input") == nullptr);
    }

    void theColumnsStandBelowEachOther() {
        QCOMPARE(ui::accountText({{"r", "right", "1"}, {"Reward", "R = r", "10"}, {"Given", "", "[1, 2]"}}),
                 QString("r        1  right\nReward  10  R = r\nGiven   [1, 2]"));
    }
};

QTEST_MAIN(TestRewardAccount)
#include "tst_reward_account.moc"
