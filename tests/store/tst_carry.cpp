/// The rows of a run in another database: every table and column of the schema, the same digest under any number, and
/// what is refused of a database that somebody else made.
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "core/store/carry/carry.h"
#include "core/store/carry/inspection.h"
#include "core/store/carry/row_hashes.h"
#include "core/store/digest.h"
#include "core/store/migrations.h"
#include "tests/support/synthetic_run.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using testing::TempStore;
namespace fs = std::filesystem;

namespace {

constexpr RunId kRun{2};

/// Tables that belong to no run: what they hold comes with the rows that name it.
const std::set<std::string> kShared = {"texts", "metric_names"};
/// Tables that speak of the workspace, and stay with it.
const std::set<std::string> kOfTheWorkspace = {"erased_runs"};

std::vector<std::string> textsOf(const fs::path& file, const std::string& sql) {
    auto database = *Database::open(file, Database::Mode::ReadOnly);
    auto* statement = *database.statement(sql);
    statement->reset();
    std::vector<std::string> texts;
    while (*statement->step()) texts.push_back(statement->text(0));
    statement->reset();
    return texts;
}

std::set<std::string> columnsOf(const fs::path& file, const std::string& table) {
    const auto names = textsOf(file, "SELECT name FROM pragma_table_info('" + table + "')");
    return {names.begin(), names.end()};
}

/// Of "INSERT INTO main.tasks (id, run, …)": the columns, by table.
std::map<std::string, std::set<std::string>> carriedColumns() {
    std::ifstream file(fs::path(AZR_TESTS_FOLDER).parent_path() / "core/store/sql/carry.sql");
    std::stringstream text;
    text << file.rdbuf();
    const std::string sql = text.str();
    static const std::regex kInsert("INSERT (?:OR IGNORE )?INTO main\\.([a-z_]+) \\(([^)]*)\\)");
    static const std::regex kName("[a-z_0-9]+");
    std::map<std::string, std::set<std::string>> found;
    for (std::sregex_iterator it(sql.begin(), sql.end(), kInsert), end; it != end; ++it) {
        const std::string columns = (*it)[2];
        std::set<std::string>& names = found[(*it)[1]];
        for (std::sregex_iterator name(columns.begin(), columns.end(), kName); name != end; ++name)
            names.insert(name->str());
    }
    return found;
}

Status inNew(const fs::path& file, const Carry& what, const Going& going = {}) {
    AZR_TRY(Database into, Database::open(file, Database::Mode::ReadWrite));
    AZR_CHECK(migrate(into));
    return carry(into, what, going);
}

std::string digestOf(const fs::path& file, RunId run) {
    const auto reader = Reader::open(file);
    return reader ? runDigest(**reader, run).value_or("none") : std::string("unreadable");
}

std::int64_t numberIn(const fs::path& file, const std::string& sql) {
    auto database = *Database::open(file, Database::Mode::ReadOnly);
    return database.integer(sql).value_or(-1);
}

void alter(const fs::path& file, const char* sql) {
    auto database = Database::open(file, Database::Mode::ReadWrite);
    if (!database || !database->script(sql)) qFatal("cannot be altered: %s", sql);
}

}  // namespace

class TestStoreCarry : public QObject {
    Q_OBJECT

    TempStore m_store;
    QTemporaryDir m_folder;
    fs::path at(const char* name) const { return m_folder.filePath(name).toStdString(); }
    fs::path copyAs(const char* name) const {
        fs::copy_file(at("kept.db"), at(name), fs::copy_options::overwrite_existing);
        return at(name);
    }

