/// Commands between the mailbox and what they do: when they are due, that each is answered once, what waits, and what a
/// checkpoint already contains.
#include <QTemporaryDir>
#include <QtTest>

#include "core/training/commands/command_handling.h"
#include "tests/support/scripted_world.h"

using namespace azr;
using namespace azr::training;
using test::World;

namespace {

/// Writes down what it is asked to do.
class Diary final : public CommandEffects {
  public:
    Result<std::string> apply(const VetoTask& veto) override { return note("veto " + std::to_string(veto.task.value)); }
    Result<std::string> apply(const RestoreTask& restore) override {
        return note("restore " + std::to_string(restore.task.value));
    }
    Result<std::string> apply(const AdmitTask& admission) override {
        return note("admit " + std::to_string(admission.task.value));
    }
    Result<std::string> apply(const HoldTask& holding) override {
        return note("hold " + std::to_string(holding.task.value));
    }
    Result<std::string> apply(const PinTask& pin) override { return note("pin " + std::to_string(pin.task.value)); }
    Result<std::string> apply(const SetRule& change) override { return note("rule " + change.rule.condition); }
    Result<std::string> apply(const RemoveRule& removal) override {
        return note("no rule " + std::to_string(removal.rule));
    }
    Result<std::string> apply(const SeedTask&) override { return note("seed"); }
    Result<std::string> apply(const SetField& change, CommandId, bool) override {
        if (change.path.empty()) return fail(ErrorCode::NotFound, "there is no such field");
        return note("set " + change.path);
    }
    [[nodiscard]] Status mayEvaluate() const override {
        return suite ? Status{} : fail(ErrorCode::Unsupported, "there is no suite");
    }
    Result<std::string> evaluate() override { return note("evaluate"); }
    Result<std::string> saveCheckpoint() override {
        if (diskFull) return fail(ErrorCode::Exhausted, "the disk is full");
        return note("save");
    }

    std::vector<std::string> done;
    bool suite = true, diskFull = false;

  private:
    Result<std::string> note(std::string what) {
        done.push_back(what);
        return what;
    }
};

using Texts = std::vector<std::string>;

}  // namespace

class TestCommandHandling : public QObject {
    Q_OBJECT

    World m_world{"unused"};
    config::EffectiveConfig m_settings{m_world.config};
    std::unique_ptr<LoopContext> m_loop;
    std::unique_ptr<Diary> m_diary;
    std::unique_ptr<CommandHandling> m_commands;

    void post(std::int64_t id, decltype(LoopCommand::what) what, std::optional<Place> due = {}) {
        m_world.mailbox.post({{id}, std::move(what), due, due.has_value()});  // due at a place: asked for before
    }
    /// "12 at 3: save", "13 refused: …" in the order told.
    Texts answers() const {
        Texts texts;
        for (const Event& event : m_world.listener.events) {
            if (const auto* applied = std::get_if<CommandApplied>(&event))
                texts.push_back(fmt::format("{} at {}.{}: {}", applied->command.value, applied->place.step,
                                            applied->ordinal, applied->result));
            if (const auto* refused = std::get_if<CommandRefused>(&event))
                texts.push_back(fmt::format("{} refused: {}", refused->command.value, refused->reason));
        }
        return texts;
    }

  private Q_SLOTS:
    void init() {
        (void)m_world.mailbox.take([](const LoopCommand&) { return true; });
        m_world.listener.events.clear();
        m_loop = std::make_unique<LoopContext>(m_settings, m_world.parts());
        m_loop->current = 3;
        m_diary = std::make_unique<Diary>();
        m_commands = std::make_unique<CommandHandling>(*m_loop, *m_diary);
    }

    void commandsAreAppliedInOrderAndAnsweredOnce() {
        post(1, VetoTask{{7}, ""});
        post(2, SetField{"", ""});
        post(3, SeedTask{});
        QVERIFY(m_commands->applyDue());
        QVERIFY(m_commands->applyDue());
        QCOMPARE(m_diary->done, (Texts{"veto 7", "seed"}));
        QCOMPARE(answers(), (Texts{"1 at 3.0: veto 7", "2 refused: there is no such field", "3 at 3.2: seed"}));
        m_commands->stepBegins();
        post(4, SeedTask{});
        QVERIFY(m_commands->applyDue());
        QCOMPARE(answers().back(), std::string("4 at 3.0: seed"));
    }

