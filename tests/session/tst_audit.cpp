/// Runs audited from their databases: nothing differs under any settings and whatever people did meanwhile; and of each
/// database with one altered value the audit names the check, the step and the row.
#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <semaphore>

#include "core/config/presets.h"
#include "tests/support/audited_run.h"
#include "tests/support/killed_workspace.h"

using namespace azr;
using audit::Check;
using test::AlteredCopy;
using test::Audited;
using test::audited;
using test::AuditedRun;

namespace {

constexpr int kSteps = 4;

/// The sizes of the scripted world, and of a preset what decides rewards.
config::RunConfig likePreset(const char* preset) {
    config::RunConfig config = test::sessionRun(kSteps);
    const config::RunConfig settings = *config::presetNamed(preset);
    config.selfplay.trainOnRollouts = settings.selfplay.trainOnRollouts;
    config.selfplay.skipDuplicates = settings.selfplay.skipDuplicates;
    config.selfplay.rejectCoinFlips = settings.selfplay.rejectCoinFlips;
    config.reward = settings.reward;
    config.advantage = settings.advantage;
    config.loss = settings.loss;
    return config;
}

config::RunConfig with(const std::function<void(config::RunConfig&)>& change) {
    config::RunConfig config = test::sessionRun(kSteps);
    change(config);
    return config;
}

/// Holds the run back in the middle of a step, so that people can do something there.
struct Hold {
    static constexpr int kEvery =
        41;  ///< completions, of some 70 in a step: at a door, or in the middle, of some steps
    int completions = 0;
    std::atomic<int> left;
    std::binary_semaphore reached{0}, released{0};
    explicit Hold(int times) : left(times) {}
    void operator()() {
        if (++completions % kEvery != 0 || left == 0) return;
        --left;
        reached.release();
        released.acquire();
    }
};

/// Every kind of command, each time that the run is held.
void interfere(session::Session& session, Hold& hold, const std::function<void(int round)>& between = {}) {
    session::SeedTask seed;
    seed.task.program = "def f(x):\n    return x + 7000";
    seed.task.input = "1";
    seed.task.output = "7001";
    for (int round = 0, rounds = hold.left; round < rounds; ++round) {
        hold.reached.acquire();
        if (between) between(round);
        (void)session.post(seed);
        (void)session.post(session::VetoTask{TaskId{std::int64_t{5} + 9 * round}, "dull"});
        (void)session.post(session::VetoTask{TaskId{std::int64_t{40} + 7 * round}, "dull"});
        (void)session.post(session::SetField{"reward.novelty_count", std::to_string(1 + round)});
        (void)session.post(session::SetField{"advantage.proposer_weight", round % 2 == 0 ? "0.25" : "1"});
        if (round % 2 == 0) (void)session.post(session::SaveCheckpoint{});
        hold.released.release();
    }
}

/// Twelve steps that people reached into.
std::unique_ptr<AuditedRun> changedRun() {
    const auto hold = std::make_shared<Hold>(12);
    config::RunConfig config = test::sessionRun(12);
    config.checkpoint.keepLast = 20;
    return std::make_unique<AuditedRun>(
        config, [&](session::Session& session) { interfere(session, *hold); },
        test::scriptedParts([hold] { (*hold)(); }));
}

/// Of a copy of the run that the row of the test altered, the checks that the row names find something, and say where.
void expectFound(const AuditedRun& run) {
    QFETCH(QString, sql);
    QFETCH(QString, checks);
    QFETCH(QString, where);
    const AlteredCopy copy(run, sql.toStdString());
    const Audited found = audited(run, copy.path());
    QVERIFY2(found.outcome.has_value(), found.outcome ? "" : describe(found.outcome.error()).c_str());
    QVERIFY2(found.differing() == checks.toStdString(), (found.differing() + ":" + found.findings()).c_str());
    const auto pattern = QRegularExpression(QRegularExpression::wildcardToRegularExpression(where));
    bool named = false;
    for (int i = 0; i < audit::kCheckCount; ++i)
        if (const auto& first = found.ledger.tally(static_cast<Check>(i)).first)
            named |= pattern.match(QString::fromStdString(first->where)).hasMatch();
    QVERIFY2(named, found.findings().c_str());
}

}  // namespace

