/// What people and rules did is taken back for what it was, and no more: approvals, pins, tags, vetoes, rules that were
/// renamed, changed, switched off or removed. Through the real session; the audit understands it, and so does a run
/// that goes on after a kill.
#include <QtTest>

#include "core/base/files.h"
#include "core/base/json.h"
#include "core/store/database.h"
#include "tests/support/killed_workspace.h"
#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::findingsOf;
using test::kEven;
using test::narrowRun;
using test::openedSession;
using test::Paused;
using test::readerOf;
using test::sessionRun;
using test::waitFor;

namespace {

config::RunConfig reviewed(config::RunConfig config = narrowRun(0)) {
    config.selfplay.reviewShare = 1;
    config.selfplay.reviewTimeout = 1000;
    return config;
}

std::vector<store::TaskRow> tasksOf(store::Reader& reader, const store::TaskFilter& filter) {
    store::TaskQuery query;
    query.filter = filter;
    query.filter.run = RunId{1};
    query.order = {{store::TaskSort::Id, false}};
    query.limit = store::kPageLimit;
    return reader.tasks(query)->rows;
}

std::vector<store::TaskRow> withStatus(store::Reader& reader, const std::string& status) {
    store::TaskFilter filter;
    filter.status = status;
    return tasksOf(reader, filter);
}

std::set<std::int64_t> pinned(store::Reader& reader) {
    store::TaskFilter filter;
    filter.pinned = true;
    std::set<std::int64_t> ids;
    for (const store::TaskRow& row : tasksOf(reader, filter)) ids.insert(row.id.value);
    return ids;
}

std::int64_t tagged(store::Reader& reader, const std::string& tag) {
    store::TaskFilter filter;
    filter.run = RunId{1};
    filter.tag = tag;
    return *reader.countTasks(filter);
}

std::size_t eventsOf(store::Reader& reader) {
    return reader.bufferEvents(RunId{1}, "", 0, store::kPageLimit)->size();
}

bool isEven(const store::TaskRow& row) {
    return row.origin == "model" && (row.program.back() - '0') % 2 == 0;
}

selfplay::Rule ruleOf(const std::string& condition, selfplay::RuleAct act, const std::string& tag = {}) {
    selfplay::Rule rule;
    rule.name = "a rule";
    rule.condition = condition;
    rule.act = act;
    rule.tag = tag;
    return rule;
}

using selfplay::RuleAct;

std::optional<CommandId> nextOf(Paused& run, Direction direction) {
    const auto next = nextToTakeBack(*run.reader, RunId{1}, direction);
    return next && *next ? std::optional((*next)->row.id) : std::nullopt;
}

/// The same workspace as a crash leaves it, gone on to the step where the run itself ended.
std::unique_ptr<Session> resumed(const QTemporaryDir& killed, int steps) {
    auto session = openedSession(killed);
    StartRequest request;
    request.resume = RunId{1};
    request.steps = steps;
    if (!session->start(request) || !waitFor(*session, RunState::Finished)) qFatal("it does not go on");
    return session;
}

void copyTo(const QTemporaryDir& folder, const Paused& run) {
    test::copyAsKilled(run.session->workspace(), folder.path().toStdString());
}

/// Pins and tags, which no digest tells.
std::string marksOf(store::Reader& reader) {
    std::string text;
    store::TaskFilter all;
    for (const store::TaskRow& row : tasksOf(reader, all)) {
        if (!row.pinned && row.tags.empty()) continue;
        text += fmt::format("{}{}", row.id.value, row.pinned ? " pinned" : "");
        for (const std::string& tag : row.tags) text += " " + tag;
        text += '\n';
    }
    return text;
}

}  // namespace

