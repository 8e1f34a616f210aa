/// Keyset pages of tasks: complete, without duplicates, in every order, through every filter, by an index.
#include <fmt/format.h>

#include <QtTest>
#include <algorithm>
#include <functional>
#include <set>
#include <thread>
#include <tuple>

#include "core/store/database.h"
#include "core/store/migrations.h"
#include "core/store/task_reader_p.h"
#include "tests/support/task_store.h"

using namespace azr;
using namespace azr::store;
using namespace azr::testing;

namespace {

const std::vector<TaskSort> kSorts = {TaskSort::Id,           TaskSort::Step,   TaskSort::SolveRate,
                                      TaskSort::Learnability, TaskSort::Reward, TaskSort::Complexity};
static_assert(kTaskSorts == 6);

const std::vector<TextPlan> kTextPlans = {TextPlan::None, TextPlan::Index, TextPlan::Hits, TextPlan::Holds,
                                          TextPlan::LookInto};

double keyOf(const TaskRow& row, TaskSort sort) {
    return sort == TaskSort::Step           ? row.step
           : sort == TaskSort::SolveRate    ? row.learnability
           : sort == TaskSort::Learnability ? (row.learnability >= 0 ? row.learnReward : -1)
           : sort == TaskSort::Reward       ? row.reward
           : sort == TaskSort::Complexity   ? row.complexity
                                            : 0.0;
}

}  // namespace

class TestTaskPages : public QObject {
    Q_OBJECT

    TempStore m_store;
    std::unique_ptr<Writer> m_writer;
    std::unique_ptr<Reader> m_reader;

  private Q_SLOTS:
    void initTestCase() {
        auto writer = Writer::open(m_store.database(), {});
        QVERIFY(writer.has_value());
        m_writer = std::move(*writer);
        fillTasks(*m_writer);
        auto reader = Reader::open(m_store.database());
        QVERIFY(reader.has_value());
        m_reader = std::move(*reader);
    }

    void everyOrderShowsEveryRowOnce_data() {
        QTest::addColumn<int>("sort");
        QTest::addColumn<bool>("descending");
        for (const TaskSort sort : kSorts)
            for (const bool descending : {false, true})
                QTest::addRow("%d %s", static_cast<int>(sort), descending ? "down" : "up")
                    << static_cast<int>(sort) << descending;
    }
    void everyOrderShowsEveryRowOnce() {
        QFETCH(int, sort);
        QFETCH(bool, descending);
        TaskQuery query{filterOf(2), {{static_cast<TaskSort>(sort), descending}}};
        query.limit = 37;
        const auto rows = allPages(*m_reader, query);
        QCOMPARE(rows.size(), static_cast<std::size_t>(kTaskCount));
        for (std::size_t i = 1; i < rows.size(); ++i) {
            const auto before = std::pair(keyOf(rows[i - 1], query.order.front().by), rows[i - 1].id.value);
            const auto now = std::pair(keyOf(rows[i], query.order.front().by), rows[i].id.value);
            QVERIFY(descending ? before > now : before < now);
        }
    }