class AuditTest : public QObject {
    Q_OBJECT

    std::unique_ptr<AuditedRun> m_run, m_changed;

  private Q_SLOTS:
    void initTestCase() { m_run = std::make_unique<AuditedRun>(likePreset("nano")); }

    void nothingDiffers_data() {
        QTest::addColumn<config::RunConfig>("config");
        QTest::newRow("nano") << likePreset("nano");
        QTest::newRow("paper-nano") << likePreset("paper-nano");
        QTest::newRow("small buffers, first in first out") << with([](auto& config) { config.buffer.capacity = 9; });
        QTest::newRow("small buffers, lowest value") << with([](auto& config) {
            config.buffer.capacity = 9;
            config.buffer.eviction = config::Eviction::LowestValue;
        });
        QTest::newRow("small buffers, reservoir") << with([](auto& config) {
            config.buffer.capacity = 9;
            config.buffer.eviction = config::Eviction::Reservoir;
        });
        QTest::newRow("share of the hidden pairs") << with([](auto& config) {
            config.reward.inductionMode = config::InductionMode::Accuracy;
            config.reward.learnability = config::Learnability::Parabola;
        });
        QTest::newRow("any hidden pair, by tokens") << with([](auto& config) {
            config.reward.inductionMode = config::InductionMode::Any;
            config.advantage.whiten = config::Whitening::Token;
        });
        QTest::newRow("half new tasks") << with([](auto& config) {
            config.selfplay.mixing = config::Mixing::HalfNew;
            config.selfplay.trainOnRollouts = false;
            config.selfplay.solvesPerKind = 6;
        });
        for (const auto combine : {config::IntrinsicCombine::Sum, config::IntrinsicCombine::Multiply,
                                   config::IntrinsicCombine::SumMultiply, config::IntrinsicCombine::MultiplySum})
            QTest::addRow("extras: %s", std::string(config::name(combine)).c_str()) << with([&](auto& config) {
                config.reward.intrinsicCombine = combine;
                config.reward.diversityWeight = 0.5;
                config.reward.complexityWeight = 0.7;
                config.reward.inputDiversityWeight = 0.9;
                config.reward.outputDiversityWeight = 0.4;
                config.reward.outputDiversityMax = 0.3;
            });
        QTest::newRow("untrained proposers") << with([](auto& config) { config.selfplay.trainProposer = false; });
        QTest::newRow("two steps for the solver alone")
            << with([](auto& config) { config.selfplay.solverOnlySteps = 2; });
        QTest::newRow("filtered by solve rate") << with([](auto& config) {
            config.selfplay.validFilter = config::ValidFilter::NonExtremes;
            config.selfplay.trainOnRollouts = false;
        });
        QTest::newRow("one set of seeds, young references, misformatted ones kept") << with([](auto& config) {
            config.selfplay.sharedSeed = true;
            config.selfplay.keepMisformatted = true;
            config.selfplay.referenceWeighting = config::ReferenceWeighting::Step;
            config.selfplay.pastSteps = 2;
        });
        QTest::newRow("no references") << with([](auto& config) { config.selfplay.includeReferences = false; });
        QTest::newRow("1 - s for every s") << with([](auto& config) {
            config.reward.learnability = config::Learnability::Inverse;
            config.reward.zeroLearnability = config::ZeroLearnability::Paper;
        });
    }
    void nothingDiffers() {
        QFETCH(config::RunConfig, config);
        const AuditedRun run(config);
        const Audited found = audited(run, run.database(), 2);
        QVERIFY2(found.outcome.has_value(), found.outcome ? "" : describe(found.outcome.error()).c_str());
        QVERIFY2(found.replayed.has_value(), found.replayed ? "" : describe(found.replayed.error()).c_str());
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        QCOMPARE(found.outcome->steps, (std::vector<int>{0, 1, 2, 3, 4}));
        for (const Check check :
             {Check::Structure, Check::Format, Check::Shown, Check::Split, Check::Lineage, Check::Buffer, Check::Status,
              Check::Learnability, Check::LearnReward, Check::Reward, Check::Mask, Check::Stream, Check::Advantage,
              Check::Metric, Check::Verdict, Check::Replay})
            QVERIFY2(found.ledger.tally(check).checked > 0, std::string(audit::name(check)).c_str());
    }

