/// Models put to suites, in the database: found by their key, item by item, and with their run.
#include <QtTest>

#include "core/base/files.h"
#include "core/store/database.h"
#include "tests/support/temp_store.h"
#include "tests/support/verify_ok.h"

using namespace azr;
using namespace azr::store;
using azr::testing::TempStore;

namespace {

SuiteEvaluationRow evaluation(const std::string& key, RunId run = {}, int step = 0, bool during = false) {
    SuiteEvaluationRow row;
    row.key = key;
    row.suite = "cruxeval-o";
    row.suiteHash = "abc";
    row.model = "a model";
    row.weightsHash = "def";
    row.run = run;
    row.step = step;
    row.during = during;
    row.settings = "{}";
    row.created = 10;
    row.items = {{0, "sample_0/output", "output", ""}, {1, "sample_1/output", "output", "hard"}};
    return row;
}

SuiteAnswersRow answers(const std::string& key, int place, bool greedy, int samples, const char* verdict) {
    SuiteAnswersRow row{key, {}, {}};
    for (int i = 0; i < samples; ++i)
        row.completions.push_back({place, greedy, i, "what does it give?", "it gives " + std::to_string(i), "'a'",
                                   "'a'", verdict, "", "", false, 7});
    return row;
}

}  // namespace

class TestStoreSuites : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void whatIsWrittenIsRead() {
        const TempStore store;
        const auto writer = Writer::open(store.database(), {});
        QVERIFY(writer);
        VERIFY_OK((*writer)->pushAll({evaluation("k"), answers("k", 1, false, 2, "wrong"),
                                      answers("k", 1, true, 1, "ok"), answers("k", 0, true, 1, "ok")}));
        VERIFY_OK((*writer)->flush());
        const auto reader = Reader::open(store.database());
        SuiteReader suites = (*reader)->suites();
        const auto found = suites.evaluation("k");
        QVERIFY(found && *found);
        QVERIFY(!(*found)->run.valid());
        QCOMPARE((*found)->done, 4);
        QCOMPARE((*found)->finished, 0.0);
        QVERIFY(!suites.evaluation("another")->has_value());
        const auto items = suites.items((*found)->id, -1);
        QCOMPARE(items->size(), std::size_t{2});
        QCOMPARE(items->back().difficulty, std::string("hard"));
        QCOMPARE(suites.items((*found)->id, 0)->size(), std::size_t{1});
        const auto rows = suites.completions((*found)->id, 0, 5);  // without the first item
        QCOMPARE(rows->size(), std::size_t{3});
        QVERIFY(rows->front().greedy && rows->front().completion.empty());
        const auto item = suites.item((*found)->id, 1);
        QCOMPARE(item->back().completion, std::string("it gives 1"));
        QCOMPARE(item->back().prompt, std::string("what does it give?"));
    }

    /// Asked again under its key it is the same evaluation, and a finished one stays finished.
    void aKeyIsOneEvaluation() {
        const TempStore store;
        const auto writer = Writer::open(store.database(), {});
        SuiteEvaluationRow row = evaluation("k");
        VERIFY_OK((*writer)->pushNow(row));
        VERIFY_OK((*writer)->pushNow(answers("k", 0, true, 1, "ok")));
        row.finished = 20;
        row.created = 15;
        VERIFY_OK((*writer)->pushNow(row));
        row.finished = 0;
        VERIFY_OK((*writer)->pushNow(row));
        VERIFY_OK((*writer)->flush());
        const auto reader = Reader::open(store.database());
        const auto all = (*reader)->suites().evaluations();
        QCOMPARE(all->size(), std::size_t{1});
        QCOMPARE(all->front().finished, 20.0);
        QCOMPARE(all->front().created, 10.0);
        QCOMPARE(all->front().done, 1);
    }

    void answersOfNoEvaluationAreRefused() {
        const TempStore store;
        const auto writer = Writer::open(store.database(), {});
        VERIFY_OK((*writer)->pushNow(answers("nobody's", 0, true, 1, "ok")));
        QVERIFY(!(*writer)->flush());
    }

    /// What the run measured while it trained is measured again; what was asked of a checkpoint stays.
    void aRunThatGoesOnMeasuresAgain() {
        const TempStore store;
        const auto writer = Writer::open(store.database(), {});
        const RunId run{1};
        VERIFY_OK((*writer)->pushAll({testing::runRow(1), evaluation("early", run, 2, true),
                                      evaluation("late", run, 5, true), answers("late", 0, true, 1, "ok"),
                                      evaluation("asked", run, 5), answers("asked", 0, true, 1, "ok")}));
        VERIFY_OK((*writer)->pushNow(AbandonRows{run, 3}));
        VERIFY_OK((*writer)->flush());
        const auto reader = Reader::open(store.database());
        const auto left = (*reader)->suites().evaluations(run);
        QCOMPARE(left->size(), std::size_t{2});
        QCOMPARE(left->front().key, std::string("early"));
        QCOMPARE(left->back().done, 1);
        auto database = Database::open(store.database(), Database::Mode::ReadOnly);
        QCOMPARE(*database->integer("SELECT count(*) FROM suite_completions"), 1);
        QCOMPARE(*database->integer("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    }

    void anOldFileTakesThem() {
        const TempStore store;
        auto dump = readFile(std::filesystem::path(AZR_TESTS_FOLDER) / "data/store/version_1.sql");
        {
            auto database = Database::open(store.database(), Database::Mode::ReadWrite);
            VERIFY_OK(database->script(*dump));
        }
        const auto writer = Writer::open(store.database(), {});
        QVERIFY2(writer, writer ? "" : describe(writer.error()).c_str());
        const auto reader = Reader::open(store.database());
        QVERIFY((*reader)->suites().evaluations()->empty());
        VERIFY_OK((*writer)->pushNow(evaluation("k", RunId{1}, 1)));
        VERIFY_OK((*writer)->flush());
        QCOMPARE((*reader)->suites().evaluations(RunId{1})->size(), std::size_t{1});
    }

    void everyQueryFindsItsRowsByAnIndex() {
        const TempStore store;
        const auto writer = Writer::open(store.database(), {});
        auto database = Database::open(store.database(), Database::Mode::ReadOnly);
        const auto folder = std::filesystem::path(AZR_TESTS_FOLDER).parent_path() / "core/store/sql";
        for (const char* name : {"suite_evaluations_of_run", "suite_evaluation_by_key", "suite_items",
                                 "suite_completions", "suite_completion"}) {
            const auto sql = readFile(folder / (std::string(name) + ".sql"));
            auto statement = database->statement("EXPLAIN QUERY PLAN " + *sql);
            QVERIFY2(statement, name);
            for (;;) {
                const auto more = (*statement)->step();
                QVERIFY(more);
                if (!*more) break;
                const QString step = QString::fromStdString((*statement)->text(3));
                QVERIFY2(!step.startsWith("SCAN"), qPrintable(QString(name) + ": " + step));
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestStoreSuites)
#include "tst_suites.moc"
