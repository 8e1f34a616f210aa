/// What a run knows of its rules: their order, what each of them marked, and how checkpoints keep it.
#include <QtTest>

#include "core/training/commands/live_rules.h"

using namespace azr;
using namespace azr::training;
using selfplay::RuleAct;

namespace {

selfplay::Rule ruleOf(std::int64_t id, RuleAct act, const std::string& tag = {}) {
    selfplay::Rule rule;
    rule.id = id;
    rule.condition = "step > 3";
    rule.act = act;
    rule.tag = tag;
    return rule;
}

std::vector<std::int64_t> idsOf(LiveRules& rules) {
    std::vector<std::int64_t> ids;
    for (const LiveRule& one : rules.all())
        if (!one.removed) ids.push_back(one.rule.id);
    return ids;
}

}  // namespace

class TestLiveRules : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void aRemovedRuleComesBackToItsPlace() {
        LiveRules rules;
        for (const std::int64_t id : {3, 5, 9}) QVERIFY(rules.set(ruleOf(id, RuleAct::Pin)).has_value());
        rules.find(5)->marks.insert(RuleMark{TaskId{7}});
        rules.remove(5);
        QVERIFY(rules.find(5) == nullptr);
        QCOMPARE(idsOf(rules), (std::vector<std::int64_t>{3, 9}));
        auto again = LiveRules::fromJson(rules.toJson());
        QVERIFY(again.has_value());
        QVERIFY(again->find(5) == nullptr);
        QVERIFY(again->set(ruleOf(5, RuleAct::Pin)).has_value());
        QCOMPARE(idsOf(*again), (std::vector<std::int64_t>{3, 5, 9}));
        QVERIFY(again->pinned(TaskId{7}));
    }

    void whatIsSwitchedOffOrRemovedIsIdle() {
        LiveRules rules;
        QVERIFY(rules.idle());
        selfplay::Rule rule = ruleOf(3, RuleAct::Veto);
        QVERIFY(rules.set(rule).has_value() && !rules.idle());
        rules.remove(3);
        QVERIFY(rules.idle());
        rule.enabled = false;
        QVERIFY(rules.set(rule).has_value() && rules.idle());
    }

    void aNameIsNoDifference() {
        const selfplay::Rule rule = ruleOf(3, RuleAct::Tag, "odd");
        selfplay::Rule other = rule;
        other.name = "another";
        QVERIFY(doTheSame(rule, other));
        for (const auto change :
             {+[](selfplay::Rule& one) { one.enabled = false; }, +[](selfplay::Rule& one) { one.tag = "even"; },
              +[](selfplay::Rule& one) { one.act = RuleAct::Pin; }, +[](selfplay::Rule& one) { one.condition += " "; },
              +[](selfplay::Rule& one) { one.programs[1] = "def f(x): return x"; }}) {
            selfplay::Rule changed = rule;
            change(changed);
            QVERIFY(!doTheSame(rule, changed));
        }
    }

    void marksOfSeveralActsAreKept() {
        LiveRules rules;
        QVERIFY(rules.set(ruleOf(3, RuleAct::Tag, "odd")).has_value());
        auto& marks = rules.find(3)->marks;
        for (int i = 0; i < 2; ++i)
            for (const RuleMark& mark :
                 {RuleMark{TaskId{9}, RuleAct::Tag, "odd"}, RuleMark{TaskId{9}}, RuleMark{TaskId{4}}})
                marks.insert(mark);
        QCOMPARE(marks.size(), 3U);
        auto again = LiveRules::fromJson(rules.toJson());
        QVERIFY(again.has_value());
        QVERIFY(again->find(3)->marks == marks);
        QVERIFY(again->toJson() == rules.toJson());
        again->forgetPin(TaskId{9});
        QVERIFY(!again->pinned(TaskId{9}) && again->pinned(TaskId{4}));
        QCOMPARE(again->find(3)->marks.size(), 2U);
    }

    /// They told the tasks alone, some of them twice; of one that takes tasks out by now it is not known any more.
    void olderCheckpointsAreRead() {
        LiveRules rules;
        QVERIFY(rules.set(ruleOf(3, RuleAct::Tag, "odd")).has_value());
        QVERIFY(rules.set(ruleOf(4, RuleAct::Pin)).has_value());
        QVERIFY(rules.set(ruleOf(5, RuleAct::Veto)).has_value());
        Json json = rules.toJson();
        for (Json& row : json) row["changed"] = {7, 9, 7};
        auto read = LiveRules::fromJson(json);
        QVERIFY(read.has_value());
        QCOMPARE(read->find(3)->marks.size(), 2U);
        QVERIFY(read->find(3)->marks.contains(RuleMark{TaskId{9}, RuleAct::Tag, "odd"}));
        QVERIFY(read->find(4)->marks.contains(RuleMark{TaskId{7}}));
        QVERIFY(read->find(5)->marks.empty());
        for (const Json& wrong :
             {Json("all"), Json::array({Json::array({7, "veto"})}), Json::array({Json::array({7})})}) {
            json[0]["changed"] = wrong;
            QVERIFY(!LiveRules::fromJson(json));
        }
    }
};

QTEST_GUILESS_MAIN(TestLiveRules)
#include "tst_live_rules.moc"
