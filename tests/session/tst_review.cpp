/// The review gate through the real session: what waits, who decides, that the rows say so, that it repeats bit for bit
/// and survives a kill, and that the audit understands it.
#include <QtTest>

#include "core/selfplay/rules/review_draw.h"
#include "core/store/database.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::findingsOf;
using test::kEven;
using test::kTimeout;
using test::narrowRun;
using test::openedSession;
using test::Paused;
using test::readerOf;
using test::waitFor;

namespace {

/// A run in which some proposals wait.
config::RunConfig reviewedRun(double share, int timeout,
                              config::ReviewDefault decision = config::ReviewDefault::Admit) {
    config::RunConfig config = narrowRun(0);
    config.selfplay.reviewShare = share;
    config.selfplay.reviewTimeout = timeout;
    config.selfplay.reviewDefault = decision;
    return config;
}

std::vector<store::TaskRow> tasksOf(store::Reader& reader, const std::string& status) {
    store::TaskQuery query;
    query.filter.run = RunId{1};
    query.filter.status = status;
    query.order = {{store::TaskSort::Id, false}};
    return reader.tasks(query)->rows;
}

/// What became of tasks that waited for too long.
std::vector<store::BufferEventRow> timeouts(store::Reader& reader) {
    auto rows = *reader.bufferEvents(RunId{1}, "", 0, store::kPageLimit);
    std::erase_if(rows, [](const store::BufferEventRow& row) { return row.reason != "review time-out"; });
    return rows;
}

}  // namespace

