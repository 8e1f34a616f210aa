/// The write thread: order, when it commits, and that a full disk or a killed process loses nothing it promised.
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>
#include <atomic>
#include <csignal>
#include <thread>

#include "core/store/database.h"
#include "core/store/migrations.h"
#include "core/store/write_batch.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using namespace azr::testing;
using namespace std::chrono_literals;

namespace {

std::int64_t countIn(const TempStore& store, const std::string& table) {
    auto database = Database::open(store.database(), Database::Mode::ReadOnly);
    return database ? database->integer("SELECT count(*) FROM " + table).value_or(-1) : -1;
}

EventRow eventRow(const std::string& code) {
    return {0, RunId{1}, 1, "info", code, "", 0};
}

}  // namespace

class TestWriter : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void rowsAreReadBackAsWritten() {
        const TempStore store;
        auto writer = Writer::open(store.database(), {});
        QVERIFY(writer.has_value());
        QVERIFY((*writer)->push(runRow(1)).has_value());
        TaskRow task = taskRow(RunId{1}, 5, 2);
        task.references = {TaskId{3}, TaskId{1}};
        task.message = std::string("a\0b", 3);
        task.nearDuplicate = true;
        task.diversity = 0.25;
        QVERIFY((*writer)->push(task).has_value());
        QVERIFY((*writer)->push(TaskScoreRow{task.id, 0.5, 0.75, -1.5}).has_value());
        AttemptRow attempt = attemptRow(task, 9);
        attempt.logprobSum = -2.5;
        QVERIFY((*writer)->push(attempt).has_value());
        QVERIFY((*writer)->push(MetricRow{RunId{1}, 2, "a/b", 1.5, true}).has_value());
        QVERIFY((*writer)->push(MetricRow{RunId{1}, 3, "a/b", std::nan(""), true}).has_value());
        QVERIFY((*writer)->finish().has_value());

        auto reader = Reader::open(store.database());
        QVERIFY(reader.has_value());
        QCOMPARE((*reader)->run(RunId{1})->seed, 0xFFFF'FFFF'FFFF'FFF1U);
        auto detail = (*reader)->task(task.id);
        QVERIFY(detail.has_value());
        QCOMPARE(detail->task.program, task.program);
        QCOMPARE(detail->task.prompt, task.prompt);
        QCOMPARE(detail->task.completion, task.completion);
        QCOMPARE(detail->task.message, task.message);
        QCOMPARE(detail->task.imports, task.imports);
        QCOMPARE(detail->task.pairs.size(), 2U);
        QCOMPARE(detail->task.pairs[1].input, std::string("'a\"b'"));
        QCOMPARE(detail->task.references, task.references);
        QCOMPARE(detail->task.learnability, 0.5);
        QCOMPARE(detail->task.reward, 0.75);
        QCOMPARE(detail->task.advantage, -1.5);
        QCOMPARE(detail->task.diversity, 0.25);
        QVERIFY(detail->task.nearDuplicate);
        QCOMPARE(detail->attempts.size(), 1U);
        QCOMPARE(detail->attempts[0].completion, attempt.completion);
        QCOMPARE(detail->attempts[0].logprobSum, -2.5);
        auto series = (*reader)->series(RunId{1}, "a/b", 0);
        QCOMPARE(series->size(), 2U);
        QCOMPARE((*series)[0].value, 1.5);
        QVERIFY(std::isnan((*series)[1].value));
        QCOMPARE((*reader)->series(RunId{1}, "a/b", 2)->size(), 1U);
    }

    void compositesKeepTheirFunctionsAlsoWhenTheyAreAbandoned() {
        const TempStore store;
        auto writer = Writer::open(store.database(), {});
        QVERIFY((*writer)->push(testing::runRow(1)).has_value());
        TaskRow base = taskRow(RunId{1}, 1, 1), later = taskRow(RunId{1}, 2, 2);
        base.status = later.status = "admitted";
        later.given = {{base.id, "def g_0(x):\n    return x"}, {TaskId{77}, "def g_1(x):\n    return -x"}};
        later.degenerate = true;
        QVERIFY((*writer)->push(base).has_value());
        QVERIFY((*writer)->push(later).has_value());
        QVERIFY((*writer)->flush().has_value());
        auto reader = Reader::open(store.database());
        const auto kept = (*reader)->task(later.id);
        QVERIFY(kept.has_value());
        QCOMPARE(kept->task.given.size(), 2U);
        QCOMPARE(kept->task.given[0].task, base.id);
        QCOMPARE(kept->task.given[1].program, later.given[1].program);
        QVERIFY(kept->task.degenerate);
        QVERIFY((*reader)->task(base.id)->task.given.empty());
        // A crash after step 1: the task's ids turn negative, what it was given with them.
        QVERIFY((*writer)->push(AbandonRows{RunId{1}, 1, later.id.value, later.id.value}).has_value());
        QVERIFY((*writer)->push(later).has_value());
        QVERIFY((*writer)->finish().has_value());
        TaskQuery query;
        query.filter.run = RunId{1};
        query.filter.abandoned = true;
        const auto page = Reader::open(store.database()).value()->tasks(query);
        int composites = 0;
        for (const TaskRow& row : page->rows) composites += row.given.size() == 2 ? 1 : 0;
        QCOMPARE(page->rows.size(), 3U);
        QCOMPARE(composites, 2);
    }

