/// What people ask for between two steps lies in a checkpoint that is asked for then: a crash, a stop and a fork keep
/// it. And what waits for a step of its own, in a fork or behind a crash, waits for it however often the run is
/// stopped.
#include <QtTest>

#include "core/session/running/resume.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::forkableRun;
using test::Killed;
using test::Paused;
using test::readerOf;
using test::trainOn;

namespace {

constexpr RunId kRun{1}, kFork{2};

selfplay::Task someTask() {
    selfplay::Task task;
    task.program = "def f(x):\n    return x * 9";
    task.input = "3";
    task.output = "27";
    return task;
}

selfplay::Rule evenRule(selfplay::RuleAct act) {
    selfplay::Rule rule;
    rule.condition = test::kEven;
    rule.act = act;
    rule.tag = act == selfplay::RuleAct::Tag ? "even" : "";
    return rule;
}

int lastStep(const Paused& run) {
    return run.reader->run(kRun)->lastStep;
}

std::int64_t countTagged(store::Reader& reader, RunId run) {
    store::TaskFilter filter;
    filter.run = run;
    filter.tag = "even";
    return reader.countTasks(filter).value_or(-1);
}

store::CommandRow commandOf(store::Reader& reader, RunId run, const std::string& name) {
    const auto rows = allCommands(reader, run);
    for (const auto& row : *rows)
        if (row.name == name) return row;
    return {};
}

ForkRequest forkAt(int step) {
    ForkRequest request;
    request.run = kRun;
    request.step = step;
    return request;
}

/// Stands between two steps, with a seed that lies in the last checkpoint.
struct Seeded : Paused {
    Seeded() : Paused(forkableRun(0)) {
        goOn(2);
        const CommandId asked = applied(SeedTask{someTask()});
        const std::string told = answer(asked);
        constexpr std::string_view kTold = "applied: task ";
        if (!told.starts_with(kTold)) qFatal("%s", told.c_str());
        seed = TaskId{std::stoll(told.substr(kTold.size()))};
        applied(SaveCheckpoint{});
    }
    TaskId seed;
};

}  // namespace

class TestKeptCommands : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aSeedThatTheCheckpointContainsIsKept() {
        Seeded run;
        Killed killed(run);
        QCOMPARE(killed.reader->taskRow(run.seed)->status, std::string("admitted"));
        run.goOn(1);
        run.end();
        const int last = lastStep(run);
        const std::string digest = *store::runDigest(*run.reader, kRun);
        trainOn(*killed.session, kRun, last);
        QCOMPARE(killed.reader->taskRow(run.seed)->status, run.reader->taskRow(run.seed)->status);
        QCOMPARE(*store::runDigest(*killed.reader, kRun), digest);
        QCOMPARE(test::findingsOf(killed.session->workspace()), std::string());

