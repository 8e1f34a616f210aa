/// Collapse alerts (window, hysteresis, state), the learning-rate schedule, and the batch.
#include <QTest>
#include <cmath>
#include <map>

#include "core/training/batch.h"
#include "core/training/guard.h"
#include "core/training/schedule.h"

using namespace azr;
using namespace azr::training;

namespace {

GuardReading validity(double share) {
    GuardReading reading;
    reading.validRate = share;
    return reading;
}

std::vector<std::string> codes(const std::vector<AlertRaised>& alerts) {
    std::vector<std::string> result;
    for (const auto& alert : alerts) result.push_back(alert.severity + ":" + alert.code);
    return result;
}

using Codes = std::vector<std::string>;

}  // namespace

constexpr int kGrace = 30;  ///< beyond three windows, whatever the test's window is

class TestGuard : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void alertsOnceWhenTheWindowCrosses();
    void aBaseMayBeginBeyondABar();
    void everyBarHasItsAlert_data();
    void everyBarHasItsAlert();
    void entropyIsComparedWithTheFirstStep();
    void stateComesBack();
    void learningRateDecaysLinearly_data();
    void learningRateDecaysLinearly();
    void batchLeavesOutWhatMustNotTrain();
    void miniBatchesAreCutFromTheReferencesOrder_data();
    void miniBatchesAreCutFromTheReferencesOrder();
};

void TestGuard::alertsOnceWhenTheWindowCrosses() {
    config::GuardConfig config;
    config.window = 2;
    Guard guard;
    QCOMPARE(codes(guard.watch(kGrace + 1, validity(0.1), config)), Codes{});  // the window is not full
    QCOMPARE(codes(guard.watch(kGrace + 2, validity(0.9), config)), Codes{"warning:valid_rate"});
    QCOMPARE(codes(guard.watch(kGrace + 3, validity(0.6), config)), Codes{});   // no second alert
    QCOMPARE(codes(guard.watch(kGrace + 4, validity(1.0), config)), Codes{});   // exactly at the bar: not well back
    QCOMPARE(codes(guard.watch(kGrace + 5, validity(0.72), config)), Codes{});  // 0.86 < 0.88
    QCOMPARE(codes(guard.watch(kGrace + 6, validity(1.0), config)), Codes{});
    QCOMPARE(codes(guard.watch(kGrace + 7, validity(1.0), config)), Codes{"info:valid_rate"});
    QCOMPARE(codes(guard.watch(kGrace + 8, validity(0.2), config)), Codes{"warning:valid_rate"});
}

void TestGuard::aBaseMayBeginBeyondABar() {
    config::GuardConfig config;
    config.window = 2;
    Guard risen, stuck;
    for (int step = 1; step <= 6; ++step) {
        QVERIFY(risen.watch(step, validity(0.7), config).empty());
        QVERIFY(stuck.watch(step, validity(0.7), config).empty());
    }
    QVERIFY(risen.watch(7, validity(0.95), config).empty());
    QCOMPARE(codes(risen.watch(8, validity(0.5), config)), Codes{"warning:valid_rate"});
    QCOMPARE(codes(stuck.watch(7, validity(0.7), config)), Codes{"warning:valid_rate"});
}

void TestGuard::everyBarHasItsAlert_data() {
    QTest::addColumn<int>("which");
    QTest::addColumn<QString>("code");
    QTest::newRow("duplicates") << 0 << "warning:near_duplicates";
    QTest::newRow("clipped") << 1 << "warning:clipped_length";
    QTest::newRow("coin flips") << 2 << "warning:coin_flips";
}

void TestGuard::everyBarHasItsAlert() {
    QFETCH(int, which);
    QFETCH(QString, code);
    config::GuardConfig config;
    config.window = 1;
    GuardReading reading;
    (which == 0 ? reading.nearDuplicates : which == 1 ? reading.clipped : reading.coinFlips) = 0.9;
    Guard guard;
    QCOMPARE(codes(guard.watch(kGrace + 1, reading, config)), Codes{code.toStdString()});
}

void TestGuard::entropyIsComparedWithTheFirstStep() {
    config::GuardConfig config;
    config.window = 1;
    Guard guard;
    GuardReading reading;
    reading.entropy = 0.6;
    QVERIFY(guard.watch(kGrace + 1, reading, config).empty());
    reading.entropy = 0.21;
    QVERIFY(guard.watch(kGrace + 2, reading, config).empty());
    reading.entropy = 0.19;
    QCOMPARE(codes(guard.watch(kGrace + 3, reading, config)), Codes{"warning:entropy"});
}

void TestGuard::stateComesBack() {
    config::GuardConfig config;
    config.window = 3;
    Guard guard, again;
    for (int step = 1; step < 3; ++step) QVERIFY(guard.watch(kGrace + step, validity(0.5), config).empty());
    QVERIFY(again.restore(guard.toJson()).has_value());
    QCOMPARE(codes(again.watch(kGrace + 3, validity(0.5), config)),
             codes(guard.watch(kGrace + 3, validity(0.5), config)));
    QCOMPARE(dumpLine(again.toJson()), dumpLine(guard.toJson()));
    QVERIFY(!again.restore(Json::object()).has_value());
}

void TestGuard::learningRateDecaysLinearly_data() {
    QTest::addColumn<int>("step");
    QTest::addColumn<double>("rate");
    QTest::newRow("warm-up") << 1 << 0.5;
    QTest::newRow("first full step") << 2 << 0.91;  // 1 - 0.9 x 1/10
    QTest::newRow("half way") << 6 << 0.55;
    QTest::newRow("the end") << 11 << 0.1;
    QTest::newRow("beyond") << 500 << 0.1;
}

