/// The error kind followed through a run: seeded from NoError, proposed, run in the real executor, solved, scored,
/// kept and resumed; and that a run without it has nothing of it.
#include <QTemporaryDir>
#include <QTest>
#include <map>
#include <set>

#include "core/config/run_fields.h"
#include "core/selfplay/seeds/seed_files.h"
#include "tests/support/scripted_world.h"
#include "tests/support/verify_ok.h"

using namespace azr;
using namespace azr::training;
using selfplay::TaskKind;
using test::World;

namespace {

std::string fenced(const std::string& tag, const std::string& text) {
    return "```" + tag + "\n" + text + "\n```\n";
}

/// One program in three raises, one asserts, one ends well; a tenth is refused.
std::string ownProgram(std::uint64_t seed) {
    const auto number = 1 + (seed >> 8) % 5000;
    switch (seed % 10) {
        case 0: return fmt::format("def f(x):\n    return f(x + {})", number);
        case 1:
        case 2:
        case 3: return fmt::format("def f(x):\n    y = x + {}\n    return [1, 2][y]", number);
        case 4:
        case 5:
        case 6: return fmt::format("def f(x):\n    assert x > {}\n    return x", number + 100);
        default: return fmt::format("def f(x):\n    return x * {}", number);
    }
}

std::string rightAnswer(const std::string& prompt) {
    if (prompt.find("[1, 2][y]") != std::string::npos) return "IndexError";
    return prompt.find("assert x") != std::string::npos ? "AssertionError" : "NoError";
}

std::string play(const std::string& prompt, std::uint64_t seed) {
    const auto says = [&](const char* text) { return prompt.find(text) != std::string::npos; };
    std::string answer;
    if (says("must say which exception"))
        answer = fenced("python", ownProgram(seed)) + fenced("input", std::to_string((seed >> 32) % 90));
    else if (says("Work out how the call"))
        answer = fenced("output", seed % 2 == 0 ? rightAnswer(prompt) : "KeyError");
    else if (says("Invent one new Python puzzle"))
        answer = fenced("python", fmt::format("def f(x):\n    return x + {}", seed % 5000)) + fenced("input", "3");
    else
        answer = fenced("output", "0");
    return "thought</think><answer>" + answer + "</answer>";
}

config::RunConfig errorRun() {
    config::RunConfig config = test::smallRun();
    config.prompt.wrapper = config::WrapperStyle::R1;
    config.prompt.promptLimit = 20000;
    config.prompt.responseLimit = 4000;
    config.selfplay.deduction = config.selfplay.abduction = config.selfplay.induction = false;
    config.selfplay.error = true;
    config.selfplay.proposalsPerKind = config.selfplay.solvesPerKind = 8;
    config.selfplay.references = 2;
    config.selfplay.skipDuplicates = false;
    config.steps = 2;
    return config;
}

std::optional<double> metricOf(const World& world, const std::string& name) {
    for (const auto& measured : world.listener.all<MetricsMeasured>())
        for (const auto& metric : measured.metrics)
            if (measured.step == 1 && metric.name == name) return metric.value;
    return std::nullopt;
}

}  // namespace

