/// What a veto takes away, and what it leaves alone.
#include <QtTest>

#include "core/training/commands/veto.h"

using namespace azr;
using namespace azr::training;
using selfplay::Buffer;
using selfplay::Task;
using selfplay::TaskKind;

namespace {

Task task(std::int64_t id, int step, selfplay::Origin origin = selfplay::Origin::Model) {
    Task made;
    made.id = {id};
    made.step = step;
    made.origin = origin;
    return made;
}

selfplay::Proposal proposal(std::int64_t id, execution::Verdict verdict, bool duplicate = false) {
    selfplay::Proposal made;
    made.task = task(id, 5);
    made.task.kind = TaskKind::Abduction;
    made.task.measures.nearDuplicate = duplicate;
    made.verdict = verdict;
    return made;
}

struct Scene {
    Scene() {
        Rng rng(1);
        for (const Task& each : {task(1, 0), task(2, 3), task(3, 3, selfplay::Origin::User)})
            buffers[TaskKind::Deduction].add(each, rng);
        work.step = 5;
        work.proposals = {proposal(10, execution::Verdict::Ok), proposal(11, execution::Verdict::Exception),
                          proposal(12, execution::Verdict::Ok, true)};
        selfplay::Attempt attempt;
        attempt.task = {1};
        work.attempts = {attempt};
    }
    selfplay::PerKind<Buffer> buffers =
        selfplay::PerKind<Buffer>::made([](TaskKind kind) { return Buffer(kind, 10, selfplay::Eviction::Fifo); });
    StepWork work;
    config::SelfPlayConfig config;
};

}  // namespace

class TestVeto : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void takesWhatThereIs_data() {
        QTest::addColumn<int>("id");
        QTest::addColumn<bool>("inStep");
        QTest::addColumn<bool>("trained");
        QTest::addColumn<int>("left");  // the buffer's kind; -1: none
        QTest::addColumn<bool>("masked");
        QTest::addColumn<QString>("answer");
        const int deduction = int(TaskKind::Deduction), abduction = int(TaskKind::Abduction);
        QTest::newRow("a seed") << 1 << false << false << deduction << false << "dropped from its buffer";
        QTest::newRow("a seed in the batch")
            << 1 << true << false << deduction << true << "dropped from the batch of step 5";
        QTest::newRow("a trained task") << 2 << false << false << deduction << false << "already trained in step 3";
        QTest::newRow("a user's task") << 3 << true << false << deduction << true << "dropped from its buffer";
        QTest::newRow("a new task") << 10 << true << false << abduction << true << "dropped from the batch of step 5";
        QTest::newRow("a new task, too late")
            << 10 << true << true << abduction << true << "step 5 is being trained on it";
        QTest::newRow("an invalid task") << 11 << true << false << -1 << false << "in no buffer";
        QTest::newRow("a barred task") << 12 << true << false << -1 << false << "in no buffer";
        QTest::newRow("no task at all") << 99 << true << false << -1 << false << "in no buffer";
    }
    void takesWhatThereIs() {
        QFETCH(int, id);
        QFETCH(bool, inStep);
        QFETCH(bool, trained);
        QFETCH(int, left);
        QFETCH(bool, masked);
        QFETCH(QString, answer);
        Scene scene;
        const auto outcome = veto({id}, scene.buffers, inStep ? &scene.work : nullptr, trained, scene.config);
        QCOMPARE(outcome.left ? int(*outcome.left) : -1, left);
        QCOMPARE(scene.work.vetoed.contains(id), masked);
        const std::string text = outcome.answer ? *outcome.answer : outcome.answer.error().detail;
        QVERIFY2(text.find(answer.toStdString()) != std::string::npos, text.c_str());
        for (const Buffer& buffer : scene.buffers) QVERIFY(buffer.find({id}) == nullptr);
    }

    void whatTheFilterKeepsOutLeavesNoBuffer_data() {
        QTest::addColumn<bool>("rated");
        QTest::addColumn<double>("rate");
        QTest::addColumn<bool>("left");
        QTest::newRow("not yet known") << false << -1.0 << true;
        QTest::newRow("passes") << true << 0.5 << true;
        QTest::newRow("always solved") << true << 1.0 << false;
        QTest::newRow("all rollouts lost") << true << -1.0 << false;
    }
    void whatTheFilterKeepsOutLeavesNoBuffer() {
        QFETCH(bool, rated);
        QFETCH(double, rate);
        QFETCH(bool, left);
        Scene scene;
        scene.config.validFilter = config::ValidFilter::NonExtremes;
        scene.work.rated = rated;
        scene.work.proposals.front().task.learnability = rate;
        const auto outcome = veto({10}, scene.buffers, &scene.work, false, scene.config);
        QCOMPARE(outcome.left.has_value(), left);
        // Its proposer would learn from it all the same.
        QVERIFY(outcome.answer && *outcome.answer == "dropped from the batch of step 5");
        QVERIFY(scene.work.vetoed.contains(10));
    }

    void theSecondOfTwoFindsNothing() {
        Scene scene;
        QVERIFY(veto({10}, scene.buffers, &scene.work, false, scene.config).answer);
        const auto again = veto({10}, scene.buffers, &scene.work, false, scene.config);
        QCOMPARE(again.answer.error().code, ErrorCode::NotFound);
        QVERIFY(!again.left);
    }
};

QTEST_GUILESS_MAIN(TestVeto)
#include "tst_veto.moc"
