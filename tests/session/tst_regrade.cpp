/// A run of the scripted policy judged again: nothing flips by itself; what a lying executor let pass flips, all of it
/// and nothing else, and the curves come out as they would have been.
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <map>

#include "core/config/run_fields.h"
#include "core/session/checking/regrade.h"
#include "core/session/translate.h"
#include "core/store/database.h"
#include "core/store/reader.h"
#include "tests/support/scripted_session.h"

using namespace azr;
using namespace azr::session;
using execution::Verdict;
using test::FakeExecutor;

namespace {

constexpr RunId kRun{1};
constexpr int kSteps = 3;
const std::string kFalseAnswer = "12345";  ///< what the scripted solver gives where it does not know the input

/// Lets one wrong answer to abduction pass.
class LyingExecutor final : public execution::Executor {
  public:
    std::future<execution::ValidateOutcome> validate(execution::ValidateRequest request,
                                                     execution::Lane lane) override {
        return m_honest.validate(std::move(request), lane);
    }
    std::future<std::vector<execution::ValidateOutcome>> runMany(std::vector<execution::ValidateRequest> requests,
                                                                 execution::Lane lane) override {
        return m_honest.runMany(std::move(requests), lane);
    }
    std::future<std::vector<execution::GradeOutcome>> grade(execution::GradeRequest request,
                                                            execution::Lane lane) override {
        const auto answers = request.answers;
        const bool abduction = request.kind == execution::AnswerKind::Input;
        auto outcomes = m_honest.grade(std::move(request), lane).get();
        for (std::size_t i = 0; abduction && i < answers.size(); ++i)
            if (answers[i] == kFalseAnswer) outcomes[i].verdict = Verdict::Ok, outcomes[i].share = 1;
        std::promise<std::vector<execution::GradeOutcome>> promise;
        promise.set_value(std::move(outcomes));
        return promise.get_future();
    }
    execution::ExecutorStats stats() const override { return m_honest.stats(); }
    execution::SandboxReport report() const override { return m_honest.report(); }

  private:
    FakeExecutor m_honest;
};

/// A finished run in a folder of its own.
struct TrainedRun {
    template <class Executor>
    static std::unique_ptr<TrainedRun> by() {
        auto made = std::make_unique<TrainedRun>();
        auto parts = test::scriptedParts();
        parts.openExecutor = [](const config::RunConfig&) -> Result<std::unique_ptr<execution::Executor>> {
            return std::make_unique<Executor>();
        };
        auto session = openSession(
            made->folder.path().toStdString(), [] {}, std::move(parts));
        if (!session) qFatal("%s", describe(session.error()).c_str());
        StartRequest request;
        request.config = made->config = test::sessionRun(kSteps);
        if (!(*session)->start(request) || !test::waitFor(**session, RunState::Finished)) qFatal("no run");
        made->database = (*session)->databasePath();
        made->session = std::move(*session);
        return made;
    }
    [[nodiscard]] std::unique_ptr<store::Reader> reader() const { return std::move(*store::Reader::open(database)); }

    QTemporaryDir folder;
    std::filesystem::path database;
    config::RunConfig config;
    std::unique_ptr<Session> session;  ///< keeps the workspace open for writing, as a trainer would
};

struct Seen {
    std::vector<Flip> flips;
    std::vector<StepFigures> steps;
    std::vector<RegradeProgress> progress;
    Result<RegradeTotals> totals = RegradeTotals();
};

Seen regraded(const TrainedRun& run, execution::Executor& executor, int first = 0, int last = 1000,
              const std::function<void(Control&, const RegradeProgress&)>& onProgress = {}) {
    Seen seen;
    Control control;
    const auto reader = run.reader();
    const auto plan = planRegrade(*reader, kRun, first, last);
    if (!plan) {
        seen.totals = tl::make_unexpected(plan.error());
        return seen;
    }
    seen.totals = regrade(*reader, executor, *plan, run.config,
                          {[&](const Flip& flip) { seen.flips.push_back(flip); },
                           [&](const StepFigures& figures) { seen.steps.push_back(figures); },
                           [&](const RegradeProgress& now) {
                               seen.progress.push_back(now);
                               if (onProgress) onProgress(control, now);
                           }},
                          control);
    return seen;
}

Seen regraded(const TrainedRun& run, int first = 0, int last = 1000) {
    FakeExecutor honest;
    return regraded(run, honest, first, last);
}

std::vector<store::AttemptRow> attemptsOf(const TrainedRun& run, int step) {
    return *run.reader()->attemptsOfStep(kRun, step);
}

std::int64_t allAttempts(const TrainedRun& run) {
    return run.reader()->contentsOfSteps(kRun, 0, 1000)->attempts;
}

std::int64_t allTasks(const TrainedRun& run) {
    return run.reader()->contentsOfSteps(kRun, 0, 1000)->tasks;
}

/// What an answer of a stream without lost ones earns (equation 6).
double earned(const store::AttemptRow& row, bool solved) {
    if (!row.formatFailure.empty()) return -1;
    return solved ? 1 : -0.5;
}

const StreamFigures& streamOf(const StepFigures& figures, selfplay::Stream stream) {
    return *std::ranges::find(figures.streams, stream, &StreamFigures::stream);
}

}  // namespace

