/// Commands as JSON and back, and the names under which enumerations stand in the database.
#include <QtTest>
#include <set>

#include "core/session/command.h"
#include "core/session/names.h"

using namespace azr;
using namespace azr::session;

namespace {

std::vector<Command> everyCommand() {
    selfplay::Task task;
    task.kind = selfplay::TaskKind::Induction;
    task.program = "def f(x):\n    return x";
    task.message = "same";
    task.pairs = {{"1", "1"}, {"'a'", "'a'"}};
    selfplay::Rule rule{12, "too easy", "solve_rate > 0.9 and like(3) > 0.5", selfplay::RuleAct::Tag, "easy"};
    rule.programs[3] = "def f(x):\n    return x";
    return {Pause{},
            Resume{},
            StepOnce{},
            Stop{},
            VetoTask{TaskId{17}, "a \"bad\" one"},
            SeedTask{task},
            SetField{"reward.wrong_penalty", "-0.25"},
            SaveCheckpoint{},
            Evaluate{},
            RestoreTask{TaskId{17}},
            AdmitTask{TaskId{17}},
            HoldTask{TaskId{17}},
            PinTask{TaskId{17}, false, true},
            SetRule{rule, std::nullopt, false},
            RemoveRule{12, rule, true},
            SetTag{{TaskId{17}, {}}, "odd", true},
            SetNote{{{}, RunId{2}}, "the good one", "before"},
            PinRun{RunId{2}, true},
            ArchiveRun{RunId{2}, true},
            BinRun{RunId{2}, false}};
}

}  // namespace

class TestCommand : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyCommandSurvivesJson() {
        const auto commands = everyCommand();
        QCOMPARE(commands.size(), std::variant_size_v<ControlCommand> + std::variant_size_v<LoopAction> +
                                      std::variant_size_v<MarkCommand>);
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < commands.size(); ++i) {
            names.insert(session::name(commands[i]));
            auto parsed = parseJson(dumpLine(toJson(commands[i])));
            auto back = commandFromJson(*parsed);
            QVERIFY2(back.has_value(), back ? "" : describe(back.error()).c_str());
            QCOMPARE(dumpLine(toJson(*back)), dumpLine(toJson(commands[i])));
        }
        QCOMPARE(names.size(), commands.size());
        const auto veto = *commandFromJson(toJson(commands[4]));
        QCOMPARE(commandAs<VetoTask>(veto)->task.value, 17);
        QCOMPARE(commandAs<VetoTask>(veto)->reason, std::string("a \"bad\" one"));
        QVERIFY(commandAs<SeedTask>(veto) == nullptr);
        const auto seed = *commandFromJson(toJson(commands[5]));
        QCOMPARE(commandAs<SeedTask>(seed)->task.pairs.size(), 2U);
        const auto change = *commandFromJson(toJson(commands[6]));
        QCOMPARE(commandAs<SetField>(change)->value, std::string("-0.25"));
    }

    void brokenCommandsAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("no name") << "{}";
        QTest::newRow("unknown") << R"({"command": "explode"})";
        QTest::newRow("veto without task") << R"({"command": "veto_task"})";
        QTest::newRow("task is text") << R"({"command": "veto_task", "task": "seven"})";
        QTest::newRow("a mark on nothing") << R"({"command": "set_tag", "tag": "odd"})";
        QTest::newRow("a mark on two things") << R"({"command": "set_note", "task": 1, "run": 1, "text": "x"})";
        QTest::newRow("a rule that does nothing known")
            << R"({"command": "set_rule", "rule": {"condition": "step > 1", "act": "praise"}})";
        QTest::newRow("field without value") << R"({"command": "set_field", "path": "steps"})";
    }
    void brokenCommandsAreRefused() {
        QFETCH(QString, text);
        QVERIFY(!commandFromJson(*parseJson(text.toStdString())).has_value());
    }

    void controlAndLoopAreTwoKinds() {
        QVERIFY(std::holds_alternative<ControlCommand>(Command(Stop{})));
        QVERIFY(std::holds_alternative<LoopAction>(Command(Evaluate{})));
        const auto stop = *commandFromJson(toJson(Stop{}));
        QVERIFY(std::holds_alternative<ControlCommand>(stop) && commandAs<Stop>(stop) != nullptr);
        QCOMPARE(session::name(Command(StepOnce{})), std::string_view("step_once"));
    }

    void phasesHaveNamesBothWays() {
        for (int i = 0; i <= static_cast<int>(training::Phase::Finished); ++i) {
            const auto phase = static_cast<training::Phase>(i);
            QCOMPARE(*phaseFromName(session::name(phase)), phase);
        }
        QVERIFY(!phaseFromName("lunch").has_value());
        QCOMPARE(session::name(training::Phase::Update), std::string_view("update"));
        QCOMPARE(session::name(training::BufferAction::Evict), std::string_view("evict"));
    }
};

QTEST_GUILESS_MAIN(TestCommand)
#include "tst_command.moc"
