/// Pins, marks and undo through the real session: what each does to the run, that the rows say so, that it survives a
/// kill, and that the audit understands it.
#include <QtTest>

#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::answerOf;
using test::bufferQuery;
using test::findingsOf;
using test::kEven;
using test::kTimeout;
using test::narrowRun;
using test::openedSession;
using test::Paused;
using test::readerOf;
using test::requestOf;
using test::sessionRun;
using test::waitFor;

class TestSteering : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aPinnedTaskIsNeverEvicted() {
        Paused run(narrowRun(0));
        const store::TaskRow task = run.oldest();
        QVERIFY(!task.pinned);
        const CommandId pin = run.applied(PinTask{task.id});
        QVERIFY2(run.answer(pin).starts_with("applied: it stays"), run.answer(pin).c_str());
        QVERIFY(run.reader->taskRow(task.id)->pinned);
        const auto neighbour = run.content().at(1);
        run.goOn(4);
        QCOMPARE(run.reader->taskRow(task.id)->status, std::string("admitted"));
        QCOMPARE(run.reader->taskRow(TaskId{neighbour})->status, std::string("evicted"));
        store::TaskFilter filter;
        filter.run = RunId{1};
        filter.pinned = true;
        QCOMPARE(*run.reader->countTasks(filter), 1);
        // Freed again it goes first.
        run.takenBack(pin);
        QVERIFY(!run.reader->taskRow(task.id)->pinned);
        run.goOn(2);
        QCOMPARE(run.reader->taskRow(task.id)->status, std::string("evicted"));
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    void aBufferIsNotPinnedFull() {
        Paused run(narrowRun(0));
        const auto content = run.content();
        QCOMPARE(content.size(), 8U);
        for (std::size_t i = 0; i + 1 < content.size(); ++i)
            QVERIFY(run.answer(run.applied(PinTask{TaskId{content[i]}})).starts_with("applied"));
        const auto last = run.applied(PinTask{TaskId{content.back()}});
        QVERIFY2(run.answer(last).find("one must be left to go") != std::string::npos, run.answer(last).c_str());
        QVERIFY(!run.reader->taskRow(TaskId{content.back()})->pinned);
        const auto unknown = run.applied(PinTask{TaskId{900'000}});
        QVERIFY(run.answer(unknown).starts_with("refused"));
    }

    /// Where nothing is pinned any more, the run is the one that it would have been.
    void aPinThatIsTakenBackChangesNothing() {
        const auto digestOf = [](bool pins) {
            Paused run(narrowRun(0));
            const int first = run.reader->run(RunId{1})->lastStep;
            if (pins) run.takenBack(run.applied(PinTask{run.oldest().id}));
            run.goOn(6 - first);
            run.end();
            return *store::runDigest(*run.reader, RunId{1});
        };
        QCOMPARE(digestOf(true), digestOf(false));
    }

    void marksAreWrittenAtOnceAndFound() {
        Paused run(sessionRun(0));
        const store::TaskRow task = run.oldest();
        run.end();  // and without a run at work
        const Marked onTask{task.id, {}};
        const Marked onRun{{}, RunId{1}};
        const CommandId tag = run.applied(SetTag{onTask, "odd", true});
        const CommandId note = run.applied(SetNote{onTask, "look at this", {}});
        const CommandId again = run.applied(SetNote{onTask, "or that", {}});
        run.applied(SetTag{onRun, "baseline", true});
        run.applied(SetNote{onRun, "the good one", {}});
        const CommandId pin = run.applied(PinRun{RunId{1}, true});
        auto row = *run.reader->taskRow(task.id);
        QCOMPARE(row.tags, std::vector<std::string>{"odd"});
        QCOMPARE(row.note, std::string("or that"));
        auto whole = *run.reader->run(RunId{1});
        QVERIFY(whole.pinned);
        QCOMPARE(whole.tags, std::vector<std::string>{"baseline"});
        QCOMPARE(whole.note, std::string("the good one"));
        // Once more, at once and later, is no mistake, and nothing that there is to take back.
        const auto last = *run.reader->lastCommand();
        for (const Command& same :
             {Command(MarkCommand(SetTag{onTask, "odd", true})), Command(MarkCommand(SetNote{onTask, "or that", {}})),
              Command(MarkCommand(SetNote{onTask, "or that", {}})), Command(MarkCommand(PinRun{RunId{1}, true}))}) {
            const auto posted = run.session->post(same);
            QVERIFY2(posted.has_value(), posted ? "" : describe(posted.error()).c_str());
            QVERIFY(!posted->valid());
        }
        QCOMPARE(*run.reader->lastCommand(), last);
        QVERIFY(!run.session->post(SetTag{onTask, "", true}));
        QVERIFY(!run.session->post(SetNote{{TaskId{99'999}, {}}, "nobody", {}}));
        store::TaskFilter filter;
        filter.run = RunId{1};
        filter.tag = "odd";
        QCOMPARE(*run.reader->countTasks(filter), 1);
        QCOMPARE(run.reader->tags(RunId{1})->at(0).name, std::string("odd"));
        QCOMPARE(run.reader->tags({})->at(0).name, std::string("baseline"));
        run.takenBack(again);
        QCOMPARE(run.reader->taskRow(task.id)->note, std::string("look at this"));
        run.takenBack(note);
        run.takenBack(tag);
        run.takenBack(pin);
        row = *run.reader->taskRow(task.id);
        QVERIFY(row.note.empty() && row.tags.empty());
        QVERIFY(!run.reader->run(RunId{1})->pinned);
    }

    /// Taken back faster than anybody could see what was done: the last act, then the one before it.
    void theLastActIsTakenBackAtOnce() {
        Paused run(sessionRun(0));
        const Marked onTask{run.oldest().id, {}};
        QVERIFY(!run.session->takeBackNext(Direction::Redo));
        for (const char* note : {"first", "second", "third"})
            QVERIFY(run.session->post(SetNote{onTask, note, {}}).has_value());
        const auto noteNow = [&] { return run.reader->taskRow(onTask.task)->note; };
        for (const char* left : {"second", "first"}) {
            const auto taken = run.session->takeBackNext(Direction::Undo);
            QVERIFY2(taken.has_value(), taken ? "" : describe(taken.error()).c_str());
            run.settle(*taken);
            QCOMPARE(noteNow(), std::string(left));
        }
        run.settle(*run.session->takeBackNext(Direction::Redo));
        QCOMPARE(noteNow(), std::string("second"));
        // Also what the loop is to do.
        QVERIFY(run.session->post(VetoTask{onTask.task, "dull"}).has_value());
        const auto back = run.session->takeBackNext(Direction::Undo);
        QVERIFY2(back.has_value(), back ? "" : describe(back.error()).c_str());
        run.settle(*back);
        QCOMPARE(run.reader->taskRow(onTask.task)->status, std::string("admitted"));
        QCOMPARE(noteNow(), std::string("second"));
    }

    /// The loop of a run at rest takes the pin over when the run goes on.
    void aPinOfARunAtRestWaitsForIt() {
        Paused run(narrowRun(0));
        run.end();
        const store::TaskRow task = run.oldest();
        const auto pin = run.session->post(PinTask{task.id});
        QVERIFY(pin.has_value());
        QTRY_VERIFY_WITH_TIMEOUT(run.reader->taskRow(task.id)->pinned, kTimeout);
        // The mark may be committed just before its command.
        QTRY_COMPARE_WITH_TIMEOUT(run.reader->taskRow(task.id)->pending, std::string("pin_task"), kTimeout);
        StartRequest request;
        request.resume = RunId{1};
        request.steps = run.reader->run(RunId{1})->lastStep + 4;
        QVERIFY(run.session->start(request).has_value());
        QVERIFY(waitFor(*run.session, RunState::Finished));
        QVERIFY(run.answer(*pin).starts_with("applied"));
        QCOMPARE(run.reader->taskRow(task.id)->status, std::string("admitted"));
        QVERIFY(run.reader->taskRow(task.id)->pending.empty());
    }

    void aVetoIsTakenBackToItsPlace() {
        Paused run(narrowRun(0));
        const auto before = run.content();
        const CommandId veto = run.applied(VetoTask{TaskId{before.at(2)}, "dull"});
        QCOMPARE(run.reader->taskRow(TaskId{before[2]})->status, std::string("vetoed"));
        QCOMPARE(run.content().size(), before.size() - 1);
        const auto next = *nextToTakeBack(*run.reader, RunId{1}, Direction::Undo);
        QVERIFY(next.has_value());
        QCOMPARE(next->row.id, veto);
        QVERIFY(!nextToTakeBack(*run.reader, RunId{1}, Direction::Redo)->has_value());
        const CommandId undo = run.takenBack(veto);
        QCOMPARE(run.answer(undo), std::string("applied: back in its buffer"));
        QCOMPARE(run.reader->command(undo)->undoes, veto);
        QCOMPARE(run.content(), before);
        QCOMPARE(run.reader->taskRow(TaskId{before[2]})->status, std::string("admitted"));
        // The note of catchUp() came before.
        QCOMPARE(nextToTakeBack(*run.reader, RunId{1}, Direction::Undo)->value().row.name, std::string("set_note"));
        // And again: an undo of the undo.
        const auto redo = *nextToTakeBack(*run.reader, RunId{1}, Direction::Redo);
        QVERIFY(redo.has_value());
        QCOMPARE(redo->row.id, undo);
        run.takenBack(undo);
        QCOMPARE(run.content().size(), before.size() - 1);
        QVERIFY(!nextToTakeBack(*run.reader, RunId{1}, Direction::Redo)->has_value());
        run.takenBack(nextToTakeBack(*run.reader, RunId{1}, Direction::Undo)->value().row.id);
        QCOMPARE(run.content(), before);
        run.goOn(3);
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    /// Taken back before the next step it is as if it had never been: the same samples, rewards and weights.
    void aVetoThatIsTakenBackInTimeTrainsTheSame() {
        const auto weightsOf = [](bool vetoes) {
            Paused run(narrowRun(0));
            if (vetoes) run.takenBack(run.applied(VetoTask{run.oldest().id, "dull"}));
            return run.trainedTo(6);
        };
        const std::string plain = weightsOf(false);
        QVERIFY(!plain.empty());
        QCOMPARE(weightsOf(true), plain);
    }

    void seedsAndSettingsAreTakenBack() {
        Paused run(sessionRun(0));
        SeedTask seed;
        seed.task.program = "def f(x):\n    return x + 5000";
        seed.task.input = "1";
        seed.task.output = "5001";
        const CommandId seeded = run.applied(seed);
        QVERIFY(run.answer(seeded).starts_with("applied: task "));
        run.takenBack(seeded);
        store::TaskQuery query;
        query.filter.run = RunId{1};
        query.filter.text = "x + 5000";
        QCOMPARE(run.reader->tasks(query)->rows.at(0).status, std::string("vetoed"));
        const auto rate = [&] { return run.reader->configChanges(RunId{1})->back().after; };
        const CommandId first = run.applied(SetField{"optimizer.learning_rate", "0.002"});
        const std::string was = run.reader->configChanges(RunId{1})->back().before;
        const CommandId second = run.applied(SetField{"optimizer.learning_rate", "0.003"});
        run.takenBack(second);
        QCOMPARE(rate(), std::string("0.002"));
        run.takenBack(first);
        QCOMPARE(rate(), was);
        // What changed nothing has no opposite, and what cannot be undone says so.
        const CommandId same = run.applied(SetField{"optimizer.learning_rate", was});
        QVERIFY(!run.session->takeBack(same));
        run.end();
        QVERIFY(!run.session->takeBack(first));  // its run is not at work
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    /// A workspace as a crash leaves it, after commands that no checkpoint contains, goes on like the run itself.
    void steeringSurvivesAKillBitForBit() {
        config::RunConfig config = narrowRun(0);
        config.checkpoint.everySteps = 0;
        config.checkpoint.everyMinutes = 1000;
        Paused run(config);
        selfplay::Rule rule;
        rule.condition = kEven;
        const auto content = run.content();
        run.applied(PinTask{TaskId{content.at(1)}});
        run.takenBack(run.applied(VetoTask{TaskId{content.at(3)}, "dull"}));
        run.applied(SetRule{rule, {}, false});
        run.goOn(2);
        const QTemporaryDir killed;
        run.copyInto(killed);
        run.goOn(2);
        run.end();
        const int last = run.reader->run(RunId{1})->lastStep;
        const auto session = test::goneOn(killed, last);
        QVERIFY(session != nullptr);
        auto reader = readerOf(*session);
        QCOMPARE(reader->run(RunId{1})->lastStep, last);
        QCOMPARE(*store::runDigest(*reader, RunId{1}), *store::runDigest(*run.reader, RunId{1}));
        QCOMPARE(reader->rules(RunId{1}, false)->at(0).hits, run.reader->rules(RunId{1}, false)->at(0).hits);
        QCOMPARE(findingsOf(session->workspace()), std::string());
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    /// What the loop did not see yet is only withdrawn.
    void aCommandThatWaitsIsWithdrawn() {
        const QTemporaryDir folder;
        test::Gate gate({200});
        auto session = openedSession(folder, test::scriptedParts([&gate] { gate(); }));
        QVERIFY(session->start(requestOf(sessionRun(4))).has_value());
        QVERIFY(gate.reached());
        auto reader = readerOf(*session);
        QTRY_VERIFY_WITH_TIMEOUT(!reader->tasks(bufferQuery("deduction"))->rows.empty(), kTimeout);
        const auto task = reader->tasks(bufferQuery("deduction"))->rows.at(0);
        const auto veto = session->post(VetoTask{task.id, "dull"});
        QVERIFY(veto.has_value());
        QTRY_COMPARE_WITH_TIMEOUT(reader->taskRow(task.id)->pending, std::string("veto_task"), kTimeout);
        QVERIFY(session->takeBack(*veto).has_value());
        gate.letGo();
        QVERIFY(waitFor(*session, RunState::Finished));
        QCOMPARE(answerOf(*reader, *veto), "refused: " + std::string(kTakenBack));
        QVERIFY(reader->taskRow(task.id)->pending.empty());
        QVERIFY(reader->taskRow(task.id)->status != "vetoed");
    }

    /// Held again and again, in the middle of steps and at their ends, while people do and undo everything.
    void whatIsDoneInTheMiddleOfAStepIsUnderstood() {
        std::set<int> places;
        for (int i = 0; i < 16; ++i) places.insert(150 + 41 * i);
        const QTemporaryDir folder;
        test::Gate gate(places);
        auto session = openedSession(folder, test::scriptedParts([&gate] { gate(); }));
        config::RunConfig config = narrowRun(13);
        config.checkpoint.keepLast = 20;
        QVERIFY(session->start(requestOf(config)).has_value());
        selfplay::Rule rule;
        rule.condition = kEven;
        CommandId undone, last;
        for (std::size_t round = 0; round < places.size(); ++round) {
            QVERIFY(gate.reached());
            auto reader = readerOf(*session);
            store::TaskQuery query;
            query.filter.run = RunId{1};
            query.filter.verdict = "ok";
            const auto rows = reader->tasks(query)->rows;
            const TaskId task = rows.size() < 3 ? TaskId{1} : rows.at(round % 3).id;
            // An undo needs an answer: where there is none yet, the command is withdrawn, or it is too early.
            if (round % 4 == 3) {
                (void)session->takeBack(last);
                (void)session->takeBack(undone);
            }
            const auto posted = [&](const Command& command) { return session->post(command).value_or(CommandId{}); };
            if (round % 4 == 0) last = posted(VetoTask{task, "dull"});
            if (round % 4 == 1) undone = posted(PinTask{task, true});
            if (round == 6 || round == 12) last = posted(SetRule{rule, {}, false});
            gate.letGo();
        }
        QVERIFY(waitFor(*session, RunState::Finished));
        const auto commands = readerOf(*session)->commands(RunId{1}, 0, 0);
        QVERIFY(commands->size() > 10);
        for (const auto& row : *commands) QVERIFY(row.status != "pending");
        session.reset();
        QCOMPARE(findingsOf(folder.path().toStdString()), std::string());
    }
};

QTEST_GUILESS_MAIN(TestSteering)
#include "tst_steering.moc"
