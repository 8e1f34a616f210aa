#include "core/session/command.h"

#include <optional>
#include <utility>

#include "core/selfplay/task_json.h"

namespace azr::session {

namespace {

constexpr const char* kPlace = "command";

void write(const VetoTask& command, Json& json) {
    json["task"] = command.task.value;
    json["reason"] = command.reason;
}

void write(const SeedTask& command, Json& json) {
    json["task"] = selfplay::toJson(command.task);
}

void write(const SetField& command, Json& json) {
    json["path"] = command.path;
    json["value"] = command.value;
}

template <class Plain>
void write(const Plain&, Json&) {}

Status read(const Json& json, VetoTask& command) {
    AZR_TRY(command.task.value, field<std::int64_t>(json, "task", kPlace));
    AZR_TRY(command.reason, fieldOr<std::string>(json, "reason", "", kPlace));
    return {};
}

Status read(const Json& json, SeedTask& command) {
    AZR_TRY(const Json body, field<Json>(json, "task", kPlace));
    AZR_TRY(command.task, selfplay::taskFromJson(body, kPlace));
    return {};
}

Status read(const Json& json, SetField& command) {
    AZR_TRY(command.path, field<std::string>(json, "path", kPlace));
    AZR_TRY(command.value, field<std::string>(json, "value", kPlace));
    return {};
}

template <class Plain>
Status read(const Json&, Plain&) {
    return {};
}

/// Calls `visit` with a value of every alternative.
template <class Variant, class Visit, std::size_t... kIndex>
void forEach(const Visit& visit, std::index_sequence<kIndex...>) {
    (visit(std::variant_alternative_t<kIndex, Variant>{}), ...);
}

template <class Group>
void readNamed(const std::string& word, const Json& json, std::optional<Result<Command>>& found) {
    forEach<Group>(
        [&]<class Each>(Each each) {
            if (Each::kName != word) return;
            if (Status status = read(json, each); !status)
                found = Result<Command>(tl::make_unexpected(status.error()));
            else
                found = Result<Command>(Command(Group(std::move(each))));
        },
        std::make_index_sequence<std::variant_size_v<Group>>());
}

}  // namespace

std::string_view name(const Command& command) {
    return std::visit([](const auto& group) { return std::visit([](const auto& each) { return each.kName; }, group); },
                      command);
}

Json toJson(const Command& command) {
    Json json = Json::object();
    json["command"] = name(command);
    std::visit([&](const auto& group) { std::visit([&](const auto& each) { write(each, json); }, group); }, command);
    return json;
}

Result<Command> commandFromJson(const Json& json) {
    AZR_TRY(const std::string word, field<std::string>(json, "command", kPlace));
    std::optional<Result<Command>> found;
    readNamed<ControlCommand>(word, json, found);
    readNamed<LoopAction>(word, json, found);
    if (!found) return fail(ErrorCode::Parse, "there is no command '" + word + "'", kPlace);
    return std::move(*found);
}

}  // namespace azr::session
