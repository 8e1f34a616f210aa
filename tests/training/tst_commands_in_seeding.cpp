/// A run that is parked while its buffers are seeded takes commands there and then. When it begins again, because no
/// checkpoint was there yet, each is taken at the same moment: the same run, bit for bit.
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <vector>

#include "core/training/checkpoints/checkpoint.h"
#include "tests/support/scripted_world.h"
#include "tests/support/verify_ok.h"

using namespace azr;
using namespace azr::training;
using test::World;

namespace {

/// A round asks for four proposals, and once more to learn that there are no others.
constexpr int kCallsPerRound = 5;

/// Holds outcomes back while it is told to.
class HeldExecutor final : public test::FakeExecutor {
  public:
    std::future<execution::ValidateOutcome> validate(execution::ValidateRequest request,
                                                     execution::Lane lane) override {
        const bool proposal = request.checkSafety;
        if (asked) asked(proposal ? "proposal" : "flip");
        auto outcome = FakeExecutor::validate(std::move(request), lane);
        return holds ? keep(m_outcomes, std::move(outcome)) : std::move(outcome);
    }
    std::future<std::vector<execution::GradeOutcome>> grade(execution::GradeRequest request,
                                                            execution::Lane lane) override {
        if (asked) asked("grade");
        auto outcome = FakeExecutor::grade(std::move(request), lane);
        return holds ? keep(m_grades, std::move(outcome)) : std::move(outcome);
    }
    void letGo() {
        holds = false;
        for (auto& [promise, outcome] : m_outcomes) promise.set_value(outcome.get());
        for (auto& [promise, outcome] : m_grades) promise.set_value(outcome.get());
        m_outcomes.clear();
        m_grades.clear();
    }
    bool holds = false;
    std::function<void(const std::string& what)> asked;

  private:
    template <class T>
    using Held = std::vector<std::pair<std::promise<T>, std::future<T>>>;
    template <class T>
    static std::future<T> keep(Held<T>& held, std::future<T> outcome) {
        held.emplace_back(std::promise<T>(), std::move(outcome));
        return held.back().first.get_future();
    }

    Held<execution::ValidateOutcome> m_outcomes;
    Held<std::vector<execution::GradeOutcome>> m_grades;
};

struct SeedingWorld : World {
    explicit SeedingWorld(const std::filesystem::path& folder) : World(folder) {
        config.steps = 2;
        config.buffer.capacity = 8;
        config.optimizer.decaySteps = config.optimizer.warmupSteps = 0;
        evaluate = [this](int step) -> Result<EvaluationOutcome> {
            if (atEvaluation) atEvaluation(step);
            AZR_CHECK(control.checkpoint());
            return EvaluationOutcome{{step, "dev", {}, {}}, 0.1};
        };
    }
    TrainerParts held() {
        TrainerParts made{sampler, learner, codec, executor, listener, mailbox, control};
        made.checkpoints = checkpoints;
        made.evaluate = evaluate;
        return made;
    }
    HeldExecutor executor;
    std::function<void(int step)> atEvaluation;
};

selfplay::Task nineTimes() {
    selfplay::Task task;
    task.program = "def f(x):\n    return x * 9";
    task.input = "3";
    task.output = "27";
    return task;
}

selfplay::Rule evenGoes() {
    selfplay::Rule rule;
    rule.id = 1;
    rule.condition = R"(program ~ "[02468]$" and origin = model)";
    rule.act = selfplay::RuleAct::Veto;
    return rule;
}

/// Everything that a run is the same by.
QString told(const World& world) {
    std::string text = world.learner.weights + "\n";
    for (const Event& event : world.listener.events) {
        if (const auto* task = std::get_if<TaskProposed>(&event))
            text += fmt::format("task {} of {}: {} {}\n", task->proposal.task.id.value, task->proposal.task.step,
                                task->proposal.task.program, task->admitted);
        if (const auto* change = std::get_if<BufferChanged>(&event))
            text += fmt::format("buffer of {}: {} {} {}\n", change->step, change->task.value, int(change->action),
                                change->size);
        if (const auto* graded = std::get_if<AttemptGraded>(&event))
            text += fmt::format("attempt {} at {}: {} {}\n", graded->attempt.id.value, graded->attempt.task.value,
                                graded->attempt.answer, graded->attempt.sample.advantage);
        if (const auto* change = std::get_if<FieldChanged>(&event))
            text += fmt::format("{} from step {}\n", change->change.path, change->change.step);
    }
    return QString::fromStdString(text);
}

}  // namespace

