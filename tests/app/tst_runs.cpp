/// The commands about runs and the database, as they are typed.
#include <QTest>
#include <filesystem>

#include "core/base/files.h"
#include "tests/support/command_call.h"
#include "tests/support/synthetic_run.h"
#include "tests/support/temp_store.h"

using namespace azr;
using app::ExitCode;
using azr::test::call;
using azr::testing::TempStore;

class TestRuns : public QObject {
    Q_OBJECT

    TempStore m_store;

    [[nodiscard]] test::Outcome at(std::vector<std::string> words) const {
        words.insert(words.end(), {"--workspace", m_store.folder().string()});
        return call(words);
    }
    [[nodiscard]] std::vector<std::int64_t> listed(std::vector<std::string> words = {}) const {
        words.insert(words.begin(), {"runs", "list", "--json"});
        std::vector<std::int64_t> ids;
        for (const Json& line : at(words).lines) ids.push_back(line.at("run").get<std::int64_t>());
        return ids;
    }

  private Q_SLOTS:
    void initTestCase() {
        auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY(writer.has_value());
        testing::writeSyntheticRun(**writer, {.id = 1, .steps = 10, .seed = 1});
        testing::writeSyntheticRun(**writer, {.id = 2, .steps = 10, .seed = 2, .learningRate = 1e-4});
        store::EvaluationRow evaluation;
        evaluation.run = RunId{1};
        evaluation.step = 10;
        evaluation.suite = "dev";
        evaluation.items = {{"1", "deduction", true, true, ""}, {"2", "deduction", true, false, ""}};
        QVERIFY((*writer)->push(evaluation).has_value());
        QVERIFY((*writer)->finish().has_value());
        const auto step = m_store.folder() / "checkpoints/run-2/step-10";
        std::filesystem::create_directories(step);
        QVERIFY(writeFileAtomic(step / "state.json", "{}").has_value());
    }

    void theListTellsWhatARunIsWorth() {
        const auto outcome = at({"runs", "list", "--json"});
        QCOMPARE(outcome.code, ExitCode::Ok);
        const Json& run = outcome.lines.at(1);
        QVERIFY(run.at("model") == "nano" && run.at("best").at("accuracy") == 0.5 && run.at("last").at("total") == 2);
        QVERIFY(run.at("checkpoint_bytes") == 3'600'000 && run.at("database_bytes").get<std::int64_t>() > 0);
        QVERIFY(outcome.lines.at(0).at("best").is_null());
        const auto text = at({"runs", "list"});
        QVERIFY2(text.out.find("50.0% (9.5 .. 90.5)") != std::string::npos, text.out.c_str());
        QCOMPARE(listed({"--filter", "optimizer.learning_rate<1.5e-4"}), (std::vector<std::int64_t>{2}));
        QCOMPARE(listed({"--sort", "seed"}), (std::vector<std::int64_t>{1, 2}));
        const auto groups = at({"runs", "list", "--json", "--group-by", "optimizer.learning_rate,preset"});
        QCOMPARE(groups.lines.size(), 2U);
        QVERIFY(groups.lines[1].at("by").at("preset") == "nano" && groups.lines[1].at("last").at("mean") == 0.5);
        const auto wrong = at({"runs", "list", "--filter", "prest=1"});
        QVERIFY2(wrong.code == ExitCode::Usage && wrong.err.find("did you mean 'preset'?") != std::string::npos,
                 wrong.err.c_str());
        QCOMPARE(at({"runs", "list", "--sort", "nothing"}).code, ExitCode::Usage);
        QCOMPARE(at({"runs", "list", "--group-by", "nothing"}).code, ExitCode::Usage);
    }

    void twoRunsDiffer() {
        const auto outcome = at({"runs", "diff", "1", "2"});
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        QVERIFY2(outcome.out.find("optimizer.learning_rate  0.0002  0.0001") != std::string::npos, outcome.out.c_str());
        const auto json = at({"runs", "diff", "1", "2", "--json"});
        QCOMPARE(json.lines.front().at("type"), "setting_difference");
        QCOMPARE(at({"runs", "diff", "1"}).code, ExitCode::Usage);
        QCOMPARE(at({"runs", "diff", "1", "1"}).code, ExitCode::Usage);
        QCOMPARE(at({"runs", "diff", "1", "9"}).code, ExitCode::Failure);
    }

