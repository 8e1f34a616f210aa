/// The whole Trainer on a scripted policy and a fake executor: order of events, seeding, commands, determinism, resume.
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "core/telemetry/meters.h"
#include "core/telemetry/metric_table.h"
#include "tests/support/scripted_world.h"
#include "tests/support/verify_ok.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using test::World;

namespace {

/// What "bit for bit" covers, as text.
std::string digest(const std::vector<Event>& events, int fromStep) {
    std::string text;
    for (const Event& event : events) {
        if (const auto* task = std::get_if<TaskProposed>(&event); task && task->proposal.task.step >= fromStep)
            text += fmt::format("task {} {} {} {}\n", task->proposal.task.id.value, task->proposal.task.program,
                                task->proposal.task.input, task->admitted);
        if (const auto* graded = std::get_if<AttemptGraded>(&event); graded && graded->step >= fromStep)
            text +=
                fmt::format("attempt {} {} {} {} {}\n", graded->attempt.id.value, graded->attempt.task.value,
                            graded->attempt.answer, graded->attempt.sample.reward, graded->attempt.sample.advantage);
        if (const auto* change = std::get_if<BufferChanged>(&event); change && change->step >= fromStep)
            text += fmt::format("buffer {} {} {}\n", change->task.value, int(change->action), change->size);
        if (const auto* metrics = std::get_if<MetricsMeasured>(&event); metrics && metrics->step >= fromStep)
            for (const auto& metric : metrics->metrics)
                if (metric.deterministic) text += fmt::format("metric {} {}\n", metric.name, metric.value);
        if (const auto* saved = std::get_if<CheckpointWritten>(&event); saved && saved->step >= fromStep)
            text += fmt::format("checkpoint {} {} {}\n", saved->step, saved->weightsHash, saved->optimizerHash);
    }
    return text;
}

std::filesystem::path path(const QTemporaryDir& folder, const char* name) {
    return std::filesystem::path(folder.path().toStdString()) / name;
}

}  // namespace

class TestLoop : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void seedingFillsEveryBufferBeforeTheFirstStep();
    void aStepTellsItsFactsInOrder();
    void everyMetricIsDescribed();
    void equalSeedsGiveEqualRuns();
    void anotherSeedGivesAnotherRun();
    void aResumedRunGoesOnBitForBit();
    void aKilledStepLeavesNothingBehind();
    void aLostWorkerMasksAndNeverPunishes();
    void aDuplicateIsToldButNotAdmitted();
    void coinFlipsAreRejected();
    void vetoBeforeTheUpdateKeepsTheTaskOutOfTheBatch();
    void vetoOfATrainedTaskIsRefusedButEmptiesTheBuffer();
    void aSeedTaskEntersItsBuffer();
    void aSeedTaskIsStrippedAsSeedsAre();
    void aParkedTrainerAnswersCommands();
    void fieldsChangeWhileRunning();
    void aFailedCheckpointDoesNotEndTheRun();
    void checkpointsArePrunedButTheBestStays();
    void aDamagedCheckpointIsRefused();
    void finishingEndsAfterTheStep();
    void importedSeedsAreCheckedAgainstTheirClaims();

  private:
    QTemporaryDir m_folder;
};

void TestLoop::seedingFillsEveryBufferBeforeTheFirstStep() {
    World world(path(m_folder, "seed"));
    Trainer trainer(world.config, world.parts());
    VERIFY_OK(trainer.seed());
    std::map<TaskKind, std::int64_t> sizes;
    for (const auto& change : world.listener.all<BufferChanged>()) {
        QCOMPARE(change.step, 0);
        sizes[change.kind] = change.size;
    }
    for (const TaskKind kind : selfplay::shownKinds({})) QCOMPARE(sizes[kind], 8);
    QCOMPARE(world.learner.updates, 0);
    QCOMPARE(world.listener.all<TaskProposed>().front().proposal.task.origin, selfplay::Origin::Identity);
}

