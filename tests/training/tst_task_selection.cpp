/// Task selection as a pure function: references, subjects, composites and the solver's batch from buffers and seeds.
#include <QTest>
#include <map>
#include <set>

#include "core/training/task_selection.h"

using namespace azr;
using namespace azr::training;
using selfplay::AttemptUse;
using selfplay::Buffer;
using selfplay::Task;
using selfplay::TaskKind;

namespace {

Task taskOf(std::int64_t id, TaskKind kind, int step) {
    Task task;
    task.id = {id};
    task.kind = kind;
    task.step = step;
    task.program = "def f(x):\n    return x + " + std::to_string(id % 100);
    task.input = "1";
    return task;
}

/// Buffers with one task of every step from 0 on; ids begin at `first`.
selfplay::PerKind<Buffer> filled(int steps, std::int64_t first = 1) {
    auto buffers =
        selfplay::PerKind<Buffer>::made([](TaskKind kind) { return Buffer(kind, 1000, config::Eviction::Fifo); });
    Rng rng(1);
    for (const TaskKind kind : selfplay::kKinds) {
        for (int step = 0; step < steps; ++step)
            buffers[kind].add(taskOf(first + 100 * static_cast<int>(kind) + step, kind, step), rng);
    }
    return buffers;
}

config::RunConfig prose() {
    config::RunConfig config;
    config.prompt.wrapper = config::WrapperStyle::R1;
    config.selfplay.references = 3;
    return config;
}

std::vector<std::int64_t> idsOf(const std::vector<const Task*>& tasks, std::int64_t first = 0) {
    std::vector<std::int64_t> ids;
    for (const Task* task : tasks) ids.push_back(task->id.value - first);
    return ids;
}

}  // namespace

