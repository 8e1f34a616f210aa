/// A SELECT of somebody else: what it may do, how it ends, and that the schema's document is whole.
#include <QTest>
#include <thread>

#include "core/base/files.h"
#include "core/store/asking/query.h"
#include "core/store/asking/schema_doc.h"
#include "core/store/database.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using azr::testing::TempStore;

namespace {

/// Runs for ever.
constexpr const char* kEndless =
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

std::vector<std::vector<std::string>> answerTo(const TempStore& store, const std::string& sql) {
    auto query = Query::open(store.database(), sql);
    if (!query) qFatal("%s", describe(query.error()).c_str());
    std::vector<std::vector<std::string>> rows;
    std::vector<SqlValue> row;
    for (auto there = (*query)->next(row); there && *there; there = (*query)->next(row)) {
        rows.emplace_back();
        for (const SqlValue& value : row) rows.back().push_back(textOf(value));
    }
    return rows;
}

}  // namespace

class TestQuery : public QObject {
    Q_OBJECT

    TempStore m_store;

  private Q_SLOTS:
    void initTestCase() {
        auto writer = Writer::open(m_store.database(), {});
        QVERIFY(writer.has_value());
        QVERIFY((*writer)->push(testing::runRow(1)).has_value());
        QVERIFY((*writer)->push(testing::taskRow(RunId{1}, 1, 1)).has_value());
        QVERIFY((*writer)->push(testing::taskRow(RunId{1}, 2, 1)).has_value());
        QVERIFY((*writer)->finish().has_value());
    }

    void everyTypeComesBack() {
        using Rows = std::vector<std::vector<std::string>>;
        QCOMPARE(answerTo(m_store, "SELECT NULL, 7, 0.1, 'a''b', X'00fF' -- and a comment"),
                 (Rows{{"", "7", "0.1", "a'b", "X'00FF'"}}));
        QCOMPARE(answerTo(m_store, "SELECT id, output FROM tasks ORDER BY id DESC;"), (Rows{{"2", "5"}, {"1", "4"}}));
        QCOMPARE(answerTo(m_store, "VALUES (1), (2)"), (Rows{{"1"}, {"2"}}));
        QCOMPARE(answerTo(m_store, "SELECT rowid FROM task_search WHERE task_search MATCH '\"x + 2\"'"), (Rows{{"2"}}));
        QCOMPARE(textOf(std::string("aä"), 2), std::string("a…"));
        QCOMPARE(textOf(Bytes{"abcd"}, 4), std::string("X'6162…'"));
    }

    void nothingElseIsLetThrough_data() {
        QTest::addColumn<QString>("sql");
        for (const char* sql : {"DELETE FROM tasks",
                                "INSERT INTO erased_runs VALUES (1, 2)",
                                "UPDATE runs SET name = ''",
                                "DROP TABLE runs",
                                "CREATE TABLE t (x)",
                                "CREATE TEMP TABLE t (x)",
                                "PRAGMA user_version",
                                "PRAGMA journal_mode = DELETE",
                                "ATTACH '/tmp/other.db' AS o",
                                "VACUUM",
                                "VACUUM INTO '/tmp/copy.db'",
                                "BEGIN",
                                "REINDEX",
                                "ANALYZE",
                                "SELECT load_extension('x')",
                                "SELECT 1; DELETE FROM tasks",
                                "SELECT 1; SELECT 2",
                                "",
                                "-- nothing",
                                "EXPLAIN SELECT 1",
                                "SELECT FROM",
                                "SELECT x FROM nowhere",
                                "WITH a AS (SELECT 1) DELETE FROM tasks",
                                "SELECT * FROM runs RETURNING id"})
            QTest::addRow("%s", sql) << sql;
    }
    void nothingElseIsLetThrough() {
        QFETCH(const QString, sql);
        const auto before = sha256File(m_store.database());
        const auto query = Query::open(m_store.database(), sql.toStdString());
        QVERIFY(!query.has_value());
        QVERIFY2(query.error().code == ErrorCode::InvalidArgument, describe(query.error()).c_str());
        QCOMPARE(*sha256File(m_store.database()), *before);
        QVERIFY(!std::filesystem::exists("/tmp/other.db") && !std::filesystem::exists("/tmp/copy.db"));
    }

    void pragmaFunctionsAreRefusedToo() {
        auto query = Query::open(m_store.database(), "SELECT * FROM pragma_journal_mode('delete')");
        std::vector<SqlValue> row;
        QVERIFY(!query || !(*query)->next(row));
    }

    /// The clock is the test's: no real time passes.
    void theTimeLimitEndsIt() {
        QueryLimits limits;
        limits.time = std::chrono::seconds(10);
        limits.now = [at = std::chrono::steady_clock::time_point()]() mutable { return at += std::chrono::seconds(1); };
        auto query = Query::open(m_store.database(), kEndless, limits);
        QVERIFY2(query.has_value(), query ? "" : describe(query.error()).c_str());
        std::vector<SqlValue> row;
        const auto there = (*query)->next(row);
        QVERIFY(!there);
        QCOMPARE(there.error().code, ErrorCode::Exhausted);
        QVERIFY2(there.error().detail.find("10 s") != std::string::npos, there.error().detail.c_str());
    }

    void cancellingFromAnotherThreadEndsIt() {
        QueryLimits limits;
        limits.time = {};
        auto query = Query::open(m_store.database(), kEndless, limits);
        QVERIFY(query.has_value());
        std::thread other([&] { (*query)->cancel(); });
        std::vector<SqlValue> row;
        const auto there = (*query)->next(row);
        other.join();
        QVERIFY(!there);
        QCOMPARE(there.error().code, ErrorCode::Cancelled);
    }

    void aValueBeyondTheBoundIsAnErrorAndNoCrash() {
        auto query = Query::open(m_store.database(), "SELECT zeroblob(2000000000)");
        std::vector<SqlValue> row;
        QVERIFY(!query || !(*query)->next(row));
    }

    void whatIsNotThereIsNamed() {
        const auto query = Query::open(m_store.folder() / "none.db", "SELECT 1");
        QVERIFY(!query);
        QCOMPARE(query.error().code, ErrorCode::NotFound);
        QVERIFY(!std::filesystem::exists(m_store.folder() / "none.db"));
    }

    /// `azr-studio sql --schema > core/store/SCHEMA.md` writes it.
    void theSchemasDocumentIsWhatTheGeneratorMakes() {
        const auto document = schemaDocument();
        QVERIFY2(document.has_value(), document ? "" : describe(document.error()).c_str());
        const auto stored = readFile(std::filesystem::path(AZR_TESTS_FOLDER).parent_path() / "core/store/SCHEMA.md");
        QVERIFY(stored.has_value());
        QVERIFY2(*stored == *document, "core/store/SCHEMA.md is not up to date: azr-studio sql --schema writes it");
        QVERIFY(document->find("| `settings` | TEXT | The configuration with the changes") != std::string::npos);
        QVERIFY(document->find("→ texts.id") != std::string::npos);
        QVERIFY(document->find("_data") == std::string::npos);  // what the search keeps for itself
    }
};

QTEST_GUILESS_MAIN(TestQuery)
#include "tst_query.moc"
