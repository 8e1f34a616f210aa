/// The figures of an evaluation against values worked out by hand.
#include <QtTest>
#include <cmath>

#include "core/base/rng.h"
#include "core/evaluation/statistics/confidence_sequence.h"
#include "core/evaluation/statistics/paired.h"
#include "core/evaluation/statistics/pass_at_k.h"
#include "core/evaluation/suite_report.h"

using namespace azr;
using namespace azr::evaluation;

namespace {

bool near(double a, double b, double within = 1e-6) {
    return std::abs(a - b) < within;
}

/// Verdicts and votes from texts such as "1a" (right, answer a) and "0b".
std::vector<Vote> votes(std::initializer_list<const char*> texts) {
    std::vector<Vote> all;
    for (const std::string text : texts) all.push_back({text.substr(1), text[0] == '1'});
    return all;
}

}  // namespace

class TestStatistics : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void passAtKIsOneLessTheChanceThatAllMiss_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("c");
        QTest::addColumn<int>("k");
        QTest::addColumn<double>("value");
        QTest::newRow("the share, of one") << 10 << 3 << 1 << 0.3;
        QTest::newRow("1 - C(7,5) / C(10,5) = 1 - 21/252") << 10 << 3 << 5 << 1 - 21.0 / 252;
        QTest::newRow("1 - C(2,2) / C(4,2) = 5/6") << 4 << 2 << 2 << 5.0 / 6;
        QTest::newRow("none right") << 8 << 0 << 8 << 0.0;
        QTest::newRow("fewer wrong ones than draws") << 8 << 6 << 3 << 1.0;
        QTest::newRow("all drawn") << 8 << 1 << 8 << 1.0;
    }
    void passAtKIsOneLessTheChanceThatAllMiss() {
        QFETCH(int, n);
        QFETCH(int, c);
        QFETCH(int, k);
        QFETCH(double, value);
        QVERIFY(near(passAtK(n, c, k), value, 1e-12));
    }

    void itemsAreTheUnitsOfTheInterval() {
        // Four items of 4 samples: 0, 4, 2 and 1 right. pass@2: 0, 1, 5/6 and 1/2.
        const std::vector<ItemSamples> items = {{4, 0}, {4, 4}, {4, 2}, {4, 1}, {1, 1}};
        const Estimate two = passAtK(items, 2);
        QCOMPARE(two.items, std::int64_t{4});  // one has too few samples
        QVERIFY(near(two.value, (0 + 1 + 5.0 / 6 + 0.5) / 4, 1e-12));
        QVERIFY(two.interval.low < two.value && two.value < two.interval.high);
        // All samples of an item alike: as much as one sample of each would tell.
        const std::vector<ItemSamples> alike = {{8, 8}, {8, 0}, {8, 8}, {8, 0}, {8, 8}, {8, 0}, {8, 8}, {8, 0}};
        const Estimate one = passAtK(alike, 1);
        const Interval single = wilson(4, 8);
        QCOMPARE(one.value, 0.5);
        QVERIFY(one.interval.low <= single.low + 1e-9 && one.interval.high >= single.high - 1e-9);
        QCOMPARE(passAtK(alike, 9).items, std::int64_t{0});
    }

    void theMostFrequentAnswerWins() {
        const auto all = votes({"0b", "1a", "1a", "0b", "1a", "0"});
        QCOMPARE(majority(all, 5), 1.0);
        QCOMPARE(majority(all, 1), 0.0);
        QCOMPARE(majority(all, 2), 0.5);  // one each
        QCOMPARE(majority(all, 4), 0.5);
        QCOMPARE(majority(votes({"0", "0"}), 2), 0.0);  // nobody votes
    }

    void mcnemarsTestIsTheBinomialTail_data() {
        QTest::addColumn<int>("gained");
        QTest::addColumn<int>("lost");
        QTest::addColumn<double>("p");
        QTest::newRow("2 (1 + 8) / 256") << 7 << 1 << 18.0 / 256;
        QTest::newRow("2 / 32") << 0 << 5 << 2.0 / 32;
        QTest::newRow("even") << 3 << 3 << 1.0;
        QTest::newRow("nothing flipped") << 0 << 0 << 1.0;
        QTest::newRow("2 (1 + 15 + 105 + 455) / 32768") << 3 << 12 << 1152.0 / 32768;
    }
    void mcnemarsTestIsTheBinomialTail() {
        QFETCH(int, gained);
        QFETCH(int, lost);
        QFETCH(double, p);
        QVERIFY(near(mcnemarExact(gained, lost), p, 1e-12));
        QVERIFY(near(mcnemarExact(lost, gained), p, 1e-12));
    }

    void theDifferenceHasBonettAndPricesInterval() {
        // 11 and 3 of 100: 0.08 +- 1.96 sqrt((0.14 - 0.0064) / 100)
        const PairedCounts counts{40, 46, 10, 2};
        QVERIFY(near(counts.difference(), 8.0 / 98));
        const Interval interval = pairedInterval(counts);
        QVERIFY(near(interval.low, 0.08 - 0.0716394, 1e-5) && near(interval.high, 0.08 + 0.0716394, 1e-5));
        QCOMPARE(pairedInterval({}).low, -1.0);
        QVERIFY(pairedInterval({50, 50, 0, 0}).low < 0 && pairedInterval({50, 50, 0, 0}).high > 0);
    }

    /// Against a transcription of the theorem that sums everything anew for each moment.
    void theConfidenceSequenceIsThatOfTheTheorem() {
        ConfidenceSequence sequence;
        QCOMPARE(sequence.interval().low, 0.0);
        for (int i = 0; i < 5; ++i)
            for (const double x : {1.0, 0.0, 1.0, 1.0}) sequence.add(x);
        QVERIFY(near(sequence.interval().low, 0.29414023817194535, 1e-9));
        QVERIFY(near(sequence.interval().high, 1.0, 1e-9));
        for (int i = 0; i < 20; ++i)
            for (const double x : {1.0, 0.0, 1.0, 1.0}) sequence.add(x);
        QVERIFY(near(sequence.interval().low, 0.59642974759451, 1e-9));
        QVERIFY(near(sequence.interval().high, 0.8989745650574593, 1e-9));
        QCOMPARE(sequence.count(), std::int64_t{100});
        QCOMPARE(sequence.mean(), 0.75);
    }

    void whoeverLooksAllTheTimeIsSeldomWrong() {
        constexpr double kMean = 0.3;
        int wrong = 0;
        for (std::uint64_t run = 0; run < 300; ++run) {
            Rng rng(mixSeed(7, run));
            ConfidenceSequence sequence;
            bool ever = false;
            for (int i = 0; i < 300; ++i) {
                sequence.add(rng.uniform() < kMean ? 1.0 : 0.0);
                ever = ever || sequence.interval().low > kMean || sequence.interval().high < kMean;
            }
            wrong += ever ? 1 : 0;
        }
        QVERIFY2(wrong <= 15, std::to_string(wrong).c_str());  // 5% of 300
    }

    void aReportCountsByKindAndDifficulty() {
        const std::vector<ScoredItem> items = {{"1", "input", "easy", true, votes({"1a", "0b"})},
                                               {"2", "input", "hard", false, votes({"0a", "0b"})},
                                               {"3", "output", "easy", true, votes({"1a", "1a"})},
                                               {"4", "output", "hard", std::nullopt, {}}};
        const std::vector<int> ks = {1, 2, 8};
        const SuiteReport report = reportOf(items, ks);
        QCOMPARE(report.all.items, std::int64_t{4});
        QCOMPARE(report.all.greedy->items, std::int64_t{3});  // one was lost
        QVERIFY(near(report.all.greedy->value, 2.0 / 3));
        QCOMPARE(report.all.passAt.size(), std::size_t{2});  // nobody has eight samples
        QVERIFY(near(report.all.passAt[0].second.value, (0.5 + 0 + 1) / 3));
        QVERIFY(near(report.all.passAt[1].second.value, 2.0 / 3));
        QCOMPARE(report.all.majority.size(), std::size_t{1});
        QVERIFY(near(report.all.majority[0].second.value, (0.5 + 0 + 1) / 3));
        QCOMPARE(report.kinds.at("input").greedy->value, 0.5);
        const std::vector<ScoredItem> mixed = {{"1", "output", "", true, votes({"1a", "1a"})},
                                               {"2", "code", "", true, votes({"1", "1"})}};
        const SuiteFigures both = figuresOf(mixed, ks);
        QCOMPARE(both.majority[0].second.items, std::int64_t{1});  // programs do not vote
        QCOMPARE(both.majority[0].second.value, 1.0);
        QCOMPARE(report.difficulties.at("hard").greedy->value, 0.0);
    }

    void modelsAreComparedByTheItemsThatBothAnswered() {
        const std::vector<ScoredItem> first = {{"1", "c", "", true, {}},
                                               {"2", "c", "", false, {}},
                                               {"3", "c", "", false, {}},
                                               {"4", "c", "", std::nullopt, {}}};
        const std::vector<ScoredItem> second = {
            {"3", "c", "", true, {}}, {"2", "c", "", true, {}}, {"1", "c", "", false, {}}, {"4", "c", "", true, {}}};
        const Comparison found = compare(first, second);
        QCOMPARE(found.counts.total(), std::int64_t{3});
        QCOMPARE(found.counts.gained, std::int64_t{2});
        QCOMPARE(found.counts.lost, std::int64_t{1});
        QCOMPARE(found.p, 1.0);
        QVERIFY(!found.supported());
        QCOMPARE(found.flips.size(), std::size_t{3});
        QCOMPARE(found.flips.back().id, std::string("1"));
        QVERIFY(!found.flips.back().gained);
    }
};

QTEST_GUILESS_MAIN(TestStatistics)
#include "tst_statistics.moc"