    void marksAreWrittenAndFound() {
        QCOMPARE(at({"runs", "tag", "1", "2", "--add", "seeds", "--pin"}).code, ExitCode::Ok);
        QCOMPARE(at({"runs", "note", "2", "the lower rate"}).code, ExitCode::Ok);
        QCOMPARE(listed({"--search", "lower", "--filter", "tags=seeds"}), (std::vector<std::int64_t>{2}));
        QCOMPARE(at({"runs", "tag", "2", "--remove", "seeds", "--unpin"}).code, ExitCode::Ok);
        QCOMPARE(listed({"--filter", "pinned=true"}), (std::vector<std::int64_t>{1}));
        QCOMPARE(at({"runs", "tag", "1"}).code, ExitCode::Usage);
        QCOMPARE(at({"runs", "archive", "1"}).code, ExitCode::Ok);
        QCOMPARE(listed(), (std::vector<std::int64_t>{2}));
        QCOMPARE(listed({"--archived"}), (std::vector<std::int64_t>{2, 1}));
        QCOMPARE(listed({"--filter", "archived=true"}), (std::vector<std::int64_t>{1}));
        QCOMPARE(at({"runs", "archive", "1", "--undo"}).code, ExitCode::Ok);
        QCOMPARE(listed().size(), 2U);
    }

    void aDeletedRunIsRestoredOrErased() {
        const auto place = m_store.folder() / "checkpoints/run-2/step-10/state.json";
        QCOMPARE(at({"runs", "delete", "2"}).code, ExitCode::Ok);
        QVERIFY(!std::filesystem::exists(place));
        QCOMPARE(listed(), (std::vector<std::int64_t>{1}));
        QCOMPARE(listed({"--bin"}), (std::vector<std::int64_t>{2}));
        QCOMPARE(at({"runs", "restore", "2"}).code, ExitCode::Ok);
        QVERIFY(std::filesystem::exists(place));
        QCOMPARE(listed().size(), 2U);
        QCOMPARE(at({"runs", "delete", "2"}).code, ExitCode::Ok);
        const auto asked = at({"runs", "vacuum"});
        QCOMPARE(asked.code, ExitCode::Usage);
        QVERIFY(asked.out.find("run 2") != std::string::npos && asked.err.find("--yes") != std::string::npos);
        QCOMPARE(listed({"--bin"}), (std::vector<std::int64_t>{2}));
        const auto emptied = at({"runs", "vacuum", "--yes", "--json"});
        QVERIFY2(emptied.code == ExitCode::Ok, emptied.err.c_str());
        QCOMPARE(emptied.lines.front().at("runs"), Json::array({2}));
        QVERIFY(listed({"--bin"}).empty());
        QCOMPARE(at({"runs", "restore", "2"}).code, ExitCode::Failure);
        QCOMPARE(at({"runs", "delete", "x"}).code, ExitCode::Usage);
    }

    void theDatabaseIsAsked() {
        const auto text = at({"sql", "SELECT id, name, seed FROM runs"});
        QVERIFY2(text.code == ExitCode::Ok, text.err.c_str());
        QVERIFY(text.out.find("id  name  seed") != std::string::npos);
        const auto json = at({"sql", "SELECT count(*) AS n, NULL AS none FROM runs", "--json"});
        QVERIFY(json.lines.at(0).at("row").at("n") == 1 && json.lines.at(0).at("row").at("none").is_null());
        const auto csv = at({"sql", "SELECT '=1+1' AS a, 0.25 AS b, 'x\"y' AS c", "--csv"});
        QCOMPARE(csv.out, std::string("\"a\",\"b\",\"c\"\r\n\"'=1+1\",0.25,\"x\"\"y\"\r\n"));
        // Streamed: more rows than a table may have.
        const std::string many =
            "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i FROM n";
        const auto all = at({"sql", many, "--csv"});
        QCOMPARE(std::ranges::count(all.out, '\n'), 3001);
        QVERIFY(at({"sql", many}).out.find("the first 1000 rows") != std::string::npos);
        const auto changed = at({"sql", "DELETE FROM runs"});
        QVERIFY(changed.code == ExitCode::Usage && changed.err.find("only SELECT") != std::string::npos);
        QCOMPARE(at({"sql", "SELECT 1 AS a, 2 AS a", "--json"}).code, ExitCode::Usage);
        QCOMPARE(at({"sql"}).code, ExitCode::Usage);
        const auto endless =
            at({"sql", "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
                "--timeout", "0.05"});
        QVERIFY(endless.code == ExitCode::Failure && endless.err.find("0.05 s") != std::string::npos);
        QVERIFY(at({"sql", "--schema"}).out.starts_with("# The database of a workspace"));
    }
};

QTEST_GUILESS_MAIN(TestRuns)
#include "tst_runs.moc"
