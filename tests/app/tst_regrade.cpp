/// The command `regrade` on a small stored run, with the real jail: what it says, in words and in JSON, and how it
/// ends.
#include <QtTest>
#include <csignal>
#include <sstream>
#include <streambuf>

#include "core/config/run_fields.h"
#include "core/execution/executor.h"
#include "core/store/database.h"
#include "core/store/migrations.h"
#include "tests/support/command_call.h"
#include "tests/support/temp_store.h"

using namespace azr;
using namespace azr::app;
using test::Outcome;

namespace {

store::RunRow storedRun(std::int64_t id, int lastStep, const std::string& python, double cpuSeconds = 2) {
    auto row = testing::runRow(id);
    config::RunConfig config;
    config.executor.lanes = 1;
    config.executor.cpuSeconds = cpuSeconds;
    row.config = dumpLine(config::toJson(config));
    row.state = "finished";
    row.lastStep = lastStep;
    row.python = python;
    row.studio = AZR_VERSION;
    return row;
}

/// f(3) == 4 of "def f(x): return x + 1", deduction.
store::TaskRow successor(RunId run, std::int64_t number, int step) {
    auto row = testing::taskRow(run, number, step);
    row.program = "def f(x):\n    return x + 1";
    row.imports.clear();
    row.output = "4";
    row.pairs.clear();
    row.status = "admitted";
    row.tokens = 9;
    return row;
}

store::AttemptRow answered(const store::TaskRow& task, std::int64_t number, const std::string& answer, bool solved) {
    auto row = testing::attemptRow(task, number);
    row.answer = answer;
    row.verdict = solved ? "ok" : "wrong";
    row.score = solved ? 1 : 0;
    row.reward = solved ? 1 : -0.5;
    row.tokens = 5;
    return row;
}

/// Runs 1 and 2 are alike, but for one verdict of run 2: attempt 4 was let pass.
///
/// Step 1: task 1 (deduction), attempts 4, "5", 4.0 and True, of which two are right: s = 0.5, and the proposal earned
/// 0.5. The answers earned (1 - 0.5 + 1 - 0.5) / 4 = 0.25. Task 2 divides by zero and earned -1: the proposals earned
/// -0.25 in the mean. Step 2: task 3 (induction), two answers, one of them with a pair of three.
void fill(store::Writer& writer, std::int64_t id, const std::string& python, bool fooled) {
    const RunId run{id};
    (void)writer.push(storedRun(id, 2, python));
    const auto task = successor(run, 1, 1);
    store::TaskRow dividing = successor(run, 2, 1);
    dividing.program = "def f(x):\n    return x / 0";
    dividing.status = "invalid";
    dividing.verdict = "exception";
    dividing.reason = "ZeroDivisionError";
    dividing.output.clear();
    dividing.reward = -1;
    store::TaskRow broken = successor(run, 3, 1);
    broken.kind = "abduction";
    broken.program.clear();
    broken.status = "invalid";
    broken.verdict = "parse_error";
    broken.reason = broken.formatFailure = "no answer";
    broken.reward = -1;
    store::TaskRow induction = successor(run, 4, 2);
    induction.kind = "induction";
    induction.pairs = {{"1", "2"}, {"2", "3"}, {"3", "4"}, {"4", "5"}, {"5", "6"}, {"6", "7"}};
    induction.reward = 0.5;
    auto scored = task;
    scored.reward = fooled ? 0.25 : 0.5;
    for (const auto& row : {scored, dividing, broken, induction}) (void)writer.push(row);
    (void)writer.push(answered(task, 1, "4", true));
    (void)writer.push(answered(task, 2, "5", false));
    auto loose = answered(task, 3, "4.0", true);
    loose.loose = true;
    (void)writer.push(loose);
    (void)writer.push(answered(task, 4, "True", fooled));
    (void)writer.push(answered(induction, 5, "def f(x):\n    return 1 + x", true));
    (void)writer.push(answered(induction, 6, "def f(x):\n    return 5", false));
    for (const int step : {1, 2}) (void)writer.push(store::StepRow{run, step, "finished", 1, 1});
    const auto metric = [&](int step, const char* name, double value) {
        (void)writer.push(store::MetricRow{run, step, name, value, true});
    };
    metric(1, "reward/mean/propose.deduction", fooled ? -0.375 : -0.25);
    metric(1, "valid/rate/propose.deduction", 0.5);
    metric(1, "learnability/reward/propose.deduction", fooled ? 0.25 : 0.5);
    metric(1, "reward/mean/solve.deduction", fooled ? 0.625 : 0.25);
    metric(1, "solve/rate/solve.deduction", fooled ? 0.75 : 0.5);
    metric(2, "reward/mean/solve.induction", 0.25);
    metric(2, "solve/rate/solve.induction", 0.5);
    (void)writer.push(store::EventRow{0, run, 0, "info", "sandbox", "programs run at isolation level 1", 5});
}

/// Lets the process be interrupted as soon as a line of that type was written.
class Interrupting final : public std::stringbuf {
  public:
    explicit Interrupting(std::string type) : m_type(std::move(type)) {}

