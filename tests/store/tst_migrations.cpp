/// Databases of every version come up to the newest one, with a copy of the old file kept beside them.
#include <fmt/format.h>

#include <QtTest>
#include <algorithm>
#include <cmath>

#include "core/base/files.h"
#include "core/store/migrations.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using azr::testing::TempStore;

class TestMigrations : public QObject {
    Q_OBJECT

    /// A database as version 1 left it, from its stored dump.
    static void makeVersionOne(const std::filesystem::path& file) {
        auto dump = readFile(std::filesystem::path(AZR_TESTS_FOLDER) / "data/store/version_1.sql");
        QVERIFY(dump.has_value());
        auto database = Database::open(file, Database::Mode::ReadWrite);
        QVERIFY(database.has_value());
        QVERIFY(database->script(*dump).has_value());
        QCOMPARE(*database->integer("PRAGMA user_version"), 1);
    }

  private Q_SLOTS:
    void newFileGetsTheNewestVersionAndNoBackup() {
        const TempStore store;
        auto database = Database::open(store.database(), Database::Mode::ReadWrite);
        QVERIFY(database.has_value());
        QVERIFY(migrate(*database).has_value());
        QCOMPARE(*database->integer("PRAGMA user_version"), newestVersion());
        for (int version = 0; version < newestVersion(); ++version)
            QVERIFY(!std::filesystem::exists(fmt::format("{}.v{}.bak", store.database().string(), version)));
    }

    /// They are applied by their place in the list: version N is what the first N scripts make.
    void everyScriptStandsAtThePlaceThatItsNumberSays() {
        const auto folder = std::filesystem::path(AZR_TESTS_FOLDER).parent_path() / "core/store/sql/migrations";
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            names.push_back(entry.path().filename().string());
        std::ranges::sort(names);
        for (std::size_t i = 0; i < names.size(); ++i)
            QVERIFY2(names[i].starts_with(fmt::format("{:03}_", i + 1)),
                     fmt::format("{} is number {} of the scripts", names[i], i + 1).c_str());
        QCOMPARE(std::ssize(names), std::ptrdiff_t{newestVersion()});
    }

