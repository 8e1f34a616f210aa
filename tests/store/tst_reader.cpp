/// What comes back from the database, and what abandoning rows does to it.
#include <fmt/format.h>
#include <unistd.h>

#include <QtTest>
#include <algorithm>
#include <set>
#include <thread>

#include "core/store/database.h"
#include "core/store/migrations.h"
#include "core/store/task_reader_p.h"
#include "tests/support/task_store.h"

using namespace azr;
using namespace azr::store;
using namespace azr::testing;

class TestReader : public QObject {
    Q_OBJECT

    TempStore m_store;
    std::unique_ptr<Writer> m_writer;
    std::unique_ptr<Reader> m_reader;

  private Q_SLOTS:
    void initTestCase() {
        auto writer = Writer::open(m_store.database(), {});
        QVERIFY(writer.has_value());
        m_writer = std::move(*writer);
        fillTasks(*m_writer);
        auto reader = Reader::open(m_store.database());
        QVERIFY(reader.has_value());
        m_reader = std::move(*reader);
    }

    void commitsOfOthersAreNoticed() {
        const TempStore store;
        const auto writer = *Writer::open(store.database(), {});
        const auto reader = *Reader::open(store.database());
        const std::int64_t before = *reader->dataVersion();
        QCOMPARE(*reader->dataVersion(), before);
        (void)writer->push(runRow(1));
        QVERIFY(writer->flush().has_value());
        QVERIFY(*reader->dataVersion() != before);
    }