  private Q_SLOTS:
    /// Run 2 of three; a crash left some rows of it behind.
    void initTestCase() {
        const auto writer = std::move(*Writer::open(m_store.database(), {}));
        for (const int run : {1, 2, 3})
            testing::writeSyntheticRun(*writer, {.id = run, .steps = 12, .composite = run == 2});
        const TaskId task{firstIdOf(kRun) + 1};
        QVERIFY(writer->push(EvaluationRow{0, kRun, 3, "dev", 1, {{"a", "deduction", true, true, "1"}}}));
        QVERIFY(writer->push(CheckpointRow{{}, kRun, 3, "checkpoints/run-2/step-3", "1", "2", 55, false, false, 9}));
        QVERIFY(writer->push(StreamMomentsRow{kRun, 3, "solve.deduction", 0.5, 0.25, 8, 8, false, "stream", 1}));
        QVERIFY(writer->push(RuleHitRow{kRun, 1, task, 2}));
        QVERIFY(writer->push(
            SampleTokensRow{kRun, 3, SampleTokensRow::Role::Solve, firstIdOf(kRun) + 7, 1, {4, 5}, {-1, -2}}));
        QVERIFY(writer->push(MarkRow{task, {}, MarkRow::What::Note, "odd", true, 1}));
        QVERIFY(writer->push(MarkRow{{}, kRun, MarkRow::What::Tag, "keep", true, 1}));
        SuiteEvaluationRow suite;
        suite.key = "key";
        suite.suite = "humaneval";
        suite.model = "2@3";
        suite.run = kRun;
        suite.step = 3;
        suite.settings = "{}";
        suite.items = {{0, "HumanEval/0", "function", ""}};
        QVERIFY(writer->push(suite));
        QVERIFY(writer->push(SuiteAnswersRow{
            "key", kRun, {{0, true, 0, "a prompt of a suite", "a completion", "1", "", "ok", "", "", false, 3}}}));
        QVERIFY(writer->push(AbandonRows{kRun, 10, 0, 0}));
        const Status written = writer->flush();
        QVERIFY2(written.has_value(), written ? "" : describe(written.error()).c_str());
        const Status kept = inNew(at("kept.db"), {m_store.database(), kRun, kRun});
        QVERIFY2(kept.has_value(), kept ? "" : describe(kept.error()).c_str());
    }

    /// A new table or column has to be thought of in core/store/sql/carry.sql, as in fork.sql.
    void everyTableAndColumnIsCarried() {
        const auto carried = carriedColumns();
        const auto tables =
            textsOf(m_store.database(),
                    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE "
                    "'sqlite%'");
        QVERIFY(tables.size() > 15);
        for (const std::string& table : tables) {
            if (kOfTheWorkspace.contains(table)) continue;
            QVERIFY2(carried.contains(table), ("carry.sql does not carry the table " + table).c_str());
            auto columns = columnsOf(m_store.database(), table);
            if (kShared.contains(table)) columns.erase("id");
            for (const std::string& column : columns)
                QVERIFY2(carried.at(table).contains(column),
                         ("carry.sql does not carry the column " + table + "." + column).c_str());
        }
    }

    void rowsThatAreKeptAreTheSame() {
        QCOMPARE(digestOf(at("kept.db"), kRun), digestOf(m_store.database(), kRun));
        QCOMPARE(numberIn(at("kept.db"), "SELECT count(*) FROM runs"), 1);
        for (const char* table :
             {"tasks", "attempts", "metrics", "steps", "buffer_events", "checkpoints", "evaluations", "events",
              "stream_moments", "sample_tokens", "rule_hits", "buffer_contents"}) {
            const std::string counted = std::string("SELECT count(*) FROM ") + table;
            QVERIFY2(numberIn(at("kept.db"), counted) > 0, table);
            QCOMPARE(numberIn(at("kept.db"), counted), numberIn(m_store.database(), counted + " WHERE run = 2"));
        }
        for (const char* ids : {"SELECT sum(id) FROM tasks", "SELECT sum(id) FROM attempts"})
            QCOMPARE(numberIn(at("kept.db"), ids), numberIn(m_store.database(), std::string(ids) + " WHERE run = 2"));
        QCOMPARE(numberIn(at("kept.db"), "SELECT count(*) FROM suite_completions"), 1);
        QCOMPARE(numberIn(at("kept.db"), "SELECT count(*) FROM suite_items"), 1);
        QCOMPARE(numberIn(at("kept.db"), "SELECT count(*) FROM marks"), 2);
        QVERIFY(numberIn(at("kept.db"), "SELECT count(*) FROM tasks WHERE id < 0") > 0);
        QCOMPARE(numberIn(at("kept.db"),
                          "SELECT count(*) FROM texts WHERE id NOT IN (SELECT program FROM tasks UNION "
                          "SELECT prompt FROM tasks UNION SELECT completion FROM tasks UNION SELECT "
                          "prompt FROM attempts UNION SELECT completion FROM attempts UNION SELECT "
                          "program FROM task_given UNION SELECT program FROM marks WHERE program > 0 UNION SELECT "
                          "prompt FROM suite_completions UNION SELECT completion FROM suite_completions)"),
                 0);
    }