void TestGuard::learningRateDecaysLinearly() {
    QFETCH(int, step);
    QFETCH(double, rate);
    config::OptimizerConfig config;
    config.learningRate = 1;
    config.finalFraction = 0.1;
    config.decaySteps = 10;
    config.warmupSteps = 2;
    QVERIFY2(std::abs(learningRate(config, step) - rate) < 1e-12,
             qPrintable(QString::number(learningRate(config, step))));
    config.decaySteps = 0;
    config.warmupSteps = 0;
    QCOMPARE(learningRate(config, step), 1.0);
}

void TestGuard::batchLeavesOutWhatMustNotTrain() {
    const auto attempt = [](std::int64_t task, double reward, policy::Token token) {
        selfplay::Attempt made;
        made.task = {task};
        made.sample.stream = {selfplay::Role::Solve, selfplay::TaskKind::Deduction};
        made.sample.prompt = {1, 2};
        made.sample.tokens = {token, 9};
        made.sample.logprobs = {-0.5F, -0.25F};
        made.sample.reward = reward;
        return made;
    };
    std::vector<selfplay::Attempt> attempts = {attempt(1, 1, 11), attempt(1, -0.5, 12), attempt(2, 1, 13),
                                               attempt(2, 1, 14), attempt(1, 1, 15),    attempt(1, 1, 16)};
    attempts[4].sample.masked = true;
    attempts[5].sample.trained = false;
    config::RunConfig config;
    config.loss.proposerKl = 0.25;
    giveAdvantages({}, attempts, config.advantage);
    const auto batch = makeBatch({}, attempts, config);
    QCOMPARE(batch.size(), 2U);  // task 2 is flat, 15 masked, 16 only measured
    QCOMPARE(batch[0].tokens, (std::vector<policy::Token>{1, 2, 11, 9}));
    QCOMPARE(batch[0].promptLength, 2);
    QCOMPARE(batch[0].stream, (selfplay::Stream{selfplay::Role::Solve, selfplay::TaskKind::Deduction}.index()));
    QCOMPARE(batch[0].oldLogprobs, (std::vector<float>{-0.5F, -0.25F}));
    QVERIFY(batch[0].advantages[0] > 0 && batch[0].advantages[0] == batch[0].advantages[1]);
    QCOMPARE(batch[1].advantages[0], -batch[0].advantages[0]);
    config.advantage.solverBaseline = azr::config::SolverBaseline::Stream;
    giveAdvantages({}, attempts, config.advantage);
    QCOMPARE(makeBatch({}, attempts, config).size(), 4U);
    // Proposals alone are pulled back to the start.
    selfplay::Proposal proposal;
    proposal.sample = attempts[0].sample;
    proposal.sample.stream.role = selfplay::Role::Propose;
    const auto both = makeBatch({&proposal, 1}, attempts, config);
    QCOMPARE(both[0].klCoefficient, 0.25);
    QCOMPARE(both[1].klCoefficient, 0.0);
}

void TestGuard::miniBatchesAreCutFromTheReferencesOrder_data() {
    QTest::addColumn<int>("miniBatches");
    QTest::addColumn<config::MiniBatchOrder>("order");
    QTest::addColumn<QString>("streams");
    // P proposes, S solves; d, a, i: deduction, abduction, induction. Two samples of each.
    QTest::newRow("one: as they came") << 1 << config::MiniBatchOrder::Kind << "PdPdPaPaPiPiSdSdSaSaSiSi";
    QTest::newRow("kind by kind") << 3 << config::MiniBatchOrder::Kind << "PaPaSaSaPdPdSdSdPiPiSiSi";
    QTest::newRow("dealt out") << 2 << config::MiniBatchOrder::Mixed << "PaSaPdSdPiSiPaSaPdSdPiSi";
}

void TestGuard::miniBatchesAreCutFromTheReferencesOrder() {
    QFETCH(int, miniBatches);
    QFETCH(config::MiniBatchOrder, order);
    QFETCH(QString, streams);
    const auto sample = [](selfplay::Role role, selfplay::TaskKind kind, policy::Token token) {
        selfplay::Sample made;
        made.stream = {role, kind};
        made.prompt = {1};
        made.tokens = {token};
        made.logprobs = {-0.5F};
        made.temperature = 0.7;
        return made;
    };
    std::vector<selfplay::Proposal> proposals;
    std::vector<selfplay::Attempt> attempts;
    for (const selfplay::TaskKind kind : selfplay::shownKinds({}))
        for (const policy::Token token : {0, 1}) {
            proposals.emplace_back().sample = sample(selfplay::Role::Propose, kind, token);
            attempts.emplace_back().sample = sample(selfplay::Role::Solve, kind, token);
        }
    config::RunConfig config;
    config.advantage.solverBaseline = config::SolverBaseline::Stream;
    config.loss.miniBatches = miniBatches;
    config.loss.miniBatchOrder = order;
    QString found;
    std::map<int, QList<int>> tokens;
    for (const auto& sequence : makeBatch(proposals, attempts, config)) {
        const selfplay::Stream stream = selfplay::streamAt(sequence.stream);
        found.append(stream.role == selfplay::Role::Propose ? 'P' : 'S');
        found.append(QLatin1Char(name(stream.kind).front()));
        tokens[sequence.stream].append(sequence.tokens.back());
        QCOMPARE(sequence.temperature, 0.7);
    }
    QCOMPARE(found, streams);
    for (const auto& [stream, drawn] : tokens) QCOMPARE(drawn, (QList<int>{0, 1}));  // within a stream as they came
    QCOMPARE(lossOptions(config.loss).miniBatches, miniBatches);
}

QTEST_GUILESS_MAIN(TestGuard)
#include "tst_guard.moc"