    void seedsOfPeopleAreJudgedByTheRulesOfSeeds() {
        const auto seedOnce = [](session::Session& session) {
            session::SeedTask seed;
            seed.task.program = "def f(x):\n    return x + 7000  # many";  // of which nothing runs but what is stripped
            seed.task.input = "1";
            seed.task.output = "7001";
            (void)session.post(seed);
        };
        const AuditedRun run(with([](auto& config) {
                                 config.steps = 12;
                                 config.selfplay.stripSeeds = true;
                             }),
                             seedOnce);
        const Audited found = audited(run, run.database(), 3);
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        auto reader = std::move(*store::Reader::open(run.database()));
        store::TaskQuery query;
        query.filter.run = RunId{1};
        query.limit = 1000;
        const auto tasks = reader->tasks(query);
        QVERIFY(std::ranges::any_of(tasks->rows, [](const auto& row) { return row.origin == "user"; }));
    }

    void whatPeopleDidIsAllowedFor() {
        if (!m_changed) m_changed = changedRun();
        const AuditedRun& run = *m_changed;
        const Audited found = audited(run, run.database(), 12);
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        auto reader = std::move(*store::Reader::open(run.database()));
        const auto commands = *reader->commands(RunId{1}, 0, 200);
        QVERIFY(std::ranges::count(commands, std::string("applied"), &store::CommandRow::status) > 10);
    }

    /// Cut off in the middle of a step: what was asked for behind the checkpoint is applied again, and what
    /// the resume was told comes after it.
    void whatAResumedRunRepeatsIsAllowedFor() {
        const QTemporaryDir cut;
        config::RunConfig config = test::sessionRun(12);
        config.checkpoint.everySteps = 2;
        config.checkpoint.keepLast = 20;
        const auto hold = std::make_shared<Hold>(8);
        const AuditedRun whole(
            config,
            [&](session::Session& session) {
                interfere(session, *hold, [&](int round) {
                    if (round == 7) test::copyAsKilled(session.workspace(), cut.path().toStdString());
                });
            },
            test::scriptedParts([hold] { (*hold)(); }));
        const AuditedRun resumed(cut.path().toStdString(), 14);
        const Audited found = audited(resumed, resumed.database(), 14);
        QVERIFY2(found.outcome.has_value(), found.outcome ? "" : describe(found.outcome.error()).c_str());
        QVERIFY2(found.replayed.has_value(), found.replayed ? "" : describe(found.replayed.error()).c_str());
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        QCOMPARE(found.outcome->steps.back(), 14);
        const AuditedRun further(resumed.folder(), 16);
        const Audited later = audited(further, further.database(), 2);
        QVERIFY2(later.ledger.differences() == 0, later.findings().c_str());
        QCOMPARE(later.outcome->steps.back(), 16);
    }

    /// Values that an older version left in force, mended on resuming.
    void mendedSettingsAreAllowedFor() {
        const AuditedRun mended(m_run->folder(), kSteps + 2,
                                "UPDATE runs SET settings = json_set(CASE settings WHEN '' THEN config ELSE settings "
                                "END, '$.optimizer.gradient_clip', -1)",
                                {{"optimizer.gradient_clip", "2"}});
        const Audited found = audited(mended, mended.database(), 1);
        QVERIFY2(found.outcome.has_value(), found.outcome ? "" : describe(found.outcome.error()).c_str());
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        QCOMPARE(found.outcome->steps.back(), kSteps + 2);
    }