void TestLoop::aStepTellsItsFactsInOrder() {
    World world(path(m_folder, "order"));
    world.config.steps = 1;
    Trainer trainer(world.config, world.parts());
    VERIFY_OK(trainer.run());
    std::vector<int> order;  // of the kinds of facts, each once
    for (const Event& event : world.listener.events) {
        if (std::holds_alternative<PhaseProgress>(event)) continue;
        const int kind = static_cast<int>(event.index());
        if (order.empty() || order.back() != kind) order.push_back(kind);
    }
    const auto index = [](const Event& event) { return static_cast<int>(event.index()); };
    const std::vector<int> step = {index(StepStarted{}),     index(TaskProposed{}),      index(AttemptGraded{}),
                                   index(TaskScored{}),      index(StreamsWhitened{}),   index(BufferChanged{}),
                                   index(MetricsMeasured{}), index(CheckpointWritten{}), index(StepFinished{})};
    QVERIFY(order.size() > step.size());
    QCOMPARE(std::vector<int>(order.end() - static_cast<std::ptrdiff_t>(step.size()), order.end()), step);
    QCOMPARE(trainer.stepsDone(), 1);
    QCOMPARE(world.learner.updates, 1);
}

void TestLoop::everyMetricIsDescribed() {
    World world(path(m_folder, "metrics"));
    world.config.steps = 1;
    world.config.loss.miniBatches = 3;
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    const auto measured = world.listener.all<MetricsMeasured>();
    QCOMPARE(measured.size(), 1U);
    QVERIFY(measured.front().metrics.size() > 100);
    const auto named = [&](const std::string& name) {
        return std::ranges::count(measured.front().metrics, name, &telemetry::Metric::name);
    };
    QCOMPARE(named("update/clip_fraction/3"), 1);
    QCOMPARE(named("update/clip_fraction/4"), 0);
    QCOMPARE(named("update/optimizer_steps"), 1);
    for (const auto& metric : measured.front().metrics) {
        const auto* row = telemetry::describeMetric(metric.name);
        QVERIFY2(row != nullptr, metric.name.c_str());
        QVERIFY2(row->deterministic == metric.deterministic, metric.name.c_str());
    }
}

void TestLoop::equalSeedsGiveEqualRuns() {
    World first(path(m_folder, "equal1"));
    World second(path(m_folder, "equal2"));
    VERIFY_OK(Trainer(first.config, first.parts()).run());
    VERIFY_OK(Trainer(second.config, second.parts()).run());
    QCOMPARE(digest(first.listener.events, 0), digest(second.listener.events, 0));
}

void TestLoop::anotherSeedGivesAnotherRun() {
    World first(path(m_folder, "other1"));
    World second(path(m_folder, "other2"));
    second.config.seed = 8;
    VERIFY_OK(Trainer(first.config, first.parts()).run());
    VERIFY_OK(Trainer(second.config, second.parts()).run());
    QVERIFY(first.learner.weights != second.learner.weights);
}

void TestLoop::aResumedRunGoesOnBitForBit() {
    World whole(path(m_folder, "whole"));
    whole.config.steps = 5;
    VERIFY_OK(Trainer(whole.config, whole.parts()).run());

    World before(path(m_folder, "halves"));
    before.config.steps = 2;
    VERIFY_OK(Trainer(before.config, before.parts()).run());
    World after(path(m_folder, "halves"));
    after.config.steps = 5;
    const auto newest = newestCheckpoint(after.checkpoints);
    QVERIFY(newest.has_value());
    QCOMPARE(newest->filename().string(), "step-2");
    Trainer trainer(after.config, after.parts());
    VERIFY_OK(trainer.resume(*newest));
    QCOMPARE(trainer.stepsDone(), 2);
    VERIFY_OK(trainer.run());
    QCOMPARE(digest(after.listener.events, 3), digest(whole.listener.events, 3));
    QVERIFY(!digest(after.listener.events, 3).empty());
}

void TestLoop::aKilledStepLeavesNothingBehind() {
    World whole(path(m_folder, "unkilled"));
    VERIFY_OK(Trainer(whole.config, whole.parts()).run());

    World killed(path(m_folder, "killed"));
    killed.listener.onEvent = [&](const Event& event) {
        const auto* phase = std::get_if<PhaseProgress>(&event);
        if (phase && phase->step == 3 && phase->phase == Phase::Estimate) killed.control.requestStop();
    };
    const Status stopped = Trainer(killed.config, killed.parts()).run();
    QVERIFY(!stopped);
    QCOMPARE(stopped.error().code, ErrorCode::Cancelled);

    World again(path(m_folder, "killed"));
    Trainer trainer(again.config, again.parts());
    VERIFY_OK(trainer.resume(*newestCheckpoint(again.checkpoints)));
    QCOMPARE(trainer.stepsDone(), 2);
    VERIFY_OK(trainer.run());
    QCOMPARE(digest(again.listener.events, 3), digest(whole.listener.events, 3));
}