  protected:
    int sync() override {
        if (!m_done && str().find(m_type) != std::string::npos) m_done = ::raise(SIGINT) == 0;
        return std::stringbuf::sync();
    }

  private:
    std::string m_type;
    bool m_done = false;
};

std::vector<Json> linesOf(const std::string& text, const std::string& type) {
    std::vector<Json> found;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        auto json = parseJson(line);
        if (!json || json->value("v", 0) != 1) qFatal("%s", line.c_str());
        if ((*json)["type"] == type) found.push_back(std::move(*json));
    }
    return found;
}

}  // namespace

class TestRegradeCommand : public QObject {
    Q_OBJECT

    testing::TempStore m_store;
    std::string m_python;
    int m_level = 0;

    Outcome call(std::vector<std::string> words, std::stringbuf* buffer = nullptr) const {
        words.insert(words.begin(), "regrade");
        words.insert(words.end(), {"--workspace", m_store.folder().string()});
        std::istringstream in;
        std::ostringstream out, err;
        if (buffer != nullptr) static_cast<std::ostream&>(out).rdbuf(buffer);
        const auto code = run(words, Console{in, out, err});
        return {code, buffer != nullptr ? buffer->str() : out.str(), err.str(), {}};
    }

  private Q_SLOTS:
    void initTestCase() {
        execution::ExecutorOptions options;
        options.lanes = 1;
        const auto executor = execution::openExecutor(options);
        if (!executor) QSKIP(describe(executor.error()).c_str());
        m_python = (*executor)->report().pythonVersion;
        m_level = (*executor)->report().level;
        const auto writer = store::Writer::open(m_store.database(), {});
        QVERIFY2(writer, writer ? "" : describe(writer.error()).c_str());
        fill(**writer, 1, m_python, false);
        fill(**writer, 2, "2.7.18", true);
        // An answer that runs for ten minutes unless somebody stops it.
        (void)(*writer)->push(storedRun(3, 2, m_python, 600));
        auto task = successor(RunId{3}, 1, 2);
        task.kind = "induction";
        task.pairs = {{"1", "2"}, {"2", "3"}};
        (void)(*writer)->push(task);
        (void)(*writer)->push(answered(successor(RunId{3}, 2, 1), 1, "5", true));
        (void)(*writer)->push(successor(RunId{3}, 2, 1));
        (void)(*writer)->push(answered(task, 2, "def f(x):\n    while True: pass", false));
        for (const int step : {1, 2}) (void)(*writer)->push(store::StepRow{RunId{3}, step, "finished", 1, 1});
        auto young = storedRun(4, 0, m_python);
        young.state = "running";
        (void)(*writer)->push(young);
        QVERIFY((*writer)->finish());
    }

    void nothingFlipsWhereNothingWasWrong() {
        const auto outcome = call({"1"});
        QVERIFY2(outcome.code == ExitCode::Ok, (outcome.out + outcome.err).c_str());
        QVERIFY2(outcome.out.find("\nno verdict flips\n") != std::string::npos, outcome.out.c_str());
        QVERIFY(outcome.out.find("6 answers and 3 proposals of 2 steps in ") != std::string::npos);
        QVERIFY(outcome.out.find("\nrewards and curves come out as they are stored\n") != std::string::npos);
        QVERIFY(outcome.out.find("\n1 malformed completions stand as they are") != std::string::npos);
    }

    void aFalseVerdictIsFoundAndEndsWithOne() {
        const auto outcome = call({"2"});
        QCOMPARE(outcome.code, ExitCode::Failure);
        for (const char* line :
             {"step 1, deduction, answer 1000000004 to task 1000000001: ok -> wrong (got True)\n",
              "verdicts that flip: 1 of answers, 0 of proposals\n",
              "step 1, propose.deduction, reward -0.3750 -> -0.2500, learnability 0.2500 -> 0.5000\n",
              "step 1, solve.deduction, reward 0.6250 -> 0.2500, solved 0.7500 -> 0.5000\n",
              "2 rewards and the figures of 1 steps come out otherwise\n"})
            QVERIFY2(outcome.out.find(line) != std::string::npos, (line + ("in " + outcome.out)).c_str());
        QVERIFY(outcome.err.find("the run's programs ran on Python 2.7.18, here on " + m_python) != std::string::npos);
        const bool warned = outcome.err.find("ran at isolation level L1, here at L") != std::string::npos;
        QCOMPARE(warned, m_level != 1);
    }