    void commitsAreOnTheDiskWhenTheyReturn() {
        const TempStore store;
        auto database = Database::open(store.database(), Database::Mode::ReadWrite);
        constexpr int kFull = 2;
        QCOMPARE(*database->integer("PRAGMA synchronous"), kFull);
    }

    void equalTextsAreStoredOnce() {
        const TempStore store;
        auto writer = Writer::open(store.database(), {});
        const TaskRow task = taskRow(RunId{1}, 1, 1);
        for (int i = 1; i <= 8; ++i) QVERIFY((*writer)->push(attemptRow(task, i)).has_value());
        QVERIFY((*writer)->finish().has_value());
        QCOMPARE(countIn(store, "attempts"), 8);
        QCOMPARE(countIn(store, "texts"), 2);  // one prompt, one completion
    }

    void openStepBecomesVisibleAfterTheIntervalOfTheClock() {
        const TempStore store;
        std::atomic<int> milliseconds = 0, commits = 0;
        WriterOptions options;
        options.commitEvery = 20ms;
        options.now = [&] { return std::chrono::steady_clock::time_point(std::chrono::milliseconds(milliseconds)); };
        options.committed = [&](const ChangedTables&) { ++commits; };
        auto writer = Writer::open(store.database(), options);
        QVERIFY((*writer)->push(StepRow{RunId{1}, 1, "open", 1, 0}).has_value());
        QVERIFY((*writer)->push(eventRow("a")).has_value());
        QTest::qWait(100);
        QCOMPARE(commits.load(), 0);  // real time passed, the clock did not
        QCOMPARE(countIn(store, "events"), 0);
        milliseconds = 20;
        QTRY_COMPARE_WITH_TIMEOUT(commits.load(), 1, 5000);
        QCOMPARE(countIn(store, "events"), 1);
    }