class TestRegrade : public QObject {
    Q_OBJECT

    std::unique_ptr<TrainedRun> m_honest, m_fooled;

  private Q_SLOTS:
    void initTestCase() {
        m_honest = TrainedRun::by<FakeExecutor>();
        m_fooled = TrainedRun::by<LyingExecutor>();
    }

    void nothingFlipsByItself() {
        const Seen seen = regraded(*m_honest);
        QVERIFY2(seen.totals.has_value(), seen.totals ? "" : describe(seen.totals.error()).c_str());
        QCOMPARE(seen.totals->flips(), 0);
        QCOMPARE(seen.totals->reasons, 0);
        QCOMPARE(seen.totals->lost, 0);
        QCOMPARE(seen.totals->rewards, 0);
        QCOMPARE(seen.totals->stepsThatDiffer, 0);
        QCOMPARE(seen.totals->steps, kSteps);
        QVERIFY(seen.totals->seeding);
        QVERIFY(!seen.totals->interrupted);
        QVERIFY(seen.flips.empty());
        QVERIFY(seen.totals->malformed > 0);
        QCOMPARE(seen.totals->answers + seen.totals->proposals + seen.totals->malformed,
                 allAttempts(*m_honest) + allTasks(*m_honest));
        QVERIFY(seen.totals->answers > 100);
    }

    /// Every figure of every step, recomputed from the rows, is the number that training wrote.
    void theCurvesAreThoseOfTraining() {
        const Seen seen = regraded(*m_honest);
        QCOMPARE(seen.steps.size(), static_cast<std::size_t>(kSteps));
        for (const StepFigures& step : seen.steps) {
            QCOMPARE(step.streams.size(), 6U);
            for (const StreamFigures& one : step.streams) {
                QVERIFY(one.reward.stored && one.rate.stored && one.advantage.stored);
                QCOMPARE(*one.reward.now, *one.reward.stored);
                QCOMPARE(*one.rate.now, *one.rate.stored);
                QCOMPARE(*one.advantage.now, *one.advantage.stored);
                QCOMPARE(one.learnability.stored.has_value(), one.stream.role == selfplay::Role::Propose);
                QCOMPARE(one.learnability.now, one.learnability.stored);
            }
        }
        for (int i = 0; i < selfplay::kStreamCount; ++i) {
            const StreamTotals& stream = seen.totals->streams[static_cast<std::size_t>(i)];
            QCOMPARE(stream.steps, selfplay::traitsOf(selfplay::streamAt(i).kind).published ? kSteps : 0);
            QCOMPARE(stream.reward, stream.storedReward);
        }
    }

    void progressEndsAtItsTotal() {
        const Seen seen = regraded(*m_honest);
        QVERIFY(seen.progress.size() > 3);
        for (std::size_t i = 1; i < seen.progress.size(); ++i)
            QVERIFY(seen.progress[i].done >= seen.progress[i - 1].done);
        QCOMPARE(seen.progress.back().done, seen.progress.back().total);
        QCOMPARE(seen.progress.back().total, allAttempts(*m_honest) + allTasks(*m_honest));
    }

    void whatWasLetPassFlipsAndNothingElse() {
        const Seen seen = regraded(*m_fooled);
        std::set<std::int64_t> expected, found;
        for (int step = 1; step <= kSteps; ++step)
            for (const auto& row : attemptsOf(*m_fooled, step))
                if (row.kind == "abduction" && row.answer == kFalseAnswer && row.verdict == "ok")
                    expected.insert(row.id.value);
        for (const Flip& flip : seen.flips) {
            QVERIFY(flip.answer.has_value());
            QCOMPARE(flip.what, Comparison::Flip);
            QCOMPARE(flip.storedVerdict, Verdict::Ok);
            QCOMPARE(flip.verdict, Verdict::Wrong);
            QCOMPARE(flip.answer->answer, kFalseAnswer);
            QCOMPARE(flip.task.kind, selfplay::TaskKind::Abduction);
            QCOMPARE(flip.answer->task, flip.task.id);
            found.insert(flip.answer->id.value);
        }
        QVERIFY(!expected.empty());
        QCOMPARE(found, expected);
        QCOMPARE(seen.totals->answerFlips, static_cast<std::int64_t>(expected.size()));
        QCOMPARE(seen.totals->proposalFlips, 0);
    }