    void folderThatCannotBeWrittenIsRead() {
        const TempStore store;
        {
            const auto writer = *Writer::open(store.database(), {});
            (void)writer->push(runRow(1));
        }
        const auto folder = store.folder();
        std::filesystem::permissions(folder, std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
        const bool root = ::access(folder.c_str(), W_OK) == 0;
        auto reader = Reader::open(store.database());
        const bool read = reader && (*reader)->runs() && (*reader)->runs()->size() == 1;
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
        if (root) QSKIP("root may write everywhere");
        QVERIFY(read);
    }

    void abandonedRowsGiveTheirIdsBack() {
        const RunId run{4};
        (void)m_writer->push(runRow(4));
        const TaskRow kept = taskRow(run, 1, 1);
        TaskRow lost = taskRow(run, 2, 2);
        lost.references = {kept.id};
        TaskRow laterLost = taskRow(run, 3, 2);
        laterLost.references = {lost.id};
        laterLost.program = "def f(x):\n    return 'needle'";
        for (const TaskRow& row : {kept, lost, laterLost}) (void)m_writer->push(row);
        (void)m_writer->push(attemptRow(kept, 1));
        (void)m_writer->push(attemptRow(lost, 2));
        for (int step : {1, 2}) (void)m_writer->push(StepRow{run, step, step == 1 ? "finished" : "open", 1, 1});
        (void)m_writer->push(bufferRow(kept, 1, "add", 1));
        (void)m_writer->push(bufferRow(lost, 2, "add", 2));
        (void)m_writer->push(bufferRow(kept, 2, "evict", 1));
        (void)m_writer->push(MetricRow{run, 1, "m", 1, true});
        (void)m_writer->push(MetricRow{run, 2, "m", 2, true});
        for (int step : {1, 2})
            (void)m_writer->push(StreamMomentsRow{run, step, "solve.deduction", 0.5, 0.25, 8, 8, false, "stream", 1});
        // Twice the same crash and resume.
        for (int crash = 0; crash < 2; ++crash) {
            (void)m_writer->push(AbandonRows{run, 1, 0, 0});
            QVERIFY(m_writer->flush().has_value());
            QCOMPARE(*m_reader->countTasks(filterOf(4)), 1);
            QCOMPARE(m_reader->task(kept.id)->task.status, std::string("admitted"));
            QCOMPARE(m_reader->bufferSizes(run)->size(), 1U);
            QCOMPARE(m_reader->bufferSizes(run)->front().size, 1);
            QCOMPARE(m_reader->series(run, "m", 0)->size(), 1U);
            QCOMPARE(m_reader->streamMoments(run, 1)->size(), 1U);
            QCOMPARE(m_reader->streamMoments(run, 2)->size(), 0U);
            QCOMPARE(m_reader->steps(run, 0, 0)->size(), 1U);
            QCOMPARE(m_reader->attemptsOfStep(run, 2)->size(), 0U);
            TaskFilter abandoned = filterOf(4);
            abandoned.status = "abandoned";
            QCOMPARE(*m_reader->countTasks(abandoned), 2 * (crash + 1));
            abandoned.text = "needle";
            const auto rows = allPages(*m_reader, {abandoned});
            QCOMPARE(rows.size(), std::size_t(crash) + 1);
            // The lineage still leads to the abandoned parent, not to the one that took its id.
            const auto detail = m_reader->task(rows.back().id);
            QCOMPARE(detail->references.size(), 1U);
            QCOMPARE(detail->references[0].status, std::string("abandoned"));
            QCOMPARE(detail->references[0].program, lost.program);
            QVERIFY(!m_reader->task(lost.id).has_value());
            for (const TaskRow& row : {lost, laterLost}) (void)m_writer->push(row);
            (void)m_writer->push(attemptRow(lost, 2));
            (void)m_writer->push(StepRow{run, 2, "open", 1, 1});
            (void)m_writer->push(bufferRow(lost, 2, "add", 2));
            QVERIFY(m_writer->flush().has_value());
            QCOMPARE(m_reader->attempts(lost.id)->size(), 1U);
        }
        QVERIFY(m_writer->flush().has_value());
    }

    void vetoAndEvictionLeaveTheBuffer() {
        const RunId run{5};
        const TaskRow task = taskRow(run, 1, 1);
        (void)m_writer->push(task);
        (void)m_writer->push(bufferRow(task, 1, "add", 1));
        (void)m_writer->flush();
        QCOMPARE(m_reader->task(task.id)->task.status, std::string("admitted"));
        (void)m_writer->push(bufferRow(task, 2, "veto", 0));
        (void)m_writer->flush();
        const auto detail = m_reader->task(task.id);
        QCOMPARE(detail->task.status, std::string("vetoed"));
        QCOMPARE(detail->buffer.size(), 2U);
        QVERIFY(m_reader->bufferSizes(run)->empty());
        QCOMPARE(m_reader->bufferEvents(run, "deduction", 0, 0)->size(), 2U);
        QCOMPARE(m_reader->bufferEvents(run, "deduction", detail->buffer[1].id, 0)->size(), 1U);
        QCOMPARE(m_reader->bufferEvents(run, "abduction", 0, 0)->size(), 0U);
        QCOMPARE(m_reader->bufferEvents(run, "", 0, 0)->size(), 2U);
    }

    void evaluationsAndCheckpointsComeBack() {
        const RunId run{6};
        EvaluationRow evaluation{0,
                                 run,
                                 3,
                                 "dev",
                                 5.0,
                                 {{"d1", "deduction", true, true, "1"},
                                  {"d2", "deduction", true, false, "2"},
                                  {"d1", "deduction", false, true, "1"}}};
        (void)m_writer->push(evaluation);
        (void)m_writer->push(CheckpointRow{{}, run, 1, "a", "w", "o", 10, true, false, 1});
        (void)m_writer->push(CheckpointRow{{}, run, 2, "b", "w", "o", 10, true, false, 1});
        (void)m_writer->push(CheckpointRemovedRow{run, 1});
        QVERIFY(m_writer->flush().has_value());
        const auto scores = m_reader->evaluationScores(run);
        QCOMPARE(scores->size(), 2U);
        QVERIFY((*scores)[0].greedy);
        QCOMPARE((*scores)[0].solved, 1);
        QCOMPARE((*scores)[0].total, 2);
        QCOMPARE(m_reader->evaluationItems((*scores)[0].evaluation)->size(), 3U);
        QCOMPARE(m_reader->checkpoints(run, false)->size(), 1U);
        const auto all = m_reader->checkpoints(run, true);
        QCOMPARE(all->size(), 2U);
        QVERIFY((*all)[0].removed && !(*all)[0].best && (*all)[1].best);
    }

    void kernelsComeBackWithTheirReason() {
        RunRow row = runRow(6);
        row.dtype = "fp32";
        row.baseHash = "abc";
        row.kernels = "v3";
        row.kernelsReason = "asked for; OpenBLAS Haswell";
        (void)m_writer->push(row);
        row.kernels = "v4";
        (void)m_writer->push(row);
        QVERIFY(m_writer->flush().has_value());
        const auto read = m_reader->run(RunId{6});
        QCOMPARE(read->kernels, std::string("v4"));
        QCOMPARE(read->kernelsReason, row.kernelsReason);
        QCOMPARE(read->baseHash, row.baseHash);
        QCOMPARE(read->inForce(), row.config);
        const auto all = m_reader->runs();
        QVERIFY(std::ranges::any_of(*all, [](const RunRow& one) { return one.kernels == "v4"; }));
    }

    void workedSecondsAreThoseOfTheStepsThatStand() {
        const RunId run{7};
        RunRow row = runRow(7);
        row.resumes = 1;
        (void)m_writer->push(row);
        for (int step = 1; step <= 4; ++step) (void)m_writer->push(StepRow{run, step, "finished", 1, step * 1.0});
        (void)m_writer->push(StepRow{run, 5, "open", 1, 0});
        QVERIFY(m_writer->flush().has_value());
        QCOMPARE(m_reader->run(run)->worked, 10.0);
        // Resumed days later from step 3: step 4 is done again.
        (void)m_writer->push(AbandonRows{run, 3, 0, 0});
        (void)m_writer->push(StepRow{run, 4, "finished", 200000, 2.5});
        QVERIFY(m_writer->flush().has_value());
        const auto runs = m_reader->runs();
        QCOMPARE(runs->front().id, run);
        QCOMPARE(runs->front().worked, 8.5);
        QCOMPARE(runs->back().worked, 0.0);
        QCOMPARE(*m_reader->lastRun(), 7);
    }

    void tasksAreCountedByStepAndKind() {
        const RunId run{9};
        (void)m_writer->push(runRow(9));
        const auto put = [&](std::int64_t number, int step, const std::string& kind, double learnability) {
            TaskRow task = taskRow(run, number, step, kind);
            task.learnability = learnability;
            (void)m_writer->push(task);
            return task;
        };
        (void)put(1, 1, "deduction", 0.5);
        (void)put(2, 1, "deduction", 0);
        (void)put(3, 1, "deduction", -1);  // nobody tried it
        TaskRow built = taskRow(run, 4, 1, "abduction");
        built.learnability = 1;
        built.given = {{TaskId{firstIdOf(run) + 1}, "def g_0(x):\n    return x"}};
        (void)m_writer->push(built);
        TaskRow seed = taskRow(run, 5, 1, "deduction");
        seed.origin = "user";  // no proposal
        seed.learnability = 0.5;
        (void)m_writer->push(seed);
        (void)put(6, 2, "deduction", 0.5);
        QVERIFY(m_writer->flush().has_value());
        const auto counts = m_reader->taskCounts(run, 1, 1);
        QVERIFY(counts && counts->size() == 2);
        QCOMPARE(counts->at(0).kind, std::string("abduction"));
        QCOMPARE(counts->at(0).estimated, 1);
        QCOMPARE(counts->at(0).composites, 1);
        QCOMPARE(counts->at(1).estimated, 2);
        QCOMPARE(counts->at(1).composites, 0);
        QCOMPARE(counts->at(1).proposals, 3);
        QCOMPARE(counts->at(1).clipped, 0);
        QCOMPARE(m_reader->taskCounts(run, 1, 2)->size(), std::size_t(3));
    }

    void attemptsAreCountedByTask() {
        const RunId run{10};
        (void)m_writer->push(runRow(10));
        const TaskRow one = taskRow(run, 1, 1), other = taskRow(run, 2, 1);
        const TaskRow buffered = taskRow(run, 3, 0, "abduction");  // tried in a step that proposed none of its kind
        for (const TaskRow& task : {one, other, buffered}) (void)m_writer->push(task);
        int number = 0;
        const auto put = [&](const TaskRow& task, const std::string& verdict, bool trained, const char* failure = "") {
            AttemptRow attempt = attemptRow(task, ++number);
            attempt.step = 1;
            attempt.verdict = verdict;
            attempt.trained = trained;
            attempt.formatFailure = failure;
            attempt.loose = verdict == "wrong";
            attempt.clipped = verdict == "parse_error";
            (void)m_writer->push(attempt);
        };
        put(one, "ok", true);
        put(one, "wrong", true);
        put(one, "infra_error", true);
        put(one, "parse_error", false, "no_answer");
        put(other, "ok", false);
        put(buffered, "ok", true);
        QVERIFY(m_writer->flush().has_value());
        const auto counts = m_reader->taskCounts(run, 1, 1);
        QVERIFY(counts && counts->size() == 2);
        QCOMPARE(counts->at(0).kind, std::string("abduction"));
        QCOMPARE(counts->at(0).proposals, 0);
        QCOMPARE(counts->at(0).attempts.size(), std::size_t(1));
        const auto& attempts = counts->at(1).attempts;
        QCOMPARE(attempts.size(), std::size_t(3));
        QVERIFY(attempts[0].task == one.id && !attempts[0].trained && attempts[0].rollout);
        QCOMPARE(attempts[0].clipped, 1);
        QCOMPARE(attempts[0].wellFormed, 0);
        QVERIFY(attempts[1].task == one.id && attempts[1].trained);
        QCOMPARE(attempts[1].completions, 3);
        QCOMPARE(attempts[1].answers, 2);
        QCOMPARE(attempts[1].solved, 1);
        QCOMPARE(attempts[1].loose, 1);
        QCOMPARE(attempts[1].wellFormed, 3);
        QVERIFY(attempts[2].task == other.id);
    }

    void missingThingsHaveNames() {
        QCOMPARE(m_reader->run(RunId{99}).error().code, ErrorCode::NotFound);
        QCOMPARE(m_reader->task(TaskId{-5}).error().code, ErrorCode::NotFound);
        QCOMPARE(Reader::open(m_store.folder() / "no.db").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestReader)
#include "tst_reader.moc"