    /// The steps before A are replayed for the buffers, and nothing else of them is looked at.
    void someSteps() {
        const Audited found = audited(*m_run, m_run->database(), 0, {RunId{1}, 2, 3, 0, 1});
        QVERIFY2(found.ledger.differences() == 0, found.findings().c_str());
        QCOMPARE(found.outcome->steps, (std::vector<int>{2, 3}));
        QCOMPARE(found.ledger.tally(Check::Verdict).checked, 0);
        QVERIFY(found.ledger.tally(Check::Lineage).checked > 0);
        const Audited none = audited(*m_run, m_run->database(), 0, {RunId{1}, 7, 9, 0, 1});
        QVERIFY(!none.outcome.has_value());
        QCOMPARE(none.outcome.error().code, ErrorCode::NotFound);
    }

    void anAlteredValueIsFoundAndNamed_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("checks");
        QTest::addColumn<QString>("where");
        const auto row = [](const char* name, const char* sql, const char* checks, const char* where) {
            QTest::newRow(name) << sql << checks << where;
        };
        const QString proposal = "(SELECT min(id) FROM tasks WHERE step = 2 AND verdict = 'ok' AND learnability >= 0)";
        const auto task = [&](const char* name, const char* change, const char* checks, const char* where) {
            QTest::newRow(name) << QString("UPDATE tasks SET %1 WHERE id = %2").arg(change, proposal) << checks
                                << where;
        };
        task("reward", "reward = reward + 0.25", "reward", "step 2, task *, reward");
        task("learnability", "learnability = 0.375", "learnability", "step 2, task *, learnability");
        task("learn_reward", "learn_reward = 0.1", "learn_reward", "step 2, task *, learn_reward");
        task("mask", "masked = 1", "mask", "step 2, task *, masked");
        task("advantage", "advantage = advantage + 1e-6", "advantage", "step 2, task *, advantage");
        task("status", "status = 'evicted'", "status", "step 2, task *, status");
        row("reward of an answer", "UPDATE attempts SET reward = 1 - reward WHERE id = 40", "reward",
            "step *, attempt 40, reward");
        row("a mean", "UPDATE stream_moments SET mean = mean + 0.01 WHERE step = 3 AND stream = 'solve.abduction'",
            "stream", "step 3, stream, solve.abduction, mean");
        row("a deviation",
            "UPDATE stream_moments SET deviation = deviation * 2 WHERE step = 1 AND stream = 'propose.deduction'",
            "stream", "step 1, stream, propose.deduction, deviation");
        row("a buffer's size", "UPDATE buffer_events SET size = size + 1 WHERE id = 20", "buffer",
            "step *, buffer event 20, size");
        row("an addition gone",
            "DELETE FROM buffer_events WHERE id = (SELECT max(id) FROM buffer_events WHERE step = 3)",
            "buffer status metric", "step *");
        row("contents",
            "DELETE FROM buffer_contents WHERE task = (SELECT max(task) FROM buffer_contents WHERE kind = 'abduction')",
            "buffer", "step 4, task *, in the buffer at the end");
        row("a reference that is younger",
            "UPDATE task_references SET reference = (SELECT max(id) FROM tasks WHERE kind = 'deduction') "
            "WHERE task = (SELECT max(t.id) FROM tasks t JOIN task_references r ON r.task = t.id "
            "WHERE t.step = 2 AND t.kind = 'deduction') AND position = 0",
            "shown lineage", "step 2, task *, reference");
        row("a reference that dangles",
            "UPDATE task_references SET reference = 999999 WHERE task = (SELECT max(t.id) FROM tasks t "
            "JOIN task_references r ON r.task = t.id WHERE t.step = 2 AND t.kind = 'abduction') AND position = 0",
            "lineage", "step 2, task *, reference");
        row("a pair too few",
            "UPDATE tasks SET pairs = json_remove(pairs, '$[#-1]') WHERE id = (SELECT min(id) FROM tasks "
            "WHERE step = 2 AND kind = 'induction' AND verdict = 'ok')",
            "format shown split", "step 2, task *, pairs");
        row("a format verdict",
            "UPDATE attempts SET format_failure = '', verdict = 'wrong' WHERE id = (SELECT min(id) FROM attempts "
            "WHERE step = 3 AND verdict = 'parse_error')",
            "format", "step 3, attempt *, well formed");
        row("a metric",
            "UPDATE metrics SET value = value + 0.01 WHERE step = 2 AND name = (SELECT id FROM metric_names "
            "WHERE name = 'solve/rate/solve.deduction')",
            "metric", "step 2, metric, solve/rate/solve.deduction");
        row("a metric gone",
            "DELETE FROM metrics WHERE step = 2 AND name = (SELECT id FROM metric_names "
            "WHERE name = 'reward/min/propose.induction')",
            "metric", "step 2, metric, reward/min/propose.induction");
        row("a verdict",
            "UPDATE attempts SET verdict = 'ok' WHERE id = (SELECT min(id) FROM attempts WHERE step = 2 "
            "AND verdict = 'wrong')",
            "sample learnability learn_reward reward stream advantage metric verdict", "step 2, attempt *, verdict");
        row("an answer",
            "UPDATE attempts SET answer = '-77' WHERE id = (SELECT min(id) FROM attempts WHERE step = 2 "
            "AND kind = 'deduction' AND verdict = 'ok')",
            "format verdict", "step 2, attempt *, verdict");
        row("a gold value",
            "UPDATE tasks SET output = '-77' WHERE id = (SELECT min(id) FROM tasks WHERE step = 4 "
            "AND kind = 'deduction' AND verdict = 'ok')",
            "verdict", "step 4, task *, output");
        row("a prompt",
            "UPDATE attempts SET prompt = (SELECT prompt FROM attempts WHERE id = 1) WHERE id = (SELECT max(id) "
            "FROM attempts)",
            "shown", "step 4, attempt *, prompt");
        row("a task that is not there", "UPDATE attempts SET task = 999999 WHERE id = 40",
            "structure drawn learnability learn_reward reward stream advantage metric", "step *, attempt 40, task");
        row("a refused seed gone",
            "DELETE FROM tasks WHERE id = (SELECT max(id) FROM tasks WHERE step = 0 AND "
            "verdict <> 'ok')",
            "structure", "step *, task *, number");
        row("every mean gone", "DELETE FROM stream_moments", "stream", "step 1, stream, *");
        row("an import",
            "UPDATE tasks SET imports = '[\"import math\"]' WHERE id = (SELECT max(id) FROM tasks WHERE kind = "
            "'deduction' AND verdict = 'ok')",
            "format", "step *, task *, imports");
        row("accuracies that nobody measured",
            "INSERT INTO metric_names (name, deterministic) VALUES ('eval/dev/greedy/mean', 1);"
            "INSERT INTO metrics SELECT 1, id, 2, 0.5 FROM metric_names WHERE name = 'eval/dev/greedy/mean'",
            "evaluation", "step 2, evaluation, row");
        row("a step gone", "DELETE FROM steps WHERE step = 2", "structure lineage buffer measure metric",
            "step 2, step, row");
        row("the last step", "UPDATE runs SET last_step = 3", "structure", "step 3, run 1, last_step");
        row("a seed", "UPDATE runs SET seed = seed + 1", "settings", "step 0, run 1, seed");
        row("settings in force", "UPDATE runs SET settings = json_set(config, '$.advantage.solver_weight', 0.5)",
            "settings", "step 0, run 1, advantage.solver_weight");
        task("a sum above what is possible", "logprob_sum = 0.5", "sample", "step 2, task *, logprob_sum");
        task("no sum", "logprob_sum = NULL", "sample", "step 2, task *, logprob_sum");
        task("a prompt longer than the limit", "prompt_tokens = 99999", "sample", "step 2, task *, prompt_tokens");
        task("a reason of a valid task", "reason = 'too_slow'", "sample verdict", "step 2, task *, reason");
        task("a message where there is none", "message = 'x'", "sample", "step 2, task *, message");
        task("an unknown verdict", "verdict = 'fine'", "structure sample buffer reward stream advantage metric verdict",
             "step 2, task *, verdict");
        task("lines", "lines = lines + 1", "measure metric", "step 2, task *, lines");
        task("effort", "effort = effort + 9000", "measure verdict", "step 2, task *, halstead");
        task("rarity", "diversity = diversity - 0.125", "measure metric", "step 2, task *, diversity");
        task("nodes", "nodes = nodes + 1", "verdict", "step 2, task *, nodes");
        row("a share",
            "UPDATE attempts SET share = 0.25 WHERE id = (SELECT min(id) FROM attempts WHERE step = 2 AND kind = "
            "'deduction' AND verdict = 'wrong')",
            "sample verdict", "step 2, attempt *, share");
        row("a pair loosely right, another wrong",
            "UPDATE attempts SET share = 0.25, loose = 1 WHERE id = (SELECT min(id) FROM attempts WHERE step = 2 AND "
            "kind = 'induction' AND verdict = 'wrong')",
            "metric verdict", "step 2, attempt *, loose");
        row("loosely right, but wrong",
            "UPDATE attempts SET loose = 1 WHERE id = (SELECT min(id) FROM attempts WHERE step = 2 AND kind = "
            "'deduction' AND verdict = 'wrong')",
            "sample metric verdict", "step 2, attempt *, loose");
        row("training on one more",
            "UPDATE attempts SET trained = 1 - trained WHERE task = (SELECT max(task) FROM attempts WHERE step = 3)",
            "drawn stream advantage metric", "step 3, *, tasks that train the solver");
        row("a time that would be repeated", "UPDATE metric_names SET deterministic = 1 WHERE name = 'time/step'",
            "metric", "step 1, metric, time/step, of that moment alone");
        row("bytes of a checkpoint", "UPDATE checkpoints SET bytes = bytes + 1 WHERE step = 4", "checkpoint",
            "step 4, checkpoint, bytes");
        row("a checkpoint that is said to be gone", "UPDATE checkpoints SET removed = 1 WHERE step = 4", "checkpoint",
            "step 4, checkpoint, removed");
        row("a checkpoint of another step", "UPDATE checkpoints SET step = 40 WHERE step = 4", "checkpoint",
            "step 40, checkpoint, step");
    }
    void anAlteredValueIsFoundAndNamed() { expectFound(*m_run); }

    void anAlteredChangeIsFoundAndNamed_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("checks");
        QTest::addColumn<QString>("where");
        const auto row = [](const char* name, const char* sql, const char* checks, const char* where) {
            QTest::newRow(name) << sql << checks << where;
        };
        row("the old value", "UPDATE config_changes SET before = '3.5' WHERE ordinal = 5", "settings",
            "step *, change 5, before");
        row("the new value", "UPDATE config_changes SET after = '3.5' WHERE ordinal = 5", "settings",
            "step *, command *, change");
        row("the field", "UPDATE config_changes SET path = 'steps' WHERE ordinal = 5", "settings",
            "step *, command *, change");
        row("a field that cannot change", "UPDATE config_changes SET path = 'seed' WHERE ordinal = 5", "settings",
            "step *, command *, change");
        row("the step", "UPDATE config_changes SET step = step + 1 WHERE ordinal = 5", "settings",
            "step *, change 5, step");
        row("one gone", "DELETE FROM config_changes WHERE ordinal = 5", "settings", "step *, command *, change");
        row("all gone", "DELETE FROM config_changes", "settings", "step *, command *, change");
        row("the last gone", "DELETE FROM config_changes WHERE ordinal = (SELECT max(ordinal) FROM config_changes)",
            "settings", "step *, command *, change");
        row("one that nobody asked for",
            "INSERT INTO config_changes SELECT run, 99, step, 'guard.window', '2', '7', 99, at FROM config_changes "
            "WHERE ordinal = (SELECT max(ordinal) FROM config_changes)",
            "settings", "step *, change 99, *");
        row("the order", "UPDATE config_changes SET ordinal = -ordinal WHERE ordinal IN (5, 7)", "settings",
            "step *, change -7, ordinal");
        row("who asked", "UPDATE config_changes SET command = 1 WHERE ordinal = 5", "settings",
            "step *, command *, change");
        row("what was asked",
            "UPDATE commands SET body = replace(body, '\"value\":\"3\"', '\"value\":\"2.5\"') WHERE name = 'set_field'",
            "settings reward stream advantage metric", "step *, command *, change");
    }
    void anAlteredChangeIsFoundAndNamed() {
        if (!m_changed) m_changed = changedRun();
        expectFound(*m_changed);
    }

    /// What was altered is told, and not once more by everything that was made from it.
    void oneAlteredRewardIsOneDifference() {
        const AlteredCopy copy(*m_run, "UPDATE attempts SET reward = reward + 0.5 WHERE id = 40");
        const Audited found = audited(*m_run, copy.path());
        QCOMPARE(found.ledger.differences(), 1);
        QCOMPARE(found.ledger.tally(Check::Reward).first->where.substr(8), std::string("attempt 40, reward"));
    }

    void aReplayNamesWhatDiffers_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("where");
        QTest::newRow("weights behind the step") << "UPDATE checkpoints SET weights_hash = '00' WHERE step = 4"
                                                 << "step 4, checkpoint, weights_hash";
        QTest::newRow("weights before it") << "UPDATE checkpoints SET weights_hash = '00' WHERE step = 3"
                                           << "step 3, checkpoint, weights_hash";
        QTest::newRow("tokens") << "UPDATE attempts SET tokens = tokens + 1 WHERE id = (SELECT max(id) FROM attempts)"
                                << "step 4, attempt *, tokens";
        QTest::newRow("a loss") << "UPDATE metrics SET value = 7 WHERE step = 4 AND name = (SELECT id FROM "
                                   "metric_names WHERE name = 'update/entropy')"
                                << "step 4, metric, update/entropy";
    }
    void aReplayNamesWhatDiffers() {
        QFETCH(QString, sql);
        QFETCH(QString, where);
        const AlteredCopy copy(*m_run, sql.toStdString());
        const Audited found = audited(*m_run, copy.path(), 1, {RunId{1}, 4, 4, 0, 1});
        QVERIFY2(found.replayed.has_value(), found.replayed ? "" : describe(found.replayed.error()).c_str());
        const auto& first = found.ledger.tally(Check::Replay).first;
        QVERIFY(first.has_value());
        const auto pattern = QRegularExpression(QRegularExpression::wildcardToRegularExpression(where));
        QVERIFY2(pattern.match(QString::fromStdString(first->where)).hasMatch(), found.findings().c_str());
    }

    void withoutCheckpointsNothingIsReplayed() {
        const AlteredCopy copy(*m_run, "UPDATE checkpoints SET removed = 1");
        const Audited found = audited(*m_run, copy.path(), 2);
        QVERIFY(found.replayed.has_value());
        QCOMPARE(found.ledger.tally(Check::Replay).checked, 0);
        QCOMPARE(found.ledger.tally(Check::Replay).unchecked.begin()->second, 2);
    }

    void theAuditedWorkspaceIsNotWrittenTo() {
        const auto files = [&] {
            std::map<std::string, std::filesystem::file_time_type> times;
            for (const auto& entry : std::filesystem::recursive_directory_iterator(m_run->folder() / "checkpoints"))
                times[entry.path().string()] = entry.last_write_time();
            return times;
        };
        const auto before = files();
        (void)audited(*m_run, m_run->database(), 2);
        QCOMPARE(files(), before);
    }
};

QTEST_GUILESS_MAIN(AuditTest)
#include "tst_audit.moc"