    /// The rewards of the answers and the learnability of the tasks, counted from the rows with the honest verdicts.
    void theCurvesWouldHaveBeenThese() {
        const Seen seen = regraded(*m_fooled);
        for (const StepFigures& step : seen.steps) {
            double sum = 0, solved = 0, count = 0;
            std::map<std::int64_t, std::pair<double, double>> rollouts;  // of a task: solved, all
            for (const auto& row : attemptsOf(*m_fooled, step.step)) {
                if (row.kind != "abduction") continue;
                const bool ok = row.verdict == "ok" && row.answer != kFalseAnswer;
                sum += earned(row, ok);
                solved += ok ? 1 : 0;
                ++count;
                if (row.use == "rollout") rollouts[row.task.value].first += ok ? 1 : 0;
                if (row.use == "rollout") ++rollouts[row.task.value].second;
            }
            double learnability = 0;
            for (const auto& [task, counts] : rollouts) {
                const double s = counts.first / counts.second;
                learnability += s > 0 && s < 1 ? 1 - s : 0;
            }
            using selfplay::Role;
            using selfplay::TaskKind;
            const StreamFigures& solve = streamOf(step, {Role::Solve, TaskKind::Abduction});
            QVERIFY(std::abs(*solve.reward.now - sum / count) < 1e-12);
            QVERIFY(std::abs(*solve.rate.now - solved / count) < 1e-12);
            QVERIFY(*solve.rate.stored > *solve.rate.now);
            const StreamFigures& propose = streamOf(step, {Role::Propose, TaskKind::Abduction});
            QVERIFY(std::abs(*propose.learnability.now - learnability / static_cast<double>(rollouts.size())) < 1e-12);
            QVERIFY(!streamOf(step, {Role::Solve, TaskKind::Deduction}).differs());
            QVERIFY(!streamOf(step, {Role::Propose, TaskKind::Induction}).differs());
            QVERIFY(step.differs());
        }
        QCOMPARE(seen.totals->stepsThatDiffer, kSteps);
    }

    void aTamperedRowIsFoundAlone() {
        const auto run = TrainedRun::by<FakeExecutor>();
        const auto rows = attemptsOf(*run, 2);
        const auto solved = std::ranges::find(rows, "ok", &store::AttemptRow::verdict);
        QVERIFY(solved != rows.end());
        auto database = *store::Database::open(run->database, store::Database::Mode::ReadWrite);
        QVERIFY(database.script("UPDATE attempts SET verdict = 'wrong', score = 0 WHERE id = " +
                                std::to_string(solved->id.value)));
        const Seen seen = regraded(*run);
        QCOMPARE(seen.flips.size(), 1U);
        QCOMPARE(seen.flips[0].answer->id, solved->id);
        QCOMPARE(seen.flips[0].step, 2);
        QCOMPARE(seen.flips[0].storedVerdict, Verdict::Wrong);
        QCOMPARE(seen.flips[0].verdict, Verdict::Ok);
        // What training wrote down of the step was right, and comes out again.
        QCOMPARE(seen.totals->stepsThatDiffer, 0);
    }

    void aTamperedProposalIsFoundWithItsAnswers() {
        const auto run = TrainedRun::by<FakeExecutor>();
        const auto rows = attemptsOf(*run, 1);
        const auto task = run->reader()->taskRow(rows.front().task);
        QVERIFY(task && task->step == 1 && task->kind == "deduction");
        auto database = *store::Database::open(run->database, store::Database::Mode::ReadWrite);
        QVERIFY(database.script("UPDATE tasks SET output = '-77' WHERE id = " + std::to_string(task->id.value)));
        const Seen seen = regraded(*run, 1, 1);
        QCOMPARE(seen.totals->proposalFlips, 1);
        QVERIFY(!seen.flips.front().answer.has_value());
        QCOMPARE(seen.flips.front().detail, "the output is " + task->output + " now");
        // Judged against the stored gold, the answers that were right are wrong.
        const auto right = std::ranges::count_if(
            rows, [&](const store::AttemptRow& row) { return row.task == task->id && row.verdict == "ok"; });
        QVERIFY(right > 0);
        QCOMPARE(seen.totals->answerFlips, right);
    }

    void aSeedOfAPersonIsStrippedAsItWas() {
        const auto run = TrainedRun::by<FakeExecutor>();
        const auto task = run->reader()->taskRow(attemptsOf(*run, 1).front().task);
        auto database = *store::Database::open(run->database, store::Database::Mode::ReadWrite);
        const std::string where = " WHERE id = " + std::to_string(task->id.value);
        QVERIFY(database.script("UPDATE tasks SET origin = 'user'" + where +
                                "; UPDATE texts SET bytes = CAST(CAST(bytes AS TEXT) || '  # so' AS BLOB) WHERE id = "
                                "(SELECT program FROM tasks" +
                                where + ")"));
        for (const bool strip : {true, false}) {
            run->config.selfplay.stripSeeds = strip;
            QCOMPARE(regraded(*run, 1, 1).totals->proposalFlips, strip ? 0 : 1);  // only what is stripped runs
        }
    }