void TestLoop::aLostWorkerMasksAndNeverPunishes() {
    World world(path(m_folder, "lost"));
    world.config.steps = 1;
    world.executor.loses = [](const std::string& text) { return text == "-1"; };  // every wrong deduction answer
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    int masked = 0;
    for (const auto& graded : world.listener.all<AttemptGraded>()) {
        const bool lost = graded.attempt.verdict == execution::Verdict::InfraError;
        QCOMPARE(graded.attempt.sample.masked, lost);
        if (!lost) continue;
        ++masked;
        QCOMPARE(graded.attempt.sample.advantage, 0.0);
    }
    QVERIFY(masked > 0);
    // The remaining rollouts of deduction tasks are right or malformed: nobody lowers s by losing a worker.
    const std::string bad = "-1";
    for (const auto& sequence : world.learner.last) {
        const std::string text = world.codec.decode(sequence.tokens);
        QVERIFY(text.find("<output>" + bad + "<") == std::string::npos);
    }
}

void TestLoop::aDuplicateIsToldButNotAdmitted() {
    int proposals = 0;
    World world(path(m_folder, "duplicates"), test::smallRun(), [&](const std::string& prompt, std::uint64_t seed) {
        const bool fixed = prompt.starts_with("<propose><deduction>") && ++proposals > 40;
        return test::playNano(prompt, fixed ? 1234567891ULL : seed);
    });
    world.config.steps = 12;
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    int duplicates = 0;
    for (const auto& told : world.listener.all<TaskProposed>()) {
        if (!told.proposal.valid() || !told.proposal.task.measures.nearDuplicate) continue;
        if (told.proposal.task.kind != TaskKind::Deduction || told.proposal.task.step == 0) continue;
        ++duplicates;
        QVERIFY(!told.admitted);
        for (const auto& graded : world.listener.all<AttemptGraded>())
            QVERIFY(graded.attempt.task != told.proposal.task.id);
    }
    QVERIFY(duplicates > 10);
    std::set<std::string> alerts;
    for (const auto& alert : world.listener.all<AlertRaised>()) alerts.insert(alert.code);
    QVERIFY(alerts.contains("near_duplicates"));
}

void TestLoop::coinFlipsAreRejected() {
    World world(path(m_folder, "coins"), test::smallRun(), [&](const std::string& prompt, std::uint64_t seed) {
        std::string text = test::playNano(prompt, seed);
        const std::size_t plus = text.find("x + ");
        if (prompt.starts_with("<propose><abduction>") && seed % 3 == 0 && plus != std::string::npos)
            text.replace(plus, text.find("<input>") - plus, "x % 2");
        return text;
    });
    world.config.selfplay.skipDuplicates = false;
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    int flips = 0;
    for (const auto& told : world.listener.all<TaskProposed>()) {
        if (!told.proposal.valid()) continue;
        const bool coin = told.proposal.task.program.ends_with("x % 2");
        QCOMPARE(told.proposal.task.measures.coinFlip, coin);
        flips += coin ? 1 : 0;
        if (coin) QVERIFY(!told.admitted);
    }
    QVERIFY(flips > 0);
}

void TestLoop::vetoBeforeTheUpdateKeepsTheTaskOutOfTheBatch() {
    World world(path(m_folder, "veto"));
    world.config.steps = 1;
    TaskId victim;
    std::string program;
    world.listener.onEvent = [&](const Event& event) {
        const auto* told = std::get_if<TaskProposed>(&event);
        if (!told || victim.valid() || told->proposal.task.step != 1 || !told->admitted) return;
        if (told->proposal.task.kind != TaskKind::Deduction) return;
        victim = told->proposal.task.id;
        program = told->proposal.task.program;
        world.mailbox.post({{5}, VetoTask{victim, "dull"}});
    };
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    QVERIFY(victim.valid());
    const auto applied = world.listener.all<CommandApplied>();
    QCOMPARE(applied.size(), 1U);
    QCOMPARE(applied.front().place.phase, Phase::Update);
    QCOMPARE(applied.front().ordinal, 0);
    int changes = 0;
    for (const auto& change : world.listener.all<BufferChanged>()) {
        if (change.task != victim) continue;
        ++changes;
        QCOMPARE(change.action, BufferAction::Veto);
        QCOMPARE(change.kind, TaskKind::Deduction);
        QCOMPARE(change.reason, std::string("dull"));
    }
    QCOMPARE(changes, 1);
    for (const auto& graded : world.listener.all<AttemptGraded>())
        QCOMPARE(graded.attempt.sample.masked, graded.attempt.task == victim);
    for (const auto& sequence : world.learner.last)
        QVERIFY(world.codec.decode(sequence.tokens).find(program + "<input>") == std::string::npos);
}