    /// As everybody who packs the same run gets the same bytes.
    void theSameRowsHaveTheSameHashes() {
        QVERIFY(inNew(at("again.db"), {m_store.database(), kRun, kRun}).has_value());
        auto once = *Database::open(at("kept.db"), Database::Mode::ReadOnly);
        auto again = *Database::open(at("again.db"), Database::Mode::ReadOnly);
        const auto left = hashRows(once), right = hashRows(again);
        QVERIFY(left && right && left->size() > 15);
        QCOMPARE(toJson(*left), toJson(*right));
        const auto back = tableHashesFrom(toJson(*left), "rows.json");
        QVERIFY(back.has_value());
        QCOMPARE(toJson(*back), toJson(*left));
    }

    void oneChangedValueChangesTheHashOfItsTableAndStepAlone() {
        const auto file = copyAs("changed.db");
        alter(file,
              "UPDATE metrics SET value = value + 1e-12 WHERE step = 4 AND name = (SELECT min(name) FROM metrics)");
        auto before = *Database::open(at("kept.db"), Database::Mode::ReadOnly);
        auto after = *Database::open(file, Database::Mode::ReadOnly);
        const auto left = hashRows(before), right = hashRows(after);
        for (std::size_t i = 0; i < left->size(); ++i) {
            QCOMPARE((*left)[i].sha256 == (*right)[i].sha256, (*left)[i].table != "metrics");
            for (const auto& [step, hash] : (*left)[i].steps)
                QCOMPARE(hash == (*right)[i].steps.at(step), (*left)[i].table != "metrics" || step != 4);
        }
    }

    void underAnotherNumberItIsTheSameRun() {
        const auto writer = std::move(*Writer::open(at("into.db"), {}));
        testing::writeSyntheticRun(*writer, {.id = 1, .steps = 3});
        QVERIFY(writer->push(AbandonRows{RunId{1}, 2, 0, 0}));
        QVERIFY(writer->finish());
        const std::string other = digestOf(at("into.db"), RunId{1});
        auto into = *Database::open(at("into.db"), Database::Mode::ReadWrite);
        const Carry what{at("kept.db"), kRun, RunId{5}, false, {}, {{10, 77}}, {}, true};
        const Status done = carry(into, what);
        QVERIFY2(done.has_value(), done ? "" : describe(done.error()).c_str());
        QCOMPARE(digestOf(at("into.db"), RunId{5}), digestOf(m_store.database(), kRun));
        QCOMPARE(digestOf(at("into.db"), RunId{1}), other);
        QCOMPARE(
            numberIn(at("into.db"), "SELECT count(*) FROM checkpoints WHERE run = 5 AND removed = 0 AND step <> 10"),
            0);
        QCOMPARE(numberIn(at("into.db"),
                          "SELECT count(*) FROM tasks WHERE run = 5 AND id > 0 AND (id <= 4000000000 OR "
                          "id > 5000000000)"),
                 0);
        QCOMPARE(numberIn(at("into.db"), "SELECT count(*) FROM task_search WHERE task_search MATCH 'return'"),
                 numberIn(at("into.db"), "SELECT count(*) FROM task_body WHERE body LIKE '%return%'"));
        QCOMPARE(textsOf(at("into.db"), "SELECT model FROM suite_evaluations"), std::vector<std::string>{"5@3"});
        QCOMPARE(textsOf(at("into.db"),
                         "SELECT CAST(t.bytes AS TEXT) FROM suite_completions c JOIN texts t ON t.id = "
                         "c.prompt"),
                 std::vector<std::string>{"a prompt of a suite"});
        TaskQuery query;
        query.filter.run = RunId{5};
        query.filter.tag = "";
        query.filter.noted = true;
        const auto reader = *Reader::open(at("into.db"));
        QCOMPARE(reader->tasks(query)->rows.size(), std::size_t{1});
        QCOMPARE(reader->run(RunId{5})->tags, std::vector<std::string>{"keep"});
        QVERIFY(!reader->run(RunId{5})->forkedFrom.valid());
    }