class TestTakingBack : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void anApprovalTakenBackWaitsAgain() {
        config::RunConfig config = reviewed();
        config.checkpoint.everySteps = 0;
        config.checkpoint.everyMinutes = 1000;
        Paused run(config);
        run.goOn(2);
        run.applied(SaveCheckpoint{});
        const auto waiting = withStatus(*run.reader, "waiting");
        QVERIFY(waiting.size() > 3);
        const TaskId task = waiting[0].id;
        const CommandId admitted = run.applied(AdmitTask{task});
        QCOMPARE(nextOf(run, Direction::Undo), std::optional(admitted));
        const CommandId undo = run.takenBack(admitted);
        QCOMPARE(run.answer(undo), std::string("applied: it waits for a decision again"));
        QCOMPARE(run.reader->taskRow(task)->status, std::string("waiting"));
        for (const std::int64_t held : run.content(waiting[0].kind)) QVERIFY(held != task.value);
        QVERIFY(nextOf(run, Direction::Undo) != std::optional(admitted));
        QCOMPARE(nextOf(run, Direction::Redo), std::optional(undo));
        QVERIFY(run.answer(run.takenBack(undo)).starts_with("applied: admitted"));
        QCOMPARE(run.reader->taskRow(task)->status, std::string("admitted"));
        run.takenBack(*nextOf(run, Direction::Undo));
        QCOMPARE(run.reader->taskRow(task)->status, std::string("waiting"));
        run.applied(AdmitTask{waiting[1].id});
        QVERIFY(run.answer(run.applied(HoldTask{waiting[2].id})).starts_with("refused: it waits"));
        const QTemporaryDir killed;
        run.goOn(1);
        copyTo(killed, run);
        run.goOn(2);
        run.end();
        QCOMPARE(run.reader->taskRow(task)->status, std::string("waiting"));
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
        const auto again = resumed(killed, run.reader->run(RunId{1})->lastStep);
        const auto reader = readerOf(*again);
        QCOMPARE(*store::runDigest(*reader, RunId{1}), *store::runDigest(*run.reader, RunId{1}));
        QCOMPARE(reader->taskRow(task)->status, std::string("waiting"));
        QCOMPARE(QString::fromStdString(findingsOf(again->workspace())), QString());
    }

    /// One after another everything is offered once, also where the loop refuses to take it back.
    void takingBackNeverSticks() {
        Paused run(reviewed());
        run.goOn(4);
        std::vector<store::TaskRow> waiting = withStatus(*run.reader, "waiting");
        std::erase_if(waiting, [](const store::TaskRow& row) { return row.kind != "deduction"; });
        QVERIFY(waiting.size() > 9);
        std::vector<CommandId> made;
        for (const store::TaskRow& row : waiting) made.push_back(run.applied(AdmitTask{row.id}));
        std::size_t refused = 0;
        for (auto command = made.rbegin(); command != made.rend(); ++command) {
            QCOMPARE(nextOf(run, Direction::Undo), std::optional(*command));
            refused += run.answer(run.takenBack(*command)).starts_with("refused: the task is in no buffer") ? 1 : 0;
        }
        QVERIFY(refused > 0 && refused < made.size());  // others had to leave the narrow buffer for the later ones
        QCOMPARE(run.reader->command(*nextOf(run, Direction::Undo))->name, std::string("set_note"));
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    void noBufferIsPinnedFromEndToEnd() {
        Paused run(narrowRun(0));
        const TaskId task{run.content().at(2)};
        run.applied(PinTask{task});
        const CommandId veto = run.applied(VetoTask{task, "dull"});
        run.applied(SetRule{ruleOf("kind = deduction", RuleAct::Pin), {}, false});
        run.goOn(2);
        const auto isPinned = [&](std::int64_t id) { return run.reader->taskRow(TaskId{id})->pinned; };
        const auto content = run.content();
        QCOMPARE(content.size(), 8U);
        QCOMPARE(std::ranges::count_if(content, isPinned), 7);
        const CommandId undo = run.takenBack(veto);
        QVERIFY2(run.answer(undo).find("without its pin") != std::string::npos, run.answer(undo).c_str());
        QVERIFY(!run.reader->taskRow(task)->pinned);
        QCOMPARE(run.content().size(), 8U);
        // Whoever comes now may stay.
        run.goOn(1);
        const auto after = run.content();
        QCOMPARE(after.size(), 8U);
        QCOMPARE(std::ranges::count_if(after, isPinned), 7);
        QVERIFY(std::ranges::find(after, task.value) == after.end());
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    void aNewNameMovesNoTask() {
        Paused run(narrowRun(0));
        selfplay::Rule rule = ruleOf(kEven, RuleAct::Veto);
        rule.id = run.applied(SetRule{rule, {}, false}).value;
        run.goOn(4);  // the buffers are full again
        const auto before = eventsOf(*run.reader);
        const auto hits = run.reader->rules(RunId{1}, false)->at(0).hits;
        rule.name = "another name";
        const CommandId renamed = run.applied(SetRule{rule, {}, false});
        QCOMPARE(run.answer(renamed), fmt::format("applied: rule {} is on", rule.id));
        QCOMPARE(run.reader->rules(RunId{1}, false)->at(0).name, std::string("another name"));
        run.takenBack(renamed);
        QCOMPARE(run.reader->rules(RunId{1}, false)->at(0).name, std::string("a rule"));
        QCOMPARE(eventsOf(*run.reader), before);
        QCOMPARE(run.reader->rules(RunId{1}, false)->at(0).hits, hits);
        run.goOn(1);
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    /// What the older version would take out as well stays out.
    void ofAChangedRuleOnlyTheDifferenceComesBack() {
        Paused run(sessionRun(0));
        selfplay::Rule rule = ruleOf(kEven, RuleAct::Veto);
        rule.id = run.applied(SetRule{rule, {}, false}).value;
        const auto first = withStatus(*run.reader, "vetoed").size();
        QVERIFY(first > 0);
        rule.condition = "origin = model";
        const CommandId changed = run.applied(SetRule{rule, {}, false});
        QVERIFY(withStatus(*run.reader, "vetoed").size() > first);
        const auto before = eventsOf(*run.reader);
        const CommandId undo = run.takenBack(changed);
        QCOMPARE(withStatus(*run.reader, "vetoed").size(), first);
        for (const store::TaskRow& row : withStatus(*run.reader, "vetoed")) QVERIFY(isEven(row));
        // None came back only to be taken out again.
        auto events = *run.reader->bufferEvents(RunId{1}, "", 0, store::kPageLimit);
        events.resize(events.size() - before);
        for (const store::BufferEventRow& event : events) QCOMPARE(event.action, std::string("add"));
        run.takenBack(undo);  // done again
        QVERIFY(withStatus(*run.reader, "vetoed").size() > first);
        run.goOn(1);
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    void whatAPersonPinnedIsNoRulesToUnpin() {
        Paused run(narrowRun(0));
        const auto content = run.content();
        run.applied(PinTask{TaskId{content.at(0)}});
        selfplay::Rule rule = ruleOf("kind = deduction", RuleAct::Tag, "deduced");
        rule.id = run.applied(SetRule{rule, {}, false}).value;
        const auto tags = tagged(*run.reader, "deduced");
        QVERIFY(tags >= 8);
        // Its tags go with the act that made them, and come again with it.
        rule.act = RuleAct::Veto;
        rule.tag.clear();
        rule.condition = "complexity > 900";
        const CommandId edit = run.applied(SetRule{rule, {}, false});
        QCOMPARE(tagged(*run.reader, "deduced"), 0);
        run.takenBack(edit);
        QCOMPARE(tagged(*run.reader, "deduced"), tags);
        QCOMPARE(pinned(*run.reader), std::set<std::int64_t>{content[0]});
        // A rule pins three; a person wants one of them, and another one no more.
        const CommandId pins = run.applied(SetRule{ruleOf("kind = deduction", RuleAct::Pin), {}, false});
        QCOMPARE(pinned(*run.reader).size(), 7U);
        const CommandId own = run.applied(PinTask{TaskId{content[1]}});
        QCOMPARE(run.answer(own), "applied: " + std::string(training::kStoodSo));
        QVERIFY(!run.session->takeBack(own));  // it changed nothing
        run.applied(PinTask{TaskId{content[2]}, false});
        run.takenBack(pins);
        QCOMPARE(pinned(*run.reader), (std::set<std::int64_t>{content[0], content[1]}));
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    /// Two rules hold the same pin: it goes with the last of them.
    void aPinOfTwoRulesStaysForTheOther() {
        Paused run(narrowRun(0));
        const CommandId first = run.applied(SetRule{ruleOf("kind = deduction", RuleAct::Pin), {}, false});
        const auto pins = pinned(*run.reader);
        const CommandId second = run.applied(SetRule{ruleOf("kind = deduction", RuleAct::Pin), {}, false});
        QCOMPARE(pinned(*run.reader), pins);
        run.takenBack(first);
        QCOMPARE(pinned(*run.reader), pins);
        run.takenBack(second);
        QVERIFY(pinned(*run.reader).empty());
    }

    void aRemovalTakenBackKeepsItsPlaceAndItsMarks() {
        config::RunConfig config = narrowRun(0);
        config.checkpoint.everySteps = 0;
        config.checkpoint.everyMinutes = 1000;
        Paused run(config);
        run.goOn(1);
        const CommandId out = run.applied(SetRule{ruleOf(kEven, RuleAct::Veto), {}, false});
        run.applied(SetRule{ruleOf(kEven, RuleAct::Tag, "even"), {}, false});
        const CommandId pins = run.applied(SetRule{ruleOf("kind = deduction", RuleAct::Pin), {}, false});
        QVERIFY(!pinned(*run.reader).empty());
        const auto before = pinned(*run.reader);
        const CommandId unpinned = run.applied(RemoveRule{pins.value, {}, false});
        const CommandId removed = run.applied(RemoveRule{out.value, {}, false});
        run.applied(SaveCheckpoint{});  // which keeps what was removed
        run.takenBack(removed);
        QCOMPARE(pinned(*run.reader), before);
        const auto tags = tagged(*run.reader, "even");
        run.goOn(1);
        // The first one takes out what the second would have tagged.
        QCOMPARE(tagged(*run.reader, "even"), tags);
        const QTemporaryDir killed;
        copyTo(killed, run);
        run.goOn(1);
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
        const auto again = resumed(killed, run.reader->run(RunId{1})->lastStep);
        const auto reader = readerOf(*again);
        QCOMPARE(*store::runDigest(*reader, RunId{1}), *store::runDigest(*run.reader, RunId{1}));
        QCOMPARE(marksOf(*reader), marksOf(*run.reader));
        QVERIFY(unpinned.valid());
    }

    void aRemovedRuleCanBeTakenBackWhole() {
        Paused run(narrowRun(0));
        const CommandId pins = run.applied(SetRule{ruleOf("kind = deduction", RuleAct::Pin), {}, false});
        const auto before = pinned(*run.reader);
        QVERIFY(before.size() > 3);
        const CommandId removal = run.applied(RemoveRule{pins.value, {}, false});
        QVERIFY(run.reader->rules(RunId{1}, false)->empty());
        QCOMPARE(pinned(*run.reader), before);
        const CommandId undo = run.takenBack(removal);
        QCOMPARE(run.reader->rules(RunId{1}, false)->size(), 1U);
        // Done again it is the removal that it was.
        const CommandId redo = run.takenBack(undo);
        QCOMPARE(pinned(*run.reader), before);
        run.takenBack(redo);
        run.takenBack(pins);
        QVERIFY(run.reader->rules(RunId{1}, false)->empty());
        QVERIFY(pinned(*run.reader).empty());
        run.goOn(1);
        run.end();
        QCOMPARE(findingsOf(run.session->workspace()), std::string());
    }

    void switchingOffAndOnMarksNothingTwice() {
        Paused run(narrowRun(0));
        selfplay::Rule rule = ruleOf("kind = deduction", RuleAct::Tag, "deduced");
        rule.id = run.applied(SetRule{rule, {}, false}).value;
        const auto tags = tagged(*run.reader, "deduced");
        for (int i = 0; i < 3; ++i) {
            rule.enabled = i % 2 == 1;
            run.applied(SetRule{rule, {}, false});
        }
        run.goOn(1);
        run.applied(SaveCheckpoint{});
        const auto folder = run.reader->checkpoints(RunId{1}, false)->back().folder;
        const auto state = parseJson(*readFile(run.session->workspace() / folder / "state.json"));
        const Json& marks = state->at("rules").at(0).at("changed");
        std::set<std::string> different;
        for (const Json& mark : marks) different.insert(mark.dump());
        QCOMPARE(different.size(), marks.size());
        QVERIFY(std::ssize(different) >= tags);
    }

    /// The gate is not passed by way of a rule, nor by a veto of its step.
    void whatIsPutBackWaitsWhereItWouldHaveWaited() {
        Paused run(reviewed());
        const CommandId rule = run.applied(SetRule{ruleOf(kEven, RuleAct::Veto), {}, false});
        const int since = run.reader->command(rule)->step;
        run.goOn(2);
        std::vector<store::TaskRow> out = withStatus(*run.reader, "vetoed");
        std::erase_if(out, [&](const store::TaskRow& row) { return row.step < since || row.step == 0; });
        QVERIFY(out.size() > 1);
        const CommandId one = run.applied(RestoreTask{out[0].id});
        QCOMPARE(run.answer(one), std::string("applied: it waits for a decision again"));
        QCOMPARE(run.reader->taskRow(out[0].id)->status, std::string("waiting"));
        run.takenBack(rule);
        for (const store::TaskRow& row : out) QCOMPARE(run.reader->taskRow(row.id)->status, std::string("waiting"));
        run.goOn(1);
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    void whatCannotBePutBackIsNotForgotten() {
        config::RunConfig config = narrowRun(0);
        config.selfplay.validFilter = config::ValidFilter::NonExtremes;
        Paused run(config);
        const CommandId rule = run.applied(SetRule{ruleOf("origin = model", RuleAct::Veto), {}, false});
        const int since = run.reader->command(rule)->step;
        run.goOn(3);
        std::vector<store::TaskRow> out = withStatus(*run.reader, "vetoed");
        std::erase_if(out, [&](const store::TaskRow& row) {
            return row.step < since || row.step == 0 || (row.learnability > 0 && row.learnability < 1);
        });
        QVERIFY(!out.empty());
        for (int i = 0; i < 2; ++i) {
            const auto answer = run.answer(run.applied(RestoreTask{out[0].id}));
            QVERIFY2(answer.find("selfplay.valid_filter keeps a task") != std::string::npos, answer.c_str());
        }
        run.end();
        QCOMPARE(QString::fromStdString(findingsOf(run.session->workspace())), QString());
    }

    /// Whichever of two is taken back, the other one stands, and without both it is as the loop left it.
    void pinsAtRestKnowHowTheTaskStood() {
        Paused run(narrowRun(0));
        const TaskId task = run.oldest().id;
        run.applied(PinTask{task});
        run.end();
        const auto stands = [&] {
            run.catchUp();
            return run.reader->taskRow(task)->pinned;
        };
        const auto posted = [&](bool pinned) {
            const CommandId id = *run.session->post(PinTask{task, pinned});
            run.catchUp();
            return id;
        };
        for (const bool olderFirst : {false, true}) {
            const CommandId older = posted(false);
            QVERIFY(!stands());
            const CommandId younger = posted(true);
            QVERIFY(stands());
            QVERIFY(!posted(true).valid());  // it stands so already
            run.takenBack(olderFirst ? older : younger);
            QCOMPARE(stands(), olderFirst);
            run.takenBack(olderFirst ? younger : older);
            QVERIFY(stands());
        }
    }

    /// What the loop refuses in the end is not claimed.
    void aPinAtRestThatIsRefusedIsGone() {
        Paused run(narrowRun(0));
        run.applied(SetRule{ruleOf("kind = deduction", RuleAct::Pin), {}, false});
        QCOMPARE(pinned(*run.reader).size(), 7U);
        run.goOn(1);
        run.end();
        TaskId free;
        for (const std::int64_t task : run.content())
            if (!run.reader->taskRow(TaskId{task})->pinned) free = TaskId{task};
        QVERIFY(free.valid());
        const auto pin = run.session->post(PinTask{free});
        run.catchUp();
        QVERIFY(run.reader->taskRow(free)->pinned);
        StartRequest request;
        request.resume = RunId{1};
        request.steps = run.reader->run(RunId{1})->lastStep + 1;
        QVERIFY(run.session->start(request).has_value() && waitFor(*run.session, RunState::Finished));
        QVERIFY(run.answer(*pin).find("one must be left to go") != std::string::npos);
        QVERIFY(!run.reader->taskRow(free)->pinned);
        QCOMPARE(pinned(*run.reader).size(), 7U);
    }

    /// A dry run counts what the rule then meets.
    void aDryRunTellsWhatTheRuleDoes() {
        Paused run(sessionRun(0));
        run.goOn(1);
        const std::string identity = "origin = identity";
        const auto trial = *tryRule(*run.reader, RunId{1}, ruleOf(identity, RuleAct::Veto));
        QCOMPARE(trial.met, 0);
        QVERIFY(trial.buffered > 0 && trial.tasks > 0);
        const CommandId made = run.applied(SetRule{ruleOf(identity, RuleAct::Veto), {}, false});
        QVERIFY2(run.answer(made).find(fmt::format("; {} tasks left", trial.buffered)) != std::string::npos,
                 run.answer(made).c_str());
        // From here on: the same condition as a rule and as a dry run afterwards. Barred proposals are neither's.
        const std::string later = fmt::format("step > {} and nodes >= 0", run.reader->run(RunId{1})->lastStep + 1);
        const CommandId tags = run.applied(SetRule{ruleOf(later, RuleAct::Tag, "later"), {}, false});
        run.goOn(4);
        run.catchUp();
        const auto after = *tryRule(*run.reader, RunId{1}, ruleOf(later, RuleAct::Tag, "later"));
        const auto rules = *run.reader->rules(RunId{1}, false);
        const auto live = std::ranges::find(rules, tags.value, &store::RuleRow::rule);
        QVERIFY(after.met > 10);
        QCOMPARE(after.met, live->hits);
        // Near-duplicates that the settings bar are in no buffer, and no rule is asked about them.
        run.end();
        {
            auto database = store::Database::open(run.session->databasePath(), store::Database::Mode::ReadWrite);
            QVERIFY(database && database->script("UPDATE tasks SET near_duplicate = 1, barred = 1, status = 'proposed' "
                                                 "WHERE id = (SELECT max(id) FROM tasks WHERE verdict = 'ok')"));
        }
        const auto without = *tryRule(*run.reader, RunId{1}, ruleOf(later, RuleAct::Tag, "later"));
        QCOMPARE(without.met, after.met - 1);
        QCOMPARE(without.tasks, after.tasks - 1);
        QCOMPARE(tryRule(*run.reader, RunId{1}, ruleOf("near_duplicate = 1", RuleAct::Veto))->met, 0);
    }
};

QTEST_GUILESS_MAIN(TestTakingBack)
#include "tst_taking_back.moc"
