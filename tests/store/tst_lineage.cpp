/// What tasks came from and what came from them, in generations, within bounds.
#include <QtTest>
#include <set>

#include "core/store/database.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using namespace azr::testing;

class TestLineage : public QObject {
    Q_OBJECT

    TempStore m_store;
    std::unique_ptr<Reader> m_reader;

    static TaskId idOf(int number) { return TaskId{firstIdOf(RunId{1}) + number}; }
    static int numberOf(TaskId id) { return static_cast<int>(id.value - firstIdOf(RunId{1})); }
    Lineage of(int number, const LineageBounds& bounds = {}) { return m_reader->lineage(idOf(number), bounds).value(); }
    static std::set<int> inGeneration(const Lineage& lineage, int generation) {
        std::set<int> numbers;
        for (const LineageTask& task : lineage.tasks)
            if (task.generation == generation) numbers.insert(numberOf(task.id));
        return numbers;
    }

  private Q_SLOTS:
    /// 1 and 2 were shown to 3; 3 to 4 and to 10 .. 39; 4 to 5; 5 builds on 2.
    void initTestCase() {
        auto writer = Writer::open(m_store.database(), {});
        QVERIFY(writer.has_value());
        QVERIFY((*writer)->push(runRow(1)));
        const auto push = [&](int number, const std::vector<int>& references, const std::vector<int>& given = {}) {
            TaskRow task = taskRow(RunId{1}, number, number / 10);
            task.references.clear();
            for (const int one : references) task.references.push_back(idOf(one));
            for (const int one : given) task.given.push_back({idOf(one), "def g(x):\n    return x"});
            QVERIFY((*writer)->push(task));
        };
        push(1, {});
        push(2, {});
        push(3, {1, 2});
        push(4, {3});
        push(5, {4}, {2});
        for (int number = 10; number < 40; ++number) push(number, {3});
        QVERIFY((*writer)->finish());
        m_reader = std::move(*Reader::open(m_store.database()));
    }

    void bothSidesInGenerations() {
        const Lineage lineage = of(3);
        QCOMPARE(inGeneration(lineage, 0), std::set<int>{3});
        QCOMPARE(inGeneration(lineage, -1), (std::set<int>{1, 2}));
        QVERIFY(inGeneration(lineage, 1).contains(4));
        QCOMPARE(inGeneration(lineage, 1).size(), std::size_t{12});  // the oldest of 31
        QCOMPARE(inGeneration(lineage, 2), std::set<int>{5});
        const auto task3 = std::ranges::find(lineage.tasks, 0, &LineageTask::generation);
        QCOMPARE(task3->children, 31);
        for (const auto& edge : {std::pair(1, 3), std::pair(2, 3), std::pair(3, 4), std::pair(4, 5)})
            QVERIFY(std::ranges::find(lineage.edges, std::pair(idOf(edge.first), idOf(edge.second))) !=
                    lineage.edges.end());
    }

    void aTaskStandsWhereItIsNearest() {
        const Lineage lineage = of(5);
        QCOMPARE(inGeneration(lineage, -1), (std::set<int>{2, 4}));  // 2 by what it builds on, not by 3
        QCOMPARE(inGeneration(lineage, -2), std::set<int>{3});
        QCOMPARE(inGeneration(lineage, -3), std::set<int>{1});
        // The longer way to 2 is drawn as well.
        QVERIFY(std::ranges::find(lineage.edges, std::pair(idOf(2), idOf(3))) != lineage.edges.end());
    }

    void boundsAreKept() {
        QCOMPARE(of(3, {1, 100, 1000}).tasks.size(), std::size_t{1 + 2 + 31});
        QCOMPARE(of(3, {3, 100, 10}).tasks.size(), std::size_t{10});
        QCOMPARE(of(5, {1, 12, 150}).tasks.size(), std::size_t{3});
        QCOMPARE(of(1, {0, 12, 150}).tasks.size(), std::size_t{1});
    }

    void whatIsNotThereHasAName() { QCOMPARE(m_reader->lineage(TaskId{-3}).error().code, ErrorCode::NotFound); }
};

QTEST_GUILESS_MAIN(TestLineage)
#include "tst_lineage.moc"
