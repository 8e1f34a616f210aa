/// What commands do to a running loop.
#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/config/run_fields.h"
#include "core/training/commands/veto.h"
#include "core/training/task_selection.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {

Result<std::string> Trainer::State::apply(const VetoTask& command) {
    if (review.waits(command.task)) {
        AZR_CHECK(review.takeOut(command.task, command.reason, 0));
        return std::string("it will not enter its buffer");
    }
    VetoOutcome outcome = veto(command.task, buffers, work, batchIsMade, config.selfplay);
    if (outcome.taken) withdrawn.keep(std::move(*outcome.taken));
    if (outcome.left)
        AZR_CHECK(tell(BufferChanged{current, *outcome.left, command.task, BufferAction::Veto, command.reason,
                                     static_cast<std::int64_t>(buffer(*outcome.left).size())}));
    return std::move(outcome.answer);
}

Result<std::string> Trainer::State::apply(const AdmitTask& command) {
    return review.admit(command.task);
}

Status Trainer::State::takeOut(TaskId task, std::int64_t rule) {
    if (review.waits(task)) return review.takeOut(task, ruleReason(rule), rule);
    VetoOutcome outcome = veto(task, buffers, work, batchIsMade, config.selfplay);
    if (!outcome.taken || !outcome.left) return {};
    outcome.taken->rule = rule;
    withdrawn.keep(std::move(*outcome.taken));
    return tell(BufferChanged{current, *outcome.left, task, BufferAction::Veto, ruleReason(rule),
                              static_cast<std::int64_t>(buffer(*outcome.left).size())});
}

Result<std::string> Trainer::State::apply(const RestoreTask& command) {
    return restore(command.task);
}

Result<std::string> Trainer::State::restore(TaskId task) {
    const Withdrawn* const kept = withdrawn.find(task);
    if (kept == nullptr)
        return fail(ErrorCode::NotFound, "nobody took the task out of this run, or too long ago to put it back");
    const Withdrawn taken = *kept;
    withdrawn.forget(task);
    if (taken.waited) {
        AZR_CHECK(review.hold(taken.task));
        return std::string("it waits for a decision again");
    }
    const bool fresh = work != nullptr && work->vetoed.erase(task.value) > 0 && !taken.buffered;
    // With a filter it is the solve rate that decides, later.
    if (fresh && config.selfplay.validFilter == config::ValidFilter::All) AZR_CHECK(tell(TaskReturned{task}));
    if (fresh && batchIsMade)
        return fmt::format("it enters its buffer after step {}, which trains without it", work->step);
    if (fresh) return fmt::format("back in the batch of step {}", work->step);
    if (!taken.buffered && !passes(config.selfplay.validFilter, taken.task.learnability))
        return fail(ErrorCode::Conflict, "selfplay.valid_filter keeps a task of this solve rate out of its buffer");
    AZR_CHECK(admission.putBack(taken.task, taken.buffered ? taken.place : buffer(taken.task.kind).size(),
                                random("restore")));
    return std::string("back in its buffer");
}

/// What the rule took out is put back, the last one first, so that each stands where it stood: how many.
Result<std::int64_t> Trainer::State::takeBack(LiveRule& rule) {
    std::int64_t back = 0;
    for (const TaskId task : withdrawn.ofRule(rule.rule.id)) back += restore(task) ? 1 : 0;
    AZR_CHECK(rulesAtWork.release(rule));
    return back;
}

Result<std::string> Trainer::State::apply(const SetRule& command) {
    AZR_CHECK(selfplay::conditionOf(command.rule));
    if (LiveRule* const before = rules.find(command.rule.id); before != nullptr && command.restore) {
        AZR_TRY([[maybe_unused]] const std::int64_t back, takeBack(*before));
    }
    AZR_CHECK(rules.set(command.rule));
    LiveRule& rule = *rules.find(command.rule.id);
    AZR_CHECK(tell(RuleChanged{rule.rule, false, current}));
    std::int64_t met = 0;
    const auto count = [&](TaskId task) {
        ++met;
        return takeOut(task, rule.rule.id);
    };
    AZR_CHECK(rulesAtWork.sweep(rule, count));
    if (batchIsMade && work != nullptr) AZR_CHECK(rulesAtWork.judge(rule, *work));
    if (!rule.rule.enabled) return fmt::format("rule {} is off", rule.rule.id);
    if (rule.rule.act != selfplay::RuleAct::Veto) return fmt::format("rule {} is on", rule.rule.id);
    return fmt::format("rule {} is on; {} tasks left their buffers", rule.rule.id, met);
}

Result<std::string> Trainer::State::apply(const RemoveRule& command) {
    LiveRule* const rule = rules.find(command.rule);
    if (rule == nullptr) return fail(ErrorCode::NotFound, fmt::format("the run has no rule {}", command.rule));
    std::int64_t back = 0;
    if (command.restore) {
        AZR_TRY(back, takeBack(*rule));
    }
    AZR_CHECK(tell(RuleChanged{rule->rule, true, current}));
    rules.remove(command.rule);
    if (back > 0) return fmt::format("rule {} is gone; {} tasks are back", command.rule, back);
    return fmt::format("rule {} is gone", command.rule);
}