void TestLoop::vetoOfATrainedTaskIsRefusedButEmptiesTheBuffer() {
    World world(path(m_folder, "late"));
    TaskId victim;
    world.listener.onEvent = [&](const Event& event) {
        const auto* added = std::get_if<BufferChanged>(&event);
        if (!added || victim.valid() || added->step != 1) return;
        victim = added->task;
        world.mailbox.post({{9}, VetoTask{victim, "dull"}});
    };
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    const auto refused = world.listener.all<CommandRefused>();
    QCOMPARE(refused.size(), 1U);
    QVERIFY(refused.front().reason.find("already trained in step 1") != std::string::npos);
    bool left = false;
    for (const auto& change : world.listener.all<BufferChanged>())
        left |= change.task == victim && change.action == BufferAction::Veto;
    QVERIFY(left);
}

void TestLoop::aSeedTaskEntersItsBuffer() {
    World world(path(m_folder, "user"));
    world.config.steps = 1;
    selfplay::Task task;
    task.program = "def f(x):\n    return x * 9";
    task.input = "3";
    task.output = "27";
    world.mailbox.post({{3}, SeedTask{task}});
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    const auto applied = world.listener.all<CommandApplied>();
    QCOMPARE(applied.size(), 1U);
    bool told = false;
    for (const auto& one : world.listener.all<TaskProposed>())
        told |= one.proposal.task.origin == selfplay::Origin::User && one.admitted &&
                applied.front().result == fmt::format("task {}", one.proposal.task.id.value);
    QVERIFY(told);
}

void TestLoop::aSeedTaskIsStrippedAsSeedsAre() {
    World world(path(m_folder, "stripped"));
    world.config.steps = 1;
    world.config.selfplay.stripSeeds = true;
    selfplay::Task task;
    task.program = "def f(x):\n    return x * 9  # nine times";
    task.input = "3";
    task.output = "27";
    world.mailbox.post({{3}, SeedTask{task}});
    task.output = "28";
    world.mailbox.post({{4}, SeedTask{task}});
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    std::vector<std::string> programs;
    for (const auto& one : world.listener.all<TaskProposed>())
        if (one.proposal.task.origin == selfplay::Origin::User) programs.push_back(one.proposal.task.program);
    QCOMPARE(programs, std::vector<std::string>{"def f(x):\n    return x * 9"});
    const auto refused = world.listener.all<CommandRefused>();
    QCOMPARE(refused.size(), 1U);
    QVERIFY2(refused.front().reason.find("the seed is not valid") != std::string::npos, refused.front().reason.c_str());
}

void TestLoop::aParkedTrainerAnswersCommands() {
    World world(path(m_folder, "parked"));
    world.config.steps = 2;
    bool asked = false;
    int answeredWhileParked = 0;
    world.control.setParkedCallback([&](bool parked) {
        if (!parked || asked) return;
        asked = true;
        world.mailbox.post({{11}, SaveCheckpoint{}});
        world.mailbox.post({{12}, VetoTask{{999999}, "no such task"}});
        world.control.poke();
    });
    world.listener.onEvent = [&](const Event& event) {
        if (const auto* step = std::get_if<StepFinished>(&event); step && step->step == 1) world.control.requestPause();
        const bool answer =
            std::holds_alternative<CommandApplied>(event) || std::holds_alternative<CommandRefused>(event);
        if (!answer) return;
        answeredWhileParked += world.control.parked() ? 1 : 0;
        if (answeredWhileParked == 2) world.control.resume();
    };
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    QCOMPARE(answeredWhileParked, 2);
    QCOMPARE(world.listener.all<CommandApplied>().front().result, "checkpoint of step 1");
}