class TestErrorTasks : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void initTestCase() {
        execution::ExecutorOptions options;
        options.lanes = 1;
        auto opened = execution::openExecutor(options);
        if (!opened) QSKIP(describe(opened.error()).c_str());
        m_executor = std::move(*opened);
    }

    void theyAreTrainedLikeTheOthers() {
        World world(folder("run"), errorRun(), play);
        QVERIFY2(config::validate(world.config), "the configuration");
        VERIFY_OK(Trainer(world.config, parts(world)).run());

        std::map<std::string, int> names, refusals;
        std::map<std::int64_t, selfplay::Task> tasks;
        bool first = true;
        for (const auto& told : world.listener.all<TaskProposed>()) {
            const selfplay::Task& task = told.proposal.task;
            tasks[task.id.value] = task;
            if (!told.proposal.valid()) {
                ++refusals[std::string(execution::name(told.proposal.verdict)) + " " + told.proposal.reason];
                continue;
            }
            if (task.origin == selfplay::Origin::Identity) {
                QCOMPARE(task.output, task.kind == TaskKind::Error ? "NoError" : task.input);
                continue;
            }
            if (std::exchange(first, false)) {  // all there was to be shown
                QCOMPARE(task.references.size(), 1U);
                QCOMPARE(tasks.at(task.references.front().value).output, std::string("NoError"));
            }
            QVERIFY(task.kind == TaskKind::Error);
            QCOMPARE(task.outputType, std::string());
            QVERIFY(!task.measures.coinFlip && task.measures.nodes > 0);
            ++names[task.output];
        }
        QVERIFY(names["IndexError"] > 2 && names["AssertionError"] > 2 && names["NoError"] > 2);
        QCOMPARE(names.size(), 3U);
        QCOMPARE(refusals.size(), 1U);
        QVERIFY(refusals["nondeterministic RecursionError"] > 0);

        int solved = 0, wrong = 0;
        for (const auto& graded : world.listener.all<AttemptGraded>()) {
            const selfplay::Attempt& attempt = graded.attempt;
            QVERIFY(attempt.sample.stream.kind == TaskKind::Error);
            QCOMPARE(attempt.solved(), attempt.answer == tasks.at(attempt.task.value).output);
            QCOMPARE(attempt.score, attempt.solved() ? 1.0 : 0.0);
            ++(attempt.solved() ? solved : wrong);
        }
        QVERIFY(solved > 10 && wrong > 10);
        bool learnable = false;
        for (const auto& scored : world.listener.all<TaskScored>())
            learnable |= scored.learnability > 0 && scored.learnability < 1 && scored.reward > 0;
        QVERIFY(learnable);
        std::set<int> streams;
        for (const auto& sequence : world.learner.last) streams.insert(sequence.stream);
        QCOMPARE(streams, (std::set{selfplay::Stream{selfplay::Role::Propose, TaskKind::Error}.index(),
                                    selfplay::Stream{selfplay::Role::Solve, TaskKind::Error}.index()}));
        QVERIFY(metricOf(world, "solve/rate/solve.error") && metricOf(world, "valid/rate/propose.error"));
        QVERIFY(metricOf(world, "buffer/size/error").value_or(0) > 16);
        QVERIFY(!metricOf(world, "solve/rate/solve.deduction"));
    }

    void aResumedRunGoesOnWithItsBuffer() {
        const config::RunConfig config = errorRun();
        World whole(folder("whole"), config, play);
        VERIFY_OK(Trainer(config, parts(whole)).run());
        World half(folder("half"), config, play);
        half.config.steps = 1;
        VERIFY_OK(Trainer(half.config, parts(half)).run());
        World rest(folder("half"), config, play);
        Trainer trainer(config, parts(rest));
        VERIFY_OK(trainer.resume(*newestCheckpoint(rest.checkpoints)));
        VERIFY_OK(trainer.run());
        QCOMPARE(rest.learner.weights, whole.learner.weights);
    }

    void besideTheOthersItChangesNothingOfTheirs() {
        config::RunConfig config = errorRun();
        config.steps = 1;
        config.selfplay.deduction = true;
        const auto others = [&](bool errors) {
            config.selfplay.error = errors;
            World world(folder(errors ? "with" : "without"), config, play);
            (void)Trainer(config, parts(world)).run();
            std::string text;
            for (const auto& told : world.listener.all<TaskProposed>())
                if (told.proposal.task.kind == TaskKind::Deduction)
                    text += told.proposal.task.program + told.proposal.task.input + "\n";
            std::string metrics;
            for (const auto& measured : world.listener.all<MetricsMeasured>())
                for (const auto& metric : measured.metrics) metrics += metric.name + "\n";
            return std::pair(text, metrics);
        };
        const auto [tasks, metrics] = others(false);
        const auto [tasksBeside, metricsBeside] = others(true);
        QVERIFY(!tasks.empty());
        QCOMPARE(tasksBeside, tasks);
        QVERIFY(metrics.find("solve.error") == std::string::npos && metrics.find("size/error") == std::string::npos);
        QVERIFY(metricsBeside.find("solve.error") != std::string::npos);
    }

    void seedFilesTellThemByTheirOutput() {
        const auto file = folder("seeds.jsonl");
        QVERIFY(
            writeFileAtomic(file, R"({"snippet": "def f(x):\n    return x[9]", "input": "[1]", "output": "IndexError"}
{"snippet": "def f(x):\n    return x", "input": "1", "output": "NoError", "imports": []}
{"snippet": "def f(x):\n    return not x", "input": "1", "output": "False"}
{"snippet": "def f(x):\n    return x", "input": "1", "output": "KeyError", "_kind": "error"}
)"));
        const auto seeds = selfplay::readSeeds(file);
        QVERIFY(seeds.has_value());
        std::map<TaskKind, int> counts;
        for (const auto& task : *seeds) ++counts[task.kind];
        QCOMPARE(counts,
                 (std::map<TaskKind, int>{{TaskKind::Deduction, 1}, {TaskKind::Abduction, 1}, {TaskKind::Error, 3}}));

        World world(folder("seeded"), errorRun(), play);
        world.config.seedTasks = file.string();
        VERIFY_OK(Trainer(world.config, parts(world)).seed());
        std::vector<std::string> imported;
        for (const auto& told : world.listener.all<TaskProposed>())
            if (told.proposal.task.origin == selfplay::Origin::Imported && told.proposal.task.kind == TaskKind::Error)
                imported.push_back(told.admitted ? told.proposal.task.output : told.proposal.reason);
        QCOMPARE(imported, (std::vector<std::string>{"IndexError", "NoError", "claimed_output"}));

        // A run without the kind passes them over, and says so.
        World plain(folder("plain"), test::smallRun());
        plain.config.seedTasks = file.string();
        VERIFY_OK(Trainer(plain.config, plain.parts()).seed());
        const auto alerts = plain.listener.all<AlertRaised>();
        QVERIFY(std::ranges::any_of(alerts, [](const AlertRaised& one) { return one.code == "seeds_passed_over"; }));
        for (const auto& told : plain.listener.all<TaskProposed>()) QVERIFY(told.proposal.task.kind != TaskKind::Error);
    }

    void peopleSeedAndVetoThem() {
        World world(folder("people"), errorRun(), play);
        world.config.steps = 1;
        selfplay::Task task;
        task.kind = TaskKind::Error;
        task.program = "def f(x):\n    raise KeyError(x)";
        task.input = "1";
        task.output = "KeyError";
        LoopCommand command;
        command.id = {1};
        command.what = SeedTask{task};
        world.mailbox.post(command);
        VERIFY_OK(Trainer(world.config, parts(world)).run());
        QCOMPARE(world.listener.all<CommandApplied>().size(), 1U);
        World plain(folder("refusing"), test::smallRun());
        plain.mailbox.post(command);
        VERIFY_OK(Trainer(plain.config, plain.parts()).run());
        QCOMPARE(plain.listener.all<CommandRefused>().size(), 1U);
    }

    void theNanoModelIsRefused() {
        config::RunConfig config;
        config.selfplay.error = true;
        const Status refused = config::validate(config);
        QVERIFY(!refused && refused.error().place == "selfplay.error");
        config.prompt.wrapper = config::WrapperStyle::FewShot;
        VERIFY_OK(config::validate(config));
    }

  private:
    TrainerParts parts(World& world) {
        TrainerParts made{world.sampler,  world.learner, world.codec,  *m_executor,
                          world.listener, world.mailbox, world.control};
        made.checkpoints = world.checkpoints;
        made.wrapper.style = selfplay::WrapperStyle::R1;
        return made;
    }
    std::filesystem::path folder(const char* name) const {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<execution::Executor> m_executor;
};

QTEST_GUILESS_MAIN(TestErrorTasks)
#include "tst_error_tasks.moc"
