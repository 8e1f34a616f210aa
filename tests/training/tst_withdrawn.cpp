// What was taken out of a run can be put back: the youngest of what people vetoed, and all that a rule swept out.
#include <QtTest>

#include "core/training/commands/withdrawn.h"

using namespace azr;
using namespace azr::training;

namespace {

Withdrawn taken(std::int64_t task, std::int64_t rule = 0, bool buffered = true) {
    Withdrawn one;
    one.task.id = {task};
    one.buffered = buffered;
    one.place = static_cast<std::size_t>(task);
    one.rule = rule;
    return one;
}

constexpr auto kMost = static_cast<std::int64_t>(WithdrawnTasks::kMost);

}  // namespace

class WithdrawnTest : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void ofPeoplesVetoesTheYoungestAreKept() {
        WithdrawnTasks tasks;
        for (std::int64_t task = 1; task <= kMost + 5; ++task) tasks.keep(taken(task));
        QCOMPARE(tasks.size(), WithdrawnTasks::kMost);
        QVERIFY(tasks.find({5}) == nullptr);
        QCOMPARE(tasks.find({6})->place, std::size_t{6});
    }

    void whatARuleSweptOutIsAllKept() {
        WithdrawnTasks tasks;
        for (std::int64_t task = 1; task <= 3 * kMost; ++task) tasks.keep(taken(task, 7));
        for (std::int64_t task = 1; task <= 2 * kMost; ++task) tasks.keep(taken(9000 + task, 7, false));
        const std::vector<TaskId> ofRule = tasks.ofRule(7);
        QCOMPARE(std::ssize(ofRule), 4 * kMost);  // and of the proposals that it keeps out, the youngest
        QCOMPARE(ofRule.front().value, 9000 + 2 * kMost);
        QCOMPARE(ofRule.back().value, 1);
        QVERIFY(tasks.ofRule(8).empty());
    }

    void aTaskStandsOnce() {
        WithdrawnTasks tasks;
        tasks.keep(taken(3, 7));
        tasks.keep(taken(4));
        tasks.keep(taken(3));
        QCOMPARE(tasks.size(), std::size_t{2});
        QVERIFY(tasks.ofRule(7).empty());
        tasks.forget({3});
        tasks.forget({3});
        QVERIFY(tasks.find({3}) == nullptr);
        QCOMPARE(tasks.size(), std::size_t{1});
    }

    void checkpointsKeepThemInOrder() {
        WithdrawnTasks tasks;
        for (const std::int64_t task : {9, 2, 5}) tasks.keep(taken(task, 7));
        const auto again = WithdrawnTasks::fromJson(tasks.toJson());
        QVERIFY(again.has_value());
        QVERIFY(again->ofRule(7) == tasks.ofRule(7));
        QCOMPARE(again->ofRule(7).front().value, 5);
        QVERIFY(again->toJson() == tasks.toJson());
        QVERIFY(WithdrawnTasks{}.toJson().is_null());
        QVERIFY(!WithdrawnTasks::fromJson(Json("all")));
    }
};

QTEST_GUILESS_MAIN(WithdrawnTest)
#include "tst_withdrawn.moc"
