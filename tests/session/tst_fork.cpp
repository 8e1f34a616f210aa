/// Forks through the real session: without a change the same run by digest, with one it differs from there on alone;
/// what was asked of the parent later is asked of the fork, the parent stays as it was, and audits find nothing.
#include <QtTest>

#include "core/base/files.h"
#include "core/config/run_fields.h"
#include "core/session/running/lock.h"
#include "core/session/running/resume.h"
#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/killed_workspace.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::forkableRun;
using test::Paused;
using test::readerOf;
using test::trainOn;
using test::waitFor;
namespace fs = std::filesystem;

namespace {

constexpr RunId kParent{1}, kFork{2};

ForkRequest forkWith(int step, ForkChanges changes) {
    ForkRequest request;
    request.run = kParent;
    request.step = step;
    request.changes = std::move(changes);
    return request;
}

ForkRequest forkOf(int step, const std::optional<ForkChange>& change = {}) {
    return forkWith(step, change ? ForkChanges{*change} : ForkChanges());
}

/// What an audit and a repetition of two steps find of the fork; empty: nothing.
std::string findings(const fs::path& folder, RunId run, int replays) {
    audit::Ledger ledger;
    Control control;
    auto reader = store::Reader::open(folder / "azr.db");
    const test::AuditWorld world;
    const audit::AuditParts parts{**reader, folder, world.executor};
    const auto outcome = audit::audit(parts, {run, 0, 1'000'000, test::kEveryVerdict, 1}, ledger, {}, control);
    if (!outcome) return describe(outcome.error());
    const QTemporaryDir scratch;
    if (replays > 0) {
        const ReplayPlan again{run, replays, 1, 1'000'000, 1, folder, scratch.path().toStdString()};
        const Status replayed = replay(**reader, test::scriptedParts(), again, ledger, {}, control);
        if (!replayed) return describe(replayed.error());
    }
    std::string text;
    for (int i = 0; i < audit::kCheckCount; ++i)
        if (const auto& first = ledger.tally(static_cast<audit::Check>(i)).first)
            text += std::string(audit::name(static_cast<audit::Check>(i))) + ": " + first->where + ": stored " +
                    first->stored + ", recomputed " + first->recomputed + "\n";
    return text;
}

/// The rows of a run in some tables, as text.
std::string rowsOf(const Session& session, RunId run) {
    auto database = *store::Database::open(session.databasePath(), store::Database::Mode::ReadOnly);
    const auto textOf = [&](const std::string& sql) {
        auto* statement = *database.statement(sql);
        statement->reset();
        std::string text;
        while (*statement->step()) text += statement->text(0) + "\n";
        statement->reset();
        return text;
    };
    std::string text;
    for (const std::string table :
         {"steps", "tasks", "attempts", "metrics", "stream_moments", "buffer_events", "buffer_contents", "commands",
          "checkpoints", "evaluations", "config_changes", "events", "rules", "rule_hits"}) {
        std::string columns =
            textOf("SELECT group_concat('quote(' || name || ')', '||') FROM pragma_table_info('" + table + "')");
        columns.pop_back();
        text += textOf("SELECT " + columns + " AS line FROM " + table + " WHERE run = " + std::to_string(run.value) +
                       " ORDER BY line");
    }
    return text;
}

/// Metrics that are the same in every repetition, as text.
std::string measured(store::Reader& reader, RunId run, int step) {
    std::string text;
    const auto rows = reader.metricsOfStep(run, step);
    for (const auto& row : *rows)
        if (row.deterministic && !row.name.starts_with("eval/"))
            text += row.name + " " + QString::number(row.value, 'g', 17).toStdString() + "\n";
    return text;
}

std::vector<std::string> programs(store::Reader& reader, RunId run, int from, int to) {
    store::TaskQuery query;
    query.filter.run = run;
    query.filter.steps = {double(from), double(to)};
    query.order = {{store::TaskSort::Id, false}};
    std::vector<std::string> found;
    for (;;) {
        const auto page = reader.tasks(query);
        for (const auto& row : page->rows) found.push_back(row.program + "|" + row.status + "|" + row.verdict);
        if (!page->next) return found;
        query.after = page->next;
    }
}

store::CommandRow commandOf(store::Reader& reader, RunId run, const std::string& name) {
    const auto rows = allCommands(reader, run);
    for (const auto& row : *rows)
        if (row.name == name) return row;
    return {};
}

TaskId inFork(TaskId task) {
    return TaskId{task.value + store::firstIdOf(kFork) - store::firstIdOf(kParent)};
}

}  // namespace

