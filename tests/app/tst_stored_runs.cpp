// Commands on runs that stand in a workspace already: what goes on, what is refused, what is found of their tasks.
#include <QtTest>

#include "app/workspace.h"
#include "core/base/files.h"
#include "core/config/run_fields.h"
#include "core/session/running/lock.h"
#include "core/store/database.h"
#include "core/store/migrations.h"
#include "tests/support/command_call.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::app;
using test::Outcome;

namespace {

/// Two of two steps done. One that broke off has not been measured, and its model is gone.
store::RunRow storedRun(std::int64_t id, const std::string& state) {
    auto row = testing::runRow(id);
    config::RunConfig config;
    config.steps = row.lastStep = 2;
    if (state != "finished") config.model.folder = row.modelFolder = "/nowhere";
    row.state = state;
    row.config = dumpLine(config::toJson(config));
    return row;
}

}  // namespace

class TestStoredRuns : public QObject {
    Q_OBJECT

    testing::TempStore m_store;

    Outcome call(std::vector<std::string> words) const {
        words.insert(words.end(), {"--workspace", m_store.folder().string()});
        return test::call(words);
    }
    store::RunRow runOf(std::int64_t id) const {
        return (*store::Reader::open(m_store.database()))->run(RunId{id}).value();
    }

  private Q_SLOTS:
    void initTestCase() {
        const auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY2(writer, writer ? "" : describe(writer.error()).c_str());
        QVERIFY((*writer)->push(storedRun(1, "finished")));
        QVERIFY((*writer)->push(storedRun(2, "interrupted")));
        auto valid = testing::taskRow(RunId{1}, 1, 1);
        valid.learnability = 0.5;
        valid.learnReward = 0.5;
        valid.reward = 0.5;
        valid.complexity = 2;
        valid.origin = "model";
        valid.nearDuplicate = false;
        QVERIFY((*writer)->push(valid));
        auto invalid = testing::taskRow(RunId{1}, 2, 1, "abduction");
        invalid.status = "invalid";
        invalid.verdict = "exception";
        invalid.learnability = -1;
        invalid.reward = -0.25;
        invalid.origin = "user";
        invalid.nearDuplicate = true;
        QVERIFY((*writer)->push(invalid));
        QVERIFY((*writer)->finish());
    }

    void aRunWithAllItsStepsIsNotResumed_data() {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("detail");
        QTest::newRow("alone") << QStringList() << "run 1 has trained all its 2 steps";
        QTest::newRow("more time") << QStringList{"--minutes", "5"} << "run 1 has trained all its 2 steps";
        QTest::newRow("as many steps") << QStringList{"--steps", "2"} << "run 1 has trained all its 2 steps";
        QTest::newRow("fewer steps") << QStringList{"--steps", "1"} << "run 1 has trained 2 steps";
    }
    void aRunWithAllItsStepsIsNotResumed() {
        QFETCH(QStringList, options);
        QFETCH(QString, detail);
        std::vector<std::string> words = {"train", "--resume", "1"};
        for (const auto& option : options) words.push_back(option.toStdString());
        const auto outcome = call(words);
        QCOMPARE(outcome.code, ExitCode::Usage);
        QCOMPARE(QString::fromStdString(outcome.err),
                 "azr-studio train: " + detail + " (--steps N with N above 2 goes further)\n");
        QVERIFY(outcome.out.empty());
        QCOMPARE(runOf(1).resumes, 0);
        QCOMPARE(runOf(1).state, std::string("finished"));
    }

