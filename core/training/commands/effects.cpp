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
    AZR_TRY(std::string answer, review.admit(command.task));
    // Held in this very step, it is part of its batch again.
    if (work != nullptr) work->vetoed.erase(command.task.value);
    return answer;
}

Result<std::string> Trainer::State::apply(const HoldTask& command) {
    if (review.waits(command.task)) return fail(ErrorCode::Conflict, "it waits for a decision already");
    if (std::ranges::none_of(buffers, [&](const auto& own) { return own.find(command.task) != nullptr; }))
        return fail(ErrorCode::NotFound, "the task is in no buffer: it was evicted or vetoed since");
    const VetoOutcome outcome = veto(command.task, buffers, work, batchIsMade, config.selfplay);
    AZR_CHECK(tell(BufferChanged{current, *outcome.left, command.task, BufferAction::Veto, std::string(kHeld),
                                 static_cast<std::int64_t>(buffer(*outcome.left).size())}));
    AZR_CHECK(review.hold(outcome.taken->task));
    return std::string(kWaitsAgain);
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
    AZR_TRY(RestoreOutcome outcome, restore(command.task));
    return std::move(outcome.answer);
}

/// It is forgotten among the withdrawn tasks once it is sure that it comes back.
Result<RestoreOutcome> Trainer::State::restore(TaskId task) {
    const Withdrawn* const kept = withdrawn.find(task);
    if (kept == nullptr)
        return RestoreOutcome{
            fail(ErrorCode::NotFound, "nobody took the task out of this run, or too long ago to put it back")};
    const bool fresh =
        work != nullptr && work->vetoed.contains(task.value) && !kept->buffered && !kept->waited && !kept->drawn;
    if (!fresh) return comeBack(*kept);
    const Withdrawn taken = *kept;
    withdrawn.forget(task);
    work->vetoed.erase(task.value);
    const bool waits = review.holdsBack(taken.task);
    // With a filter it is the solve rate that decides, later.
    if (config.selfplay.validFilter == config::ValidFilter::All && !waits) AZR_CHECK(tell(TaskReturned{task}));
    if (batchIsMade)
        return RestoreOutcome{fmt::format("{} after step {}, which trains without it",
                                          waits ? "it waits for a decision" : "it enters its buffer", work->step)};
    return RestoreOutcome{fmt::format("back in the batch of step {}", work->step)};
}

/// Into its buffer, or among those that wait.
Result<RestoreOutcome> Trainer::State::comeBack(Withdrawn taken) {
    selfplay::Task& task = taken.task;
    if (!taken.buffered && !taken.waited && !passes(config.selfplay.validFilter, task.learnability))
        return RestoreOutcome{
            fail(ErrorCode::Conflict, "selfplay.valid_filter keeps a task of this solve rate out of its buffer")};
    const bool waits = taken.waited || taken.drawn;
    const selfplay::Buffer& own = buffer(task.kind);
    if (!waits && own.size() >= own.capacity() && own.pinned() >= own.size())
        return RestoreOutcome{
            fail(ErrorCode::Conflict,
                 fmt::format("the {} buffer is full of pinned tasks: none may go for it", selfplay::name(task.kind)))};
    withdrawn.forget(task.id);
    if (work != nullptr) work->vetoed.erase(task.id.value);
    const bool unpins = task.pinned && !rulesAtWork.mayPin(task.kind, work);
    if (unpins) {
        task.pinned = false;
        rules.forgetPin(task.id);
        AZR_CHECK(tell(TaskPinned{task.id, false}));
    }
    const char* const more = unpins ? ", without its pin: the buffer holds as many pinned tasks as it may" : "";
    if (waits) {
        AZR_CHECK(review.hold(task));
        return RestoreOutcome{std::string(kWaitsAgain) + more};
    }
    AZR_CHECK(admission.putBack(task, taken.buffered ? taken.place : own.size(), random("restore")));
    return RestoreOutcome{std::string("back in its buffer") + more};
}

/// What the rule took out, and would not take out as `next` (null: it goes), is put back, the last one first, so that
/// each stands where it stood: how many.
Result<std::int64_t> Trainer::State::takeBack(LiveRule& rule, const LiveRule* next) {
    std::int64_t back = 0;
    const auto meets = [&](const selfplay::Task& task) {
        return next->condition.meets(selfplay::factsOf(task, config.reward));
    };
    const bool vetoes = next != nullptr && next->judges() && next->rule.act == selfplay::RuleAct::Veto;
    for (const TaskId task : withdrawn.ofRule(rule.rule.id)) {
        if (vetoes && meets(withdrawn.find(task)->task)) continue;
        AZR_TRY(const RestoreOutcome outcome, restore(task));
        back += outcome.answer ? 1 : 0;
    }
    AZR_CHECK(rulesAtWork.release(rule, work, [&](const RuleMark& mark) {
        if (next == nullptr || !next->wouldMark(mark)) return true;
        // Of what the loop no longer keeps nobody knows whether it would be marked.
        const selfplay::Task* const task = rulesAtWork.find(mark.task, work);
        return task != nullptr && !meets(*task);
    }));
    return back;
}

