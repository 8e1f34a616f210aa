/// The rows of a fork: everything of the parent up to its checkpoint, column by column, and nothing of what came later.
#include <QtTest>
#include <set>

#include "core/store/database.h"
#include "core/store/digest.h"
#include "tests/support/synthetic_run.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::store;
using testing::TempStore;

namespace {

constexpr RunId kParent{1}, kFork{2};
constexpr int kStep = 10;

ForkRows forkRows(Reader& reader) {
    ForkRows rows;
    rows.run = reader.run(kParent).value();
    rows.run.id = kFork;
    rows.run.forkedFrom = kParent;
    rows.run.forkedAt = kStep;
    rows.run.forkedChange = R"({"veto": 3})";
    rows.run.lastStep = kStep;
    rows.run.created = 5000;
    TaskQuery query;
    query.filter.run = kParent;
    query.filter.steps = {0.0, double(kStep)};
    rows.nextTask = reader.tasks(query)->rows.front().id.value + 1;
    rows.nextAttempt = reader.attemptsOfStep(kParent, kStep)->back().id.value + 1;
    rows.checkpoint.run = kFork;
    rows.checkpoint.step = kStep;
    rows.checkpoint.folder = "checkpoints/run-2/step-10";
    rows.event = {0, kFork, kStep, "info", "forked", "forked", 5000};
    return rows;
}

}  // namespace

class TestStoreFork : public QObject {
    Q_OBJECT

    TempStore m_store;
    std::unique_ptr<Writer> m_writer;

    std::vector<std::string> textsOf(const std::string& sql) {
        auto database = *Database::open(m_store.database(), Database::Mode::ReadOnly);
        auto* statement = *database.statement(sql);
        statement->reset();
        std::vector<std::string> texts;
        while (*statement->step()) texts.push_back(statement->text(0));
        statement->reset();
        return texts;
    }
    std::int64_t count(const std::string& sql) {
        auto database = *Database::open(m_store.database(), Database::Mode::ReadOnly);
        return database.integer(sql).value_or(-1);
    }
    std::unique_ptr<Reader> reader() { return std::move(*Reader::open(m_store.database())); }

  private Q_SLOTS:
    void initTestCase() {
        m_writer = std::move(*Writer::open(m_store.database(), {}));
        testing::writeSyntheticRun(*m_writer, {.id = 1, .steps = 14, .composite = true});
        for (const int step : {3, 12})
            QVERIFY(m_writer->push(EvaluationRow{0, kParent, step, "dev", 1, {{"a", "deduction", true, true, "1"}}}));
        QVERIFY(m_writer->push(RuleHitRow{kParent, 1, TaskId{1}, 2}));
        QVERIFY(m_writer->push(RuleHitRow{kParent, 1, TaskId{2}, 12}));
        for (const int step : {3, 12})
            QVERIFY(m_writer->push(
                SampleTokensRow{kParent, step, SampleTokensRow::Role::Solve, 100 * step, 1, {4, 5}, {-1, -2}}));
        QVERIFY(m_writer->push(MarkRow{TaskId{1}, {}, MarkRow::What::Note, "odd", true, 1}));
        for (const int step : {3, 12}) {
            SuiteEvaluationRow suite;
            suite.key = "during " + std::to_string(step);
            suite.suite = "humaneval";
            suite.run = kParent;
            suite.step = step;
            suite.during = true;
            suite.settings = "{}";
            suite.items = {{0, "HumanEval/0", "function", ""}};
            QVERIFY(m_writer->push(suite));
            QVERIFY(m_writer->push(SuiteAnswersRow{
                suite.key, kParent, {{0, true, 0, "asked", "answered", "1", "", "ok", "", "", false, 3}}}));
        }
        QVERIFY(m_writer->flush());
        const Status written = m_writer->commitOrDrop(forkRows(*reader()));
        QVERIFY2(written.has_value(), written ? "" : describe(written.error()).c_str());
    }

    /// Whatever belongs to a run has to be thought of here.
    void everyTableOfARunIsKnown() {
        const std::set<std::string> known = {
            "steps",    "tasks",       "attempts",      "metrics",          "stream_moments", "buffer_events",
            "commands", "checkpoints", "evaluations",   "buffer_contents",  "config_changes", "events",
            "rules",    "rule_hits",   "sample_tokens", "suite_evaluations"};
        const std::set<std::string> ofTheWorkspace = {"erased_runs"};
        const auto tables = textsOf(
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = "
            "'run'");
        std::size_t found = 0;
        for (const std::string& table : tables) {
            QVERIFY2(known.contains(table) || ofTheWorkspace.contains(table), table.c_str());
            found += known.count(table);
        }
        QCOMPARE(found, known.size());
    }

