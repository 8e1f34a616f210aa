/// Erasing a run leaves what a workspace would be that never had it.
#include <QTest>
#include <map>

#include "core/store/database.h"
#include "core/store/erase.h"
#include "tests/support/synthetic_run.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using azr::testing::TempStore;

namespace {

void write(const TempStore& store, const std::vector<std::int64_t>& runs) {
    auto writer = Writer::open(store.database(), {});
    if (!writer) qFatal("%s", describe(writer.error()).c_str());
    for (const std::int64_t id : runs) {
        testing::writeSyntheticRun(**writer, {.id = id, .steps = 12, .seed = std::uint64_t(id), .composite = true});
        const RunId run{id};
        const TaskId task{firstIdOf(run) + 1};
        EvaluationRow evaluation;
        evaluation.run = run;
        evaluation.step = 10;
        evaluation.suite = "dev";
        evaluation.items = {{"item 1", "deduction", true, true, "7"}};
        StreamMomentsRow moments;
        moments.run = run;
        moments.step = 1;
        moments.stream = "solve.deduction";
        moments.baseline = "stream";
        for (const Row& row :
             std::vector<Row>{evaluation, MarkRow{task, {}, MarkRow::What::Tag, "odd", true, 1},
                              MarkRow{{}, run, MarkRow::What::Note, "a run", true, 1},
                              CommandRow{CommandId{id}, run, "set_tag", "{}", "applied", "", 1, 0, "", 0, task, {}},
                              ConfigChangeRow{run, 1, 2, "seed", "1", "2", CommandId{id}, 1},
                              RuleRow{run, 3, "a rule", "solve_rate > 1", "veto", "", "[]", true, false, 1, 0, -1},
                              RuleHitRow{run, 3, task, 1}, moments,
                              SampleTokensRow{run, 1, SampleTokensRow::Role::Propose, task.value, 1, {1, 2}, {-1, -2}}})
            if (!(*writer)->push(row)) qFatal("not written");
    }
    if (const Status done = (*writer)->finish(); !done) qFatal("%s", describe(done.error()).c_str());
}

/// How many rows each table has, without the two that tell of what is gone or of names.
std::map<std::string, std::int64_t> rowsOf(const TempStore& store) {
    auto database = Database::open(store.database(), Database::Mode::ReadOnly);
    auto names = database->statement(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'");
    std::vector<std::string> tables;
    while (*(*names)->step()) tables.push_back((*names)->text(0));
    std::map<std::string, std::int64_t> rows;
    for (const std::string& table : tables)
        if (table != "erased_runs") rows[table] = *database->integer("SELECT count(*) FROM \"" + table + "\"");
    return rows;
}

std::int64_t found(const TempStore& store, RunId run, const std::string& text, bool completions) {
    auto reader = Reader::open(store.database());
    TaskFilter filter;
    filter.run = run;
    filter.text = text;
    filter.completions = completions;
    const auto count = (*reader)->countTasks(filter);
    if (!count) qFatal("%s", describe(count.error()).c_str());
    return *count;
}

}  // namespace

class TestErase : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyTableIsAsIfTheRunHadNeverBeen() {
        const TempStore both, one;
        write(both, {1, 2});
        write(one, {1});
        const auto before = std::filesystem::file_size(both.database());
        {
            auto database = Database::open(both.database(), Database::Mode::ReadWrite);
            QVERIFY(eraseRun(*database, RunId{2}, 5).has_value());
            QVERIFY(compact(*database).has_value());
            QCOMPARE(*database->integer("SELECT at FROM erased_runs WHERE id = 2"), 5);
            QCOMPARE(eraseRun(*database, RunId{2}, 5).error().code, ErrorCode::NotFound);
        }
        const auto expected = rowsOf(one), actual = rowsOf(both);
        QVERIFY(expected.at("sample_tokens") == 1 && expected.at("evaluation_items") == 1 && expected.at("marks") == 2);
        for (const auto& [table, rows] : expected)
            QVERIFY2(actual.at(table) == rows,
                     fmt::format("{}: {} rows, not {}", table, actual.at(table), rows).c_str());
        QVERIFY(std::filesystem::file_size(both.database()) < before);
        // What is left is found, by what stands in tasks and by what the model wrote.
        auto database = Database::open(both.database(), Database::Mode::ReadOnly);
        for (const char* text : {"sorted(x)", "total + item", "4, 8, 15", "<think>x = 4"}) {
            const std::string in = fmt::format(
                "SELECT count(*) FROM tasks t JOIN task_body b ON b.id = t.id WHERE t.run = 1 AND (instr(b.body, '{}')",
                text);
            const std::string wrote = fmt::format(
                " OR EXISTS (SELECT 1 FROM task_completions c WHERE c.task = t.id AND instr(c.text, '{}'))", text);
            QCOMPARE(found(both, RunId{1}, text, false), *database->integer(in + ")"));
            QCOMPARE(found(both, RunId{1}, text, true), *database->integer(in + wrote + ")"));
        }
        QVERIFY(found(both, RunId{1}, "sorted(x)", false) > 0);
    }

    /// Task numbers begin with that of their run, and forks name their parents.
    void theNumberOfAnErasedRunIsNotGivenAgain() {
        const TempStore store;
        write(store, {1, 2});
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            QVERIFY(eraseRun(*database, RunId{2}, 5).has_value());
        }
        auto reader = Reader::open(store.database());
        QCOMPARE(*(*reader)->lastRun(), 2);
        QCOMPARE((*reader)->runs()->size(), 1U);
    }

    void runsInTheBinAreApart() {
        const TempStore store;
        write(store, {1, 2});
        auto writer = Writer::open(store.database(), {});
        QVERIFY((*writer)->push(MarkRow{{}, RunId{1}, MarkRow::What::Bin, {}, true, 77}).has_value());
        QVERIFY((*writer)->push(MarkRow{{}, RunId{2}, MarkRow::What::Archive, {}, true, 78}).has_value());
        QVERIFY((*writer)->flush().has_value());
        auto reader = Reader::open(store.database());
        auto runs = (*reader)->runs(), binned = (*reader)->binnedRuns();
        QVERIFY(runs->size() == 1 && binned->size() == 1);
        QVERIFY(runs->front().id == RunId{2} && runs->front().archived && runs->front().binned == 0);
        QVERIFY(binned->front().id == RunId{1} && !binned->front().archived && binned->front().binned == 77);
        QCOMPARE((*reader)->run(RunId{1})->binned, 77.0);
        const auto size = (*reader)->runSize(RunId{2});
        QVERIFY2(size.has_value(), size ? "" : describe(size.error()).c_str());
        QCOMPARE(size->checkpointBytes, 3'600'000);
        QCOMPARE(size->tasks, 13 * 12);
        QVERIFY(size->attempts > 0);
        const auto prompts = (*reader)->firstPrompts(RunId{2});
        QVERIFY2(prompts.has_value(), prompts ? "" : describe(prompts.error()).c_str());
        QCOMPARE(prompts->size(), 6U);
        QCOMPARE(prompts->front().role + " " + prompts->front().kind, std::string("propose abduction"));
        QVERIFY(prompts->back().text.starts_with("<solve><induction>"));
    }
};

QTEST_GUILESS_MAIN(TestErase)
#include "tst_erase.moc"
