/// Composite functions, stripping, bans, filters, shared seeds and kept misformatted tasks, each followed through a
/// run. The policy is scripted; programs run in the real executor where the rules are Python's business.
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "core/selfplay/composite.h"
#include "tests/support/prose_run.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using namespace azr::test;

namespace {

/// What "bit for bit" covers here.
std::string digest(const std::vector<Event>& events, int fromStep) {
    std::string text;
    for (const Event& event : events) {
        if (const auto* told = std::get_if<TaskProposed>(&event); told && told->proposal.task.step >= fromStep)
            text +=
                fmt::format("{} {} {}\n", told->proposal.task.id.value, told->proposal.task.program, told->admitted);
        if (const auto* graded = std::get_if<AttemptGraded>(&event); graded && graded->step >= fromStep)
            text += fmt::format("{} {} {} {}\n", graded->attempt.id.value, graded->attempt.task.value,
                                graded->attempt.sample.trained, graded->attempt.sample.advantage);
        if (const auto* change = std::get_if<BufferChanged>(&event); change && change->step >= fromStep)
            text += fmt::format("{} {}\n", change->task.value, change->size);
        if (const auto* saved = std::get_if<CheckpointWritten>(&event); saved && saved->step >= fromStep)
            text += saved->weightsHash;
    }
    return text;
}

}  // namespace