    void everyColumnIsCopied_data() {
        QTest::addColumn<QString>("table");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QStringList>("own");
        const QString shifted = QStringLiteral("f.id = p.id + 1000000000");
        QTest::newRow("tasks") << "tasks" << shifted << QStringList{"id", "run", "status"};
        QTest::newRow("attempts") << "attempts" << shifted << QStringList{"id", "run", "task"};
        QTest::newRow("steps") << "steps"
                               << "f.step = p.step" << QStringList{"id", "run"};
        QTest::newRow("metrics") << "metrics"
                                 << "f.step = p.step AND f.name = p.name" << QStringList{"run"};
        QTest::newRow("moments") << "stream_moments"
                                 << "f.step = p.step AND f.stream = p.stream" << QStringList{"run"};
        QTest::newRow("tokens") << "sample_tokens"
                                << "f.sample = p.sample + 1000000000" << QStringList{"run", "sample"};
        QTest::newRow("evaluations") << "evaluations"
                                     << "f.step = p.step AND f.suite = p.suite" << QStringList{"id", "run"};
        QTest::newRow("suites") << "suite_evaluations"
                                << "f.step = p.step AND f.suite = p.suite" << QStringList{"id", "key", "run"};
    }
    void everyColumnIsCopied() {
        QFETCH(const QString, table);
        QFETCH(const QString, key);
        QFETCH(const QStringList, own);
        const std::string name = table.toStdString();
        const std::string joined =
            " FROM " + name + " p JOIN " + name + " f ON f.run = 2 AND " + key.toStdString() + " WHERE p.run = 1";
        const auto paired = count("SELECT count(*)" + joined);
        QCOMPARE(count("SELECT count(*) FROM " + name + " WHERE run = 2"), paired);
        QCOMPARE(count("SELECT count(*) FROM " + name + " WHERE run = 1 AND step <= 10"), paired);
        if (name != "stream_moments") QVERIFY(paired > 0);
        for (const std::string& column : textsOf("SELECT name FROM pragma_table_info('" + name + "')"))
            if (!own.contains(QString::fromStdString(column)))
                QVERIFY2(count("SELECT count(*)" + joined + " AND p." + column + " IS NOT f." + column) == 0,
                         column.c_str());
    }

    void answersToSuitesFollow() {
        for (const char* table : {"suite_items", "suite_completions"})
            QCOMPARE(count(std::string("SELECT count(*) FROM ") + table +
                           " i JOIN suite_evaluations e ON e.id = i.evaluation WHERE e.run = 2"),
                     1);
    }

    void whatHangsOnTasksFollows() {
        const auto now = reader();
        const TaskId second{firstIdOf(kFork) + 2};
        const auto rows = count("SELECT count(*) FROM task_references WHERE task > 1000000000");
        QCOMPARE(rows, count("SELECT count(*) FROM task_references r JOIN tasks t ON t.id = r.task WHERE t.run = 1 "
                             "AND t.step <= 10"));
        QVERIFY(rows > 0);
        QCOMPARE(count("SELECT count(*) FROM task_references WHERE task > 1000000000 AND reference <= 1000000000"), 0);
        QCOMPARE(count("SELECT count(*) FROM rule_hits WHERE run = 2"), 1);
        QCOMPARE(now->taskRow(TaskId{firstIdOf(kFork) + 1})->note, std::string("odd"));
        TaskFilter filter;
        filter.run = kFork;
        filter.text = now->taskRow(second)->program.substr(4, 12);
        QVERIFY(*now->countTasks(filter) > 0);
        // What the model wrote is found as well as in the other run.
        TaskFilter written;
        written.text =
            textsOf("SELECT text FROM task_completions WHERE task = " + std::to_string(second.value)).front();
        written.completions = true;
        written.run = kFork;
        const auto found = now->countTasks(written);
        QVERIFY(found.has_value() && *found > 0);
        QCOMPARE(now->run(kFork)->forkedFrom, kParent);
        QCOMPARE(now->run(kFork)->forkedAt, kStep);
        QCOMPARE(now->run(kFork)->forkedChange, std::string(R"({"veto": 3})"));
        QCOMPARE(now->evaluationScores(kFork)->size(),
                 static_cast<std::size_t>(
                     count("SELECT count(*) FROM (SELECT DISTINCT e.id, i.kind, i.greedy FROM evaluations e JOIN "
                           "evaluation_items i ON i.evaluation = e.id WHERE e.run = 1 AND e.step <= 10)")));
    }

    /// A buffer is what its events add up to, and so is what became of a task.
    void buffersAreThoseOfTheCheckpoint() {
        QCOMPARE(count("SELECT count(*) FROM buffer_events WHERE run = 2"),
                 count("SELECT count(*) FROM buffer_events WHERE run = 1 AND id <= (SELECT last_buffer_event FROM "
                       "checkpoints WHERE run = 1 AND step = 10)"));
        QVERIFY(count("SELECT count(*) FROM buffer_contents WHERE run = 2") > 0);
        QCOMPARE(count("SELECT count(*) FROM buffer_contents b JOIN tasks t ON t.id = b.task WHERE b.run = 2 AND "
                       "t.status <> 'admitted'"),
                 0);
    }

    /// A fork that cannot be written leaves nothing.
    void oneThatIsThereAlreadyIsRefusedWhole() {
        const auto before = count("SELECT count(*) FROM tasks");
        QVERIFY(!m_writer->commitOrDrop(forkRows(*reader())));
        QCOMPARE(count("SELECT count(*) FROM tasks"), before);
        QCOMPARE(reader()->runs()->size(), 2U);
    }
};

QTEST_GUILESS_MAIN(TestStoreFork)
#include "tst_fork.moc"
