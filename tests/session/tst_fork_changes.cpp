/// A fork that differs in several things: each of them is made, and told.
#include <fmt/format.h>

#include <QtTest>

#include "tests/support/paused_run.h"

using namespace azr;
using namespace azr::session;
using test::findingsOf;
using test::forkableRun;
using test::Paused;
using test::readerOf;
using test::trainOn;

namespace {

constexpr RunId kParent{1}, kFork{2};

TaskId inFork(TaskId task) {
    return {task.value + store::firstIdOf(kFork) - store::firstIdOf(kParent)};
}

}  // namespace

class TestForkChanges : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    /// In the order given, and each told.
    void severalThingsAreChangedTogether() {
        Paused run(forkableRun(0));
        run.goOn(1);
        const TaskId first = run.oldest().id;
        run.applied(VetoTask{first, "dull"});
        run.goOn(2);
        const int at = run.reader->run(kParent)->lastStep;
        const TaskId later = run.oldest("abduction").id;
        run.applied(VetoTask{later, "dull"});
        const TaskId gone = run.oldest("induction").id;
        run.goOn(1);
        run.end();
        selfplay::Rule even, odd;
        even.condition = test::kEven;
        odd.condition = R"(program ~ "[13579]$" and origin = model)";
        even.act = odd.act = selfplay::RuleAct::Tag;
        even.tag = "even";
        odd.tag = "odd";
        const ForkChanges changes{ChangeSetting{"advantage.solver_weight", "0.25"},
                                  ChangeSetting{"advantage.proposer_weight", "0.75"},
                                  UndoVeto{first},
                                  UndoVeto{later},
                                  MakeVeto{gone},
                                  ChangeRule{even},
                                  ChangeRule{odd}};
        ForkRequest request;
        request.run = kParent;
        request.step = at;
        request.changes = changes;
        const auto forked = run.session->fork(request);
        QVERIFY2(forked.has_value(), forked ? "" : describe(forked.error()).c_str());
        QCOMPARE(forked->changes.size(), changes.size());
        trainOn(*run.session, kFork, at + 2);
        run.reader = readerOf(*run.session);
        const auto moments = run.reader->streamMoments(kFork, at + 1);
        for (const auto& one : *moments) QCOMPARE(one.roleWeight, one.stream.starts_with("solve.") ? 0.25 : 0.75);
        for (const TaskId task : {first, later}) QVERIFY(run.reader->taskRow(inFork(task))->status != "vetoed");
        QCOMPARE(run.reader->taskRow(inFork(gone))->status, std::string("vetoed"));
        const auto rules = run.reader->rules(kFork, false);
        QCOMPARE(rules->size(), 2U);
        QVERIFY(rules->at(0).rule < rules->at(1).rule && rules->at(0).hits > 0 && rules->at(1).hits > 0);
        const auto stored = forkChangesFrom(run.reader->run(kFork)->forkedChange);
        QVERIFY(stored.has_value());
        const std::string told = describe(*stored);
        for (const std::string& part :
             {std::string(
                  "advantage.solver_weight = 0.25 (before: 1); advantage.proposer_weight = 0.75 (before: 0.5); "),
              fmt::format("the veto of task {} is undone", first.value), fmt::format("task {} is vetoed", gone.value),
              fmt::format("rule {}: tag odd if", rules->at(1).rule)})
            QVERIFY2(told.find(part) != std::string::npos, told.c_str());
        QCOMPARE(findingsOf(run.session->workspace(), kFork), std::string());
    }

    void theyAreStoredOneByOneOrAsAList() {
        QCOMPARE(storedText({}), std::string());
        QCOMPARE(storedText({MakeVeto{TaskId{7}}}), std::string(R"({"veto":7})"));
        const std::string both = storedText({MakeVeto{TaskId{7}}, SwitchRuleOff{3}});
        QCOMPARE(both, std::string(R"([{"veto":7},{"rule_off":3}])"));
        QCOMPARE(describe(*forkChangesFrom(both)), std::string("task 7 is vetoed; rule 3 is switched off"));
        QVERIFY(forkChangesFrom("")->empty());
        QVERIFY(!forkChangesFrom(R"([{"veto":7},{"mood":3}])"));
    }
};

QTEST_GUILESS_MAIN(TestForkChanges)
#include "tst_fork_changes.moc"