class TestProposalRules : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        execution::ExecutorOptions options;
        options.lanes = 1;
        if (auto opened = execution::openExecutor(options)) m_executor = std::move(*opened);
    }

    void compositesAreShownRunAndKept() {
        if (!m_executor) QSKIP("no sandbox on this machine");
        config::RunConfig config = proseRun();
        config.steps = 2;
        config.selfplay.compositeStartStep = 2;
        config.selfplay.compositeChance = 1;
        config.selfplay.proposalsPerKind = 8;
        int number = 0;
        World world(folder("composite"), config, [&](const std::string& prompt, std::uint64_t seed) {
            return playProse(prompt, seed, [&](int given, std::uint64_t own) -> std::string {
                if (given == 0) return plain(own);
                std::string sum;
                for (int i = 0; i < given; ++i) sum += fmt::format("{}g_{}(x)", i == 0 ? "" : " + ", i);
                switch (++number % 4) {
                    case 0: return "def f(x):\n    return g_0(x)";  // degenerate, or too few where more are given
                    case 1: return "def g_0(x):\n    return 1\n\ndef f(x):\n    return " + sum;
                    default: return fmt::format("def f(x):\n    y = {}\n    return y * 2 + {}", sum, own % 50);
                }
            });
        });
        VERIFY_OK(run(world));
        int valid = 0, degenerate = 0;
        std::map<std::string, int> reasons;
        std::map<std::int64_t, selfplay::Task> tasks;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Task& task = told.proposal.task;
            tasks[task.id.value] = task;
            if (task.step < 2 || task.kind == TaskKind::Induction) {
                QVERIFY(task.given.empty());
                continue;
            }
            QVERIFY(!task.given.empty() && task.given.size() <= 3);
            for (std::size_t i = 0; i < task.given.size(); ++i) {
                const auto& from = tasks.at(task.given[i].task.value);  // earlier, of this kind, itself no composite
                QCOMPARE(from.kind, task.kind);
                QVERIFY(from.given.empty() && from.step < 2);
                if (told.proposal.sample.wellFormed)
                    QVERIFY(task.program.find(fmt::format("def g_{}(", i)) != std::string::npos);
                QCOMPARE(selfplay::givenAlone(task.given[i], i), from.program);
            }
            if (!told.proposal.valid()) {
                ++reasons[told.proposal.reason.substr(0, told.proposal.reason.find(':'))];
                continue;
            }
            ++valid;
            QVERIFY(told.admitted);
            const bool passedThrough = task.program.ends_with("return g_0(x)");
            QCOMPARE(task.measures.degenerate, passedThrough);
            degenerate += passedThrough ? 1 : 0;
            QVERIFY(selfplay::ownProgram(task).starts_with("def f(x):"));
        }
        QVERIFY(valid >= 6 && degenerate >= 1);
        QVERIFY(reasons["composite_redefined"] >= 2 && reasons["composite_unused"] >= 1);
        QCOMPARE(reasons.size(), 2U);
        QCOMPARE(*metricOf(world, 2, "composite/share/propose.deduction"), 1.0);
        QCOMPARE(*metricOf(world, 2, "composite/degenerate"), static_cast<double>(degenerate) / valid);
        QVERIFY(!metricOf(world, 1, "composite/degenerate"));
        // The solver is asked about the whole program.
        int asked = 0;
        for (const auto& graded : world.listener.all<AttemptGraded>()) {
            const auto& task = tasks.at(graded.attempt.task.value);
            if (task.given.empty() || graded.attempt.use != selfplay::AttemptUse::Rollout) continue;
            ++asked;
            QVERIFY(graded.attempt.sample.promptText.find(task.program) != std::string::npos);
        }
        QCOMPARE(asked, valid * config.selfplay.rollouts);
    }

    void strippedProgramsAreWhatIsRunAndStored() {
        if (!m_executor) QSKIP("no sandbox on this machine");
        config::RunConfig config = proseRun();
        config.steps = 1;
        config.selfplay.stripComments = config.selfplay.stripPrints = config.selfplay.stripGlobals = true;
        config.selfplay.bannedWords = "math, sorted";
        const auto own = [](int, std::uint64_t seed) -> std::string {
            const auto k = 1 + (seed >> 8) % 5000;
            switch (seed % 8) {
                case 0: return fmt::format("K = {}\n\ndef f(x):\n    return x + K", k);
                case 1: return fmt::format("import math\n\ndef f(x):\n    return x + {}", k);
                case 2: return fmt::format("def f(x):\n    return sorted([x, {}])", k);
                default: break;
            }
            return fmt::format("M = 7\n# adds\ndef f(x):\n    '''Adds.'''\n    print(x)\n    return x + {}  # so", k);
        };
        World world(folder("strip"), config,
                    [&](const std::string& prompt, std::uint64_t seed) { return playProse(prompt, seed, own); });
        VERIFY_OK(run(world));
        std::map<std::string, int> refused;
        int kept = 0;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Task& task = told.proposal.task;
            if (task.kind == TaskKind::Induction || task.origin != selfplay::Origin::Model) continue;
            if (!told.proposal.valid()) {
                ++refused[told.proposal.reason];
                continue;
            }
            ++kept;
            const std::string number = test::between(task.program, "x + ", "\n");
            QCOMPARE(task.program, "def f(x):\n    return x + " + number);
            QCOMPARE(std::stol(task.output), std::stol(task.input) + std::stol(number));
            QCOMPARE(task.measures.lines, 2);
        }
        QVERIFY(kept > 8);
        QVERIFY(refused["NameError"] > 0);  // its value was a global
        QVERIFY(refused["banned_word:math"] > 0 && refused["banned_word:sorted"] > 0);
        QCOMPARE(refused.size(), 3U);
        bool told = false;
        for (const auto& request : world.sampler.requests) {
            const std::string text = world.codec.decode(request.prompt);
            if (text.find("Invent one new") == std::string::npos) continue;
            told = text.find("math, sorted") != std::string::npos &&
                   text.find("top level is removed") != std::string::npos;
            QVERIFY(told);
        }
        QVERIFY(told);
    }

    void seedsAreStrippedBeforeTheFirstStepAlone() {
        if (!m_executor) QSKIP("no sandbox on this machine");
        config::RunConfig config = proseRun();
        config.steps = 1;
        config.selfplay.stripSeeds = config.selfplay.sharedSeed = true;
        const auto own = [](int, std::uint64_t seed) {
            return fmt::format("N = 1\n\ndef f(x):\n    return x + {}  # sum", 1 + (seed >> 8) % 5000);
        };
        World world(folder("seeds"), config,
                    [&](const std::string& prompt, std::uint64_t seed) { return playProse(prompt, seed, own); });
        VERIFY_OK(run(world));
        std::map<int, int> seen;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Task& task = told.proposal.task;
            if (task.kind == TaskKind::Induction || task.origin != selfplay::Origin::Model) continue;
            QVERIFY(told.proposal.valid());
            QCOMPARE(task.program.starts_with("def f"), task.step == 0);
            QCOMPARE(task.program.ends_with("# sum"), task.step == 1);
            ++seen[task.step];
        }
        QVERIFY(seen[0] > 0 && seen[1] > 0);
    }

    void raiseIsAllowedOrRefused_data() {
        QTest::addColumn<bool>("allowed");
        QTest::newRow("allowed") << true;
        QTest::newRow("refused") << false;
    }
    void raiseIsAllowedOrRefused() {
        QFETCH(bool, allowed);
        if (!m_executor) QSKIP("no sandbox on this machine");
        config::RunConfig config = proseRun();
        config.steps = 1;
        config.selfplay.allowRaise = allowed;
        const auto own = [](int, std::uint64_t seed) {
            return plain(seed) + (seed % 2 == 0 ? "\n    raise ValueError" : "");
        };
        World world(folder(allowed ? "raise" : "noraise"), config,
                    [&](const std::string& prompt, std::uint64_t seed) { return playProse(prompt, seed, own); });
        VERIFY_OK(run(world));
        int raising = 0;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Task& task = told.proposal.task;
            if (task.kind == TaskKind::Induction || task.origin != selfplay::Origin::Model) continue;
            const bool raises = task.program.ends_with("raise ValueError");
            raising += raises ? 1 : 0;
            QCOMPARE(told.proposal.valid(), allowed || !raises);
            if (raises && !allowed) QCOMPARE(told.proposal.reason, "banned_keyword:raise");
        }
        QVERIFY(raising > 0);
    }

    void aMisformattedValidTaskIsKeptAndPenalised_data() {
        QTest::addColumn<bool>("keep");
        QTest::newRow("kept") << true;
        QTest::newRow("dropped") << false;
    }
    void aMisformattedValidTaskIsKeptAndPenalised() {
        QFETCH(bool, keep);
        if (!m_executor) QSKIP("no sandbox on this machine");
        config::RunConfig config = proseRun();
        config.steps = 1;
        config.selfplay.textBetweenTags = false;
        config.selfplay.keepMisformatted = keep;
        World world(folder(keep ? "kept" : "dropped"), config, [&](const std::string& prompt, std::uint64_t seed) {
            const bool chatty = seed % 3 == 0;
            return playProse(
                prompt, seed, [](int, std::uint64_t own) { return plain(own); }, chatty ? " So: " : " \n");
        });
        VERIFY_OK(run(world));
        std::map<std::int64_t, double> rewards;
        for (const auto& scored : world.listener.all<TaskScored>()) rewards[scored.task.value] = scored.reward;
        int broken = 0;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Sample& sample = told.proposal.sample;
            if (told.proposal.task.step == 0) continue;
            if (sample.wellFormed) {
                QVERIFY(told.admitted);
                continue;
            }
            ++broken;
            QCOMPARE(sample.formatFailure, "text between thought and answer");
            QCOMPARE(told.proposal.valid(), keep);
            QCOMPARE(told.admitted, keep);
            QCOMPARE(rewards.at(told.proposal.task.id.value), config.reward.formatPenalty);
            int rollouts = 0;
            for (const auto& graded : world.listener.all<AttemptGraded>())
                rollouts += graded.attempt.task == told.proposal.task.id ? 1 : 0;
            QCOMPARE(rollouts, keep ? config.selfplay.rollouts : 0);
        }
        QVERIFY(broken > 0);
    }

    void aFilterKeepsTasksOutOfBufferAndBatch_data() {
        QTest::addColumn<bool>("rollouts");
        QTest::newRow("rollouts train") << true;
        QTest::newRow("attempts of their own train") << false;
    }
    void aFilterKeepsTasksOutOfBufferAndBatch() {
        QFETCH(bool, rollouts);
        config::RunConfig config = test::smallRun();
        config.selfplay.validFilter = config::ValidFilter::NonExtremes;
        config.selfplay.trainOnRollouts = rollouts;
        config.selfplay.rollouts = 2;
        World world(folder(rollouts ? "filter" : "filter1"), config);
        VERIFY_OK(Trainer(world.config, world.parts()).run());
        std::map<std::int64_t, double> rates;
        std::map<std::int64_t, int> madeIn;
        std::set<std::int64_t> valid, entered;
        for (const auto& scored : world.listener.all<TaskScored>()) rates[scored.task.value] = scored.learnability;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            madeIn[told.proposal.task.id.value] = told.proposal.task.step;
            if (told.proposal.task.step == 0) continue;
            QVERIFY(!told.admitted);
            if (told.proposal.valid()) valid.insert(told.proposal.task.id.value);
        }
        for (const auto& change : world.listener.all<BufferChanged>())
            if (change.step > 0 && change.action == BufferAction::Add) entered.insert(change.task.value);
        int keptOut = 0;
        for (const std::int64_t task : valid) {
            const bool between = rates[task] > 0 && rates[task] < 1;
            if (!between) ++keptOut;
            if (entered.contains(task)) QVERIFY(between);
        }
        QVERIFY(keptOut > 0 && !entered.empty());
        std::map<int, double> counted;
        for (int step = 1; step <= 3; ++step)
            for (const char* kind : {"deduction", "abduction", "induction"})
                counted[step] += metricOf(world, step, fmt::format("novelty/kept_out/propose.{}", kind)).value_or(0);
        QVERIFY(counted[1] + counted[2] + counted[3] > 0);
        int trained = 0;
        for (const auto& graded : world.listener.all<AttemptGraded>()) {
            const std::int64_t task = graded.attempt.task.value;
            if (!graded.attempt.sample.trained) continue;
            ++trained;
            if (madeIn[task] == graded.step) QVERIFY(rates[task] > 0 && rates[task] < 1);
        }
        // The batch is filled up from the buffer to its full size.
        QCOMPARE(trained, 3 * 3 * config.selfplay.solvesPerKind * (rollouts ? config.selfplay.rollouts : 1));
    }

    void aFilteredRunRepeatsAndGoesOnBitForBit() {
        config::RunConfig config = test::smallRun();
        config.selfplay.validFilter = config::ValidFilter::NonOne;
        config.steps = 4;
        World whole(folder("whole"), config), again(folder("again"), config);
        VERIFY_OK(Trainer(whole.config, whole.parts()).run());
        VERIFY_OK(Trainer(again.config, again.parts()).run());
        QCOMPARE(digest(whole.listener.events, 0), digest(again.listener.events, 0));
        World killed(folder("killed"), config);
        killed.listener.onEvent = [&](const Event& event) {
            const auto* phase = std::get_if<PhaseProgress>(&event);
            if (phase && phase->step == 3 && phase->phase == Phase::Solve) killed.control.requestStop();
        };
        QVERIFY(!Trainer(killed.config, killed.parts()).run());
        World after(folder("killed"), config);
        Trainer trainer(after.config, after.parts());
        VERIFY_OK(trainer.resume(*newestCheckpoint(after.checkpoints)));
        QCOMPARE(trainer.stepsDone(), 2);
        VERIFY_OK(trainer.run());
        QCOMPARE(digest(after.listener.events, 3), digest(whole.listener.events, 3));
    }

    void aVetoOfWhatTheFilterKeepsOutChangesNoBuffer() {
        config::RunConfig config = test::smallRun();
        config.steps = 1;
        config.selfplay.validFilter = config::ValidFilter::NonExtremes;
        config.selfplay.rollouts = 2;
        World world(folder("vetoed"), config);
        std::vector<TaskId> valid;
        world.listener.onEvent = [&](const Event& event) {
            const auto* told = std::get_if<TaskProposed>(&event);
            if (told && told->proposal.task.step == 1 && told->proposal.valid())
                valid.push_back(told->proposal.task.id);
            const auto* begun = std::get_if<PhaseProgress>(&event);
            if (begun == nullptr || begun->phase != Phase::Update) return;
            for (const TaskId task : std::exchange(valid, {}))
                world.mailbox.post({{task.value}, VetoTask{task, "dull"}});
        };
        VERIFY_OK(Trainer(world.config, world.parts()).run());
        std::set<std::int64_t> vetoed, between, applied;
        for (const auto& change : world.listener.all<BufferChanged>())
            if (change.action == BufferAction::Veto) vetoed.insert(change.task.value);
        for (const auto& answer : world.listener.all<CommandApplied>()) applied.insert(answer.command.value);
        int outside = 0;
        for (const auto& scored : world.listener.all<TaskScored>()) {
            if (!applied.contains(scored.task.value)) continue;
            QVERIFY(scored.masked);
            if (scored.learnability > 0 && scored.learnability < 1)
                between.insert(scored.task.value);
            else
                ++outside;
        }
        QVERIFY(outside > 0 && !between.empty());
        QCOMPARE(vetoed, between);
    }

  private:
    std::filesystem::path folder(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    Status run(World& world) { return runProse(world, *m_executor); }

    QTemporaryDir m_folder;
    std::unique_ptr<execution::Executor> m_executor;
};

QTEST_GUILESS_MAIN(TestProposalRules)
#include "tst_proposal_rules.moc"
