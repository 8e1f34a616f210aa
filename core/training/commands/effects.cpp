/// What commands do to a running loop.
#include <fmt/format.h>

#include <utility>

#include "core/config/run_fields.h"
#include "core/training/commands/veto.h"
#include "core/training/trainer_state_p.h"

namespace azr::training {

Result<std::string> Trainer::State::apply(const VetoTask& command) {
    VetoOutcome outcome = veto(command.task, buffers, work, batchIsMade, config.selfplay);
    if (outcome.left)
        AZR_CHECK(tell(BufferChanged{current, *outcome.left, command.task, BufferAction::Veto, command.reason,
                                     static_cast<std::int64_t>(buffer(*outcome.left).size())}));
    return std::move(outcome.answer);
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
