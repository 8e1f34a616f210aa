/// The way of a proposal into its buffer: ids, measures, what solvers cannot be shown, and what leaves the buffer.
#include <QtTest>

#include "tests/support/loop_parts.h"

using namespace azr;
using namespace azr::training;
using selfplay::Proposal;
using selfplay::TaskKind;
using test::LoopParts;

class TestTaskAdmission : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyProposalHasAnIdAndOnlyTheValidAreMeasured() {
        LoopParts parts;
        std::vector<Proposal> proposals = {LoopParts::proposed(TaskKind::Deduction, 5),
                                           LoopParts::proposed(TaskKind::Deduction, 6),
                                           LoopParts::proposed(TaskKind::Deduction, 7)};
        proposals[1].verdict = execution::Verdict::Exception;
        QVERIFY(parts.admission.judge(proposals, Rng(1)));
        QCOMPARE(proposals[0].task.id.value, std::int64_t{1});
        QCOMPARE(proposals[1].task.id.value, std::int64_t{2});
        QCOMPARE(proposals[2].task.id.value, std::int64_t{3});
        const auto& seen = parts.kept.novelty[TaskKind::Deduction];
        QVERIFY(seen.holdsShape(proposals[0].task.measured.shape));
        QVERIFY(!seen.holdsShape(proposals[1].task.measured.shape));
        QVERIFY(seen.holdsShape(proposals[2].task.measured.shape));
    }

    void whatCameBeforeMakesTheNextOneANearDuplicate() {
        LoopParts parts;
        std::vector<Proposal> proposals = {LoopParts::proposed(TaskKind::Abduction, 5),
                                           LoopParts::proposed(TaskKind::Abduction, 5),
                                           LoopParts::proposed(TaskKind::Deduction, 5)};
        QVERIFY(parts.admission.judge(proposals, Rng(1)));
        QVERIFY(!proposals[0].task.measures.nearDuplicate);
        QVERIFY(proposals[1].task.measures.nearDuplicate);
        QVERIFY(!proposals[2].task.measures.nearDuplicate);  // each kind looks back on its own
    }

    void diversityIsWhatTheBufferLacks_data() {
        QTest::addColumn<TaskKind>("kind");
        QTest::addColumn<double>("outputs");  // of the task x + 5 on 1 (and 2)
        QTest::addColumn<double>("inputs");
        // Of the four outputs in the buffer of deduction one is 6; every input is 1.
        QTest::newRow("deduction") << TaskKind::Deduction << 0.75 << 0.0;
        QTest::newRow("abduction: its own buffer is empty") << TaskKind::Abduction << 1.0 << 1.0;
        // Outputs 6 and 7 against deduction's 6, 6 + 4k...; inputs 1 and 2 against those of abduction, which has none.
        QTest::newRow("induction: the means of its pairs") << TaskKind::Induction << 1.0 - 0.125 << 1.0;
    }
    void diversityIsWhatTheBufferLacks() {
        QFETCH(TaskKind, kind);
        LoopParts parts;
        for (int i = 0; i < 4; ++i) parts.put(TaskKind::Deduction, 5 + 10 * i);
        selfplay::Task task = LoopParts::proposed(kind, 5).task;
        parts.admission.measure(task);
        QTEST(task.measures.diversity, "outputs");
        QTEST(task.measures.inputDiversity, "inputs");
    }

    void distanceIsToTheReferencesThatAreStillThere() {
        LoopParts parts;
        const selfplay::Task reference = parts.put(TaskKind::Abduction, 5);
        selfplay::Task same = LoopParts::proposed(TaskKind::Deduction, 5).task;
        same.references = {reference.id, TaskId{999}};
        parts.admission.measure(same);
        QCOMPARE(same.measures.distance, 0.0);
        selfplay::Task alone = LoopParts::proposed(TaskKind::Deduction, 1234).task;
        alone.references = {TaskId{999}};
        parts.admission.measure(alone);
        QCOMPARE(alone.measures.distance, 0.0);
        selfplay::Task other = LoopParts::proposed(TaskKind::Deduction, 1234).task;
        other.measured.shape = "another shape of more parts than that one";
        other.references = {reference.id};
        parts.admission.measure(other);
        QVERIFY(other.measures.distance > 0);
    }

    void whatNoSolverCanBeShownIsRefused() {
        LoopParts parts;
        std::vector<Proposal> proposals = {LoopParts::proposed(TaskKind::Deduction, 5)};
        proposals[0].task.program += " + " + std::string(3000, '1');  // the prompt holds 2000 tokens
        QVERIFY(parts.admission.judge(proposals, Rng(1)));
        QCOMPARE(proposals[0].verdict, execution::Verdict::Rejected);
        QCOMPARE(proposals[0].reason, std::string(selfplay::kTooLongToAsk));
        QVERIFY(!proposals[0].detail.empty());
    }

    void whatLeavesTheBufferIsToldAfterWhatEnteredIt() {
        config::RunConfig config = test::smallRun();
        config.buffer.capacity = 2;
        config.buffer.eviction = config::Eviction::Fifo;
        LoopParts parts(config);
        parts.loop.current = 3;
        for (const int k : {1, 2, 3}) {
            selfplay::Task task = LoopParts::proposed(TaskKind::Deduction, k).task;
            task.id = parts.kept.newTask();
            QVERIFY(parts.admission.admit(task, parts.loop.random("eviction")));
        }
        const auto changes = parts.world.listener.all<BufferChanged>();
        QCOMPARE(changes.size(), 4U);
        QCOMPARE(changes[2].action, BufferAction::Add);
        QCOMPARE(changes[2].task.value, std::int64_t{3});
        QCOMPARE(changes[3].action, BufferAction::Evict);
        QCOMPARE(changes[3].task.value, std::int64_t{1});
        QCOMPARE(changes[3].size, std::int64_t{2});
        QCOMPARE(changes[3].step, 3);
        QVERIFY(parts.kept.buffer(TaskKind::Deduction).find(TaskId{1}) == nullptr);
    }
};

QTEST_GUILESS_MAIN(TestTaskAdmission)
#include "tst_task_admission.moc"