    void finishedStepAndUrgentRowsAreCommittedAtOnceWithWhatCameBefore() {
        const TempStore store;
        std::atomic<std::uint32_t> tables = 0;
        WriterOptions options;
        options.commitEvery = 1h;
        options.committed = [&](const ChangedTables& changed) {
            std::uint32_t bits = 0;
            for (const auto& [run, some] : changed) bits |= some;
            tables = bits;
        };
        auto writer = Writer::open(store.database(), options);
        QVERIFY((*writer)->push(eventRow("a")).has_value());
        QVERIFY((*writer)->push(StepRow{RunId{1}, 1, "finished", 1, 2}).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(tables.load(), std::uint32_t{Table::Events | Table::Steps | Table::Runs}, 5000);
        QCOMPARE(countIn(store, "events"), 1);
        QVERIFY((*writer)->push(eventRow("b")).has_value());
        CommandRow command;
        command.id = CommandId{1};
        command.name = "evaluate";
        command.status = "pending";
        QVERIFY((*writer)->pushNow(command).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(tables.load(), std::uint32_t{Table::Events | Table::Commands}, 5000);
        QCOMPARE(countIn(store, "events"), 2);
    }

    /// Whoever shows one run need not read it again for the rows of another.
    void aCommitTellsWhichRunsItsRowsBelongTo() {
        const TempStore store;
        std::vector<ChangedTables> commits;  // read after finish() alone
        WriterOptions options;
        options.commitEvery = 1h;
        options.committed = [&](const ChangedTables& changed) { commits.push_back(changed); };
        auto writer = Writer::open(store.database(), options);
        QVERIFY((*writer)->push(StepRow{RunId{1}, 1, "open", 1, 0}).has_value());
        QVERIFY(
            (*writer)->push(MarkRow{TaskId{firstIdOf(RunId{2}) + 7}, {}, MarkRow::What::Pin, {}, true, 1}).has_value());
        QVERIFY((*writer)->push(MarkRow{{}, RunId{3}, MarkRow::What::Pin, {}, true, 1}).has_value());
        CommandRow answer;
        answer.id = CommandId{1};
        answer.name = "evaluate";
        answer.status = "applied";
        QVERIFY((*writer)->push(answer).has_value());
        QVERIFY((*writer)->finish().has_value());
        const ChangedTables expected{{RunId{0}, Table::Commands},
                                     {RunId{1}, Table::Steps | Table::Runs},
                                     {RunId{2}, Table::Marks | Table::Tasks},
                                     {RunId{3}, Table::Marks | Table::Runs}};
        QCOMPARE(commits.size(), std::size_t(1));
        QVERIFY(commits.front() == expected);
    }

    void rowsKeepTheirOrderAndFlushWaitsForThem() {
        const TempStore store;
        auto writer = Writer::open(store.database(), {});
        for (int i = 0; i < 500; ++i) QVERIFY((*writer)->push(eventRow(std::to_string(i))).has_value());
        QVERIFY((*writer)->flush().has_value());
        auto reader = Reader::open(store.database());
        auto events = (*reader)->events(RunId{1}, 0, 200);
        QCOMPARE(events->size(), 200U);
        for (int i = 0; i < 200; ++i) QCOMPARE((*events)[static_cast<std::size_t>(i)].code, std::to_string(499 - i));
        QVERIFY((*writer)->flush().has_value());  // with nothing to do
    }

    void fullQueueHoldsTheTrainerBackAndLosesNothing() {
        const TempStore store;
        WriterOptions options;
        options.capacity = 4;
        auto writer = Writer::open(store.database(), options);
        std::thread other([&] {
            for (int i = 0; i < 300; ++i) (void)(*writer)->push(eventRow("other"));
        });
        for (int i = 0; i < 300; ++i) QVERIFY((*writer)->push(eventRow("this")).has_value());
        other.join();
        QVERIFY((*writer)->finish().has_value());
        QCOMPARE(countIn(store, "events"), 600);
        QCOMPARE((*writer)->push(eventRow("late")).error().code, ErrorCode::Conflict);
    }

    void fullDiskIsReportedOnceAndTheRowsAreThereWhenSpaceIsBack() {
        const TempStore store;
        auto database = Database::open(store.database(), Database::Mode::ReadWrite);
        QVERIFY(migrate(*database).has_value());
        const std::int64_t pages = *database->integer("PRAGMA page_count");
        // A limit on the file's size stands for the full disk.
        QVERIFY(database->script("PRAGMA max_page_count = " + std::to_string(pages + 1)).has_value());
        WriteBatch batch(*database);
        Status status;
        int added = 0;
        for (; status && added < 200; ++added)
            status = batch.add(EventRow{0, RunId{1}, 1, "info", std::to_string(added), std::string(500, 'x'), 0});
        if (status) status = batch.commit();
        QVERIFY(!status.has_value());
        QCOMPARE(status.error().code, ErrorCode::Exhausted);
        QVERIFY(WriteBatch::retryable(status.error()));
        QCOMPARE(batch.size(), static_cast<std::size_t>(added));
        QVERIFY(!batch.retry().has_value());
        QCOMPARE(countIn(store, "events"), 0);
        QVERIFY(database->script("PRAGMA max_page_count = 1000000").has_value());
        QVERIFY(batch.retry().has_value());
        QVERIFY(batch.commit().has_value());
        QVERIFY(batch.empty());
        QCOMPARE(countIn(store, "events"), added);
    }

    void lockedDatabaseIsTriedAgainUntilItIsFree() {
        const TempStore store;
        std::atomic<int> failures = 0, recoveries = 0;
        WriterOptions options;
        options.retryEvery = 10ms;
        options.failed = [&](const Error&) { ++failures; };
        options.recovered = [&] { ++recoveries; };
        auto writer = Writer::open(store.database(), options);
        auto other = Database::open(store.database(), Database::Mode::ReadWrite);
        QVERIFY(other->begin().has_value());
        QVERIFY((*writer)->pushNow(eventRow("a")).has_value());
        QVERIFY(!(*writer)->flush().has_value());  // after the busy time-out
        QCOMPARE(failures.load(), 1);
        QCOMPARE(recoveries.load(), 0);
        other->rollback();
        QTRY_COMPARE_WITH_TIMEOUT(recoveries.load(), 1, 15000);
        QVERIFY((*writer)->finish().has_value());
        QCOMPARE(countIn(store, "events"), 1);
        QCOMPARE(failures.load(), 1);
    }

    void rowTheSchemaRefusesIsReportedAndTheOthersStay() {
        const TempStore store;
        auto writer = Writer::open(store.database(), {});
        AttemptRow wrong = attemptRow(taskRow(RunId{1}, 1, 1), 1);
        wrong.use = "nonsense";
        QVERIFY((*writer)->push(eventRow("a")).has_value());
        QVERIFY((*writer)->push(wrong).has_value());
        QVERIFY((*writer)->push(eventRow("b")).has_value());
        QVERIFY(!(*writer)->finish().has_value());
        QCOMPARE(countIn(store, "events"), 2);
        QCOMPARE(countIn(store, "attempts"), 0);
    }

    void aRefusedRowIsToldOnceAndStopsNobody() {
        const TempStore store;
        auto writer = Writer::open(store.database(), {});
        AttemptRow wrong = attemptRow(taskRow(RunId{1}, 1, 1), 1);
        wrong.use = "nonsense";
        QVERIFY((*writer)->push(wrong).has_value());
        QVERIFY(!(*writer)->flush().has_value());
        QVERIFY((*writer)->flush().has_value());
        QVERIFY((*writer)->commitOrDrop(runRow(1)).has_value());
        QCOMPARE(countIn(store, "runs"), 1);
        QVERIFY(!(*writer)->commitOrDrop(wrong).has_value());
        QVERIFY((*writer)->push(eventRow("a")).has_value());
        QVERIFY((*writer)->finish().has_value());
        QCOMPARE(countIn(store, "events"), 1);
    }

    void whatCannotBeWrittenNowIsNotWrittenLater_data() {
        QTest::addColumn<bool>("behind");
        QTest::newRow("alone") << false;
        QTest::newRow("behind a row that waits") << true;
    }
    void whatCannotBeWrittenNowIsNotWrittenLater() {
        QFETCH(bool, behind);
        const TempStore store;
        WriterOptions options;
        options.retryEvery = 10ms;
        auto writer = Writer::open(store.database(), options);
        auto other = Database::open(store.database(), Database::Mode::ReadWrite);
        QVERIFY(other->begin().has_value());
        if (behind) QVERIFY((*writer)->pushNow(eventRow("a")).has_value());
        QVERIFY(!(*writer)->commitOrDrop(runRow(1)).has_value());  // after the busy time-out
        other->rollback();
        if (behind) QTRY_COMPARE_WITH_TIMEOUT(countIn(store, "events"), 1, 15000);
        QTRY_VERIFY_WITH_TIMEOUT((*writer)->commitOrDrop(runRow(2)).has_value(), 15000);
        QCOMPARE(countIn(store, "runs"), 1);
        QVERIFY((*writer)->finish().has_value());
    }

    void killedWriterLeavesAReadableDatabaseWithEveryCommittedStep() {
        const TempStore store;
        int pipe[2];
        QCOMPARE(::pipe(pipe), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            auto writer = Writer::open(store.database(), {});
            (void)(*writer)->push(runRow(1));
            for (int step = 1;; ++step) {
                for (int i = 0; i < 20; ++i) (void)(*writer)->push(taskRow(RunId{1}, step * 20 + i, step));
                (void)(*writer)->push(StepRow{RunId{1}, step, "finished", 1, 1});
                if (!(*writer)->flush()) ::_exit(1);
                if (::write(pipe[1], &step, sizeof step) != sizeof step) ::_exit(1);
                for (int i = 0; i < 10; ++i) (void)(*writer)->push(eventRow("unfinished"));
            }
        }
        int step = 0;
        while (step < 3) QCOMPARE(::read(pipe[0], &step, sizeof step), static_cast<ssize_t>(sizeof step));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(pipe[0]);
        ::close(pipe[1]);

        auto reader = Reader::open(store.database());
        QVERIFY(reader.has_value());
        auto steps = (*reader)->steps(RunId{1}, 0, 0);
        QVERIFY(steps->size() >= 3);
        for (const StepRow& row : *steps) {
            TaskFilter filter;
            filter.run = RunId{1};
            filter.step = row.step;
            QCOMPARE(*(*reader)->countTasks(filter), 20);
        }
        auto database = Database::open(store.database(), Database::Mode::ReadWrite);
        QCOMPARE(*database->integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), 0);
    }
};

QTEST_GUILESS_MAIN(TestWriter)
#include "tst_writer.moc"
