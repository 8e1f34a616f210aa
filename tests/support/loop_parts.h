/// The parts of a loop over a scripted world, put together without a Trainer: for tests of one part.
#pragma once

#include "core/training/commands/review_gate.h"
#include "core/training/rule_keeping.h"
#include "core/training/step_jobs.h"
#include "core/training/task_admission.h"
#include "tests/support/scripted_world.h"

namespace azr::test {

struct LoopParts {
    explicit LoopParts(const config::RunConfig& config = smallRun(), Script script = playNano,
                       selfplay::PromptWrapper wrapper = {})
        : world("unused", config, std::move(script)),
          settings(config),
          loop(settings, withWrapper(world.parts(), std::move(wrapper))),
          kept(config, {1}, {1}) {}

    /// "x + K" as proposed in the step under way: valid, without an id, in no buffer.
    static selfplay::Proposal proposed(selfplay::TaskKind kind, int k) {
        selfplay::Proposal proposal;
        selfplay::Task& task = proposal.task;
        task.kind = kind;
        task.program = fmt::format("def f(x):\n    return x + {}", k);
        task.input = "1";
        task.output = std::to_string(k + 1);
        if (selfplay::hasPairs(kind)) task.pairs = {{"1", task.output}, {"2", std::to_string(k + 2)}};
        task.measured.shape = task.program;
        task.measured.nodes = 30;  // above what counts as small: only equal shapes are near-duplicates
        proposal.sample.stream = {selfplay::Role::Propose, kind};
        proposal.sample.wellFormed = true;
        proposal.verdict = execution::Verdict::Ok;
        return proposal;
    }
    /// The same task of an earlier step, in its buffer.
    selfplay::Task put(selfplay::TaskKind kind, int k, int step = 0) {
        selfplay::Task task = proposed(kind, k).task;
        task.id = kept.newTask();
        task.step = step;
        Rng rng(1);
        (void)kept.buffer(kind).add(task, rng);
        return task;
    }

    static training::TrainerParts withWrapper(training::TrainerParts parts, selfplay::PromptWrapper wrapper) {
        parts.wrapper = std::move(wrapper);
        return parts;
    }

    World world;
    config::EffectiveConfig settings;
    training::LoopContext loop;
    training::KeptState kept;
    training::StepJobs jobs{loop, kept};
    training::TaskAdmission admission{loop, kept};
    training::ReviewGate review{loop, kept, admission};
    training::RuleKeeping rules{loop, kept};
};

}  // namespace azr::test
