/// What is counted as the same, what is kept of differences, and what is told of them.
#include <QtTest>
#include <cmath>

#include "core/audit/ledger.h"

using namespace azr::audit;

class LedgerTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void roundingIsNoDifference() {
        QVERIFY(same(0.1 + 0.2, 0.3));
        QVERIFY(same(1e12, 1e12 + 1e-3));
        QVERIFY(!same(0.5, 0.5 + 1e-8));
        QVERIFY(same(std::nan(""), std::nan("")));
        QVERIFY(!same(0.0, std::nan("")));
    }

    void theFirstDifferenceOfEachCheckIsKeptAndTold() {
        std::vector<std::string> told;
        Ledger ledger([&](const Difference& one) { told.push_back(one.where); });
        QVERIFY(ledger.compare(Check::Reward, {3, "task", 12, "reward"}, 0.5, 0.5));
        QVERIFY(!ledger.compare(Check::Reward, {3, "task", 13, "reward"}, 0.5, 0.75));
        QVERIFY(!ledger.compare(Check::Reward, {4, "task", 14, "reward"}, 0.5, -0.5));
        QVERIFY(!ledger.compare(Check::Format, {4, "attempt", 9, "well formed"}, true, false));
        QCOMPARE(told, (std::vector<std::string>{"step 3, task 13, reward", "step 4, attempt 9, well formed"}));
        const Tally& reward = ledger.tally(Check::Reward);
        QCOMPARE(reward.checked, 3);
        QCOMPARE(reward.differences, 2);
        QCOMPARE(reward.first->stored, std::string("0.5"));
        QCOMPARE(reward.first->recomputed, std::string("0.75"));
        QCOMPARE(ledger.checked(), 4);
        QCOMPARE(ledger.differences(), 3);
    }

    void reasonsAreCounted() {
        Ledger ledger;
        ledger.unchecked(Check::Stream, "not stored");
        ledger.unchecked(Check::Stream, "not stored", 5);
        ledger.unchecked(Check::Stream, "nothing", 0);
        QCOMPARE(ledger.tally(Check::Stream).unchecked, (std::map<std::string, std::int64_t>{{"not stored", 6}}));
        QCOMPARE(ledger.differences(), 0);
    }

    void everyCheckHasANameAndAMeaning() {
        std::set<std::string_view> names;
        for (int i = 0; i < kCheckCount; ++i) {
            names.insert(name(static_cast<Check>(i)));
            QVERIFY(meaning(static_cast<Check>(i)).size() > 10);
        }
        QCOMPARE(names.size(), static_cast<std::size_t>(kCheckCount));
    }
};

QTEST_GUILESS_MAIN(LedgerTest)
#include "tst_ledger.moc"