void TestLoop::fieldsChangeWhileRunning() {
    World world(path(m_folder, "fields"));
    world.config.optimizer.decaySteps = 0;
    world.config.optimizer.warmupSteps = 0;
    world.mailbox.post({{1}, SetField{"optimizer.learning_rate", "0.5"}});
    world.mailbox.post({{2}, SetField{"model.folder", "x"}});
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    for (const auto& measured : world.listener.all<MetricsMeasured>())
        for (const auto& metric : measured.metrics)
            if (metric.name == "update/learning_rate") QCOMPARE(metric.value, 0.5);
    QCOMPARE(world.listener.all<CommandRefused>().size(), 1U);
    const auto changes = world.listener.all<FieldChanged>();
    QCOMPARE(changes.size(), 1U);
    QCOMPARE(changes[0].change, (config::ConfigChange{1, 0, "optimizer.learning_rate", "0.0008", "0.5", {1}}));
}

void TestLoop::aFailedCheckpointDoesNotEndTheRun() {
    World world(path(m_folder, "full"));
    world.listener.onEvent = [&](const Event& event) {
        if (const auto* step = std::get_if<StepStarted>(&event)) world.learner.failSaving = step->step == 2;
    };
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    std::vector<std::string> severities;  // raised, and withdrawn by the next success
    for (const auto& alert : world.listener.all<AlertRaised>())
        if (alert.code == "checkpoint_failed") severities.push_back(alert.severity);
    QCOMPARE(severities, (std::vector<std::string>{"error", "info"}));
    QVERIFY(std::filesystem::exists(world.checkpoints / "step-1"));
    QVERIFY(!std::filesystem::exists(world.checkpoints / "step-2"));
    QVERIFY(std::filesystem::exists(world.checkpoints / "step-3"));
}

void TestLoop::checkpointsArePrunedButTheBestStays() {
    World world(path(m_folder, "prune"));
    world.config.steps = 6;
    world.config.checkpoint.keepLast = 2;
    world.config.evaluation.everySteps = 1;
    world.evaluate = [](int step) -> Result<EvaluationOutcome> {
        return EvaluationOutcome{{step, "dev", {}, {}}, step == 2 ? 0.9 : 0.1};
    };
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    std::set<std::string> kept;
    for (const auto& entry : std::filesystem::directory_iterator(world.checkpoints))
        kept.insert(entry.path().filename().string());
    QCOMPARE(kept, (std::set<std::string>{"step-2", "step-5", "step-6"}));
    QCOMPARE(world.listener.all<EvaluationFinished>().size(), 7U);
}

void TestLoop::aDamagedCheckpointIsRefused() {
    World world(path(m_folder, "damaged"));
    VERIFY_OK(Trainer(world.config, world.parts()).run());
    QVERIFY(writeFileAtomic(world.checkpoints / "step-3" / "model.safetensors", "other").has_value());
    Trainer trainer(world.config, world.parts());
    const Status resumed = trainer.resume(world.checkpoints / "step-3");
    QVERIFY(!resumed);
    QCOMPARE(resumed.error().code, ErrorCode::Corrupt);
    QCOMPARE(newestCheckpoint(world.checkpoints)->filename().string(), "step-2");
}

void TestLoop::finishingEndsAfterTheStep() {
    World world(path(m_folder, "finish"));
    world.config.steps = 50;
    Trainer trainer(world.config, world.parts());
    world.listener.onEvent = [&](const Event& event) {
        if (const auto* step = std::get_if<StepStarted>(&event); step && step->step == 2) trainer.finishAfterStep();
    };
    VERIFY_OK(trainer.run());
    QCOMPARE(trainer.stepsDone(), 2);
    QVERIFY(std::filesystem::exists(world.checkpoints / "step-2"));
}

void TestLoop::importedSeedsAreCheckedAgainstTheirClaims() {
    World world(path(m_folder, "import"));
    const auto file = path(m_folder, "seeds.jsonl");
    QVERIFY(
        writeFileAtomic(file, R"({"snippet": "def f(x):\n    return x + 4", "input": "1", "output": "5", "imports": []}
{"snippet": "def f(x):\n    return x + 5", "input": "1", "output": "7", "imports": []}
)")
            .has_value());
    world.config.seedTasks = file.string();
    VERIFY_OK(Trainer(world.config, world.parts()).seed());
    int admitted = 0, refused = 0;
    for (const auto& told : world.listener.all<TaskProposed>()) {
        if (told.proposal.task.origin != selfplay::Origin::Imported) continue;
        (told.admitted ? admitted : refused) += 1;
        QCOMPARE(told.proposal.reason, told.admitted ? "" : "claimed_output");
    }
    QCOMPARE(admitted, 2);  // a triplet seeds deduction and abduction
    QCOMPARE(refused, 2);
}

QTEST_GUILESS_MAIN(TestLoop)
#include "tst_loop.moc"