    void lostAnswersAreNoFlips() {
        FakeExecutor losing;
        losing.loses = [](const std::string& text) { return text == kFalseAnswer || text == "-1"; };
        const Seen seen = regraded(*m_honest, losing);
        QVERIFY(seen.totals->lost > 0);
        QCOMPARE(seen.totals->lostNow, seen.totals->lost);
        QCOMPARE(seen.totals->flips(), 0);
        QCOMPARE(seen.totals->stepsThatDiffer, 0);
    }

    void rulesDecideWhatFlips() {
        const auto base = test::sessionRun(1);
        RegradeRules rules;
        QVERIFY(config::diff(base, underRules(base, rules)).empty());
        rules.cpuSeconds = 0.5;
        rules.strictTypes = true;
        rules.answerForm = config::AnswerForm::Expression;
        rules.level = config::Isolation::L2;
        const auto ruled = underRules(base, rules);
        QCOMPARE(config::diff(base, ruled).size(), 4U);
        const auto options = regradeExecutor(ruled);
        QVERIFY(!options.pooled && !options.cached && options.answerExpressions);
        QCOMPARE(options.cpuSeconds, 0.5);
        QCOMPARE(options.wallSeconds, 5.0);
        // An older run names the limit that holds anyway; another one gives way to a new rule.
        auto older = base;
        older.executor.wallSeconds = 8;
        RegradeRules time;
        time.cpuSeconds = 2;
        QVERIFY(config::diff(older, underRules(older, time)).empty());
        time.cpuSeconds = 1;
        QCOMPARE(underRules(older, time).executor.wallSeconds, 0.0);
        QCOMPARE(options.level, std::string("L2"));
    }

    void onlyTheStepsAskedForAreLookedAt() {
        const Seen seen = regraded(*m_honest, 2, 2);
        QCOMPARE(seen.steps.size(), 1U);
        QCOMPARE(seen.steps[0].step, 2);
        QVERIFY(!seen.totals->seeding);
        QCOMPARE(seen.totals->flips(), 0);
        QCOMPARE(seen.totals->stepsThatDiffer, 0);
        const auto contents = m_honest->reader()->contentsOfSteps(kRun, 2, 2);
        QCOMPARE(seen.progress.back().total, contents->tasks + contents->attempts);
        const Seen seeding = regraded(*m_honest, 0, 0);
        QVERIFY(seeding.totals->seeding);
        QCOMPARE(seeding.totals->steps, 0);
        QVERIFY(seeding.totals->proposals > 0);
        const Seen none = regraded(*m_honest, 7, 9);
        QVERIFY(!none.totals.has_value());
        QCOMPARE(describe(none.totals.error()),
                 std::string("run 1: it has finished the steps 1 to 3, none of those asked for"));
    }

    void aStopKeepsWhatWasFound() {
        FakeExecutor honest;
        const Seen seen = regraded(*m_fooled, honest, 0, 1000, [](Control& control, const RegradeProgress& now) {
            if (now.step == 2) control.requestStop();
        });
        QVERIFY(seen.totals.has_value());
        QVERIFY(seen.totals->interrupted);
        QCOMPARE(seen.steps.size(), 1U);
        QVERIFY(seen.totals->answerFlips > 0);
        QCOMPARE(seen.totals->answerFlips, static_cast<std::int64_t>(seen.flips.size()));
        QVERIFY(seen.progress.back().done < seen.progress.back().total);
    }

    void aWordThatNobodyKnowsIsNamed() {
        store::TaskRow row;
        row.id = TaskId{5};
        row.kind = "deduction";
        row.origin = "model";
        row.verdict = "marvellous";
        const auto proposal = proposalOf(row);
        QVERIFY(!proposal.has_value());
        QCOMPARE(proposal.error().code, ErrorCode::Corrupt);
        QCOMPARE(proposal.error().place, std::string("task 5, verdict"));
    }

    void aRunTellsAtWhichLevelItRan() {
        const auto events = m_honest->reader()->events(kRun, 0, 0);
        QVERIFY(std::ranges::any_of(*events, [](const auto& event) { return sandboxLevelOf(event) == 0; }));
        const auto event = sandboxEvent(kRun, 3, 7, 50);
        QCOMPARE(sandboxLevelOf(event), std::optional(3));
        auto other = event;
        other.code = "resumed";
        QVERIFY(!sandboxLevelOf(other));
        other = event;
        other.text += "2";
        QVERIFY(!sandboxLevelOf(other));
    }
};

QTEST_GUILESS_MAIN(TestRegrade)
#include "tst_regrade.moc"