    /// Whatever becomes of it here, where its model is gone and it has no checkpoint.
    void aRunThatBrokeOffIsResumed() {
        const auto outcome = call({"train", "--resume", "2"});
        QCOMPARE(outcome.code, ExitCode::Failure);
        QVERIFY2(outcome.out.find("run 2 goes on in ") != std::string::npos, outcome.out.c_str());
        QVERIFY2(outcome.out.find("--resume") == std::string::npos, outcome.out.c_str());
        QVERIFY2(outcome.err.starts_with("azr-studio: run 2: "), outcome.err.c_str());
        QCOMPARE(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
    }

    void theCommandThatGoesOnHasStepsLeft() {
        const std::filesystem::path folder = "/a b";
        const auto finished = resumeCommand(folder, storedRun(1, "finished"));
        QVERIFY2(finished.ends_with(" train --workspace '/a b' --resume 1 --steps 4"), finished.c_str());
        QVERIFY(resumeCommand(folder, storedRun(2, "interrupted")).ends_with(" --resume 2"));
        auto endless = storedRun(3, "stopped");
        endless.config = R"({"steps": 0})";
        QVERIFY(resumeCommand(folder, endless).ends_with(" --resume 3"));
    }

    void anUnknownRunIsTheSameFailureEverywhere_data() {
        QTest::addColumn<QStringList>("words");
        QTest::newRow("tasks") << QStringList{"tasks", "9"};
        QTest::newRow("show") << QStringList{"runs", "show", "9"};
        QTest::newRow("export tasks") << QStringList{"export", "tasks", "9"};
        QTest::newRow("export checkpoint") << QStringList{"export", "checkpoint", "9", "--out", "/nowhere/x"};
        QTest::newRow("eval") << QStringList{"eval", "--run", "9"};
        QTest::newRow("eval with a preset") << QStringList{"eval", "--run", "9", "--preset", "nano"};
        QTest::newRow("train") << QStringList{"train", "--resume", "9"};
    }
    void anUnknownRunIsTheSameFailureEverywhere() {
        QFETCH(QStringList, words);
        std::vector<std::string> plain;
        for (const auto& word : words) plain.push_back(word.toStdString());
        const auto outcome = call(plain);
        QCOMPARE(outcome.err, std::string("azr-studio: there is no run 9\n"));
        QCOMPARE(outcome.code, ExitCode::Failure);
    }

    void theirOrderIsAsked() {
        const auto first = [this](const char* sort) {
            const auto outcome = call({"tasks", "1", "--json", "--sort", sort});
            return outcome.code == ExitCode::Ok
                       ? parseJson(outcome.out.substr(0, outcome.out.find('\n'))).value()["verdict"].get<std::string>()
                       : outcome.err;
        };
        QCOMPARE(first("reward"), std::string("exception"));
        QCOMPARE(first("-reward"), std::string("ok"));
        QCOMPARE(first("step,-task"), std::string("exception"));
        QVERIFY2(first("kind").starts_with("azr-studio tasks: --sort: 'kind' is none of task, step"),
                 first("kind").c_str());
        QVERIFY(first("step,").starts_with("azr-studio tasks: --sort: '' is none of"));
    }

    void whatIsNoRangeIsRefused_data() {
        QTest::addColumn<QString>("text");
        for (const char* text : {"", "..", "a..b", "2..1", "1..2..3", "0x1", "nan", "inf..", "1 .. 2", "1e999"})
            QTest::newRow(text) << text;
    }
    void whatIsNoRangeIsRefused() {
        QFETCH(QString, text);
        const auto outcome = call({"tasks", "1", "--solve-rate", text.toStdString()});
        QCOMPARE(outcome.code, ExitCode::Usage);
        QVERIFY2(outcome.err.starts_with("azr-studio tasks: --solve-rate: '" + text.toStdString() +
                                         "' is not a range of numbers"),
                 outcome.err.c_str());
    }

    void anExportOverwritesOnlyWhenItMay() {
        const auto file = (m_store.folder() / "tasks.jsonl").string();
        QCOMPARE(call({"export", "tasks", "1", "--status", "all", "--out", file}).code, ExitCode::Ok);
        const auto again = call({"export", "tasks", "1", "--status", "all", "--out", file});
        QCOMPARE(again.code, ExitCode::Failure);
        QCOMPARE(again.err, "azr-studio: " + file + ": is there already (--force overwrites it)\n");
        QCOMPARE(call({"export", "tasks", "1", "--status", "all", "--out", file, "--force"}).code, ExitCode::Ok);
    }

    /// An older workspace needs no window and no training to be read.
    void aWorkspaceOfAnOlderVersionIsMigratedAndItsOldDatabaseKept() {
        const testing::TempStore old;
        const auto dump = readFile(std::filesystem::path(AZR_TESTS_FOLDER) / "data/store/version_1.sql");
        QVERIFY(dump.has_value());
        {
            auto database = store::Database::open(old.database(), store::Database::Mode::ReadWrite);
            QVERIFY(database && database->script(*dump));
        }
        const std::vector<std::string> words = {"runs", "list", "--workspace", old.folder().string()};
        const auto backup = old.database().string() + ".v1.bak";
        {
            const auto lock = session::WorkspaceLock::take(old.folder());
            QVERIFY(lock.has_value());
            const auto busy = test::call(words);
            QCOMPARE(busy.code, ExitCode::Failure);
            QVERIFY2(busy.err.find("another process uses this workspace") != std::string::npos, busy.err.c_str());
            QVERIFY(!std::filesystem::exists(backup));
        }
        const auto outcome = test::call(words);
        QVERIFY2(outcome.code == ExitCode::Ok, outcome.err.c_str());
        QVERIFY(std::filesystem::exists(backup));
        QVERIFY(!*store::isOlder(old.database()));
    }

    /// What waits is listed with the step that decides, and decided about; the run, at rest, hears of it later.
    void waitingTasksAreListedAndDecidedAbout() {
        const testing::TempStore store;
        {
            const auto writer = store::Writer::open(store.database(), {});
            auto run = storedRun(1, "finished");
            config::RunConfig config;
            config.selfplay.reviewShare = 0.5;
            config.selfplay.reviewTimeout = 7;
            run.config = dumpLine(config::toJson(config));
            QVERIFY((*writer)->push(run));
            for (const int id : {1, 2, 3}) {
                auto task = testing::taskRow(RunId{1}, id, 2);
                task.origin = "model";
                task.status = id == 3 ? "admitted" : "waiting";
                QVERIFY((*writer)->push(task));
            }
            QVERIFY((*writer)->finish());
        }
        const auto review = [&](std::vector<std::string> words) {
            words.insert(words.begin(), {"review", "1"});
            words.insert(words.end(), {"--workspace", store.folder().string()});
            return test::call(words);
        };
        const auto listed = review({"--json"});
        QVERIFY2(listed.code == ExitCode::Ok, listed.err.c_str());
        QCOMPARE(listed.lines.size(), 2U);
        QCOMPARE(listed.lines[0]["type"], "waiting_task");
        QCOMPARE(listed.lines[0]["decided_at"], 9);
        QCOMPARE(listed.lines[0]["default"], "admit");
        QVERIFY(listed.lines[0]["pending"].is_null());
        const auto table = review({});
        QVERIFY2(table.out.find("selfplay.review_default: admit") != std::string::npos, table.out.c_str());
        const auto decided = review({"--admit", "1", "--veto", "2", "--reason", "dull", "--json"});
        QVERIFY2(decided.code == ExitCode::Ok, decided.err.c_str());
        QCOMPARE(decided.lines.size(), 2U);  // nothing else stands on the standard output
        QCOMPARE(decided.lines[0]["type"], "decided");
        QCOMPARE(decided.lines[0]["task"], 1);
        QCOMPARE(decided.lines[0]["decision"], "admit");
        QCOMPARE(decided.lines[1]["task"], 2);
        QCOMPARE(decided.lines[1]["decision"], "veto");
        const auto after = review({"--json"});
        QCOMPARE(after.lines.size(), 2U);
        QCOMPARE(after.lines[0]["pending"], "admit_task");
        QCOMPARE(after.lines[1]["pending"], "veto_task");
        // What does not wait, is of another run or no number.
        QCOMPARE(review({"--admit", "3"}).code, ExitCode::Failure);
        QCOMPARE(review({"--admit", "1000000001"}).code, ExitCode::Usage);
        QCOMPARE(review({"--veto", "x"}).code, ExitCode::Usage);
        // Another process that trains is told of.
        const auto lock = session::WorkspaceLock::take(store.folder());
        QVERIFY(lock.has_value());
        const auto refused = review({"--admit", "1"});
        QCOMPARE(refused.code, ExitCode::Failure);
        QVERIFY2(refused.err.find("--steer") != std::string::npos, refused.err.c_str());
    }

    /// A table says which of the tasks it shows, and a trial which ones it looked at.
    void whatIsLeftOutIsTold() {
        const auto out = [this](std::vector<std::string> words) { return call(std::move(words)).out; };
        const auto says = [](const std::string& text, const char* part) {
            return text.find(part) != std::string::npos;
        };
        QVERIFY(says(out({"tasks", "1", "--limit", "1"}), "the youngest 1 of 2; --limit shows more"));
        QVERIFY(says(out({"tasks", "1", "--limit", "1", "--sort", "reward"}),
                     "the first 1 of 2 in this order; --limit shows more"));
        QVERIFY(!says(out({"tasks", "1"}), "--limit"));
        QVERIFY(!says(out({"rules", "1", "--try", "reward < 9"}), "were looked at"));
    }

    void tasksAreChosenByWhatTheyAre() {
        const auto lines = [this](std::vector<std::string> words) {
            const auto outcome = call(std::move(words));
            return outcome.code == ExitCode::Ok ? std::count(outcome.out.begin(), outcome.out.end(), '\n') : -1;
        };
        QCOMPARE(lines({"tasks", "1", "--json"}), 2);
        QCOMPARE(lines({"tasks", "1", "--json", "--kind", "abduction"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--verdict", "exception", "--status", "invalid"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--status", "vetoed"}), 0);
        QCOMPARE(lines({"export", "tasks", "1", "--status", "all"}), 1);
        QCOMPARE(lines({"export", "tasks", "1", "--status", "all", "--solve-rate", "0.9.."}), 0);
        QCOMPARE(lines({"tasks", "1", "--json", "--solve-rate", "0.5"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--solve-rate", "..0.75", "--complexity", "2..3"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--learnability", "0.5"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--learnability", "0.6.."}), 0);
        QCOMPARE(lines({"tasks", "1", "--json", "--learnability", "..1"}), 1);  // nobody tried the other one
        QCOMPARE(lines({"export", "tasks", "1", "--status", "all", "--learnability", "0.25..0.75"}), 1);
        QCOMPARE(lines({"export", "tasks", "1", "--status", "all", "--learnability", "0.75.."}), 0);
        {
            const auto shown = call({"tasks", "1", "--json", "--learnability", "0.5"});
            const Json line = *parseJson(shown.out);
            QCOMPARE(line["solve_rate"], Json(0.5));
            QCOMPARE(line["learnability"], Json(0.5));
            const auto invalid = call({"tasks", "1", "--json", "--status", "invalid"});
            QVERIFY((*parseJson(invalid.out))["solve_rate"].is_null() &&
                    (*parseJson(invalid.out))["learnability"].is_null());
        }
        QCOMPARE(lines({"tasks", "1", "--json", "--reward", "-0.25..-0.25"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--steps", "2.."}), 0);
        QCOMPARE(lines({"tasks", "1", "--json", "--origin", "user"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--near-duplicates", "only"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--near-duplicates", "none"}), 1);
        QCOMPARE(lines({"tasks", "1", "--json", "--text", "<answer>2"}), 0);
        QCOMPARE(lines({"tasks", "1", "--json", "--text", "<answer>2", "--completions"}), 1);
        QCOMPARE(lines({"export", "tasks", "1", "--status", "all", "--text", "<answer>1", "--completions"}), 1);
        QCOMPARE(lines({"export", "tasks", "1", "--task", "1"}), 1);
        const auto invalid = call({"export", "tasks", "1", "--task", "1", "--task", "2"});
        QCOMPARE(invalid.code, ExitCode::Usage);
        QVERIFY2(invalid.err.starts_with("azr-studio export tasks: --task: task 2 has no output to tell"),
                 invalid.err.c_str());
        QVERIFY(invalid.out.empty());
    }
};

QTEST_GUILESS_MAIN(TestStoredRuns)
#include "tst_stored_runs.moc"
