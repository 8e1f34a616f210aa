/// Rules through the real session: tried first, in force with counters, changed, switched off and taken back; and the
/// audit understands what they did.
#include <QtTest>

#include "core/session/running/resume.h"
#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/changed_checkpoint.h"
#include "tests/support/killed_workspace.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::bufferQuery;
using test::findingsOf;
using test::kEven;
using test::narrowRun;
using test::Paused;
using test::sessionRun;
using test::waitFor;
namespace fs = std::filesystem;

class TestRules : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aRuleKeepsTasksOutAndIsTakenBack() {
        Paused run(narrowRun(0));
        const auto before = run.content();
        selfplay::Rule rule;
        rule.name = "even numbers";
        rule.condition = kEven;
        run.catchUp();
        const auto trial = tryRule(*run.reader, RunId{1}, rule);
        QVERIFY2(trial.has_value(), trial ? "" : describe(trial.error()).c_str());
        QVERIFY(trial->met > 0 && trial->met < trial->tasks && trial->whole);
        QVERIFY(!trial->examples.empty());
        const CommandId made = run.applied(SetRule{rule, {}, false});
        QVERIFY2(run.answer(made).find("left their buffers") != std::string::npos, run.answer(made).c_str());
        auto stored = run.reader->rules(RunId{1}, false)->at(0);
        QCOMPARE(stored.rule, made.value);
        QCOMPARE(stored.name, std::string("even numbers"));
        // Of the step under way nothing is in a buffer yet.
        QVERIFY(stored.hits > 0 && stored.hits <= trial->buffered);
        QVERIFY(run.content().size() < before.size());
        run.goOn(3);
        const auto hits = run.reader->rules(RunId{1}, false)->at(0);
        QVERIFY(hits.hits > stored.hits);
        QVERIFY(hits.meanSolveRate >= 0);
        for (const char* kind : {"deduction", "abduction"})
            for (const auto found = run.reader->tasks(bufferQuery(kind)); const auto& row : found->rows)
                QVERIFY2(row.origin != "model" || (row.program.back() - '0') % 2 == 1, row.program.c_str());
        // What it took out of a step was not trained.
        store::TaskQuery fresh;
        fresh.filter.run = RunId{1};
        fresh.filter.status = "vetoed";
        const int since = run.reader->command(made)->step;
        for (const auto found = run.reader->tasks(fresh); const auto& row : found->rows)
            QVERIFY(row.step <= since || row.masked);
        run.takenBack(made);
        QVERIFY(run.reader->rules(RunId{1}, false)->empty());
        const auto back = run.reader->taskRow(TaskId{before.at(0)});
        QVERIFY(back->status == "admitted" || back->status == "evicted");
        store::TaskFilter vetoed;
        vetoed.run = RunId{1};
        vetoed.status = "vetoed";
        QCOMPARE(*run.reader->countTasks(vetoed), 0);
        run.goOn(2);
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    void rulesAreChangedSwitchedOffTagAndPin() {
        Paused run(sessionRun(0));
        selfplay::Rule rule;
        rule.name = "marked";
        rule.condition = kEven;
        rule.act = selfplay::RuleAct::Tag;
        rule.tag = "even";
        const CommandId made = run.applied(SetRule{rule, {}, false});
        store::TaskFilter tagged;
        tagged.run = RunId{1};
        tagged.tag = "even";
        const auto first = *run.reader->countTasks(tagged);
        QVERIFY(first > 0);
        run.goOn(1);
        QVERIFY(*run.reader->countTasks(tagged) > first);
        rule.id = made.value;
        rule.enabled = false;
        const CommandId off = run.applied(SetRule{rule, {}, false});
        QCOMPARE(run.answer(off), "applied: rule " + std::to_string(made.value) + " is off");
        QVERIFY(!run.reader->rules(RunId{1}, false)->at(0).enabled);
        const auto still = *run.reader->countTasks(tagged);
        run.goOn(1);
        QCOMPARE(*run.reader->countTasks(tagged), still);
        run.takenBack(off);
        QVERIFY(run.reader->rules(RunId{1}, false)->at(0).enabled);
        run.takenBack(made);
        QCOMPARE(*run.reader->countTasks(tagged), 0);
        rule.id = 0;
        rule.enabled = true;
        rule.act = selfplay::RuleAct::Pin;
        const CommandId pins = run.applied(SetRule{rule, {}, false});
        store::TaskFilter pinned;
        pinned.run = RunId{1};
        pinned.pinned = true;
        QVERIFY(*run.reader->countTasks(pinned) > 0);
        run.takenBack(pins);
        QCOMPARE(*run.reader->countTasks(pinned), 0);
        rule.condition = "flavour = sweet";
        const auto refused = run.session->post(SetRule{rule, {}, false});
        QVERIFY(!refused && refused.error().detail.find("there is no field 'flavour'") != std::string::npos);
        rule.condition = "like(1) > 0.9";
        run.applied(SetRule{rule, {}, false});
        rule.condition = "like(999999) > 0.9";
        QVERIFY(!run.session->post(SetRule{rule, {}, false}));
    }

