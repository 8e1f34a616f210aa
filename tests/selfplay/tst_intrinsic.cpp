/// Intrinsic measures by hand: shares, edit distances, coin flips.
#include <QTest>
#include <cmath>

#include "core/base/rng.h"
#include "core/selfplay/rewards/intrinsic.h"

using namespace azr;
using namespace azr::selfplay;

class TestIntrinsic : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void halsteadWeighsItsThreeParts();
    void editDistances_data();
    void editDistances();
    void boundedDistanceAgreesWithTheFullOne();
    void shapesAreReadNodeByNode();
    void coinFlipsNeedTwoValuesAndEnoughRuns();
};

void TestIntrinsic::halsteadWeighsItsThreeParts() {
    execution::ProgramMeasures measures;
    measures.halsteadEffort = 5000;
    measures.cyclomatic = 4;
    measures.halsteadVolume = 250;
    QCOMPARE(halsteadShare(measures), 0.47);
    measures.halsteadVolume = 251.25;  // 0.4705, which in binary lies below the half
    QCOMPARE(halsteadShare(measures), 0.47);
    measures.halsteadVolume = 248.75;  // 0.4695, which lies above
    QCOMPARE(halsteadShare(measures), 0.47);
    measures.halsteadEffort = 1e9;
    measures.cyclomatic = 99;
    measures.halsteadVolume = 1e6;
    QCOMPARE(halsteadShare(measures), 1.0);
    QCOMPARE(complexityShare(3), 0.2);
    QCOMPARE(complexityShare(30), 2.0);  // the reward's cap is its own
}

void TestIntrinsic::editDistances_data() {
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<int>("distance");
    QTest::newRow("equal") << "A B C"
                           << "A B C" << 0;
    QTest::newRow("replaced") << "A B C"
                              << "A X C" << 1;
    QTest::newRow("inserted") << "A B C"
                              << "A B Q C" << 1;
    QTest::newRow("removed and replaced") << "A B C D"
                                          << "B C X" << 2;
    QTest::newRow("from nothing") << ""
                                  << "A B" << 2;
    QTest::newRow("all different") << "A B C"
                                   << "D E F G" << 4;
}

void TestIntrinsic::editDistances() {
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(int, distance);
    const auto left = shapeNodes(a.toStdString());
    const auto right = shapeNodes(b.toStdString());
    QCOMPARE(editDistance(left, right), distance);
    QCOMPARE(editDistance(right, left), distance);
    const double longer = static_cast<double>(std::max(left.size(), right.size()));
    QCOMPARE(shapeDistance(left, right), distance / longer);
}

void TestIntrinsic::boundedDistanceAgreesWithTheFullOne() {
    Rng rng(4);
    for (int round = 0; round < 500; ++round) {
        ShapeNodes a, b;
        for (std::uint64_t i = rng.below(9); i > 0; --i) a.push_back(static_cast<std::uint32_t>(rng.below(3)));
        for (std::uint64_t i = rng.below(9); i > 0; --i) b.push_back(static_cast<std::uint32_t>(rng.below(3)));
        const int full = editDistance(a, b);
        for (int limit = 0; limit < 9; ++limit) QCOMPARE(editDistanceUpTo(a, b, limit), std::min(full, limit + 1));
    }
}

void TestIntrinsic::shapesAreReadNodeByNode() {
    QCOMPARE(shapeNodes("Module(FunctionDef, Return)").size(), 3U);
    QCOMPARE(shapeNodes("Module FunctionDef Return"), shapeNodes("Module(FunctionDef(Return))"));
    QVERIFY(shapeNodes("").empty());
    QCOMPARE(lineCount("def f(x):\n\n    return x\n"), 2);
}

void TestIntrinsic::coinFlipsNeedTwoValuesAndEnoughRuns() {
    std::vector<execution::RunOutcome> runs(16);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        runs[i].verdict = execution::Verdict::Ok;
        runs[i].value = i % 2 == 0 ? "0" : "1";
    }
    QVERIFY(isCoinFlip(runs));
    runs[5].value = "2";
    QVERIFY(!isCoinFlip(runs));
    runs[5].verdict = execution::Verdict::Exception;  // a failing input says nothing about values
    QVERIFY(isCoinFlip(runs));
    runs.resize(7);
    QVERIFY(!isCoinFlip(runs));
}

QTEST_GUILESS_MAIN(TestIntrinsic)
#include "tst_intrinsic.moc"
