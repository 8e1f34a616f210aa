/// What counts as new to the solver: a step's own tasks, or those of the last steps too.
#include <QtTest>
#include <algorithm>
#include <set>

#include "core/selfplay/mixing.h"

using namespace azr;
using namespace azr::selfplay;

namespace {

constexpr int kNow = 20;

Task madeIn(int step, int id) {
    Task task;
    task.id = TaskId{id};
    task.kind = TaskKind::Deduction;
    task.step = step;
    return task;
}

/// One task of each step before this one, oldest first: the place of a task is its step.
Buffer history(int steps = kNow) {
    Buffer buffer(TaskKind::Deduction, 100, Eviction::Fifo);
    Rng rng(1);
    for (int step = 0; step < steps; ++step) buffer.add(madeIn(step, step + 1), rng);
    return buffer;
}

/// `count` tasks of the step.
struct Fresh {
    explicit Fresh(int count) {
        for (int i = 0; i < count; ++i) tasks.push_back(madeIn(kNow, 100 + i));
        for (const Task& task : tasks) pointers.push_back(&task);
    }
    std::vector<Task> tasks;
    std::vector<const Task*> pointers;
};

}  // namespace

class TestMixing : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void withTheStepAloneNothingChanges() {
        const Buffer buffer = history();
        const Fresh fresh(6);
        for (const Mixing mixing : {Mixing::MaxNew, Mixing::HalfNew, Mixing::UniformTotal, Mixing::Step})
            for (const int pastSteps : {0, 5}) {
                Rng one(7), other(7);
                const Mixture plain = mix(mixing, fresh.pointers, buffer, 8, kNow, one, pastSteps);
                const Mixture again = mix(mixing, fresh.pointers, buffer, 8, kNow, other, pastSteps, 1);
                QCOMPARE(again.fresh, plain.fresh);
                QCOMPARE(again.buffered, plain.buffered);
                QCOMPARE(one(), other());
            }
    }

    /// A buffered task of this very step (somebody's seed) is a buffered one.
    void withTheStepAloneNewOnesComeFirst() {
        Buffer buffer = history();
        Rng rng(7);
        buffer.add(madeIn(kNow, 99), rng);
        const Fresh fresh(6);
        for (int round = 0; round < 50; ++round) {
            const Mixture mixture = mix(Mixing::MaxNew, fresh.pointers, buffer, 6, kNow, rng, 0, 1);
            QCOMPARE(mixture.fresh.size(), 6U);
            QVERIFY(mixture.buffered.empty());
        }
    }

    void tasksOfTheLastStepsAreAsNewAsFreshOnes() {
        const Buffer buffer = history();
        const Fresh fresh(11);  // and 9 of the steps 11 to 19 are new with a window of 10
        Rng rng(7);
        std::set<std::size_t> buffered;
        int freshOnes = 0;
        constexpr int kRounds = 400;
        for (int round = 0; round < kRounds; ++round) {
            const Mixture mixture = mix(Mixing::MaxNew, fresh.pointers, buffer, 10, kNow, rng, 0, 10);
            QCOMPARE(mixture.fresh.size() + mixture.buffered.size(), 10U);
            QVERIFY(std::ranges::is_sorted(mixture.fresh));
            freshOnes += static_cast<int>(mixture.fresh.size());
            buffered.insert(mixture.buffered.begin(), mixture.buffered.end());
        }
        QCOMPARE(buffered, (std::set<std::size_t>{11, 12, 13, 14, 15, 16, 17, 18, 19}));
        const double share = freshOnes / (10.0 * kRounds);  // all alike: 11 of 20
        QVERIFY2(share > 0.52 && share < 0.58, qPrintable(QString::number(share)));
    }

    void theRestComesFromTheWholeBufferWithoutRepetition() {
        const Buffer buffer = history();
        const Fresh fresh(2);
        Rng rng(7);
        for (int round = 0; round < 50; ++round) {
            const Mixture all = mix(Mixing::MaxNew, fresh.pointers, buffer, 16, kNow, rng, 0, 10);
            QCOMPARE(all.fresh, (std::vector<std::size_t>{0, 1}));
            QCOMPARE(all.buffered.size(), 14U);
            const std::set<std::size_t> different(all.buffered.begin(), all.buffered.end());
            QCOMPARE(different.size(), 14U);
            for (std::size_t young = 11; young < 20; ++young) QVERIFY(different.contains(young));
        }
        // Half of them: the other half may be older.
        std::set<std::size_t> older;
        for (int round = 0; round < 50; ++round) {
            const Mixture half = mix(Mixing::HalfNew, fresh.pointers, buffer, 8, kNow, rng, 0, 10);
            QCOMPARE(half.fresh.size() + half.buffered.size(), 8U);
            const auto isYoung = [](std::size_t place) { return place >= 11; };
            QVERIFY(half.fresh.size() + static_cast<std::size_t>(std::ranges::count_if(half.buffered, isYoung)) >= 4U);
            for (const std::size_t place : half.buffered)
                if (!isYoung(place)) older.insert(place);
        }
        QCOMPARE(older.size(), 11U);
    }

    void whereTheBufferIsShortNewOnesTakeTheRest() {
        const Buffer buffer = history(3);
        const Fresh fresh(10);
        Rng rng(7);
        const Mixture mixture = mix(Mixing::HalfNew, fresh.pointers, buffer, 8, kNow, rng, 0, 10);
        QCOMPARE(mixture.fresh.size(), 5U);
        QCOMPARE(mixture.buffered.size(), 3U);
        const Mixture few = mix(Mixing::MaxNew, fresh.pointers, buffer, 40, kNow, rng, 0, 10);
        QCOMPARE(few.fresh.size(), 10U);
        QCOMPARE(few.buffered.size(), 3U);
        // What the window of the whole buffer leaves out stays out.
        const Buffer all = history();
        for (const std::size_t place : mix(Mixing::MaxNew, {}, all, 8, kNow, rng, 3, 10).buffered) QVERIFY(place >= 17);
    }
};

QTEST_GUILESS_MAIN(TestMixing)
#include "tst_mixing.moc"