    void jsonLinesTellTheSame() {
        const auto outcome = call({"2", "--json"});
        QCOMPARE(outcome.code, ExitCode::Failure);
        const auto started = linesOf(outcome.out, "regrade_started");
        QCOMPARE(started.size(), 1U);
        QCOMPARE(started[0]["stored_python"], Json("2.7.18"));
        QCOMPARE(started[0]["stored_level"], Json(1));
        QCOMPARE(started[0]["level"], Json(m_level));
        QVERIFY(started[0]["rules"].empty());
        const auto flips = linesOf(outcome.out, "flip");
        QCOMPARE(flips.size(), 1U);
        const Json expected = {{"v", 1},
                               {"type", "flip"},
                               {"run", 2},
                               {"step", 1},
                               {"what", "answer"},
                               {"change", "verdict"},
                               {"task", 1000000001},
                               {"attempt", 1000000004},
                               {"kind", "deduction"},
                               {"stored_verdict", "ok"},
                               {"stored_reason", ""},
                               {"verdict", "wrong"},
                               {"reason", ""},
                               {"detail", "got True"},
                               {"program", "def f(x):\n    return x + 1"},
                               {"imports", Json::array()},
                               {"input", "3"},
                               {"output", "4"},
                               {"answer", "True"}};
        QCOMPARE(flips[0].dump(), expected.dump());
        const auto curves = linesOf(outcome.out, "curve");
        QCOMPARE(curves.size(), 5U);
        QCOMPARE(curves[0]["stream"], Json("propose.deduction"));
        QCOMPARE(curves[0]["stored_reward"], Json(-0.375));
        QCOMPARE(curves[0]["reward"], Json(-0.25));
        QCOMPARE(curves[0]["valid_rate"], Json(0.5));
        QCOMPARE(curves[0]["stored_learnability"], Json(0.25));
        QCOMPARE(curves[0]["learnability"], Json(0.5));
        QCOMPARE(curves[2]["stream"], Json("solve.deduction"));
        QCOMPARE(curves[2]["stored_solve_rate"], Json(0.75));
        QCOMPARE(curves[2]["solve_rate"], Json(0.5));
        QVERIFY(curves[2]["stored_advantage_std"].is_null());
        const auto finished = linesOf(outcome.out, "regrade_finished");
        QCOMPARE(finished.size(), 1U);
        QCOMPARE(finished[0]["answers"], Json(6));
        QCOMPARE(finished[0]["proposals"], Json(3));
        QCOMPARE(finished[0]["malformed"], Json(1));
        QCOMPARE(finished[0]["answer_flips"], Json(1));
        QCOMPARE(finished[0]["proposal_flips"], Json(0));
        QCOMPARE(finished[0]["rewards_changed"], Json(2));
        QCOMPARE(finished[0]["steps_changed"], Json(1));
        QCOMPARE(finished[0]["interrupted"], Json(false));
        QVERIFY(finished[0]["answers_per_second"].get<double>() > 0);
    }

    /// A rule that was changed on purpose: what flips is the answer, not a failure.
    void strictTypesFlipWhatMatchedLoosely() {
        const auto outcome = call({"1", "--strict-types", "--json"});
        QCOMPARE(outcome.code, ExitCode::Ok);
        const auto flips = linesOf(outcome.out, "flip");
        QCOMPARE(flips.size(), 1U);
        QCOMPARE(flips[0]["attempt"], Json(3));
        QCOMPARE(flips[0]["answer"], Json("4.0"));
        QCOMPARE(flips[0]["reason"], Json("type"));
        const Json rules = linesOf(outcome.out, "regrade_started")[0]["rules"];
        QCOMPARE(rules.dump(), std::string(R"([{"field":"executor.strict_types","stored":"false","now":"true"}])"));
        // The proposal would have been harder: s = 0.25, and 1 - s.
        QCOMPARE(linesOf(outcome.out, "curve")[0]["learnability"], Json(0.75));
    }

    void answersMayBecomeExpressions() {
        const auto outcome = call({"1", "--answer-form", "expression", "--timeout", "1", "--steps", "1", "--json"});
        QCOMPARE(outcome.code, ExitCode::Ok);
        QCOMPARE(linesOf(outcome.out, "flip").size(), 0U);
        QCOMPARE(linesOf(outcome.out, "regrade_started")[0]["rules"].size(), 2U);
    }

    /// Naming the rule that holds anyway changes nothing, so that a flip is a failure still.
    void theRunsOwnRulesAreNoChange() {
        QCOMPARE(call({"2", "--timeout", "2", "--answer-form", "literal"}).code, ExitCode::Failure);
    }