class TestTaskSelection : public QObject {
    Q_OBJECT
  private Q_SLOTS:
    void choicesKnowNothingOfIds() {
        const auto config = prose();
        const auto here = filled(20), there = filled(20, 5'000'000'001);
        const auto one = TaskSelection(config, here, 9).proposals(TaskKind::Deduction, 8, {}, Rng(3));
        const auto other = TaskSelection(config, there, 9).proposals(TaskKind::Deduction, 8, {}, Rng(3));
        QCOMPARE(one.size(), 8U);
        for (std::size_t i = 0; i < one.size(); ++i) {
            QCOMPARE(one[i].references.size(), 3U);
            QCOMPARE(idsOf(one[i].references), idsOf(other[i].references, 5'000'000'000));
        }
        QVERIFY(idsOf(one[0].references) != idsOf(one[1].references));
    }

    void withoutReferencesNoneAreShownButInductionHasItsProgram() {
        auto config = prose();
        config.selfplay.includeReferences = false;
        const auto buffers = filled(5);
        const TaskSelection selection(config, buffers, 1);
        for (const auto& choice : selection.proposals(TaskKind::Abduction, 4, {}, Rng(1)))
            QVERIFY(choice.references.empty());
        const auto induction = selection.proposals(TaskKind::Induction, 4, {}, Rng(1));
        QCOMPARE(induction.size(), 4U);
        for (const auto& choice : induction) QVERIFY(choice.subject != nullptr);
    }

    void onlyThePastStepsAreDrawn() {
        auto config = prose();
        config.selfplay.pastSteps = 4;
        const auto buffers = filled(20);  // steps 0 to 19
        const TaskSelection selection(config, buffers, 20);
        std::set<int> steps;
        for (const TaskKind kind : {TaskKind::Deduction, TaskKind::Induction})
            for (const auto& choice : selection.proposals(kind, 32, {}, Rng(2))) {
                for (const Task* task : choice.references) steps.insert(task->step);
                if (choice.subject != nullptr) steps.insert(choice.subject->step);
            }
        QCOMPARE(steps, (std::set<int>{16, 17, 18, 19}));
        Rng rng(5);
        for (const auto& solve : selection.solves(TaskKind::Abduction, {}, rng)) QVERIFY(solve.task->step >= 16);
        // A dry spell as long as the window does not end self-play.
        QCOMPARE(TaskSelection(config, buffers, 90).proposals(TaskKind::Deduction, 1, {}, Rng(2))[0].references.size(),
                 3U);
    }

    void youngTasksWeighMoreByStep() {
        auto config = prose();
        config.selfplay.references = 1;
        const auto buffers = filled(10);
        const auto young = [&](TaskKind kind) {
            int count = 0;
            for (const auto& choice : TaskSelection(config, buffers, 10).proposals(kind, 2000, {}, Rng(4))) {
                const Task* task = choice.subject != nullptr ? choice.subject : choice.references.front();
                count += task->step >= 5 ? 1 : 0;
            }
            return count / 2000.0;
        };
        QVERIFY(std::abs(young(TaskKind::Deduction) - 0.5) < 0.04);
        config.selfplay.referenceWeighting = config::ReferenceWeighting::Step;
        QVERIFY(std::abs(young(TaskKind::Deduction) - 40.0 / 55) < 0.04);  // 6 + … + 10 of 1 + … + 10
    }

    void seedsAloneCanBeWeighedByStep() {  // every step is 0: the paper's code divides by zero
        auto config = prose();
        config.selfplay.referenceWeighting = config::ReferenceWeighting::Step;
        auto buffers = filled(0);
        Rng rng(1);
        for (int i = 0; i < 4; ++i) buffers[TaskKind::Deduction].add(taskOf(i, TaskKind::Deduction, 0), rng);
        const auto choices = TaskSelection(config, buffers, 1).proposals(TaskKind::Deduction, 5, {}, Rng(1));
        for (const auto& choice : choices) QCOMPARE(choice.references.size(), 3U);
        QCOMPARE(TaskSelection(config, buffers, 1).proposals(TaskKind::Induction, 4, {}, Rng(1)).size(), 4U);
    }

    void subjectsDifferAndWornOnesComeLast() {
        const auto config = prose();
        const auto buffers = filled(5);
        const auto worn = [](const Task& task) { return task.step < 2; };
        const auto choices = TaskSelection(config, buffers, 5).proposals(TaskKind::Induction, 12, worn, Rng(8));
        QCOMPARE(choices.size(), 12U);
        std::set<const Task*> first;
        for (std::size_t i = 0; i < 6; ++i) {
            QVERIFY(choices[i].subject->step >= 2);
            first.insert(choices[i].subject);
        }
        QCOMPARE(first.size(), 6U);
        for (std::size_t i = 6; i < 10; ++i) QVERIFY(choices[i].subject->step < 2);
        QCOMPARE(choices[10].subject, choices[0].subject);
        QVERIFY(TaskSelection(config, filled(0), 5).proposals(TaskKind::Induction, 3, {}, Rng(8)).empty());
    }

    void compositesBeginWithTheirStepAndNeverNest() {
        auto config = prose();
        config.selfplay.compositeStartStep = 3;
        config.selfplay.compositeChance = 0.5;
        auto buffers = filled(6);
        Rng rng(1);
        Task composite = taskOf(50, TaskKind::Deduction, 2);
        composite.given = {{{1}, "def g_0(x):\n    return x"}};
        Task global = taskOf(51, TaskKind::Deduction, 2);
        global.program = "N = 3\n" + global.program;
        buffers[TaskKind::Deduction].add(composite, rng);
        buffers[TaskKind::Deduction].add(global, rng);
        for (const auto& choice : TaskSelection(config, buffers, 2).proposals(TaskKind::Deduction, 50, {}, Rng(1)))
            QVERIFY(choice.given.empty());
        std::map<std::size_t, int> sizes;
        for (const auto& choice : TaskSelection(config, buffers, 3).proposals(TaskKind::Deduction, 600, {}, Rng(1))) {
            ++sizes[choice.given.size()];
            std::set<const Task*> different(choice.given.begin(), choice.given.end());
            QCOMPARE(different.size(), choice.given.size());
            for (const Task* task : choice.given) QVERIFY(task->id.value < 50);
        }
        QVERIFY(std::abs(sizes[0] / 600.0 - 0.5) < 0.07);
        for (std::size_t count = 1; count <= 3; ++count) QVERIFY(std::abs(sizes[count] / 600.0 - 1.0 / 6) < 0.06);
        QCOMPARE(sizes.size(), 4U);
        for (const TaskKind kind : {TaskKind::Induction, TaskKind::Error})
            for (const auto& choice : TaskSelection(config, buffers, 3).proposals(kind, 50, {}, Rng(1)))
                QVERIFY(choice.given.empty());
    }

    void oddsOfCompositesGrowOnSchedule() {
        config::SelfPlayConfig play;
        QCOMPARE(compositeOdds(play, 100).chance, 0.0);
        play.compositeStartStep = -1;
        QCOMPARE(compositeOdds(play, 100).chance, 0.0);
        play.compositeStartStep = 10;
        play.compositeChance = 0.2;
        QCOMPARE(compositeOdds(play, 9).chance, 0.0);
        QCOMPARE(compositeOdds(play, 500).chance, 0.2);
        QCOMPARE(compositeOdds(play, 10).most, 3);
        play.compositeSchedule = config::CompositeSchedule::Linear;
        play.compositeInterval = 5;
        play.compositeIncrement = 0.3;
        play.compositeChanceMax = 0.9;
        const auto odds = [&](int step) { return compositeOdds(play, step); };
        QCOMPARE(odds(10).most, 1);
        QCOMPARE(odds(14).chance, 0.2);
        QCOMPARE(odds(15).chance, 0.5);
        QCOMPARE(odds(15).most, 2);
        QCOMPARE(odds(20).most, 3);
        QCOMPARE(odds(60).most, 3);
        QCOMPARE(odds(60).chance, 0.9);
    }

    void filtersLookAtTheSolveRate() {
        using enum config::ValidFilter;
        QVERIFY(passes(All, 1) && passes(All, 0) && passes(All, -1));
        QVERIFY(passes(NonOne, 0) && passes(NonOne, 0.99) && !passes(NonOne, 1));
        QVERIFY(!passes(NonExtremes, 0) && !passes(NonExtremes, 1) && !passes(NonExtremes, -1));
        QVERIFY(passes(NonExtremes, 0.125));
    }

    void whatPassedIsFilledUpFromTheBuffer() {
        auto config = prose();
        config.selfplay.solvesPerKind = 4;
        config.selfplay.rollouts = 8;
        const auto buffers = filled(20);
        const TaskSelection selection(config, buffers, 20);
        const Task a = taskOf(901, TaskKind::Deduction, 20), b = taskOf(902, TaskKind::Deduction, 20);
        const std::vector<const Task*> fresh{&a, &b}, passed{&b};
        for (const SolveChoice& one : selection.estimates(fresh)) {
            QCOMPARE(one.use, AttemptUse::Rollout);
            QCOMPARE(one.count, 8);
            QVERIFY(!one.trained);
        }
        for (const bool rollouts : {true, false}) {
            config.selfplay.trainOnRollouts = rollouts;
            Rng rng(6);
            const FilteredChoice choice = selection.afterEstimate(TaskKind::Deduction, passed, rng);
            QCOMPARE(idsOf(choice.trained), rollouts ? std::vector<std::int64_t>{902} : std::vector<std::int64_t>{});
            QCOMPARE(choice.solves.size(), rollouts ? 3U : 4U);
            for (const SolveChoice& one : choice.solves) {
                QCOMPARE(one.use, AttemptUse::Train);
                QVERIFY(one.task != &a);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestTaskSelection)
#include "tst_task_selection.moc"
