#include "core/training/commands/command_handling.h"

#include <utility>

namespace azr::training {
namespace {

struct Applying {
    CommandEffects& effects;
    const LoopCommand& command;

    Result<std::string> operator()(const SetField& change) const {
        return effects.apply(change, command.id, command.again);
    }
    // These two wait until the state is whole.
    Result<std::string> operator()(const SaveCheckpoint&) const { return std::string(); }
    Result<std::string> operator()(const Evaluate&) const { return std::string(); }
    template <class OfTasks>
    Result<std::string> operator()(const OfTasks& one) const {
        return effects.apply(one);
    }
};

}  // namespace

Status CommandHandling::applyDue() {
    const auto due = [this](const LoopCommand& command) { return !command.due || *command.due <= m_loop.place(); };
    for (const LoopCommand& command : m_loop.parts.mailbox.take(due)) AZR_CHECK(apply(command));
    return {};
}

Status CommandHandling::replay(Phase before) {
    const Place next = m_loop.placeIn(before);
    const auto due = [&](const LoopCommand& command) { return command.due && *command.due < next; };
    for (const LoopCommand& command : m_loop.parts.mailbox.take(due)) AZR_CHECK(apply(command));
    return std::exchange(m_failure, Status{});
}

Status CommandHandling::apply(const LoopCommand& command) {
    if ((command.due || command.again) && m_applied.contains(command.id.value)) {
        ++m_ordinal;  // of those that follow it in this step
        return {};
    }
    if (std::holds_alternative<SaveCheckpoint>(command.what)) {
        m_checkpoints.push_back(command.id);
        return {};
    }
    if (std::holds_alternative<Evaluate>(command.what)) {
        if (const Status may = m_effects.mayEvaluate(); !may)
            return answer(command.id, tl::make_unexpected(may.error()));
        m_evaluations.push_back(command.id);
        return {};
    }
    m_applied.insert(command.id.value);
    return answer(command.id, std::visit(Applying{m_effects, command}, command.what));
}

Status CommandHandling::answer(CommandId command, const Result<std::string>& outcome) {
    const int ordinal = m_ordinal++;
    if (!outcome) return m_loop.tell(CommandRefused{command, m_loop.place(), ordinal, describe(outcome.error())});
    return m_loop.tell(CommandApplied{command, m_loop.place(), ordinal, *outcome});
}

Status CommandHandling::settleRequests(bool mayEvaluate) {
    if (mayEvaluate) {
        for (const CommandId command : std::exchange(m_evaluations, {})) {
            AZR_TRY(const std::string done, m_effects.evaluate());
            AZR_CHECK(answer(command, done));
        }
    }
    for (const CommandId command : std::exchange(m_checkpoints, {}))
        AZR_CHECK(answer(command, m_effects.saveCheckpoint()));
    return {};
}

void CommandHandling::whileParked(bool stateIsWhole) {
    if (Status status = applyDue(); !status) m_failure = std::move(status);
    if (!stateIsWhole) return;
    if (Status status = settleRequests(false); !status) m_failure = std::move(status);
}

void CommandHandling::write(Json& json) const {
    json["applied_commands"] = m_applied;
}

Status CommandHandling::read(const Json& json) {
    try {
        m_applied = json.at("applied_commands").get<std::set<std::int64_t>>();
    } catch (const nlohmann::json::exception& error) {
        return fail(ErrorCode::Corrupt, std::string("the checkpoint's commands are malformed: ") + error.what());
    }
    return {};
}

}  // namespace azr::training
