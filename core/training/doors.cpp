/// Commands at the loop's two doors, and while it is parked. Each is answered exactly once.
#include <fmt/format.h>

#include <optional>
#include <tuple>
#include <utility>

#include "core/training/trainer_state_p.h"

namespace azr::training {

using selfplay::Task;
using selfplay::TaskKind;

Status Trainer::State::applyCommands() {
    const auto due = [this](const LoopCommand& command) {
        return std::tuple(command.dueStep, command.duePhase) <= std::tuple(current, phase) || command.dueStep == 0;
    };
    for (const LoopCommand& command : parts.mailbox.take(due)) AZR_CHECK(apply(command));
    return {};
}

Status Trainer::State::replayCommands(Phase before) {
    const auto due = [&](const LoopCommand& command) {
        return command.dueStep > 0 && std::tuple(command.dueStep, command.duePhase) < std::tuple(current, before);
    };
    for (const LoopCommand& command : parts.mailbox.take(due)) AZR_CHECK(apply(command));
    return {};
}

Status Trainer::State::apply(const LoopCommand& command) {
    if (command.dueStep > 0 && appliedSinceStep.contains(command.id.value)) return {};
    if (std::holds_alternative<SaveCheckpoint>(command.what)) {
        wishedCheckpoints.push_back(command.id);
        return {};
    }
    if (std::holds_alternative<Evaluate>(command.what)) {
        if (!parts.evaluate) return answer(command.id, fail(ErrorCode::Unsupported, "this run has no held-out suite"));
        wishedEvaluations.push_back(command.id);
        return {};
    }
    appliedSinceStep.insert(command.id.value);
    if (const auto* veto = std::get_if<VetoTask>(&command.what)) return answer(command.id, apply(*veto));
    if (const auto* seedTask = std::get_if<SeedTask>(&command.what)) return answer(command.id, apply(*seedTask));
    return answer(command.id, apply(std::get<SetField>(command.what)));
}

Status Trainer::State::answer(CommandId command, Result<std::string> outcome) {
    if (!outcome) return tell(CommandRefused{command, current, describe(outcome.error())});
    return tell(CommandApplied{command, current, phase, ordinal++, std::move(*outcome)});
}

Result<std::string> Trainer::State::apply(const VetoTask& veto) {
    std::optional<TaskKind> inBatch;
    if (work != nullptr) {
        for (const auto& proposal : work->proposals)
            if (proposal.task.id == veto.task) inBatch = proposal.task.kind;
        for (const auto& attempt : work->attempts)
            if (attempt.task == veto.task) inBatch = attempt.sample.stream.kind;
        work->vetoed.insert(veto.task.value);
    }
    const auto tellVeto = [&](const selfplay::Buffer& own) {
        return tell(BufferChanged{current, own.kind(), veto.task, BufferAction::Veto, veto.reason,
                                  static_cast<std::int64_t>(own.size())});
    };
    int madeIn = -1;
    auto origin = selfplay::Origin::Model;
    for (auto& own : buffers) {
        const Task* task = own.find(veto.task);
        if (task == nullptr) continue;
        madeIn = task->step;
        origin = task->origin;
        own.remove(veto.task);
        AZR_CHECK(tellVeto(own));
    }
    // A task of this step was said to be admitted, and would have entered its buffer at the end of the step.
    if (inBatch && madeIn < 0) AZR_CHECK(tellVeto(buffer(*inBatch)));
    const bool trained = madeIn > 0 && origin == selfplay::Origin::Model;
    if (trained)
        return fail(ErrorCode::Conflict,
                    fmt::format("already trained in step {}; it left its buffer, but cannot be untrained", madeIn));
    if (inBatch && pastDoors)
        return fail(ErrorCode::Conflict,
                    fmt::format("step {} is being trained on it; it will not enter its buffer", current));
    if (inBatch) return fmt::format("dropped from the batch of step {}", current);
    if (madeIn >= 0) return std::string("dropped from its buffer");
    return fail(ErrorCode::NotFound, "the task is in no buffer and in no batch: it was refused, evicted or vetoed");
}

Result<std::string> Trainer::State::apply(const SeedTask& seedTask) {
    selfplay::Proposal proposal;
    proposal.task = seedTask.task;
    Task& task = proposal.task;
    if (!isShown(task.kind, config.selfplay))
        return fail(ErrorCode::Unsupported, fmt::format("this run does not train {} tasks", name(task.kind)));
    auto question = asker.prepare({{selfplay::Role::Solve, task.kind}, {}, &task, 0});
    if (!question) return tl::make_unexpected(question.error());
    task.id = newTask();
    task.origin = selfplay::Origin::User;
    task.step = current;
    measureTask(task);
    proposal.sample.stream = {selfplay::Role::Propose, task.kind};
    proposal.sample.wellFormed = true;
    proposal.verdict = execution::Verdict::Ok;
    AZR_CHECK(tell(TaskProposed{proposal, true}));
    AZR_CHECK(admit(task, random("eviction")));
    return fmt::format("task {}", task.id.value);
}

Result<std::string> Trainer::State::apply(const SetField& change) {
    if (!parts.setField) return fail(ErrorCode::Unsupported, "fields of this run cannot be changed");
    AZR_CHECK(parts.setField(config, change.path, change.value));
    asker.configure(config.prompt, config.sampling);
    changedFields.push_back(change);
    return change.path + " = " + change.value;
}

Status Trainer::State::settleWishes(bool mayEvaluate) {
    if (mayEvaluate) {
        for (const CommandId command : std::exchange(wishedEvaluations, {})) {
            AZR_CHECK(evaluate());
            AZR_CHECK(answer(command, fmt::format("evaluated after step {}", done)));
        }
    }
    for (const CommandId command : std::exchange(wishedCheckpoints, {})) {
        const Status saved = saveCheckpoint();
        AZR_CHECK(answer(command, saved ? Result<std::string>(fmt::format("checkpoint of step {}", done))
                                        : tl::make_unexpected(saved.error())));
    }
    return {};
}

}  // namespace azr::training
