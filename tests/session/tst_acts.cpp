/// Several commands as one act: what the journal keeps of it, that it is taken back whole, however long it is, that a
/// run is the same whether its commands came as one or one by one, and that a fork keeps it together.
#include <QtTest>

#include "core/session/forking/journal.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::findingsOf;
using test::narrowRun;
using test::Paused;
using test::sessionRun;

namespace {

std::vector<CommandId> posted(Session& session, const std::vector<Command>& commands) {
    CommandId act;
    const auto ids = session.postTogether(commands, act);
    if (!ids) qFatal("%s", describe(ids.error()).c_str());
    return *ids;
}

Undoable next(store::Reader& reader, Direction direction = Direction::Undo) {
    const auto found = nextToTakeBack(reader, RunId{1}, direction);
    if (!found || !*found) qFatal("there is nothing to take back");
    return **found;
}

std::vector<CommandId> takenBack(Session& session, const Undoable& what) {
    CommandId act;
    std::optional<Error> refused;
    const auto ids = session.takeBackTogether(what.together, act, refused);
    if (!ids || refused) qFatal("%s", describe(refused ? *refused : ids.error()).c_str());
    return *ids;
}

}  // namespace

class TestActs : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void vetoesOfOneActComeBackTogether() {
        Paused run(narrowRun(0));
        const auto before = run.content();
        std::vector<Command> vetoes;
        for (const std::size_t i : {1U, 4U, 2U})
            vetoes.emplace_back(LoopAction(VetoTask{TaskId{before.at(i)}, "dull"}));
        const auto ids = posted(*run.session, vetoes);
        for (const CommandId id : ids) run.settle(id);
        QCOMPARE(run.content().size(), before.size() - 3);
        for (const CommandId id : ids) {
            const auto row = *run.reader->command(id);
            QCOMPARE(actOf(*parseJson(row.body)), ids.front());
            QVERIFY(commandFromJson(*parseJson(row.body)).has_value());
        }
        const Undoable act = next(*run.reader);
        QCOMPARE(act.together, (std::vector<CommandId>{ids[2], ids[1], ids[0]}));
        const auto undone = takenBack(*run.session, act);
        for (const CommandId id : undone) run.settle(id);
        QCOMPARE(run.content(), before);
        const Undoable redo = next(*run.reader, Direction::Redo);
        QCOMPARE(redo.together.size(), 3U);
        for (const CommandId id : takenBack(*run.session, redo)) run.settle(id);
        QCOMPARE(run.content().size(), before.size() - 3);
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    /// One that is refused leaves nothing of the others behind; what stands so already is no refusal.
    void allOfThemOrNone() {
        Paused run(sessionRun(0));
        run.end();
        const TaskId task{run.content().at(0)}, other{run.content().at(1)};
        CommandId act;
        const auto refused = run.session->postTogether(
            {MarkCommand(SetTag{{task, {}}, "odd", true}), MarkCommand(SetTag{{TaskId{99'999}, {}}, "odd", true})},
            act);
        QVERIFY(!refused);
        run.catchUp();
        QVERIFY(run.reader->taskRow(task)->tags.empty());
        run.applied(SetTag{{task, {}}, "odd", true});
        const auto ids = posted(*run.session, {MarkCommand(SetTag{{task, {}}, "odd", true}),
                                               MarkCommand(SetTag{{other, {}}, "odd", true})});
        QCOMPARE(ids.size(), 2U);
        QVERIFY(!ids[0].valid() && ids[1].valid());
        run.catchUp();
        QCOMPARE(run.reader->taskRow(other)->tags, std::vector<std::string>{"odd"});
    }

    /// A command by itself is written as it always was.
    void oneByItselfIsNoAct() {
        Paused run(sessionRun(0));
        run.end();
        const CommandId tag = run.applied(SetTag{{run.oldest().id, {}}, "odd", true});
        const auto row = *run.reader->command(tag);
        QVERIFY(!actOf(*parseJson(row.body)).valid());
        QCOMPARE(next(*run.reader).together, std::vector<CommandId>{tag});
    }

    /// The journal of an act, of its undo and redo is longer than a thousand commands.
    void theJournalReachesBackBehindALongAct() {
        Paused run(sessionRun(0));
        run.end();
        const TaskId task{run.content().at(0)};
        const CommandId note = run.applied(SetNote{{task, {}}, "the first thing", {}});
        constexpr int kMany = 1200;
        CommandId act;
        for (int part = 0; part < kMany; part += 100) {
            std::vector<Command> tags;
            for (int i = part; i < part + 100; ++i)
                tags.emplace_back(MarkCommand(SetTag{{task, {}}, "tag " + std::to_string(i), true}));
            const auto ids = run.session->postTogether(tags, act);
            QVERIFY(ids.has_value());
            run.settle(ids->back());
        }
        const auto count = [&] { return int(run.reader->taskRow(task)->tags.size()); };
        QCOMPARE(count(), kMany);
        const auto whole = next(*run.reader);
        QCOMPARE(int(whole.together.size()), kMany);
        run.settle(takenBack(*run.session, whole).back());
        QCOMPARE(count(), 0);
        QCOMPARE(next(*run.reader).row.id, note);
    }

    /// As one act or one by one: the same samples and the same weights.
    void anActTrainsAsItsCommandsDo() {
        const auto weightsOf = [](bool together) {
            Paused run(narrowRun(0));
            const auto content = run.content();
            std::vector<Command> commands{LoopAction(PinTask{TaskId{content.at(1)}}),
                                          LoopAction(VetoTask{TaskId{content.at(3)}, "dull"}),
                                          LoopAction(VetoTask{TaskId{content.at(2)}, "dull"})};
            if (together)
                for (const CommandId id : posted(*run.session, commands)) run.settle(id);
            else
                for (const Command& command : commands) run.applied(command);
            return run.trainedTo(6);
        };
        const std::string plain = weightsOf(false);
        QVERIFY(!plain.empty());
        QCOMPARE(weightsOf(true), plain);
    }

    void aForkKeepsActsTogether() {
        std::vector<store::CommandRow> rows;
        for (std::int64_t id = 7; id <= 9; ++id) {
            Json body = toJson(LoopAction(VetoTask{TaskId{id}, "dull"}));
            if (id > 7) setAct(body, CommandId{8});
            store::CommandRow row;
            row.id = CommandId{id};
            row.run = RunId{1};
            row.name = VetoTask::kName;
            row.body = dumpLine(body);
            row.status = "applied";
            row.step = 1;
            row.phase = "propose";
            row.task = TaskId{id};
            rows.push_back(row);
        }
        ForkPoint point;
        point.parent = RunId{1};
        point.fork = RunId{2};
        point.step = 4;
        point.lastCommand = CommandId{20};
        const auto journal = forkJournal(rows, {}, {}, point, {});
        QCOMPARE(journal.commands.size(), 3U);
        const auto act = [&](std::size_t i) { return actOf(*parseJson(journal.commands[i].body)); };
        QVERIFY(!act(0).valid());
        QCOMPARE(act(1), journal.commands[1].id);
        QCOMPARE(act(2), journal.commands[1].id);
    }

    /// Of a task that no buffer holds any more, which the loop does not know.
    void aPinThatRepeatsAnotherOneIsNoneToTakeBack() {
        Paused run(narrowRun(0));
        const TaskId task = run.oldest("abduction").id;
        run.goOn(2);
        QCOMPARE(run.reader->taskRow(task)->status, std::string("evicted"));
        const auto stands = [&] {
            run.catchUp();
            return run.reader->taskRow(task)->pinned;
        };
        const auto first = run.session->post(PinTask{task}), second = run.session->post(PinTask{task});
        QVERIFY(first && second);
        run.settle(*second);
        QVERIFY(stands());
        QCOMPARE(run.session->takeBack(*second).error().code, ErrorCode::Conflict);
        QVERIFY(stands());
        run.takenBack(*first);
        QVERIFY(!stands());
        const CommandId none = run.applied(PinTask{task, false});
        QCOMPARE(run.session->takeBack(none).error().code, ErrorCode::Conflict);
        QVERIFY(!stands());
    }
};

QTEST_GUILESS_MAIN(TestActs)
#include "tst_acts.moc"
