/// Rules through the real session: tried first, in force with counters, changed, switched off and taken back; and the
/// audit understands what they did.
#include <QtTest>

#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::bufferQuery;
using test::findingsOf;
using test::kEven;
using test::narrowRun;
using test::Paused;
using test::sessionRun;

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
};

QTEST_GUILESS_MAIN(TestRules)
#include "tst_rules.moc"
