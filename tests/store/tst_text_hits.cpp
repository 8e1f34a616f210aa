/// A text is looked for among the tasks of one run: how many tasks of another run hold it costs nothing.
#include <fmt/format.h>
#include <sqlite3.h>

#include <QtTest>

#include "core/store/database.h"
#include "core/store/task_reader_p.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;

namespace {

constexpr int kOthers = 3000, kOwn = 5;

TaskRow needle(RunId run, std::int64_t number) {
    TaskRow task = azr::testing::taskRow(run, number, 1);
    task.program = fmt::format("def f(x):\n    return 'needle' + str({})", number);
    task.completion = "a haystack of " + std::to_string(number);
    return task;
}

struct Found {
    std::size_t rows = 0;
    int steps = 0;  ///< of the virtual machine
};

}  // namespace

class TestTextHits : public QObject {
    Q_OBJECT

    azr::testing::TempStore m_store;
    std::unique_ptr<Writer> m_writer;

    Found look(const TaskFilter& filter, TextPlan plan) {
        auto database = *Database::open(m_store.database(), Database::Mode::ReadOnly);
        TaskQuery query;
        query.filter = filter;
        query.limit = 100;
        Statement* const statement = *database.statement(taskPageSql(query, {false, plan}));
        bindTaskFilter(*statement, filter);
        statement->named(":limit", std::int64_t{query.limit});
        Found found;
        while (*statement->step()) ++found.rows;
        found.steps = sqlite3_stmt_status(statement->handle(), SQLITE_STMTSTATUS_VM_STEP, 1);
        return found;
    }

  private Q_SLOTS:
    void initTestCase() {
        m_writer = std::move(*Writer::open(m_store.database(), {}));
        for (const std::int64_t run : {1, 2, 3}) {
            QVERIFY(m_writer->push(azr::testing::runRow(run)));
            for (int i = 1; i <= (run == 2 ? kOwn : kOthers); ++i) QVERIFY(m_writer->push(needle(RunId{run}, i)));
            QVERIFY(m_writer->push(StepRow{RunId{run}, 1, "finished", 0, 1}));
        }
        QVERIFY(m_writer->flush());
    }

    void onlyHitsOfTheRunAreRead_data() {
        QTest::addColumn<int>("plan");
        QTest::addColumn<bool>("completions");
        QTest::newRow("the index is walked") << int(TextPlan::Index) << false;
        QTest::newRow("hits are read") << int(TextPlan::Hits) << false;
        QTest::newRow("hits in completions, too") << int(TextPlan::Hits) << true;
        QTest::newRow("tasks are looked up") << int(TextPlan::Holds) << false;
    }
    void onlyHitsOfTheRunAreRead() {
        QFETCH(const int, plan);
        QFETCH(const bool, completions);
        TaskFilter filter;
        filter.run = RunId{2};
        filter.text = completions ? "haystack" : "needle";
        filter.completions = completions;
        const Found own = look(filter, static_cast<TextPlan>(plan));
        QCOMPARE(own.rows, std::size_t{kOwn});
        QVERIFY2(own.steps < kOthers, std::to_string(own.steps).c_str());
        // The last run's, and all: whoever asks for no run reads every hit.
        filter.run = RunId{3};
        QCOMPARE(look(filter, static_cast<TextPlan>(plan)).rows, std::size_t{100});
    }

    void abandonedTasksAreFound() {
        QVERIFY(m_writer->push(azr::testing::runRow(4)));
        QVERIFY(m_writer->push(needle(RunId{4}, 1)));
        QVERIFY(m_writer->push(AbandonRows{RunId{4}, 0, 0, 0}));
        QVERIFY(m_writer->flush());
        auto reader = *Reader::open(m_store.database());
        TaskFilter filter;
        filter.run = RunId{4};
        filter.text = "needle";
        QCOMPARE(*reader->countTasks(filter), 0);
        filter.abandoned = true;
        QCOMPARE(*reader->countTasks(filter), 1);
        filter.abandoned = false;
        filter.status = "abandoned";
        QCOMPARE(*reader->countTasks(filter), 1);
        QCOMPARE(reader->tasks({filter})->rows.size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(TestTextHits)
#include "tst_text_hits.moc"