    void stepsAreChosen() {
        const auto second = call({"2", "--steps", "2..", "--json"});
        QCOMPARE(second.code, ExitCode::Ok);
        QCOMPARE(linesOf(second.out, "curve").size(), 2U);
        QCOMPARE(linesOf(second.out, "regrade_finished")[0]["steps"], Json(1));
        QCOMPARE(call({"2", "--steps", "..1"}).code, ExitCode::Failure);
        const auto none = call({"1", "--steps", "3"});
        QCOMPARE(none.code, ExitCode::Failure);
        QCOMPARE(none.err,
                 std::string("azr-studio: run 1: it has finished the steps 1 to 2, none of those asked for\n"));
    }

    void whatCannotBeMeantEndsWithTwo_data() {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("message");
        const QString range = "is not a range of steps (such as 3..8, 3.., ..8 or 3; 0 is seeding)\n";
        QTest::newRow("no run") << QStringList{} << "RUN: is missing (The run's number.)\n";
        QTest::newRow("no number") << QStringList{"x"} << "RUN: 'x' is not the number of a run\n";
        QTest::newRow("steps") << QStringList{"1", "--steps", "5..3"} << "--steps: '5..3' " + range;
        QTest::newRow("dots") << QStringList{"1", "--steps", ".."} << "--steps: '..' " + range;
        QTest::newRow("three dots") << QStringList{"1", "--steps", "1...3"} << "--steps: '1...3' " + range;
        QTest::newRow("below") << QStringList{"1", "--steps", "1..-3"} << "--steps: '1..-3' " + range;
        QTest::newRow("level") << QStringList{"1", "--level", "L9"} << "--level: 'L9' is not auto, L4, L3, L2 or L1\n";
        QTest::newRow("consent") << QStringList{"1", "--level", "L1"}
                                 << "--level: L1, resource limits alone, needs your consent (add --allow-l1)\n";
        QTest::newRow("form") << QStringList{"1", "--answer-form", "literla"}
                              << "--answer-form: unknown value 'literla' (did you mean 'literal'?)\n";
        QTest::newRow("time") << QStringList{"1", "--timeout", "0"} << "--timeout: '0' is not a number 0.05 .. 600\n";
    }
    void whatCannotBeMeantEndsWithTwo() {
        QFETCH(QStringList, words);
        QFETCH(QString, message);
        std::vector<std::string> plain;
        for (const auto& word : words) plain.push_back(word.toStdString());
        const auto outcome = call(plain);
        QCOMPARE(QString::fromStdString(outcome.err), "azr-studio regrade: " + message);
        QCOMPARE(outcome.code, ExitCode::Usage);
        QVERIFY(outcome.out.empty());
    }

    void runsThatAreNotThere() {
        const auto missing = call({"9"});
        QCOMPARE(missing.code, ExitCode::Failure);
        QCOMPARE(missing.err, std::string("azr-studio: there is no run 9\n"));
        const auto young = call({"4"});
        QCOMPARE(young.code, ExitCode::Failure);
        QCOMPARE(young.err, std::string("azr-studio: run 4: no step of it is finished yet\n"));
        QVERIFY(young.out.empty());
    }

    void anOldWorkspaceIsMigrated() {
        const testing::TempStore old;
        {
            auto database = *store::Database::open(old.database(), store::Database::Mode::ReadWrite);
            QVERIFY(store::migrate(database, store::newestVersion() - 1));
        }
        std::istringstream in;
        std::ostringstream out, err;
        const std::vector<std::string> words = {"regrade", "1", "--workspace", old.folder().string()};
        QCOMPARE(run(words, Console{in, out, err}), ExitCode::Failure);
        QCOMPARE(err.str(), std::string("azr-studio: there is no run 1\n"));
        QVERIFY(!*store::isOlder(old.database()));
    }

    void anInterruptKeepsWhatWasFound() {
        Interrupting buffer("\"type\":\"flip\"");
        const auto outcome = call({"3", "--json"}, &buffer);
        QCOMPARE(outcome.code, ExitCode::Interrupted);
        QCOMPARE(linesOf(outcome.out, "flip").size(), 1U);
        const auto finished = linesOf(outcome.out, "regrade_finished");
        QCOMPARE(finished.size(), 1U);
        QCOMPARE(finished[0]["interrupted"], Json(true));
        QCOMPARE(finished[0]["answer_flips"], Json(1));
        QCOMPARE(finished[0]["answers"], Json(1));
    }
};

QTEST_GUILESS_MAIN(TestRegradeCommand)
#include "tst_regrade.moc"