    void replayedOnesWaitForTheirStepAndPhase() {
        post(1, SetField{"later", ""}, Place{4});
        post(2, SetField{"solve", ""}, Place{3, Phase::Solve});
        post(3, SetField{"new", ""});
        QVERIFY(m_commands->replay(Phase::Solve));
        QVERIFY(m_diary->done.empty());  // new ones wait for a command point, and phase Solve is yet to begin
        QVERIFY(m_commands->replay(Phase::Verify));
        QCOMPARE(m_diary->done, (Texts{"set solve"}));
        m_loop->phase = Phase::Update;
        QVERIFY(m_commands->applyDue());
        QCOMPARE(m_diary->done, (Texts{"set solve", "set new"}));
        m_loop->current = 4;
        m_loop->phase = Phase::Starting;
        QVERIFY(m_commands->applyDue());
        QCOMPARE(m_diary->done.back(), std::string("set later"));
    }

    /// Its phases come again and again, and its evaluation is the last of them.
    void replayedOnesWaitForTheirRoundOfSeeding() {
        m_loop->current = 0;
        m_loop->round = 2;
        m_loop->phase = Phase::Seeding;
        post(1, SetField{"evaluation", ""}, Place{0, Phase::Evaluate});
        post(2, SetField{"third", ""}, Place{0, Phase::Seeding, 3});
        post(3, SetField{"second", ""}, Place{0, Phase::Judge, 2});
        QVERIFY(m_commands->applyDue());
        QVERIFY(m_commands->replay(Phase::Judge));
        QVERIFY(m_diary->done.empty());
        QVERIFY(m_commands->replay(Phase::Update));
        QCOMPARE(m_diary->done, (Texts{"set second"}));
        m_loop->round = 3;
        QVERIFY(m_commands->replay(Phase::Seeding));
        QCOMPARE(m_diary->done.size(), 1U);
        QVERIFY(m_commands->applyDue());
        QCOMPARE(m_diary->done.back(), std::string("set third"));
        QVERIFY(m_commands->replay(Phase::Evaluate));
        QCOMPARE(m_diary->done.size(), 2U);
        QVERIFY(m_commands->replay(Phase::Finished));
        QCOMPARE(m_diary->done.back(), std::string("set evaluation"));
    }

    void whatACheckpointContainsIsNotAppliedAgain() {
        post(1, SetField{"a", ""});
        QVERIFY(m_commands->applyDue());
        Json json = Json::object();
        m_commands->write(json);
        CommandHandling resumed(*m_loop, *m_diary);
        QVERIFY(resumed.read(json));
        post(1, SetField{"a", ""}, Place{3});
        post(2, SetField{"b", ""}, Place{3});
        QVERIFY(resumed.applyDue());
        QCOMPARE(m_diary->done, (Texts{"set a", "set b"}));
        QCOMPARE(answers().back(), std::string("2 at 3.1: set b"));  // behind what it followed
        m_commands->stepIsDone();
        m_commands->write(json);
        QVERIFY(json.at("applied_commands").empty());
        QCOMPARE(resumed.read(Json::object()).error().code, ErrorCode::Corrupt);
    }

    void requestsWaitUntilTheStateIsWhole() {
        post(1, SaveCheckpoint{});
        post(2, Evaluate{});
        QVERIFY(m_commands->applyDue());
        QVERIFY(m_diary->done.empty() && answers().empty());
        m_commands->whileParked(false);
        QVERIFY(m_diary->done.empty());
        m_commands->whileParked(true);  // parked, it can save and not evaluate
        QCOMPARE(m_diary->done, (Texts{"save"}));
        QVERIFY(m_commands->settleRequests());
        QCOMPARE(m_diary->done, (Texts{"save", "evaluate"}));
        m_diary->diskFull = true;
        post(3, SaveCheckpoint{});
        QVERIFY(m_commands->applyDue());
        QVERIFY(m_commands->settleRequests());
        QCOMPARE(answers().back(), std::string("3 refused: the disk is full"));
    }

    void withoutASuiteNothingIsEvaluated() {
        m_diary->suite = false;
        post(1, Evaluate{});
        QVERIFY(m_commands->applyDue());
        QCOMPARE(answers(), (Texts{"1 refused: there is no suite"}));
        QVERIFY(m_commands->settleRequests());
        QVERIFY(m_diary->done.empty());
    }
};

QTEST_GUILESS_MAIN(TestCommandHandling)
#include "tst_command_handling.moc"
