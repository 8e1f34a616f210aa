/// The pins of rules: the buffers hold what was told. A rule that is taken back while a step is trained leaves nothing
/// behind, neither in the proposals that enter their buffers afterwards, nor in what was taken out meanwhile.
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "core/base/files.h"
#include "core/selfplay/buffer.h"
#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/scripted_world.h"
#include "tests/support/verify_ok.h"

using namespace azr;
using namespace azr::training;
using test::World;

class TestRuleRelease : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

  private Q_SLOTS:
    void pinsOfTheStepUnderWayGoWithTheRule() {
        const std::filesystem::path place = m_folder.path().toStdString();
        World world(place);
        world.config.steps = 3;
        selfplay::Rule rule;
        rule.id = 1;
        rule.condition = "step = 2 and origin = model";
        rule.act = selfplay::RuleAct::Pin;
        world.mailbox.post({{1}, SetRule{rule, {}, false}});
        std::map<std::int64_t, bool> pinned;
        bool everPinned = false, everEntered = false;
        world.listener.onEvent = [&](const Event& event) {
            if (const auto* told = std::get_if<TaskPinned>(&event)) {
                pinned[told->task.value] = told->pinned;
                everPinned |= told->pinned;
            }
            // The learner parks, when the proposals of the step have been judged.
            const auto* entered = std::get_if<PhaseProgress>(&event);
            if (entered != nullptr && entered->step == 2 && entered->phase == Phase::Update && entered->done == 0 &&
                !std::exchange(everEntered, true))
                world.control.requestPause();
            const auto* applied = std::get_if<CommandApplied>(&event);
            if (applied != nullptr && applied->command == CommandId{3}) world.control.resume();
        };
        bool asked = false;
        world.control.setParkedCallback([&](bool parked) {
            if (!parked || std::exchange(asked, true)) return;
            TaskId one;
            for (const auto& [task, on] : pinned)
                if (on) one = TaskId{task};
            world.mailbox.post({{2}, VetoTask{one, "dull"}});
            world.mailbox.post({{3}, RemoveRule{1, {}, true}});
            world.mailbox.post({{4}, RestoreTask{one}});
            world.control.poke();
        });
        VERIFY_OK(Trainer(world.config, world.parts()).run());
        QVERIFY(asked && everPinned);
        for (const auto& [task, on] : pinned) QVERIFY2(!on, std::to_string(task).c_str());
        int buffers = 0;
        for (const auto& entry : std::filesystem::directory_iterator(checkpointFolder(world.checkpoints, 3))) {
            const std::string name = entry.path().filename().string();
            if (!name.starts_with("buffer-") && name != "state.json") continue;
            ++buffers;
            const std::string text = *readFile(entry.path());
            QVERIFY2(text.find("\"pinned\"") == std::string::npos, name.c_str());
        }
        QVERIFY(buffers > 3);
    }

    /// The other half of one set of seeds is pinned only if somebody says so.
    void whatIsPinnedIsTold() {
        const std::filesystem::path place = std::filesystem::path(m_folder.path().toStdString()) / "told";
        World world(place);
        world.config.steps = 1;
        world.config.selfplay.sharedSeed = true;
        world.config.buffer.capacity = 6;
        selfplay::Rule rule;
        rule.id = 1;
        rule.condition = "kind = abduction and origin = model";
        rule.act = selfplay::RuleAct::Pin;
        world.mailbox.post({{1}, SetRule{rule, {}, false}});
        VERIFY_OK(Trainer(world.config, world.parts()).run());
        std::set<std::int64_t> told, held;
        for (const TaskPinned& one : world.listener.all<TaskPinned>())
            if (one.pinned) told.insert(one.task.value);
        QVERIFY(!told.empty());
        for (const char* kind : {"deduction", "abduction", "induction"}) {
            const auto text = *readFile(checkpointFolder(world.checkpoints, 1) / fmt::format("buffer-{}.jsonl", kind));
            const auto buffer = selfplay::Buffer::restore(text, 6, config::Eviction::Fifo);
            QVERIFY(buffer.has_value() && buffer->pinned() < 6);
            for (std::size_t i = 0; i < buffer->size(); ++i)
                if (buffer->at(i).pinned) held.insert(buffer->at(i).id.value);
        }
        QCOMPARE(held, told);
    }
};

QTEST_GUILESS_MAIN(TestRuleRelease)
#include "tst_rule_release.moc"