class TestReview : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aLargerShareDrawsMore() {
        int some = 0, more = 0;
        for (std::int64_t number = 0; number < 2000; ++number) {
            const bool drawn = selfplay::drawnForReview(7, number, 0.2);
            some += drawn ? 1 : 0;
            more += selfplay::drawnForReview(7, number, 0.6) ? 1 : 0;
            QVERIFY(!drawn || selfplay::drawnForReview(7, number, 0.6));
            QVERIFY(!selfplay::drawnForReview(7, number, 0));
            QVERIFY(selfplay::drawnForReview(7, number, 1));
        }
        QVERIFY2(some > 320 && some < 480, std::to_string(some).c_str());
        QVERIFY2(more > 1100 && more < 1300, std::to_string(more).c_str());
    }

    void whatWaitsEntersNoBuffer() {
        Paused run(reviewedRun(1, 1000));
        run.goOn(3);
        const auto waiting = tasksOf(*run.reader, "waiting");
        QVERIFY(waiting.size() > 5);
        for (const store::TaskRow& row : waiting) {
            QCOMPARE(row.verdict, std::string("ok"));
            QVERIFY(row.step > 0);
            QVERIFY(row.learnability >= 0);  // its solve rate is known, and its proposer was rewarded by it
        }
        for (const std::string kind : {"deduction", "abduction", "induction"})
            for (const std::int64_t task : run.content(kind)) QCOMPARE(run.reader->taskRow(TaskId{task})->step, 0);
        double held = 0;
        for (const auto found = run.reader->metricsOfStep(RunId{1}, waiting.back().step); const auto& metric : *found)
            if (metric.name.starts_with("novelty/held_back/")) held += metric.value;
        QCOMPARE(held, double(std::ranges::count(waiting, waiting.back().step, &store::TaskRow::step)));
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    /// Rewards are those of a run without a gate, as long as what is drawn from the buffers is the same.
    void waitingChangesNoReward() {
        const auto rewardsOf = [](double share) {
            auto config = reviewedRun(share, 1000);
            config.steps = 1;
            const QTemporaryDir folder;
            auto session = openedSession(folder);
            if (!session->start(test::requestOf(config)) || !waitFor(*session, RunState::Finished)) qFatal("no run");
            auto reader = readerOf(*session);
            std::string text;
            store::TaskQuery query;
            query.filter.run = RunId{1};
            query.filter.step = 1;
            for (const auto found = reader->tasks(query); const store::TaskRow& row : found->rows)
                text += fmt::format("{} {} {} {}\n", row.id.value, row.learnability, row.reward, row.advantage);
            return text;
        };
        QVERIFY(!rewardsOf(0).empty());
        QCOMPARE(rewardsOf(0.5), rewardsOf(0));
    }

    void aPersonDecides() {
        Paused run(reviewedRun(1, 1000));
        run.goOn(2);
        const auto waiting = tasksOf(*run.reader, "waiting");
        QVERIFY(waiting.size() > 3);
        const TaskId good = waiting[0].id, bad = waiting[1].id;
        QCOMPARE(run.answer(run.applied(AdmitTask{good})), std::string("applied: admitted to its buffer"));
        QCOMPARE(run.reader->taskRow(good)->status, std::string("admitted"));
        const auto content = run.content(waiting[0].kind);
        QVERIFY(std::ranges::find(content, good.value) != content.end());
        QCOMPARE(run.reader->task(good)->buffer.back().reason, std::string("reviewed"));
        const CommandId veto = run.applied(VetoTask{bad, "dull"});
        QCOMPARE(run.answer(veto), std::string("applied: it will not enter its buffer"));
        QCOMPARE(run.reader->taskRow(bad)->status, std::string("vetoed"));
        // Decided is decided, and nobody decides about what never waited.
        for (const TaskId task : {good, bad, TaskId{1}})
            QVERIFY(run.answer(run.applied(AdmitTask{task})).starts_with("refused"));
        // Taken back, it waits again; so it may be admitted.
        QCOMPARE(run.answer(run.takenBack(veto)), std::string("applied: it waits for a decision again"));
        QCOMPARE(run.reader->taskRow(bad)->status, std::string("waiting"));
        QVERIFY(run.answer(run.applied(AdmitTask{bad})).starts_with("applied"));
        QVERIFY(run.answer(run.applied(VetoTask{waiting[2].id, "dull"})).starts_with("applied"));
        const CommandId last = run.applied(VetoTask{waiting[3].id, "dull"});
        run.takenBack(last);
        run.goOn(3);
        QCOMPARE(run.reader->taskRow(waiting[3].id)->status, std::string("waiting"));
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    void theDefaultDecidesInTime_data() {
        QTest::addColumn<bool>("vetoes");
        QTest::newRow("admit") << false;
        QTest::newRow("veto") << true;
    }
    void theDefaultDecidesInTime() {
        QFETCH(bool, vetoes);
        Paused run(reviewedRun(0.6, 2, vetoes ? config::ReviewDefault::Veto : config::ReviewDefault::Admit));
        run.goOn(6);
        const auto events = timeouts(*run.reader);
        QVERIFY(events.size() > 5);
        for (const store::BufferEventRow& event : events) {
            QCOMPARE(event.step, run.reader->taskRow(event.task)->step + 2);
            QCOMPARE(event.action, std::string(vetoes ? "veto" : "add"));
            if (vetoes) QCOMPARE(run.reader->taskRow(event.task)->status, std::string("vetoed"));
        }
        const int last = run.reader->run(RunId{1})->lastStep;
        for (const store::TaskRow& row : tasksOf(*run.reader, "waiting")) QVERIFY(last - row.step < 2);
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    /// Switched on and off while the run trains; a rule takes out what waits, and gives it back.
    void theGateAndRulesMeet() {
        Paused run(reviewedRun(0, 1000));
        run.applied(SetField{"selfplay.review_share", "1"});
        run.goOn(2);
        QVERIFY(tasksOf(*run.reader, "waiting").size() > 3);
        selfplay::Rule rule;
        rule.condition = kEven;
        const auto before = tasksOf(*run.reader, "waiting").size();
        const CommandId made = run.applied(SetRule{rule, {}, false});
        QVERIFY(tasksOf(*run.reader, "waiting").size() < before);
        run.takenBack(made);
        QCOMPARE(tasksOf(*run.reader, "waiting").size(), before);
        const TaskId pinned = tasksOf(*run.reader, "waiting").front().id;
        QVERIFY(run.answer(run.applied(PinTask{pinned})).starts_with("applied: it stays"));
        run.applied(AdmitTask{pinned});
        run.applied(SetField{"selfplay.review_share", "0"});
        run.goOn(4);
        QCOMPARE(run.reader->taskRow(pinned)->status, std::string("admitted"));
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    /// A workspace as a crash leaves it, after decisions that no checkpoint contains, goes on like the run itself.
    void decisionsSurviveAKillBitForBit() {
        config::RunConfig config = reviewedRun(0.7, 4);
        config.checkpoint.everySteps = 0;
        config.checkpoint.everyMinutes = 1000;
        Paused run(config);
        run.goOn(2);
        run.applied(SaveCheckpoint{});  // in which some wait
        const auto waiting = tasksOf(*run.reader, "waiting");
        QVERIFY(waiting.size() > 3);
        run.applied(AdmitTask{waiting[0].id});
        run.applied(VetoTask{waiting[1].id, "dull"});
        run.takenBack(run.applied(VetoTask{waiting[2].id, "dull"}));
        run.goOn(1);
        const QTemporaryDir killed;
        run.copyInto(killed);
        run.goOn(3);
        run.end();
        const int last = run.reader->run(RunId{1})->lastStep;
        const auto session = test::goneOn(killed, last);
        QVERIFY(session != nullptr);
        auto reader = readerOf(*session);
        QCOMPARE(*store::runDigest(*reader, RunId{1}), *store::runDigest(*run.reader, RunId{1}));
        const auto idsOf = [](store::Reader& of) {
            std::vector<std::int64_t> ids;
            for (const store::TaskRow& row : tasksOf(of, "waiting")) ids.push_back(row.id.value);
            return ids;
        };
        QVERIFY(!idsOf(*reader).empty());
        QCOMPARE(idsOf(*reader), idsOf(*run.reader));
        QCOMPARE(QString::fromStdString(findingsOf(session->workspace())), QString());
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    void withoutAPersonTheSeedGivesTheSameRun() {
        const auto digestOf = [] {
            Paused run(reviewedRun(0.5, 2));
            const int first = run.reader->run(RunId{1})->lastStep;
            run.goOn(6 - first);
            run.end();
            return *store::runDigest(*run.reader, RunId{1});
        };
        QCOMPARE(digestOf(), digestOf());
    }

    /// Whatever numbers its tasks have, it draws as the first one would.
    void theSecondRunOfAWorkspaceDrawsAlike() {
        const QTemporaryDir folder;
        auto session = openedSession(folder);
        config::RunConfig config = reviewedRun(0.5, 2);
        config.steps = 5;
        for (int i = 0; i < 2; ++i)
            QVERIFY(session->start(test::requestOf(config)).has_value() && waitFor(*session, RunState::Finished));
        auto reader = readerOf(*session);
        QVERIFY(!timeouts(*reader).empty());
        QCOMPARE(*store::runDigest(*reader, RunId{2}), *store::runDigest(*reader, RunId{1}));
        QCOMPARE(QString::fromStdString(findingsOf(session->workspace(), RunId{2})), QString());
    }

    /// The loop of a run at rest hears of it when the run goes on; until then it can be taken back.
    void aRunAtRestMayBeDecidedAbout() {
        Paused run(reviewedRun(1, 1000));
        run.goOn(2);
        run.end();
        const auto waiting = tasksOf(*run.reader, "waiting");
        const auto admitted = run.session->post(AdmitTask{waiting.at(0).id});
        const auto vetoed = run.session->post(VetoTask{waiting.at(1).id, "dull"});
        const auto withdrawn = run.session->post(AdmitTask{waiting.at(2).id});
        QVERIFY(admitted && vetoed && withdrawn);
        QVERIFY(!run.session->post(AdmitTask{TaskId{1}}));  // it does not wait
        QVERIFY(!run.session->post(VetoTask{TaskId{1}, "dull"}));
        QTRY_COMPARE_WITH_TIMEOUT(run.reader->taskRow(waiting[2].id)->pending, std::string("admit_task"), kTimeout);
        const auto next = *nextToTakeBack(*run.reader, std::nullopt, Direction::Undo);
        QVERIFY(next.has_value());
        QCOMPARE(next->row.id, *withdrawn);
        run.takenBack(*withdrawn);
        StartRequest request;
        request.resume = RunId{1};
        request.steps = run.reader->run(RunId{1})->lastStep + 1;
        QVERIFY(run.session->start(request).has_value());
        QVERIFY(waitFor(*run.session, RunState::Finished));
        QVERIFY(run.answer(*admitted).starts_with("applied"));
        QCOMPARE(run.reader->taskRow(waiting[0].id)->status, std::string("admitted"));
        QCOMPARE(run.reader->taskRow(waiting[1].id)->status, std::string("vetoed"));
        QCOMPARE(run.reader->taskRow(waiting[2].id)->status, std::string("waiting"));
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    /// Nothing of it is believed: an entry without a decision, and one before its time.
    void theAuditFindsWhatNobodyDecided() {
        Paused run(reviewedRun(1, 3));
        run.goOn(5);
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
        const auto auditedAfter = [&](const std::string& sql) {
            const QTemporaryDir copy;
            run.copyInto(copy);
            auto database =
                store::Database::open(copy.filePath("azr.db").toStdString(), store::Database::Mode::ReadWrite);
            if (!database || !database->script(sql)) qFatal("the workspace cannot be altered");
            return findingsOf(copy.path().toStdString());
        };
        const std::string one = "(SELECT min(id) FROM buffer_events WHERE reason = 'review time-out')";
        QVERIFY(!auditedAfter("UPDATE buffer_events SET reason = 'reviewed' WHERE id = " + one).empty());
        QVERIFY(!auditedAfter("UPDATE buffer_events SET reason = '' WHERE id = " + one).empty());
        QVERIFY(!auditedAfter("UPDATE tasks SET status = 'proposed' WHERE id = (SELECT max(id) FROM tasks WHERE "
                              "status = 'waiting')")
                     .empty());
    }
};

QTEST_GUILESS_MAIN(TestReview)
#include "tst_review.moc"