    /// What an older version understood and this one refuses bars nothing: the rule is there, off, with the reason.
    void aConditionThatIsRefusedNowIsSwitchedOff() {
        constexpr const char* kThen = "kind = deduction and step > 1000";
        constexpr const char* kNow = "kind = deductoin and step > 1000";
        const QTemporaryDir folder, behind;
        const fs::path there = folder.path().toStdString(), later = behind.path().toStdString();
        const auto copyTo = [](const fs::path& to, const Session& session) {
            test::copyAsKilled(session.workspace(), to);
        };
        const auto alter = [&](const fs::path& workspace) {
            auto database = store::Database::open(workspace / "azr.db", store::Database::Mode::ReadWrite);
            QVERIFY(database->script(std::string("UPDATE commands SET body = replace(body, '") + kThen + "', '" + kNow +
                                     "'); UPDATE rules SET condition = '" + kNow + "'"));
        };
        {
            config::RunConfig config = narrowRun(0);
            config.checkpoint.everySteps = 1;
            Paused run(config);
            selfplay::Rule rule;
            rule.condition = kThen;
            run.applied(SetRule{rule, {}, false});
            run.catchUp();
            copyTo(later, *run.session);  // the newest checkpoint is from before the rule
            run.goOn(2);
            run.end();
            copyTo(there, *run.session);
        }
        alter(there);
        alter(later);
        const fs::path checkpoints = checkpointsOf(there, RunId{1});
        for (const int step : training::checkpointSteps(checkpoints))
            (void)test::rewriteState(training::checkpointFolder(checkpoints, step), kThen, kNow);
        const int last = training::checkpointSteps(checkpoints).back();
        for (int round = 1; round <= 2; ++round) {
            auto session = openSession(
                there, [] {}, test::scriptedParts());
            StartRequest request;
            request.resume = RunId{1};
            request.steps = last + 2 * round;
            QVERIFY((*session)->start(request).has_value());
            std::vector<Notice> seen;
            QVERIFY(waitFor(**session, RunState::Finished, &seen));
            const auto alerts = std::ranges::count_if(seen, [](const Notice& notice) {
                const auto* const alert = std::get_if<Alert>(&notice);
                return alert != nullptr && alert->code == "rule_refused";
            });
            QCOMPARE(alerts, round == 1 ? 1 : 0);  // once
            const auto reader = test::readerOf(**session);
            const auto rules = reader->rules(RunId{1}, false);
            QCOMPARE(rules->size(), 1U);
            QVERIFY(!rules->front().enabled);
            QCOMPARE(rules->front().condition, std::string(kNow));
            const auto events = reader->events(RunId{1}, 0, 0);
            const auto told = std::ranges::find(*events, "rule_refused", &store::EventRow::code);
            QVERIFY(told != events->end());
            QVERIFY2(told->text.find("no task has the kind 'deductoin'") != std::string::npos, told->text.c_str());
            QCOMPARE(findingsOf((*session)->workspace()), std::string());
            // It can be taken away, and forked with.
            ForkRequest fork;
            fork.run = RunId{1};
            QVERIFY((*session)->fork(fork).has_value());
        }
        auto session = openSession(
            later, [] {}, test::scriptedParts());
        StartRequest request;
        request.resume = RunId{1};
        request.steps = last;
        QVERIFY((*session)->start(request).has_value());
        QVERIFY(waitFor(**session, RunState::Finished));
        const auto reader = test::readerOf(**session);
        QVERIFY(!reader->rules(RunId{1}, false)->front().enabled);
        const auto commands = allCommands(*reader, RunId{1});
        const auto asked = std::ranges::find(*commands, "set_rule", &store::CommandRow::name);
        QCOMPARE(asked->status, std::string("refused"));
        QVERIFY2(asked->answer.find("deductoin") != std::string::npos, asked->answer.c_str());
    }
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