class TestFork : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// What was asked of the parent is not the fork's to take back; what people pinned stays pinned, wherever it is,
    /// and so does what the parent's loop has not heard of yet.
    void theParentsCommandsAreHistoryAndItsPinsStay() {
        Paused run(forkableRun(0));
        const auto content = run.content();
        run.applied(PinTask{TaskId{content.at(1)}});
        run.goOn(5);
        const TaskId gone{content.at(0)};
        QCOMPARE(run.reader->taskRow(gone)->status, std::string("evicted"));
        const CommandId mark = run.applied(PinTask{gone});
        QCOMPARE(run.answer(mark), "applied: " + std::string(training::kOnlyMarked));
        run.takenBack(run.applied(PinTask{TaskId{run.content().at(2)}}));  // so that something could be done again
        run.goOn(1);
        run.end();
        const TaskId late{run.content().at(3)};
        const CommandId own = *run.session->post(PinTask{late});
        run.catchUp();
        const int last = run.reader->run(kParent)->lastStep;
        QVERIFY(run.session->fork(forkOf(last)).has_value());
        const auto pinsOf = [&](RunId of) {
            store::TaskQuery query;
            query.filter.run = of;
            query.filter.pinned = true;
            std::set<std::int64_t> ids;
            for (const auto found = run.reader->tasks(query); const auto& row : found->rows)
                ids.insert(row.id.value - store::firstIdOf(of) + store::firstIdOf(kParent));
            return ids;
        };
        const std::set<std::int64_t> pins = {content[1], gone.value, late.value};
        QCOMPARE(pinsOf(kParent), pins);
        QCOMPARE(pinsOf(kFork), pins);
        for (const auto atWork : {std::optional<RunId>(), std::optional(kFork)}) {
            const auto undo = *nextToTakeBack(*run.reader, atWork, Direction::Undo);
            QVERIFY(undo.has_value());
            QVERIFY(undo->row.run == kParent);  // the note, or the pin, that came last
            QVERIFY(undo->row.id.value >= own.value);
            const auto redo = *nextToTakeBack(*run.reader, atWork, Direction::Redo);
            QVERIFY(!redo || redo->row.run == kParent);
        }
        trainOn(*run.session, kFork, last + 1);
        trainOn(*run.session, kParent, last + 1);
        QCOMPARE(pinsOf(kFork), pinsOf(kParent));
        QVERIFY(run.reader->taskRow(late)->pinned && run.reader->taskRow(inFork(late))->pinned);
        QCOMPARE(*store::runDigest(*run.reader, kFork), *store::runDigest(*run.reader, kParent));
        run.session.reset();
        QCOMPARE(findings(run.folder.path().toStdString(), kFork, 0), std::string());
    }

    void withoutAChangeItIsTheSameRun() {
        const QTemporaryDir folder;
        auto session = test::openedSession(folder);
        QVERIFY(session->start(test::requestOf(forkableRun(5))));
        QVERIFY(waitFor(*session, RunState::Finished));
        const std::string digest = *store::runDigest(*readerOf(*session), kParent);
        const std::string before = rowsOf(*session, kParent);
        QVERIFY(before.size() > 1000);

        const auto forked = session->fork(forkOf(2));
        QVERIFY2(forked.has_value(), forked ? "" : describe(forked.error()).c_str());
        QCOMPARE(forked->run, kFork);
        QCOMPARE(forked->step, 2);
        const auto reader = readerOf(*session);
        const auto row = reader->run(kFork);
        QCOMPARE(row->forkedFrom, kParent);
        QCOMPARE(row->forkedAt, 2);
        QCOMPARE(row->forkedChange, std::string());
        QCOMPARE(row->lastStep, 2);
        QCOMPARE(row->state, std::string("stopped"));
        QVERIFY(!reader->run(kParent)->forkedFrom.valid());
        QCOMPARE(findings(session->workspace(), kFork, 0), std::string());  // before it goes on

        trainOn(*session, kFork);
        QCOMPARE(reader->run(kFork)->lastStep, 5);
        QCOMPARE(*store::runDigest(*reader, kFork), digest);
        for (int step = 0; step <= 5; ++step)
            QCOMPARE(measured(*reader, kFork, step), measured(*reader, kParent, step));
        QCOMPARE(programs(*reader, kFork, 0, 5), programs(*reader, kParent, 0, 5));
        QCOMPARE(reader->checkpoints(kFork, false)->back().weightsHash,
                 reader->checkpoints(kParent, false)->back().weightsHash);
        QCOMPARE(findings(session->workspace(), kFork, 2), std::string());

        // The parent is what it was, files and rows.
        QCOMPARE(*store::runDigest(*reader, kParent), digest);
        QVERIFY(rowsOf(*session, kParent) == before);
        const auto checkpoints = reader->checkpoints(kParent, false);
        QVERIFY(checkpoints->size() > 4);
        for (const auto& one : *checkpoints) QVERIFY(training::verifyCheckpoint(session->workspace() / one.folder));
        QCOMPARE(findings(session->workspace(), kParent, 2), std::string());

        // A fork of a fork, from the last checkpoint: it has all its steps already.
        ForkRequest again;
        again.run = kFork;
        const auto third = session->fork(again);
        QVERIFY2(third.has_value(), third ? "" : describe(third.error()).c_str());
        QCOMPARE(third->step, 5);
        QCOMPARE(*store::runDigest(*reader, third->run), digest);
    }

    void whatWaitsForAPersonWaitsInTheForkToo() {
        const QTemporaryDir folder;
        auto session = test::openedSession(folder);
        config::RunConfig config = forkableRun(5);
        config.selfplay.reviewShare = 0.5;
        config.selfplay.reviewTimeout = 2;
        QVERIFY(session->start(test::requestOf(config)));
        QVERIFY(waitFor(*session, RunState::Finished));
        const std::string digest = *store::runDigest(*readerOf(*session), kParent);
        const auto forked = session->fork(forkOf(3));
        QVERIFY2(forked.has_value(), forked ? "" : describe(forked.error()).c_str());
        store::TaskFilter waiting;
        waiting.run = kFork;
        waiting.status = "waiting";
        const auto reader = readerOf(*session);
        QVERIFY(*reader->countTasks(waiting) > 0);
        QCOMPARE(findings(session->workspace(), kFork, 0), std::string());
        trainOn(*session, kFork);
        QCOMPARE(*store::runDigest(*reader, kFork), digest);
        QCOMPARE(programs(*reader, kFork, 0, 5), programs(*reader, kParent, 0, 5));
        QCOMPARE(findings(session->workspace(), kFork, 1), std::string());
    }

    void aSettingChangesItFromThereOnAlone() {
        const QTemporaryDir folder;
        auto session = test::openedSession(folder);
        QVERIFY(session->start(test::requestOf(forkableRun(5))));
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto forked = session->fork(forkOf(3, ChangeSetting{"advantage.solver_weight", "0.25"}));
        QVERIFY2(forked.has_value(), forked ? "" : describe(forked.error()).c_str());
        const auto reader = readerOf(*session);
        QCOMPARE(describe(*forkChangesFrom(reader->run(kFork)->forkedChange)),
                 std::string("advantage.solver_weight = 0.25 (before: 1)"));
        QCOMPARE(findings(session->workspace(), kFork, 0), std::string());
        trainOn(*session, kFork);
        for (int step = 0; step <= 3; ++step)
            QCOMPARE(measured(*reader, kFork, step), measured(*reader, kParent, step));
        QVERIFY(measured(*reader, kFork, 4) != measured(*reader, kParent, 4));
        QCOMPARE(programs(*reader, kFork, 0, 3), programs(*reader, kParent, 0, 3));
        const auto moments = reader->streamMoments(kFork, 4);
        for (const auto& one : *moments)
            if (one.stream.starts_with("solve.")) QCOMPARE(one.roleWeight, 0.25);
        const auto unchanged = reader->streamMoments(kFork, 3);
        for (const auto& one : *unchanged)
            if (one.stream.starts_with("solve.")) QCOMPARE(one.roleWeight, 1.0);

        QCOMPARE(findings(session->workspace(), kFork, 2), std::string());
    }

    /// What a person did to the parent after the checkpoint is done to the fork, at the same place of the same step.
    void whatWasAskedLaterIsAskedAgain() {
        Paused run(forkableRun(0));
        run.goOn(2);
        const int at = run.reader->run(kParent)->lastStep;
        const TaskId old = run.oldest().id;
        run.applied(VetoTask{old, "dull"});
        run.applied(SetField{"advantage.solver_weight", "0.5"});
        run.applied(PinTask{run.oldest("abduction").id, true});
        run.goOn(2);
        run.end();
        QCOMPARE(run.reader->taskRow(old)->status, std::string("vetoed"));
        const int last = run.reader->run(kParent)->lastStep;
        const std::string digest = *store::runDigest(*run.reader, kParent);
        const auto forked = run.session->fork(forkOf(at));
        QVERIFY2(forked.has_value(), forked ? "" : describe(forked.error()).c_str());
        run.reader = readerOf(*run.session);
        QCOMPARE(commandOf(*run.reader, kFork, "veto_task").status, std::string("pending"));
        QCOMPARE(run.reader->taskRow(inFork(old))->status, std::string("admitted"));
        QCOMPARE(findings(run.session->workspace(), kFork, 0), std::string());
        trainOn(*run.session, kFork, last);
        const auto veto = commandOf(*run.reader, kFork, "veto_task");
        const auto parents = commandOf(*run.reader, kParent, "veto_task");
        QCOMPARE(veto.status, parents.status);
        QCOMPARE(veto.step, parents.step);
        QCOMPARE(veto.phase, parents.phase);
        QCOMPARE(veto.task, inFork(old));
        QCOMPARE(*store::runDigest(*run.reader, kFork), digest);
        QCOMPARE(findings(run.session->workspace(), kFork, 2), std::string());
    }

    /// A checkpoint that was asked for at the beginning of a step contains what was asked for before it.
    void aCheckpointContainsWhatWasAskedForBeforeIt() {
        Paused run(forkableRun(0));
        run.goOn(2);
        const int at = run.reader->run(kParent)->lastStep;
        run.goOn(1);
        const TaskId old = run.oldest().id;
        run.applied(VetoTask{old, "dull"});
        run.applied(SaveCheckpoint{});
        run.goOn(1);
        run.end();
        QVERIFY(run.reader->taskRow(old)->status == "vetoed");
        const int last = run.reader->run(kParent)->lastStep;
        const auto checkpoints = run.reader->checkpoints(kParent, false);
        QVERIFY(checkpoints->size() > 2);
        const std::string digest = *store::runDigest(*run.reader, kParent);
        int fork = 2;
        for (const int step : {at, at + 1}) {
            QVERIFY(run.session->fork(forkOf(step)).has_value());
            trainOn(*run.session, RunId{fork}, last);
            const auto reader = readerOf(*run.session);
            QCOMPARE(*store::runDigest(*reader, RunId{fork}), digest);
            QCOMPARE(findings(run.session->workspace(), RunId{fork}, 0), std::string());
            ++fork;
        }
    }

    /// The same of a run that a crash brought back to such a checkpoint: the veto in it is not forgotten.
    void aCrashKeepsWhatTheCheckpointContains() {
        const QTemporaryDir copy;
        const fs::path there = copy.path().toStdString();
        Paused run(forkableRun(0));
        run.goOn(2);
        const TaskId old = run.oldest().id;
        run.applied(VetoTask{old, "dull"});
        run.applied(SaveCheckpoint{});
        run.catchUp();
        test::copyAsKilled(run.session->workspace(), there);
        run.goOn(1);
        run.end();
        const int last = run.reader->run(kParent)->lastStep;
        auto again = openSession(
            there, [] {}, test::scriptedParts());
        QVERIFY(again.has_value());
        trainOn(**again, kParent, last);
        const auto reader = readerOf(**again);
        QCOMPARE(reader->taskRow(old)->status, std::string("vetoed"));
        QCOMPARE(*store::runDigest(*reader, kParent), *store::runDigest(*run.reader, kParent));
        QCOMPARE(findings(there, kParent, 0), std::string());
    }

    void aVetoIsUndoneWhereverItWas() {
        Paused run(forkableRun(0));
        run.goOn(1);
        const TaskId before = run.oldest().id;
        run.applied(VetoTask{before, "dull"});
        run.goOn(2);
        const int at = run.reader->run(kParent)->lastStep;
        const TaskId after = run.oldest("abduction").id;
        run.applied(VetoTask{after, "dull"});
        run.goOn(1);
        run.end();
        const int last = run.reader->run(kParent)->lastStep;
        // One that the checkpoint contains is put back, a later one never happens.
        QVERIFY(run.session->fork(forkOf(at, UndoVeto{before})).has_value());
        QVERIFY(run.session->fork(forkOf(at, UndoVeto{after})).has_value());
        run.reader = readerOf(*run.session);
        QCOMPARE(commandOf(*run.reader, kFork, "restore_task").task, inFork(before));
        QCOMPARE(commandOf(*run.reader, RunId{3}, "restore_task").task, TaskId{});
        trainOn(*run.session, kFork, last);
        const auto status = run.reader->taskRow(inFork(before))->status;
        QVERIFY2(status == "admitted" || status == "evicted", status.c_str());
        QCOMPARE(findings(run.session->workspace(), kFork, 0), std::string());
        trainOn(*run.session, RunId{3}, last);
        const TaskId third{after.value + store::firstIdOf(RunId{3})};
        QVERIFY(run.reader->taskRow(third)->status != "vetoed");
        QCOMPARE(run.reader->taskRow(after)->status, std::string("vetoed"));
        QCOMPARE(findings(run.session->workspace(), RunId{3}, 0), std::string());

        const auto nobody = run.session->fork(forkOf(at, UndoVeto{TaskId{run.content().back()}}));
        QVERIFY(!nobody);
    }

    void aVetoAndRulesAreChanges() {
        Paused run(forkableRun(0));
        selfplay::Rule rule;
        rule.name = "even numbers";
        rule.condition = test::kEven;
        const CommandId made = run.applied(SetRule{rule, {}, false});
        run.goOn(3);
        const int at = run.reader->run(kParent)->lastStep;
        const TaskId old = run.oldest().id;
        run.end();
        QVERIFY(run.session->fork(forkOf(at, MakeVeto{old})).has_value());
        trainOn(*run.session, kFork, at + 2);
        run.reader = readerOf(*run.session);
        QCOMPARE(run.reader->taskRow(inFork(old))->status, std::string("vetoed"));
        QCOMPARE(run.reader->rules(kFork, false)->at(0).rule, made.value);
        QCOMPARE(findings(run.session->workspace(), kFork, 0), std::string());

        const RunId off{3}, more{4};
        QVERIFY(run.session->fork(forkOf(at, SwitchRuleOff{made.value})).has_value());
        trainOn(*run.session, off, at + 2);
        QVERIFY(!run.reader->rules(off, false)->at(0).enabled);
        QVERIFY(run.reader->rules(kParent, false)->at(0).enabled);
        QCOMPARE(findings(run.session->workspace(), off, 0), std::string());

        selfplay::Rule odd;
        odd.condition = R"(program ~ "[13579]$" and origin = model)";
        odd.act = selfplay::RuleAct::Tag;
        odd.tag = "odd";
        const auto forked = run.session->fork(forkOf(at, ChangeRule{odd}));
        QVERIFY2(forked.has_value(), forked ? "" : describe(forked.error()).c_str());
        trainOn(*run.session, more, at + 1);
        QCOMPARE(run.reader->rules(more, false)->size(), 2U);
        QVERIFY(run.reader->rules(more, false)->at(1).hits > 0);
        QCOMPARE(findings(run.session->workspace(), more, 0), std::string());
    }

    void whatIsNotUnderstoodIsRefused() {
        const QTemporaryDir folder;
        auto session = test::openedSession(folder);
        QVERIFY(session->start(test::requestOf(forkableRun(2))));
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto refusal = [&](const ForkRequest& request) {
            const auto forked = session->fork(request);
            return forked ? std::string("forked") : describe(forked.error());
        };
        const auto expect = [&](const ForkRequest& request, const QStringList& parts) {
            const QString said = QString::fromStdString(refusal(request));
            for (const QString& part : parts) QVERIFY2(said.contains(part), qPrintable(said));
        };
        expect(forkOf(7), {"run 1", "no checkpoint of step 7", "there are those of steps 0, 1, 2"});
        expect(forkOf(1, ChangeSetting{"model.lora_rank", "8"}), {"model.lora_rank", "cannot change", "a new run"});
        expect(forkOf(1, ChangeSetting{"optimizer.learning_rat", "8"}), {"optimizer.learning_rat"});
        expect(forkOf(1, ChangeSetting{"advantage.solver_weight", "much"}), {"advantage.solver_weight"});
        expect(forkOf(1, ChangeSetting{"advantage.solver_weight", "1"}), {"is 1 after step 1 already"});
        expect(forkOf(1, MakeVeto{TaskId{123456}}), {"task 123456 is in no buffer", "--veto"});
        expect(forkOf(1, MakeVeto{TaskId{store::firstIdOf(RunId{3}) + 1}}), {"is none of run 1"});
        expect(forkOf(1, UndoVeto{TaskId{1}}), {"nobody vetoed task 1", "--undo-veto"});
        expect(forkOf(1, SwitchRuleOff{9}), {"no rule 9", "azr-studio rules 1"});
        selfplay::Rule rule;
        rule.condition = "flavour = sweet";
        expect(forkOf(1, ChangeRule{rule}), {"there is no field 'flavour'"});
        expect(forkWith(1, {ChangeSetting{"guard.window", "5"}, ChangeSetting{"guard.window", "6"}}),
               {"guard.window", "changed twice"});
        expect(forkWith(1, {MakeVeto{TaskId{1}}, UndoVeto{TaskId{1}}}), {"task 1", "changed twice"});
        expect(forkWith(1, {ChangeSetting{"guard.window", "5"}, SwitchRuleOff{9}}), {"no rule 9"});
        ForkRequest nobody;
        nobody.run = RunId{9};
        expect(nobody, {"9"});
        const fs::path state = checkpointsOf(session->workspace(), kParent) / "step-1/state.json";
        const std::string whole = *readFile(state);
        QVERIFY(writeFileAtomic(state, "{}"));
        expect(forkOf(1), {"state.json", "differs"});
        // A state of a newer version.
        Json newer = *parseJson(whole), manifest = *readJson(state.parent_path() / "manifest.json");
        newer["moods"] = 3;
        QVERIFY(writeFileAtomic(state, dumpPretty(newer)));
        manifest["sha256"]["state.json"] = *sha256File(state);
        QVERIFY(writeFileAtomic(state.parent_path() / "manifest.json", dumpPretty(manifest)));
        expect(forkOf(1), {"'moods'"});
        // Of all that nothing is left.
        QCOMPARE(readerOf(*session)->runs()->size(), 1U);
        QVERIFY(!fs::exists(checkpointsOf(session->workspace(), kFork)) ||
                training::checkpointSteps(checkpointsOf(session->workspace(), kFork)).empty());

        session.reset();
        // While another process trains here.
        const auto elsewhere = WorkspaceLock::take(folder.path().toStdString());
        QVERIFY(elsewhere.has_value());
        session = test::openedSession(folder);
        QVERIFY(session->readOnly());
        expect(forkOf(1), {"another process uses this workspace", "when that has ended"});
    }
};

QTEST_GUILESS_MAIN(TestFork)
#include "tst_fork.moc"
