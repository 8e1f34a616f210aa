#include "core/session/command.h"

#include <optional>
#include <utility>

#include "core/selfplay/task_json.h"
#include "core/store/rows.h"

namespace azr::session {

namespace {

constexpr const char* kPlace = "command";
constexpr const char* kAct = "act";
constexpr const char* kCopied = "copied";

void write(const VetoTask& command, Json& json) {
    json["task"] = command.task.value;
    json["reason"] = command.reason;
}

void write(const RestoreTask& command, Json& json) {
    json["task"] = command.task.value;
}

void write(const AdmitTask& command, Json& json) {
    json["task"] = command.task.value;
}

void write(const HoldTask& command, Json& json) {
    json["task"] = command.task.value;
}

void write(const PinTask& command, Json& json) {
    json["task"] = command.task.value;
    json["pinned"] = command.pinned;
    if (command.before) json["before"] = *command.before;
}

void write(const Marked& of, Json& json) {
    if (of.task.valid())
        json["task"] = of.task.value;
    else
        json["run"] = of.run.value;
}

void write(const SetTag& command, Json& json) {
    write(command.of, json);
    json["tag"] = command.tag;
    json["on"] = command.on;
}

void write(const SetNote& command, Json& json) {
    write(command.of, json);
    json["text"] = command.text;
    json["before"] = command.before;
}

void write(const PinRun& command, Json& json) {
    json["run"] = command.run.value;
    json["pinned"] = command.pinned;
}

/// ArchiveRun and BinRun.
template <class Shelving>
requires requires(Shelving shelving) {
    shelving.run;
    shelving.on;
}
void write(const Shelving& command, Json& json) {
    json["run"] = command.run.value;
    json["on"] = command.on;
}

void writeBefore(const std::optional<selfplay::Rule>& before, bool restore, Json& json) {
    if (before) json["before"] = selfplay::toJson(*before);
    if (restore) json["restore"] = true;
}

void write(const SetRule& command, Json& json) {
    json["rule"] = selfplay::toJson(command.rule);
    writeBefore(command.before, command.restore, json);
}

void write(const RemoveRule& command, Json& json) {
    json["rule"] = command.rule;
    writeBefore(command.before, command.restore, json);
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

Status read(const Json& json, RestoreTask& command) {
    AZR_TRY(command.task.value, field<std::int64_t>(json, "task", kPlace));
    return {};
}

Status read(const Json& json, AdmitTask& command) {
    AZR_TRY(command.task.value, field<std::int64_t>(json, "task", kPlace));
    return {};
}

Status read(const Json& json, HoldTask& command) {
    AZR_TRY(command.task.value, field<std::int64_t>(json, "task", kPlace));
    return {};
}

Status read(const Json& json, PinTask& command) {
    AZR_TRY(command.task.value, field<std::int64_t>(json, "task", kPlace));
    AZR_TRY(command.pinned, fieldOr<bool>(json, "pinned", true, kPlace));
    AZR_TRY(const Json before, fieldOr<Json>(json, "before", Json(), kPlace));
    if (before.is_null()) return {};
    AZR_TRY(command.before, field<bool>(json, "before", kPlace));
    return {};
}

Status read(const Json& json, Marked& of) {
    AZR_TRY(of.task.value, fieldOr<std::int64_t>(json, "task", 0, kPlace));
    AZR_TRY(of.run.value, fieldOr<std::int64_t>(json, "run", 0, kPlace));
    if (of.task.valid() != of.run.valid()) return {};
    return fail(ErrorCode::Parse, "a mark is on a task or on a run: one of the fields 'task' and 'run'", kPlace);
}

Status read(const Json& json, SetTag& command) {
    AZR_CHECK(read(json, command.of));
    AZR_TRY(command.tag, field<std::string>(json, "tag", kPlace));
    AZR_TRY(command.on, fieldOr<bool>(json, "on", true, kPlace));
    return {};
}

Status read(const Json& json, SetNote& command) {
    AZR_CHECK(read(json, command.of));
    AZR_TRY(command.text, field<std::string>(json, "text", kPlace));
    AZR_TRY(command.before, fieldOr<std::string>(json, "before", "", kPlace));
    return {};
}

Status read(const Json& json, PinRun& command) {
    AZR_TRY(command.run.value, field<std::int64_t>(json, "run", kPlace));
    AZR_TRY(command.pinned, fieldOr<bool>(json, "pinned", true, kPlace));
    return {};
}

template <class Shelving>
requires requires(Shelving shelving) {
    shelving.run;
    shelving.on;
}
Status read(const Json& json, Shelving& command) {
    AZR_TRY(command.run.value, field<std::int64_t>(json, "run", kPlace));
    AZR_TRY(command.on, fieldOr<bool>(json, "on", true, kPlace));
    return {};
}

Status readBefore(const Json& json, std::optional<selfplay::Rule>& before, bool& restore) {
    AZR_TRY(restore, fieldOr<bool>(json, "restore", false, kPlace));
    AZR_TRY(const Json body, fieldOr<Json>(json, "before", Json(), kPlace));
    if (body.is_null()) return {};
    AZR_TRY(before, selfplay::ruleFromJson(body, kPlace));
    return {};
}

Status read(const Json& json, SetRule& command) {
    AZR_TRY(const Json body, field<Json>(json, "rule", kPlace));
    AZR_TRY(command.rule, selfplay::ruleFromJson(body, kPlace));
    return readBefore(json, command.before, command.restore);
}

Status read(const Json& json, RemoveRule& command) {
    AZR_TRY(command.rule, field<std::int64_t>(json, "rule", kPlace));
    return readBefore(json, command.before, command.restore);
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

TaskId taskOf(const Command& command) {
    const auto task = []<class Each>(const Each& each) -> TaskId {
        if constexpr (requires { each.of.task; })
            return each.of.task;
        else if constexpr (requires { TaskId{each.task}; })
            return each.task;
        return {};
    };
    return std::visit([&](const auto& group) { return std::visit(task, group); }, command);
}

RunId runOf(TaskId task) {
    return {task.valid() ? (task.value - 1) / store::kIdsPerRun + 1 : 0};
}

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

bool isCopied(const Json& body) {
    return fieldOr<bool>(body, kCopied, false, kPlace).value_or(false);
}

void setCopied(Json& body) {
    body[kCopied] = true;
}

CommandId actOf(const Json& body) {
    return {fieldOr<std::int64_t>(body, kAct, 0, kPlace).value_or(0)};
}

void setAct(Json& body, CommandId act) {
    body[kAct] = act.value;
}

Result<Command> commandFromJson(const Json& json) {
    AZR_TRY(const std::string word, field<std::string>(json, "command", kPlace));
    std::optional<Result<Command>> found;
    readNamed<ControlCommand>(word, json, found);
    readNamed<LoopAction>(word, json, found);
    readNamed<MarkCommand>(word, json, found);
    if (!found) return fail(ErrorCode::Parse, "there is no command '" + word + "'", kPlace);
    return std::move(*found);
}

}  // namespace azr::session
