#include "core/session/command.h"

#include <array>

#include "core/selfplay/task_json.h"

namespace azr::session {

namespace {

/// In the order of the variant's alternatives.
constexpr std::array<std::string_view, std::variant_size_v<Command>> kNames = {
    "pause", "resume", "step_once", "stop", "veto_task", "seed_task", "set_field", "save_checkpoint", "evaluate"};

struct Body {
    Json& json;
    void operator()(const VetoTask& command) const {
        json["task"] = command.task.value;
        json["reason"] = command.reason;
    }
    void operator()(const SeedTask& command) const { json["task"] = selfplay::toJson(command.task); }
    void operator()(const SetField& command) const {
        json["path"] = command.path;
        json["value"] = command.value;
    }
    template <class Plain>
    void operator()(const Plain&) const {}
};

Result<Command> plainCommand(std::size_t index) {
    switch (index) {
        case 0: return Pause{};
        case 1: return Resume{};
        case 2: return StepOnce{};
        case 3: return Stop{};
        case 7: return SaveCheckpoint{};
        default: return Evaluate{};
    }
}

}  // namespace

std::string_view name(const Command& command) {
    return kNames[command.index()];
}

Json toJson(const Command& command) {
    Json json = Json::object();
    json["command"] = name(command);
    std::visit(Body{json}, command);
    return json;
}

Result<Command> commandFromJson(const Json& json) {
    const std::string place = "command";
    AZR_TRY(const std::string word, field<std::string>(json, "command", place));
    std::size_t index = 0;
    while (index < kNames.size() && kNames[index] != word) ++index;
    if (index == kNames.size()) return fail(ErrorCode::Parse, "there is no command '" + word + "'", place);
    if (word == "veto_task") {
        VetoTask veto;
        AZR_TRY(veto.task.value, field<std::int64_t>(json, "task", place));
        AZR_TRY(veto.reason, fieldOr<std::string>(json, "reason", "", place));
        return veto;
    }
    if (word == "seed_task") {
        AZR_TRY(const Json body, field<Json>(json, "task", place));
        AZR_TRY(selfplay::Task task, selfplay::taskFromJson(body, place));
        return SeedTask{std::move(task)};
    }
    if (word == "set_field") {
        SetField change;
        AZR_TRY(change.path, field<std::string>(json, "path", place));
        AZR_TRY(change.value, field<std::string>(json, "value", place));
        return change;
    }
    return plainCommand(index);
}

}  // namespace azr::session