    void whoObjectsIsLeftWithNothing() {
        const Status ended = inNew(at("ended.db"), {m_store.database(), kRun, kRun}, [] { return false; });
        QVERIFY(!ended.has_value());
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
        QCOMPARE(numberIn(at("ended.db"), "SELECT count(*) FROM runs"), 0);
        QCOMPARE(numberIn(at("ended.db"), "SELECT count(*) FROM tasks"), 0);
        QCOMPARE(inNew(at("none.db"), {m_store.database(), RunId{9}, RunId{9}}).error().code, ErrorCode::NotFound);
    }

    void aDatabaseOfOursIsWhole() {
        const auto version = inspect(at("kept.db"));
        QVERIFY2(version.has_value(), version ? "" : describe(version.error()).c_str());
        QCOMPARE(*version, newestVersion());
        QCOMPARE(inspect(at("kept.db"), [] { return false; }).error().code, ErrorCode::Cancelled);
    }

    void anotherSchemaIsRefused_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("named");
        QTest::newRow("trigger") << "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM tasks; END"
                                 << "trigger t";
        QTest::newRow("view") << "DROP VIEW task_body; CREATE VIEW task_body AS SELECT 1 AS id, 'x' AS body"
                              << "view task_body";
        QTest::newRow("table") << "CREATE TABLE more (a)"
                               << "table more";
        QTest::newRow("column") << "ALTER TABLE metrics ADD COLUMN more INTEGER"
                                << "table metrics";
        QTest::newRow("index") << "DROP INDEX tasks_by_id"
                               << "index tasks_by_id";
        QTest::newRow("text")
            << "UPDATE texts SET bytes = CAST(bytes || 'x' AS BLOB) WHERE id = (SELECT max(id) FROM texts)"
            << "a text is stored under the hash of another one";
    }
    void anotherSchemaIsRefused() {
        QFETCH(QString, sql);
        QFETCH(QString, named);
        const auto file = copyAs("other.db");
        alter(file, qPrintable(sql));
        const auto found = inspect(file);
        QVERIFY(!found.has_value());
        QCOMPARE(found.error().code, ErrorCode::Corrupt);
        QVERIFY2(found.error().detail.find(named.toStdString()) != std::string::npos, found.error().detail.c_str());
    }

    void aNewerVersionAndWhatIsNoneAreRefused() {
        const auto file = copyAs("newer.db");
        alter(file, "PRAGMA user_version = 1000");
        QCOMPARE(inspect(file).error().code, ErrorCode::Conflict);
        alter(file, "PRAGMA user_version = 0");
        QCOMPARE(inspect(file).error().code, ErrorCode::Corrupt);
        std::ofstream(at("text.db")) << std::string(5000, 'x');
        QCOMPARE(inspect(at("text.db")).error().code, ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(TestStoreCarry)
#include "tst_carry.moc"