class TestCommandsInSeeding : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    [[nodiscard]] std::filesystem::path folder(const std::string& name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

  private Q_SLOTS:
    void aRepetitionTakesThemInTheSameRoundAndPhase_data() {
        QTest::addColumn<QString>("moment");
        QTest::addColumn<int>("round");
        QTest::addColumn<int>("phase");
        const auto row = [](const char* moment, int round, Phase phase) {
            QTest::newRow(moment) << QString::fromLatin1(moment) << round << int(phase);
        };
        row("the first tasks are validated", 0, Phase::Validate);
        row("what they claim is graded", 0, Phase::Judge);
        row("between two rounds", 2, Phase::Seeding);
        row("sampling", 2, Phase::Propose);
        row("validating", 2, Phase::Validate);
        row("coin flips", 2, Phase::Judge);
        row("evaluating", 0, Phase::Evaluate);
    }

    void aRepetitionTakesThemInTheSameRoundAndPhase() {
        QFETCH(const QString, moment);
        QFETCH(const int, round);
        QFETCH(const int, phase);
        SeedingWorld world(folder("first"));
        int calls = 0;
        bool paused = false;
        const auto pause = [&] {
            if (!std::exchange(paused, true)) world.control.requestPause();
        };
        world.sampler.beforeNext = [&] {
            ++calls;
            if (moment == "sampling" && calls == kCallsPerRound + 3) pause();
            // What is submitted from here on waits, and the round's last call comes behind it.
            if (moment == "validating" && calls == kCallsPerRound + 1) world.executor.holds = true;
            if (moment == "validating" && calls == 2 * kCallsPerRound) pause();
        };
        world.executor.asked = [&](const std::string& what) {
            const bool first = moment == "the first tasks are validated" && what == "proposal";
            const bool claims = moment == "what they claim is graded" && what == "grade";
            const bool flips = moment == "coin flips" && what == "flip" && calls == 2 * kCallsPerRound;
            if (paused || !(first || claims || flips)) return;
            world.executor.holds = true;
            pause();
        };
        world.atEvaluation = [&](int) {
            if (moment == "evaluating") pause();
        };
        std::vector<LoopCommand> commands{{CommandId{1}, SeedTask{nineTimes()}},
                                          {CommandId{2}, SetField{"advantage.solver_weight", "0.25"}},
                                          {CommandId{3}, SetRule{evenGoes(), {}, false}},
                                          {CommandId{4}, VetoTask{TaskId{1}, "dull"}}};
        std::size_t answered = 0;
        const auto answer = [&](CommandId id, const Place& place) {
            QCOMPARE(place.step, 0);
            QCOMPARE(place.round, round);
            QCOMPARE(int(place.phase), phase);
            const auto one = std::ranges::find(commands, id, &LoopCommand::id);
            one->due = place;
            one->again = true;
            if (++answered < commands.size()) return;
            world.executor.letGo();
            world.control.resume();
        };
        world.listener.onEvent = [&](const Event& event) {
            const auto* progress = std::get_if<PhaseProgress>(&event);
            const bool between = moment == "between two rounds" && calls == kCallsPerRound;
            if (progress != nullptr && between && progress->total > 0) pause();
            if (const auto* applied = std::get_if<CommandApplied>(&event)) answer(applied->command, applied->place);
            if (const auto* refused = std::get_if<CommandRefused>(&event)) answer(refused->command, refused->place);
        };
        bool asked = false;
        world.control.setParkedCallback([&](bool parked) {
            if (!parked || std::exchange(asked, true)) return;
            for (const LoopCommand& command : commands) world.mailbox.post(command);
            world.control.poke();
        });
        VERIFY_OK(Trainer(world.config, world.held()).run());
        QCOMPARE(answered, commands.size());

        SeedingWorld again(folder("again"));
        for (const LoopCommand& command : commands) again.mailbox.post(command);
        VERIFY_OK(Trainer(again.config, again.held()).run());
        QCOMPARE(told(again), told(world));

        // Whoever goes on from the checkpoint has them already.
        SeedingWorld resumed(folder("resumed"));
        Trainer trainer(resumed.config, resumed.held());
        VERIFY_OK(trainer.resume(checkpointFolder(world.checkpoints, 0)));
        for (const LoopCommand& command : commands) resumed.mailbox.post(command);
        VERIFY_OK(trainer.run());
        QVERIFY(resumed.listener.all<CommandApplied>().empty());
        QCOMPARE(resumed.learner.weights, world.learner.weights);
    }
};

QTEST_GUILESS_MAIN(TestCommandsInSeeding)
#include "tst_commands_in_seeding.moc"