Result<std::string> Trainer::State::apply(const SetRule& command) {
    LiveRule next;
    next.rule = command.rule;
    if (auto condition = selfplay::conditionOf(command.rule); condition) {
        next.condition = std::move(*condition);
    } else {
        // What people ask for was looked at before: only a rule that an older version accepted comes so far.
        AZR_CHECK(tell(RuleChanged{rules.keepOff(command.rule).rule, false, current}));
        return tl::make_unexpected(condition.error());
    }
    const auto stands = [&] { return fmt::format("rule {} is {}", next.rule.id, next.judges() ? "on" : "off"); };
    LiveRule* const before = rules.find(next.rule.id);
    const bool renamed = before != nullptr && doTheSame(before->rule, next.rule);
    if (before != nullptr && !renamed) {
        if (command.restore) {
            AZR_TRY([[maybe_unused]] const std::int64_t back, takeBack(*before, &next));
        }
        // What it marked otherwise than it does now is nobody's.
        AZR_CHECK(rulesAtWork.release(*before, work, [&](const RuleMark& mark) {
            return mark.act != next.rule.act || mark.tag != (mark.act == selfplay::RuleAct::Tag ? next.rule.tag : "");
        }));
    }
    AZR_CHECK(rules.set(next.rule));
    LiveRule& rule = *rules.find(next.rule.id);
    AZR_CHECK(tell(RuleChanged{rule.rule, false, current}));
    if (renamed) return stands();
    std::int64_t met = 0;
    const auto count = [&](TaskId task) {
        ++met;
        return takeOut(task, rule.rule.id);
    };
    AZR_CHECK(rulesAtWork.sweep(rule, work, count));
    if (batchIsMade && work != nullptr) AZR_CHECK(rulesAtWork.judge(rule, *work));
    if (!rule.judges() || rule.rule.act != selfplay::RuleAct::Veto) return stands();
    return fmt::format("rule {} is on; {} tasks left their buffers", rule.rule.id, met);
}

Result<std::string> Trainer::State::apply(const RemoveRule& command) {
    LiveRule* const rule = rules.find(command.rule);
    if (rule == nullptr) return fail(ErrorCode::NotFound, fmt::format("the run has no rule {}", command.rule));
    std::int64_t back = 0;
    if (command.restore) {
        AZR_TRY(back, takeBack(*rule, nullptr));
    }
    AZR_CHECK(tell(RuleChanged{rule->rule, true, current}));
    rules.remove(command.rule);
    if (back > 0) return fmt::format("rule {} is gone; {} tasks are back", command.rule, back);
    return fmt::format("rule {} is gone", command.rule);
}

Result<std::string> Trainer::State::apply(const PinTask& command) {
    if (command.task < parts.firstTask || command.task.value >= nextTask)
        return fail(ErrorCode::NotFound, "the run has no such task");
    const selfplay::Task* const task = rulesAtWork.find(command.task, work);
    const bool stands = task != nullptr && task->pinned == command.pinned;
    const Withdrawn* const taken = withdrawn.find(command.task);
    const bool drawn = task != nullptr && (taken == nullptr || task != &taken->task);
    if (drawn && command.pinned && !stands && !rulesAtWork.mayPin(task->kind, work)) {
        // Where it was marked while the run was at rest.
        AZR_CHECK(tell(TaskPinned{command.task, false}));
        return fail(ErrorCode::Conflict,
                    fmt::format("the {} buffer holds as many pinned tasks as it may: one must be left to go",
                                selfplay::name(task->kind)));
    }
    rulesAtWork.setPinned(command.task, command.pinned, work);
    // What a person decided is no rule's any more.
    rules.forgetPin(command.task);
    AZR_CHECK(tell(TaskPinned{command.task, command.pinned}));
    if (stands) return std::string(kStoodSo);
    if (!drawn) return std::string(kOnlyMarked);
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
    task.pinned = false;
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
    // Also of what was restored before.
    prompter.configure(config.prompt, config.sampling);
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