        Seeded stopped;
        stopped.end();
        trainOn(*stopped.session, kRun, last);
        QCOMPARE(stopped.reader->taskRow(run.seed)->status, run.reader->taskRow(run.seed)->status);
        QCOMPARE(*store::runDigest(*stopped.reader, kRun), digest);
    }

    /// What a rule met and tagged when it was made is part of the checkpoint that was asked for behind it.
    void countersOfARuleThatTheCheckpointContainsAreKept() {
        Paused run(forkableRun(0));
        run.goOn(2);
        run.applied(SetRule{evenRule(selfplay::RuleAct::Tag), {}, false});
        run.applied(SaveCheckpoint{});
        run.catchUp();
        const auto met = run.reader->rules(kRun, false)->at(0).hits;
        const auto tagged = countTagged(*run.reader, kRun);
        QVERIFY(met > 0 && tagged == met);
        const int at = lastStep(run);
        Killed killed(run);
        QCOMPARE(killed.reader->rules(kRun, false)->at(0).hits, met);
        run.goOn(2);
        run.end();
        const int last = lastStep(run);
        const auto metLater = run.reader->rules(kRun, false)->at(0).hits;
        const auto taggedLater = countTagged(*run.reader, kRun);
        QVERIFY(metLater > met);

        trainOn(*killed.session, kRun, last);
        QCOMPARE(killed.reader->rules(kRun, false)->at(0).hits, metLater);
        QCOMPARE(countTagged(*killed.reader, kRun), taggedLater);

        // Forks of the checkpoint: what was met behind it is none of theirs.
        QVERIFY(run.session->fork(forkAt(at)).has_value());
        const auto reader = readerOf(*run.session);
        QCOMPARE(reader->rules(kFork, false)->at(0).hits, met);
        QCOMPARE(countTagged(*reader, kFork), tagged);
        trainOn(*run.session, kFork, last);
        QCOMPARE(reader->rules(kFork, false)->at(0).hits, metLater);
        QCOMPARE(countTagged(*reader, kFork), taggedLater);
        // A fork of the fork knows them, too.
        ForkRequest again = forkAt(at);
        again.run = kFork;
        QVERIFY(run.session->fork(again).has_value());
        QCOMPARE(readerOf(*run.session)->rules(RunId{3}, false)->at(0).hits, met);
        QCOMPARE(countTagged(*readerOf(*run.session), RunId{3}), tagged);
    }

    void whatAForkHasPlannedOutlivesAStop() {
        Paused run(forkableRun(0));
        run.goOn(1);
        const int at = lastStep(run);
        run.goOn(2);
        run.applied(SetField{"advantage.solver_weight", "0.5"});
        run.applied(VetoTask{run.oldest().id, "dull"});
        run.goOn(2);
        run.end();
        const int last = lastStep(run);
        const std::string digest = *store::runDigest(*run.reader, kRun);
        QVERIFY(run.session->fork(forkAt(at)).has_value());
        trainOn(*run.session, kFork, at + 1);  // it ends before their step
        const auto reader = readerOf(*run.session);
        for (const char* name : {"set_field", "veto_task"})
            QCOMPARE(commandOf(*reader, kFork, name).status, std::string("pending"));
        trainOn(*run.session, kFork, last);
        for (const char* name : {"set_field", "veto_task"}) {
            const auto planned = commandOf(*reader, kFork, name), parents = commandOf(*reader, kRun, name);
            QCOMPARE(planned.status, parents.status);
            QCOMPARE(planned.step, parents.step);
            QCOMPARE(planned.phase, parents.phase);
        }
        QCOMPARE(*store::runDigest(*reader, kFork), digest);
    }

    /// The checkpoint is far behind: commands that had been applied are taken up again, and the run is stopped first.
    void whatACrashTakesUpAgainOutlivesAStop() {
        config::RunConfig config = forkableRun(0);
        config.checkpoint.everySteps = 100;
        Paused run(config);
        run.goOn(3);
        const int at = lastStep(run);
        const CommandId field = run.applied(SetField{"advantage.solver_weight", "0.5"});
        const CommandId rule = run.applied(SetRule{evenRule(selfplay::RuleAct::Veto), {}, false});
        const std::string ruled = run.answer(rule);
        run.goOn(1);
        Killed killed(run);
        run.goOn(1);
        run.end();
        const std::string digest = *store::runDigest(*run.reader, kRun);
        trainOn(*killed.session, kRun, at - 1);
        QCOMPARE(killed.reader->run(kRun)->lastStep, at - 1);
        QCOMPARE(killed.reader->command(field)->status, std::string("applied"));
        QCOMPARE(test::answerOf(*killed.reader, rule), ruled);
        trainOn(*killed.session, kRun, lastStep(run));
        QCOMPARE(test::answerOf(*killed.reader, rule), ruled);
        QCOMPARE(*store::runDigest(*killed.reader, kRun), digest);
    }
};

QTEST_GUILESS_MAIN(TestKeptCommands)
#include "tst_kept_commands.moc"
