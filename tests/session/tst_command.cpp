/// Commands as JSON and back, and the names under which enumerations stand in the database.
#include <QtTest>

#include "core/session/command.h"
#include "core/session/resume.h"
#include "core/session/words.h"

using namespace azr;
using namespace azr::session;

namespace {

std::vector<Command> everyCommand() {
    selfplay::Task task;
    task.kind = selfplay::TaskKind::Induction;
    task.program = "def f(x):\n    return x";
    task.message = "same";
    task.pairs = {{"1", "1"}, {"'a'", "'a'"}};
    return {Pause{},
            Resume{},
            StepOnce{},
            Stop{},
            VetoTask{TaskId{17}, "a \"bad\" one"},
            SeedTask{task},
            SetField{"reward.wrong_penalty", "-0.25"},
            SaveCheckpoint{},
            Evaluate{}};
}

}  // namespace

class TestCommand : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void everyCommandSurvivesJson() {
        const auto commands = everyCommand();
        QCOMPARE(commands.size(), std::variant_size_v<Command>);
        for (std::size_t i = 0; i < commands.size(); ++i) {
            QCOMPARE(commands[i].index(), i);
            auto parsed = parseJson(dumpLine(toJson(commands[i])));
            auto back = commandFromJson(*parsed);
            QVERIFY2(back.has_value(), back ? "" : describe(back.error()).c_str());
            QCOMPARE(back->index(), i);
            QCOMPARE(dumpLine(toJson(*back)), dumpLine(toJson(commands[i])));
        }
        const auto veto = std::get<VetoTask>(*commandFromJson(toJson(commands[4])));
        QCOMPARE(veto.task.value, 17);
        QCOMPARE(veto.reason, std::string("a \"bad\" one"));
        QCOMPARE(std::get<SeedTask>(*commandFromJson(toJson(commands[5]))).task.pairs.size(), 2U);
        QCOMPARE(std::get<SetField>(*commandFromJson(toJson(commands[6]))).value, std::string("-0.25"));
    }

    void brokenCommandsAreRefused_data() {
        QTest::addColumn<QString>("text");
        QTest::newRow("no name") << "{}";
        QTest::newRow("unknown") << R"({"command": "explode"})";
        QTest::newRow("veto without task") << R"({"command": "veto_task"})";
        QTest::newRow("task is text") << R"({"command": "veto_task", "task": "seven"})";
        QTest::newRow("field without value") << R"({"command": "set_field", "path": "steps"})";
    }
    void brokenCommandsAreRefused() {
        QFETCH(QString, text);
        QVERIFY(!commandFromJson(*parseJson(text.toStdString())).has_value());
    }

    void onlyLoopCommandsGoToTheLoop() {
        const auto commands = everyCommand();
        for (std::size_t i = 0; i < commands.size(); ++i)
            QCOMPARE(loopCommandOf(CommandId{1}, commands[i]).has_value(), i >= 4);
        const auto loop = loopCommandOf(CommandId{9}, commands[4]);
        QCOMPARE(loop->id.value, 9);
        QCOMPARE(std::get<training::VetoTask>(loop->what).task.value, 17);
        QVERIFY(std::holds_alternative<training::Evaluate>(loopCommandOf(CommandId{1}, commands[8])->what));
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