    void filtersAgreeWithTheRowsAndWithTheCount_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("verdict");
        QTest::addColumn<QString>("status");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("buffer");
        QTest::addColumn<int>("step");
        QTest::addColumn<int>("expected");
        QTest::newRow("kind") << "abduction"
                              << ""
                              << ""
                              << ""
                              << "" << -1 << 234;
        QTest::newRow("verdict") << ""
                                 << "exception"
                                 << ""
                                 << ""
                                 << "" << -1 << 70;
        QTest::newRow("status") << ""
                                << ""
                                << "invalid"
                                << ""
                                << "" << -1 << 35;
        QTest::newRow("kind and verdict") << "induction"
                                          << "exception"
                                          << ""
                                          << ""
                                          << "" << -1 << 23;
        QTest::newRow("text") << ""
                              << ""
                              << ""
                              << "x + 12"
                              << "" << -1 << 11;
        QTest::newRow("text ignores case") << ""
                                           << ""
                                           << ""
                                           << "DEF F(X)"
                                           << "" << -1 << kTaskCount;
        QTest::newRow("text with quotes") << ""
                                          << ""
                                          << ""
                                          << "\"quoted\""
                                          << "" << -1 << 63;
        QTest::newRow("text beyond ASCII") << ""
                                           << ""
                                           << "" << QString::fromUtf8("Ünï") << "" << -1 << 63;
        QTest::newRow("short text") << ""
                                    << ""
                                    << ""
                                    << "#"
                                    << "" << -1 << 63;
        QTest::newRow("text that is query syntax") << ""
                                                   << ""
                                                   << ""
                                                   << "x OR y"
                                                   << "" << -1 << 0;
        QTest::newRow("buffer") << ""
                                << ""
                                << ""
                                << ""
                                << "deduction" << -1 << 58;
        QTest::newRow("step") << ""
                              << ""
                              << ""
                              << ""
                              << "" << 5 << 7;
        QTest::newRow("step and text") << ""
                                       << ""
                                       << ""
                                       << "return"
                                       << "" << 5 << 7;
    }
    void filtersAgreeWithTheRowsAndWithTheCount() {
        QFETCH(QString, kind);
        QFETCH(QString, verdict);
        QFETCH(QString, status);
        QFETCH(QString, text);
        QFETCH(QString, buffer);
        QFETCH(int, step);
        QFETCH(int, expected);
        TaskFilter filter = filterOf(1);
        filter.kind = kind.toStdString();
        filter.verdict = verdict.toStdString();
        filter.status = status.toStdString();
        filter.text = text.toStdString();
        if (!buffer.isEmpty()) filter.buffer = buffer.toStdString();
        if (step >= 0) filter.step = step;
        QCOMPARE(*m_reader->countTasks(filter), expected);
        for (const TaskSort sort : kSorts) {
            TaskQuery query{filter, {{sort, true}}};
            query.limit = 10;
            const auto rows = allPages(*m_reader, query);
            QCOMPARE(rows.size(), static_cast<std::size_t>(expected));
            std::set<std::int64_t> ids;
            for (const TaskRow& row : rows) ids.insert(row.id.value);
            QCOMPARE(ids.size(), rows.size());
        }
    }

    /// Ranges and marks, each against the rows that have it.
    void rangesAgreeWithTheRows_data() {
        QTest::addColumn<int>("which");
        for (int which = 0; which < 10; ++which) QTest::addRow("%d", which) << which;
    }
    void rangesAgreeWithTheRows() {
        QFETCH(int, which);
        TaskFilter filter = filterOf(1);
        std::function<bool(const TaskRow&)> holds;
        switch (which) {
            case 0: filter.steps = {3, 5}, holds = [](const TaskRow& r) { return r.step >= 3 && r.step <= 5; }; break;
            case 1: filter.solveRate.most = 0.5; break;
            case 2: filter.solveRate = {0.25, 0.75}; break;
            case 3: filter.reward.least = 0.75, holds = [](const TaskRow& r) { return r.reward >= 0.75; }; break;
            case 4: filter.complexity = {4, 4}, holds = [](const TaskRow& r) { return r.complexity == 4; }; break;
            case 5: filter.nearDuplicate = true, holds = [](const TaskRow& r) { return r.nearDuplicate; }; break;
            case 6:
                filter.nearDuplicate = false, holds = [](const TaskRow& r) { return !r.nearDuplicate; };
                break;
                // A task that nobody solved has no learnability; one that nobody tried has no value at all.
            case 7:
                filter.learnability = {0.5, 0.9};
                holds = [](const TaskRow& r) { return r.learnReward >= 0.5 && r.learnReward <= 0.9; };
                break;
            case 8:
                filter.learnability.most = 0.5;
                holds = [](const TaskRow& r) { return r.learnability >= 0 && r.learnReward <= 0.5; };
                break;
            default: filter.origin = "user", holds = [](const TaskRow& r) { return r.origin == "user"; };
        }
        if (!holds)
            holds = [&](const TaskRow& r) {
                return r.learnability >= filter.solveRate.least.value_or(0) && r.learnability <= *filter.solveRate.most;
            };
        std::int64_t expected = 0;
        for (const TaskRow& row : allPages(*m_reader, {filterOf(1)})) expected += holds(row) ? 1 : 0;
        QVERIFY(expected > 0 && expected < kTaskCount);
        QCOMPARE(*m_reader->countTasks(filter), expected);
        TaskQuery query{filter, {{TaskSort::Reward, true}}};
        query.limit = 9;
        const auto rows = allPages(*m_reader, query);
        QCOMPARE(static_cast<std::int64_t>(rows.size()), expected);
        QVERIFY(std::ranges::all_of(rows, holds));
    }

    /// Among equals by the second order, and so on; pages meet without a gap.
    void ordersFollowEachOther_data() {
        QTest::addColumn<bool>("first");
        QTest::addColumn<bool>("second");
        for (const bool first : {false, true})
            for (const bool second : {false, true}) QTest::addRow("%d %d", first, second) << first << second;
    }
    void ordersFollowEachOther() {
        QFETCH(bool, first);
        QFETCH(bool, second);
        TaskQuery query{filterOf(1), {{TaskSort::SolveRate, first}, {TaskSort::Complexity, second}}};
        query.limit = 11;
        const auto rows = allPages(*m_reader, query);
        QCOMPARE(static_cast<int>(rows.size()), kTaskCount);
        const auto signedKey = [](double key, bool descending) { return descending ? -key : key; };
        const auto key = [&](const TaskRow& row) {
            return std::tuple(signedKey(row.learnability, first), signedKey(row.complexity, second),
                              signedKey(static_cast<double>(row.id.value), second));
        };
        QVERIFY(std::ranges::is_sorted(rows, {}, key));
        std::set<std::int64_t> ids;
        for (const TaskRow& row : rows) ids.insert(row.id.value);
        QCOMPARE(ids.size(), rows.size());
    }

    void learnabilityIsAnOrderAmongOthers() {
        TaskQuery query{filterOf(1), {{TaskSort::Learnability, true}, {TaskSort::Reward, false}}};
        query.limit = 13;
        const auto rows = allPages(*m_reader, query);
        QCOMPARE(static_cast<int>(rows.size()), kTaskCount);
        const auto key = [](const TaskRow& row) {
            return std::tuple(-keyOf(row, TaskSort::Learnability), row.reward, row.id.value);
        };
        QVERIFY(std::ranges::is_sorted(rows, {}, key));
        std::set<double> values;
        for (const TaskRow& row : rows) values.insert(keyOf(row, TaskSort::Learnability));
        QVERIFY(values.contains(-1) && values.size() > 2);
        QCOMPARE(keyOf(rows.back(), TaskSort::Learnability), -1.0);
    }

    void everyTaskQueryWalksAnIndex() {
        auto database = Database::open(m_store.database(), Database::Mode::ReadOnly);
        std::vector<TaskFilter> filters(1, filterOf(1));
        filters.push_back(filterOf(1)), filters.back().kind = "deduction";
        filters.push_back(filterOf(1)), filters.back().verdict = "ok", filters.back().status = "admitted";
        filters.push_back(filterOf(1)), filters.back().text = "return";
        filters.push_back(filterOf(1)), filters.back().text = "return", filters.back().completions = true;
        filters.push_back(filterOf(1)), filters.back().buffer = "induction";
        filters.push_back(filterOf(1)), filters.back().step = 3;
        filters.push_back(filterOf(1)), filters.back().solveRate = {0.25, 0.75};
        filters.push_back(filterOf(1)), filters.back().learnability = {0.25, 0.75};
        filters.push_back(filterOf(1)), filters.back().nearDuplicate = true, filters.back().origin = "user";
        filters.push_back(filterOf(1)), filters.back().task = TaskId{7};
        for (const TaskFilter& filter : filters) {
            for (const TaskSort sort : kSorts) {
                for (const bool descending : {false, true}) {
                    TaskQuery query{filter, {{sort, descending}}};
                    query.after = TaskCursor{{0.5}, TaskId{100}};
                    for (const TextPlan text : kTextPlans) {
                        if (filter.text.empty() != (text == TextPlan::None)) continue;
                        if (text == TextPlan::Index && sort != TaskSort::Id) continue;
                        checkPlan(*database, taskKeysSql(query, {false, text}));
                        checkPlan(*database, taskKeysSql(query, {true, text}));
                    }
                }
            }
            checkPlan(*database, taskCountSql(filter));
        }
    }

    /// Whichever way a text is looked for, the same tasks are found.
    void textPlansFindTheSame_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"return", "x + 12", "DEF F(X)", "\"quoted\"", "x OR y", "'a\"b'", "45\n"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void textPlansFindTheSame() {
        QFETCH(QString, text);
        auto database = Database::open(m_store.database(), Database::Mode::ReadOnly);
        TaskQuery query{filterOf(1)};
        query.filter.text = text.toStdString();
        query.filter.reward.least = 0.25;
        for (const bool completions : {false, true}) {
            query.filter.completions = completions;
            for (const TaskSort sort : kSorts) {
                query.order = {{sort, true}};
                const auto hits = idsOf(*database, query, TextPlan::Hits);
                QCOMPARE(idsOf(*database, query, TextPlan::LookInto), hits);
                if (completions) continue;
                QCOMPARE(idsOf(*database, query, TextPlan::Holds), hits);
                if (sort == TaskSort::Id) QCOMPARE(idsOf(*database, query, TextPlan::Index), hits);
            }
        }
    }

    void outputsAndPairsAreFound() {
        TaskFilter filter = filterOf(1);
        filter.text = "'a\"b'\n[3]";
        QCOMPARE(*m_reader->countTasks(filter), kTaskCount);
        filter.text = "3\n703\n";  // input and output
        QCOMPARE(*m_reader->countTasks(filter), 1);
    }

    /// The index folds two letters beyond ASCII into it.
    void lettersThatBecomeAsciiAreFoundEitherWay() {
        TaskRow task = taskRow(RunId{6}, 1, 1);
        task.message = "\u212Aelvin and \u017Fun";
        (void)m_writer->push(runRow(6));
        (void)m_writer->push(task);
        (void)m_writer->flush();
        auto database = Database::open(m_store.database(), Database::Mode::ReadOnly);
        TaskQuery query{filterOf(6), {{TaskSort::Reward, true}}};
        for (const char* text : {"kelvin", "SUN", "\u212Aelv"}) {
            query.filter.text = text;
            QCOMPARE(idsOf(*database, query, TextPlan::Hits).size(), 1U);
            QCOMPARE(idsOf(*database, query, TextPlan::LookInto).size(), 1U);
        }
    }

    void commonTextsAreWalkedAndRareOnesLookedUp() {
        constexpr int kMany = 6000;
        (void)m_writer->push(runRow(7));
        for (int i = 1; i <= kMany; ++i) {
            TaskRow task = taskRow(RunId{7}, i, i / 10);
            task.reward = i % 2;
            if (i % 2 == 0) task.message = "of no reward";
            (void)m_writer->push(task);
        }
        (void)m_writer->flush();
        auto database = Database::open(m_store.database(), Database::Mode::ReadOnly);
        TaskQuery query{filterOf(7), {{TaskSort::Reward, true}}};
        const auto planFor = [&](const char* text) {
            query.filter.text = text;
            return *textPlan(*database, query, false);
        };
        QCOMPARE(planFor("return"), TextPlan::LookInto);
        QCOMPARE(planFor("x + 123"), TextPlan::Hits);
        QCOMPARE(planFor("no such text"), TextPlan::Hits);
        QCOMPARE(planFor("of no reward"), TextPlan::LookInto);
        // The walk meets none of them: they are looked up after all.
        query.filter.reward.least = 1;
        QCOMPARE(allPages(*m_reader, query).size(), 0U);
        query.filter.reward = {};
        QCOMPARE(allPages(*m_reader, query).size(), static_cast<std::size_t>(kMany / 2));
        query.order = {{TaskSort::Id, true}};
        QCOMPARE(planFor("return"), TextPlan::Index);
    }

    /// What the model wrote names the task, whoever wrote it: the proposer at once, the solver once the step is
    /// finished.
    void completionsAreFoundUnderTheirTask() {
        (void)m_writer->push(runRow(8));
        TaskRow first = taskRow(RunId{8}, 1, 1), second = taskRow(RunId{8}, 2, 1);
        first.completion = "I think of a zebra";
        AttemptRow attempt = attemptRow(second, 1);
        attempt.completion = "perhaps an Okapi, or two";
        (void)m_writer->push(first);
        (void)m_writer->push(second);
        (void)m_writer->push(attempt);
        (void)m_writer->push(StepRow{RunId{8}, 1, "open", 1, 0});
        (void)m_writer->flush();
        TaskFilter filter = filterOf(8);
        const auto found = [&](const char* text) {
            filter.text = text;
            std::vector<std::int64_t> ids;
            for (const TaskSort sort : kSorts) {
                ids.clear();
                for (const TaskRow& row : allPages(*m_reader, {filter, {{sort, true}}})) ids.push_back(row.id.value);
                if (static_cast<std::int64_t>(ids.size()) != *m_reader->countTasks(filter)) ids.push_back(-1);
            }
            return ids;
        };
        using Ids = std::vector<std::int64_t>;
        QCOMPARE(found("zebra"), Ids());
        filter.completions = true;
        QCOMPARE(found("ZEBRA"), Ids{first.id.value});
        QCOMPARE(found("okapi, or"), Ids());
        (void)m_writer->push(StepRow{RunId{8}, 1, "finished", 1, 2});
        (void)m_writer->flush();
        QCOMPARE(found("okapi, or"), Ids{second.id.value});
        QCOMPARE(found("okapi or"), Ids());  // every trigram but one
        QCOMPARE(found("ok"), Ids{second.id.value});
        // After a crash its ids belong to others, and it is found among what was left behind.
        AbandonRows rows;
        rows.run = RunId{8};
        rows.afterStep = 0;
        (void)m_writer->push(rows);
        (void)m_writer->push(taskRow(RunId{8}, 2, 1));
        (void)m_writer->flush();
        QCOMPARE(found("okapi, or"), Ids());
        filter.abandoned = true;
        const Ids left = found("okapi, or");
        QCOMPARE(left.size(), 1U);
        QVERIFY(left.front() < 0);
        QCOMPARE(found("zebra").size(), 1U);
    }

    void aPageCostsTheSameAtTheEnd() {
        // The inner SELECT stops after `limit` index entries: no sorting of what it walks.
        auto database = Database::open(m_store.database(), Database::Mode::ReadOnly);
        for (const TaskSort sort : kSorts) {
            const TaskQuery query{filterOf(1), {{sort, true}}};
            for (const std::string& line : planOf(*database, taskKeysSql(query)))
                QVERIFY2(line.find("TEMP B-TREE") == std::string::npos, line.c_str());
        }
    }

    void pagesStayCompleteWhileRowsArrive() {
        std::thread arrivals([&] {
            for (int i = 1; i <= 400; ++i) {
                (void)m_writer->push(taskRow(RunId{3}, i, i));
                if (i % 40 == 0) (void)m_writer->flush();
            }
        });
        arrivals.join();
        std::thread later([&] {
            for (int i = 401; i <= 800; ++i) {
                (void)m_writer->push(taskRow(RunId{3}, i, i));
                if (i % 20 == 0) (void)m_writer->flush();
            }
        });
        TaskQuery query{filterOf(3)};
        query.limit = 7;
        const auto rows = allPages(*m_reader, query);
        later.join();
        std::set<std::int64_t> ids;
        for (const TaskRow& row : rows) ids.insert(row.id.value);
        QCOMPARE(ids.size(), rows.size());
        for (int i = 1; i <= 400; ++i) QVERIFY(ids.count(firstIdOf(RunId{3}) + i) == 1);
    }

  private:
    static std::vector<std::string> planOf(Database& database, const std::string& sql) {
        std::vector<std::string> lines;
        auto statement = database.statement("EXPLAIN QUERY PLAN " + sql);
        if (!statement) qFatal("%s", describe(statement.error()).c_str());
        bindTaskFilter(**statement, filterOf(1));
        for (;;) {
            const auto row = (*statement)->step();
            if (!row || !*row) return lines;
            lines.push_back((*statement)->text(3));
        }
    }

    /// All of them, in the order of the query.
    static std::vector<std::int64_t> idsOf(Database& database, const TaskQuery& query, TextPlan plan) {
        auto statement = database.statement(taskKeysSql(query, {false, plan}));
        if (!statement) qFatal("%s", describe(statement.error()).c_str());
        bindTaskFilter(**statement, query.filter);
        (*statement)->named(":limit", std::int64_t{100'000});
        std::vector<std::int64_t> ids;
        for (;;) {
            const auto row = (*statement)->step();
            if (!row) qFatal("%s", describe(row.error()).c_str());
            if (!*row) return ids;
            ids.push_back((*statement)->integer(0));
        }
    }

    /// Every table is searched, never scanned; the virtual text index reports its own searches as scans.
    static void checkPlan(Database& database, const std::string& sql) {
        for (const std::string& line : planOf(database, sql)) {
            // `hit` and `walked` are what an index gave.
            const bool scan = line.rfind("SCAN", 0) == 0 && line.find("VIRTUAL TABLE INDEX") == std::string::npos &&
                              line != "SCAN hit" && line != "SCAN walked";
            QVERIFY2(!scan, fmt::format("{} in {}", line, sql).c_str());
        }
    }
};

QTEST_GUILESS_MAIN(TestTaskPages)
#include "tst_task_pages.moc"