Result<std::string> Trainer::State::apply(const PinTask& command) {
    if (command.task < parts.firstTask || command.task.value >= nextTask)
        return fail(ErrorCode::NotFound, "the run has no such task");
    bool drawn = false;
    const auto full = [&](selfplay::TaskKind kind) {
        return fail(ErrorCode::Conflict,
                    fmt::format("the {} buffer holds as many pinned tasks as it may: one must be left to go",
                                selfplay::name(kind)));
    };
    for (selfplay::Buffer& own : buffers) {
        const selfplay::Task* const task = own.find(command.task);
        if (task == nullptr) continue;
        if (command.pinned && !task->pinned && !rulesAtWork.mayPin(own.kind(), work)) return full(own.kind());
        drawn = own.pin(command.task, command.pinned);
    }
    if (work != nullptr)
        for (selfplay::Proposal& proposal : work->proposals) {
            if (proposal.task.id != command.task || !proposal.valid()) continue;
            if (command.pinned && !proposal.task.pinned && !rulesAtWork.mayPin(proposal.task.kind, work))
                return full(proposal.task.kind);
            proposal.task.pinned = command.pinned;
            drawn = true;
        }
    if (Withdrawn* const kept = withdrawn.find(command.task)) kept->task.pinned = command.pinned;
    if (selfplay::Task* const held = waiting.find(command.task)) {
        if (command.pinned && !held->pinned && !rulesAtWork.mayPin(held->kind, work)) return full(held->kind);
        held->pinned = command.pinned;
        drawn = true;
    }
    AZR_CHECK(tell(TaskPinned{command.task, command.pinned}));
    if (!drawn) return std::string("marked; it is in no buffer, so that nothing is drawn otherwise");
    if (!command.pinned) return std::string("it is like any other task again");
    return fmt::format("it stays in its buffer, and is drawn {:g} times as often", config.buffer.pinnedWeight);
}

Result<std::string> Trainer::State::apply(const SeedTask& command) {
    selfplay::Proposal proposal;
    proposal.task = command.task;
    selfplay::Task& task = proposal.task;
    if (!isShown(task.kind, config.selfplay))
        return fail(ErrorCode::Unsupported, fmt::format("this run does not train {} tasks", name(task.kind)));
    AZR_CHECK(seeding.strip(proposal));
    auto question = prompter.prepare({{selfplay::Role::Solve, task.kind}, {}, &task, 0});
    if (!question) return tl::make_unexpected(question.error());
    task.id = newTask();
    task.origin = selfplay::Origin::User;
    task.step = current;
    admission.measure(task);
    proposal.sample.stream = {selfplay::Role::Propose, task.kind};
    proposal.sample.wellFormed = true;
    proposal.verdict = execution::Verdict::Ok;
    AZR_CHECK(tell(TaskProposed{proposal, true}));
    AZR_CHECK(admission.admit(task, random("eviction")));
    return fmt::format("task {}", task.id.value);
}

Result<std::string> Trainer::State::apply(const SetField& change, CommandId command, bool again) {
    // Commands that are applied after the update belong to the next step.
    const int step = phase > Phase::Update ? current + 1 : current;
    AZR_TRY(auto made, again ? settings.changeAgain(change.path, change.value, step, command)
                             : settings.change(change.path, change.value, step, command));
    AZR_CHECK(tellChange(std::move(made)));
    AZR_TRY(const std::string value, config::getField(config, change.path));
    return change.path + " = " + value;
}

Status Trainer::State::overrideFields(const std::vector<config::Assignment>& assignments, CommandId last) {
    AZR_TRY(std::vector<config::ConfigChange> made, settings.overrideWith(assignments, current, last));
    for (config::ConfigChange& change : made) AZR_CHECK(tellChange(std::move(change)));
    return {};
}

Status Trainer::State::tellChange(std::optional<config::ConfigChange> made) {
    if (!made) return {};
    prompter.configure(config.prompt, config.sampling);
    return tell(FieldChanged{std::move(*made)});
}

Status Trainer::State::mayEvaluate() const {
    if (heldOut.possible()) return {};
    return fail(ErrorCode::Unsupported, "this run has no held-out suite");
}

Result<std::string> Trainer::State::evaluate() {
    AZR_CHECK(measureHeldOut());
    // Its checkpoint was saved before it was known to be the best.
    if (checkpointing.missesBest(done)) AZR_CHECK(checkpointing.trySave(done));
    return fmt::format("evaluated after step {}", done);
}

Result<std::string> Trainer::State::saveCheckpoint() {
    AZR_CHECK(checkpointing.save());
    return fmt::format("checkpoint of step {}", done);
}

}  // namespace azr::training