    /// A file of version 12, as versions with a gap before their twelfth script left it, has nothing done again.
    void theTwelfthVersionIsTheOneThatFindsCompletions() {
        const TempStore store;
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            QVERIFY(migrate(*database, 11).has_value());
            QCOMPARE(*database->integer("SELECT count(*) FROM sqlite_master WHERE name = 'completion_search'"), 0);
            QVERIFY(migrate(*database, 12).has_value());
            QCOMPARE(*database->integer("SELECT count(*) FROM sqlite_master WHERE name = 'completion_search'"), 1);
            QVERIFY(migrate(*database, 12).has_value());
        }
        auto writer = Writer::open(store.database(), {});
        QVERIFY2(writer.has_value(), writer ? "" : describe(writer.error()).c_str());
        QVERIFY(Reader::open(store.database()).has_value());
    }

    void storedFileOfVersionOneKeepsItsRowsAndBecomesSearchable() {
        const TempStore store;
        makeVersionOne(store.database());
        auto writer = Writer::open(store.database(), {});
        QVERIFY(writer.has_value());
        auto reader = Reader::open(store.database());
        QVERIFY(reader.has_value());
        TaskFilter filter;
        filter.run = RunId{1};
        QCOMPARE(*(*reader)->countTasks(filter), 2);
        filter.text = "sorted(x)";
        auto page = (*reader)->tasks({filter});
        QVERIFY(page.has_value());
        QCOMPARE(page->rows.size(), 1U);
        QCOMPARE(page->rows[0].id.value, 2);
        QCOMPARE(page->rows[0].program, std::string("def f(x):\n    return sorted(x)"));
        // What version 1 did not measure.
        QVERIFY(std::isnan(page->rows[0].score) && std::isnan(page->rows[0].effort));
        QCOMPARE(page->rows[0].taskClass, -1);
        QCOMPARE((*reader)->streamMoments(RunId{1}, 1)->size(), 0U);
        const auto run = (*reader)->run(RunId{1});
        QVERIFY(run.has_value());
        QVERIFY(run->kernels.empty() && run->kernelsReason.empty());
        // Nobody had marked anything; what a command is about was in its body alone.
        QVERIFY(!page->rows[0].pinned && page->rows[0].tags.empty() && page->rows[0].note.empty());
        QVERIFY(!run->pinned && run->tags.empty() && run->note.empty());
        QVERIFY((*reader)->rules(RunId{1}, true)->empty());
        // Nor was there a fork; how much of the buffers' history a checkpoint contains was not said.
        QVERIFY(!run->forkedFrom.valid() && run->forkedAt == 0 && run->forkedChange.empty());
        auto database = Database::open(store.database(), Database::Mode::ReadOnly);
        QCOMPARE(*database->integer("SELECT count(*) FROM checkpoints WHERE last_buffer_event <> -1"), 0);
    }

    void whatAnOlderVersionWroteIsSearchable() {
        const TempStore store;
        makeVersionOne(store.database());
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            QVERIFY(
                database
                    ->script(
                        "INSERT INTO texts VALUES (900, x'09', 'raw', CAST('perhaps an okapi' AS BLOB));"
                        "INSERT INTO attempts VALUES (7, 1, 2, 1, 'deduction', 'train', 'wrong', '', '', 0, 0, 0, 0,"
                        " '7', 900, 900, '', 0, 0, 1, 3, 4, 0)")
                    .has_value());
        }
        QVERIFY(Writer::open(store.database(), {}).has_value());
        auto reader = Reader::open(store.database());
        for (std::int64_t id = 1; id <= 2; ++id) {
            const auto task = (*reader)->task(TaskId{id});
            QVERIFY(task.has_value());
            TaskFilter filter;
            filter.run = RunId{1};
            filter.completions = true;
            std::vector<std::string> texts = {task->task.output, task->task.completion};
            for (const AttemptRow& attempt : task->attempts) texts.push_back(attempt.completion);
            for (const std::string& text : texts) {
                if (text.empty()) continue;
                filter.text = text;
                const auto page = (*reader)->tasks({filter});
                QVERIFY2(page.has_value(), page ? "" : describe(page.error()).c_str());
                QVERIFY2(std::ranges::any_of(page->rows, [&](const TaskRow& row) { return row.id == task->task.id; }),
                         text.c_str());
            }
        }
        TaskFilter filter;
        filter.run = RunId{1};
        filter.text = "an okapi";
        QCOMPARE(*(*reader)->countTasks(filter), 0);
        filter.completions = true;
        QCOMPARE(*(*reader)->countTasks(filter), 1);
    }

    /// Marks of an old file stay, and runs may be archived and put into the bin.
    void oldMarksStayAndNewOnesAreTaken() {
        const TempStore store;
        makeVersionOne(store.database());
        const std::string mark = "INSERT INTO marks VALUES ('run', 1, '{}', '', NULL, 7)";
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            QVERIFY(migrate(*database, 14).has_value());
            QVERIFY(database->script("INSERT INTO marks VALUES ('run', 1, 'tag', 'good', NULL, 5)").has_value());
            QVERIFY(!database->script(fmt::format(fmt::runtime(mark), "bin")).has_value());
            QVERIFY(migrate(*database).has_value());
            QVERIFY(database->script(fmt::format(fmt::runtime(mark), "archive")).has_value());
            QVERIFY(!database->script(fmt::format(fmt::runtime(mark), "else")).has_value());
        }
        auto reader = Reader::open(store.database());
        const auto run = (*reader)->run(RunId{1});
        QVERIFY(run.has_value());
        QCOMPARE(run->tags, std::vector<std::string>{"good"});
        QVERIFY(run->archived && run->binned == 0);
        QCOMPARE(*(*reader)->lastRun(), 1);
    }

    void commandsOfOlderVersionsTellTheirTask() {
        const TempStore store;
        makeVersionOne(store.database());
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            QVERIFY(
                database
                    ->script(
                        "INSERT INTO commands VALUES (91, 1, 'veto_task', '{\"command\": \"veto_task\", "
                        "\"task\": 2}', 'applied', '', 0, 1, 'starting', 0);"
                        "INSERT INTO commands VALUES (92, 1, 'veto_task', 'torn', 'refused', '', 0, 1, '', 0);"
                        "INSERT INTO commands VALUES (93, 1, 'pin_run', '{\"run\": 2}', 'applied', '', 0, 1, '', 0)")
                    .has_value());
        }
        auto writer = Writer::open(store.database(), {});
        QVERIFY2(writer.has_value(), writer ? "" : describe(writer.error()).c_str());
        auto reader = Reader::open(store.database());
        QCOMPARE((*reader)->command(CommandId{91})->task, TaskId{2});
        QVERIFY(!(*reader)->command(CommandId{92})->task.valid());
        QVERIFY(!(*reader)->command(CommandId{93})->task.valid());
        QVERIFY(!(*reader)->command(CommandId{91})->undoes.valid());
        QCOMPARE((*reader)->task(TaskId{2})->commands.size(), 1U);
    }

    /// Another status, in a file whose rows stay where they are.
    void oldFilesTakeTasksThatWait() {
        const TempStore store;
        makeVersionOne(store.database());
        auto writer = Writer::open(store.database(), {});
        QVERIFY2(writer.has_value(), writer ? "" : describe(writer.error()).c_str());
        auto reader = Reader::open(store.database());
        QCOMPARE((*reader)->waiting(RunId{1}, {})->count, 0);
        QVERIFY((*writer)->push(TaskStatusRow{TaskId{2}, "waiting"}).has_value());
        QVERIFY((*writer)->flush().has_value());
        const auto waiting = (*reader)->waiting(RunId{1}, {});
        QCOMPARE(waiting->count, 1);
        QCOMPARE(waiting->oldestStep, 1);
        QCOMPARE(waiting->next, TaskId{2});
        TaskFilter filter;
        filter.run = RunId{1};
        filter.status = "waiting";
        QCOMPARE(*(*reader)->countTasks(filter), 1);
        filter.status = "admitted";
        QCOMPARE(*(*reader)->countTasks(filter), 1);
        // What is no status is refused as before.
        QVERIFY((*writer)->push(TaskStatusRow{TaskId{1}, "somewhere"}).has_value());
        QVERIFY(!(*writer)->flush().has_value());
        auto database = Database::open(store.database(), Database::Mode::ReadOnly);
        QCOMPARE(*database->integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"), 1);
        QCOMPARE(*database->integer("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    }

    /// Nobody kept the tokens of completions; from now on they are.
    void oldFilesHaveNoTokensAndTakeThem() {
        const TempStore store;
        makeVersionOne(store.database());
        auto writer = Writer::open(store.database(), {});
        QVERIFY2(writer.has_value(), writer ? "" : describe(writer.error()).c_str());
        auto reader = Reader::open(store.database());
        QVERIFY(!(*reader)->tokenSteps(RunId{1})->has_value());
        QVERIFY((*writer)
                    ->push(SampleTokensRow{RunId{1}, 1, SampleTokensRow::Role::Propose, 2, 1, {3, 4}, {-1, -2}})
                    .has_value());
        QVERIFY((*writer)->flush().has_value());
        const auto row = (*reader)->sampleTokens(RunId{1}, 1, SampleTokensRow::Role::Propose, 2);
        QVERIFY(row.has_value() && row->has_value());
        QCOMPARE((*row)->tokens, (std::vector<std::int32_t>{3, 4}));
    }

    void tasksOfOldFilesAreOrderedByLearnability() {
        const TempStore store;
        makeVersionOne(store.database());
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            QVERIFY(database
                        ->script("UPDATE tasks SET learnability = 0.25, learn_reward = 0.75 WHERE id = 1;"
                                 "UPDATE tasks SET learnability = -1, learn_reward = NULL WHERE id = 2;")
                        .has_value());
        }
        QVERIFY(Writer::open(store.database(), {}).has_value());
        auto reader = Reader::open(store.database());
        TaskQuery query;
        query.filter.run = RunId{1};
        for (const bool descending : {true, false}) {
            query.order = {{TaskSort::Learnability, descending}};
            const auto page = (*reader)->tasks(query);
            QVERIFY2(page.has_value(), page ? "" : describe(page.error()).c_str());
            QCOMPARE(page->rows.size(), 2U);
            QCOMPARE(page->rows.front().id.value, descending ? 1 : 2);
        }
    }

    void oldFileIsKeptAsABackup() {
        const TempStore store;
        makeVersionOne(store.database());
        QVERIFY(Writer::open(store.database(), {}).has_value());
        auto backup = Database::open(store.database().string() + ".v1.bak", Database::Mode::ReadOnly);
        QVERIFY(backup.has_value());
        QCOMPARE(*backup->integer("PRAGMA user_version"), 1);
        QCOMPARE(*backup->integer("SELECT count(*) FROM tasks"), 2);
    }

    /// For readers of a file that must stay as it is.
    void aCopyIsMigratedAndTheFileIsNot() {
        const TempStore store, copies;
        makeVersionOne(store.database());
        int version = 0;
        const auto copy = migratedCopy(store.database(), copies.folder(), &version);
        QVERIFY2(copy.has_value(), copy ? "" : describe(copy.error()).c_str());
        QCOMPARE(version, 1);
        auto reader = Reader::open(*copy);
        QVERIFY(reader.has_value());
        TaskFilter filter;
        filter.run = RunId{1};
        QCOMPARE(*(*reader)->countTasks(filter), 2);
        QVERIFY(!std::filesystem::exists(copy->string() + ".v1.bak"));
        auto original = Database::open(store.database(), Database::Mode::ReadOnly);
        QCOMPARE(*original->integer("PRAGMA user_version"), 1);
        QVERIFY(!std::filesystem::exists(store.database().string() + ".v1.bak"));
    }

    void newerFileIsRefusedAndUntouched() {
        const TempStore store;
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            QVERIFY(database->script("PRAGMA user_version = 999; CREATE TABLE later (x)").has_value());
        }
        auto writer = Writer::open(store.database(), {});
        QVERIFY(!writer.has_value());
        QCOMPARE(writer.error().code, ErrorCode::Conflict);
        auto reader = Reader::open(store.database());
        QCOMPARE(reader.error().code, ErrorCode::Conflict);
    }

    void failingMigrationLeavesTheOldVersion() {
        const TempStore store;
        auto database = Database::open(store.database(), Database::Mode::ReadWrite);
        // A table in the way of the second migration.
        QVERIFY(migrate(*database, 1).has_value());
        QVERIFY(database->script("CREATE TABLE task_body (x)").has_value());
        QVERIFY(!migrate(*database).has_value());
        QCOMPARE(*database->integer("PRAGMA user_version"), 1);
        QVERIFY(!database->inTransaction());
    }
};

QTEST_GUILESS_MAIN(TestMigrations)
#include "tst_migrations.moc"
