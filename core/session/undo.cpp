#include "core/session/undo.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace azr::session {
namespace {

constexpr std::size_t kReach = 1000;
constexpr std::size_t kLongestTag = 40;
constexpr std::string_view kSeeded = "task ";  ///< how the loop answers a seed

struct Stands {
    bool pinned = false;
    std::vector<std::string> tags;
    std::string note;
};

Result<Stands> standsOn(store::Reader& reader, const Marked& of) {
    if (of.task.valid()) {
        AZR_TRY(const store::TaskRow row, reader.taskRow(of.task));
        return Stands{row.pinned, row.tags, row.note};
    }
    AZR_TRY(const store::RunRow row, reader.run(of.run));
    return Stands{row.pinned, row.tags, row.note};
}

using Prepared = Result<std::optional<Marking>>;

struct Preparing {
    store::Reader& reader;

    Prepared operator()(SetTag& tag) const {
        AZR_TRY(const Stands now, standsOn(reader, tag.of));
        if (tag.tag.empty() || tag.tag.size() > kLongestTag)
            return fail(ErrorCode::InvalidArgument, fmt::format("a tag has 1 to {} bytes", kLongestTag), "tag");
        if ((std::ranges::find(now.tags, tag.tag) != now.tags.end()) == tag.on) return std::nullopt;
        return std::optional(
            Marking{tag.of, store::MarkRow::What::Tag, tag.tag, tag.on ? "tagged" : "the tag is gone", tag.on});
    }
    Prepared operator()(SetNote& note) const {
        AZR_TRY(Stands now, standsOn(reader, note.of));
        if (now.note == note.text) return std::nullopt;
        note.before = std::move(now.note);
        return std::optional(Marking{note.of, store::MarkRow::What::Note, note.text,
                                     note.text.empty() ? "the note is gone" : "noted", !note.text.empty()});
    }
    Prepared operator()(PinRun& pin) const {
        const Marked of{{}, pin.run};
        AZR_TRY(const Stands now, standsOn(reader, of));
        if (now.pinned == pin.pinned) return std::nullopt;
        return std::optional(
            Marking{of, store::MarkRow::What::Pin, {}, pin.pinned ? "pinned" : "no longer pinned", pin.pinned});
    }
};

/// A veto that came too late for the gradient is refused and takes the task out all the same.
bool changedSomething(store::Reader& reader, const store::CommandRow& row) {
    if (row.status != "refused") return true;
    if (row.name != VetoTask::kName) return false;
    const auto task = reader.taskRow(row.task);
    return task && task->status == "vetoed";
}

struct Opposite {
    store::Reader& reader;
    const store::CommandRow& row;

    Result<Command> operator()(const VetoTask& veto) const { return Command(LoopAction(RestoreTask{veto.task})); }
    Result<Command> operator()(const RestoreTask& restore) const {
        return Command(LoopAction(VetoTask{restore.task, "taken out again"}));
    }
    Result<Command> operator()(const AdmitTask& admission) const {
        return Command(LoopAction(HoldTask{admission.task}));
    }
    Result<Command> operator()(const HoldTask& holding) const { return Command(LoopAction(AdmitTask{holding.task})); }
    Result<Command> operator()(const PinTask& pin) const {
        const bool marked = row.answer == training::kOnlyMarked && pin.before == pin.pinned;
        if (row.answer == training::kStoodSo || marked)
            return fail(ErrorCode::Conflict, "it changed nothing", row.name);
        return Command(LoopAction(PinTask{pin.task, !pin.pinned}));
    }
    Result<Command> operator()(const SeedTask&) const {
        TaskId task;
        const std::string_view answer = row.answer;
        if (answer.starts_with(kSeeded))
            std::from_chars(answer.data() + kSeeded.size(), answer.data() + answer.size(), task.value);
        if (!task.valid()) return fail(ErrorCode::Conflict, "the seed was not added", row.name);
        return Command(LoopAction(VetoTask{task, "taken back"}));
    }
    Result<Command> operator()(const SetField& change) const {
        AZR_TRY(const auto changes, reader.configChanges(row.run));
        const auto made = std::ranges::find(changes, row.id, &store::ConfigChangeRow::command);
        if (made == changes.end()) return fail(ErrorCode::Conflict, "it changed nothing", row.name);
        return Command(LoopAction(SetField{change.path, made->before}));
    }
    Result<Command> operator()(const SetRule& change) const {
        if (!change.before) return Command(LoopAction(RemoveRule{change.rule.id, change.rule, !removes(row.undoes)}));
        // One that is switched off did nothing that would have to be taken back; and what an undo took back is done
        // again as it was done first: nothing of the version before is taken back.
        const bool again = change.restore && row.undoes.valid();
        return Command(LoopAction(SetRule{*change.before, change.rule, change.rule.enabled && !again}));
    }
    Result<Command> operator()(const RemoveRule& removal) const {
        if (!removal.before) return fail(ErrorCode::Conflict, "what the rule was is not known", row.name);
        return Command(LoopAction(SetRule{*removal.before, std::nullopt, false}));
    }
    Result<Command> operator()(const SetTag& tag) const {
        return Command(MarkCommand(SetTag{tag.of, tag.tag, !tag.on}));
    }
    Result<Command> operator()(const SetNote& note) const {
        return Command(MarkCommand(SetNote{note.of, note.before, note.text}));
    }
    Result<Command> operator()(const PinRun& pin) const { return Command(MarkCommand(PinRun{pin.run, !pin.pinned})); }
    template <class Other>
    Result<Command> operator()(const Other&) const {
        return fail(ErrorCode::Unsupported, "this cannot be taken back", row.name);
    }

    /// Whether the command took a rule away and left what it had done.
    [[nodiscard]] bool removes(CommandId id) const {
        if (!id.valid()) return false;
        const auto undone = reader.command(id);
        const auto body = undone ? parseJson(undone->body) : Result<Json>(tl::make_unexpected(undone.error()));
        const auto removal = body ? commandFromJson(*body) : Result<Command>(tl::make_unexpected(body.error()));
        const auto* const rule = removal ? commandAs<RemoveRule>(*removal) : nullptr;
        return rule != nullptr && !rule->restore;
    }
};

/// An undo that the loop answered is over and done with: it took effect, or it would be refused again.
bool isSettled(const store::CommandRow& undo) {
    return undo.status != "refused" || !undo.phase.empty();
}

/// The journal, youngest first.
Result<std::vector<store::CommandRow>> journal(store::Reader& reader) {
    std::vector<store::CommandRow> rows;
    while (rows.size() < kReach) {
        AZR_TRY(const auto page, reader.lastCommands(rows.empty() ? 0 : rows.back().id.value, store::kPageLimit));
        rows.insert(rows.end(), page.begin(), page.end());
        if (static_cast<int>(page.size()) < store::kPageLimit) break;
    }
    return rows;
}

}  // namespace

Result<std::optional<Marking>> prepareMark(const std::filesystem::path& database, MarkCommand& command) {
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(database));
    return std::visit(Preparing{*reader}, command);
}

std::string subjectOf(const MarkCommand& command) {
    struct Subject {
        static std::string text(const Marked& of, std::string_view what) {
            return fmt::format("{} {} {}", of.task.value, of.run.value, what);
        }
        std::string operator()(const SetTag& tag) const { return text(tag.of, "tag " + tag.tag); }
        std::string operator()(const SetNote& note) const { return text(note.of, "note"); }
        std::string operator()(const PinRun& pin) const { return text({{}, pin.run}, "pin"); }
    };
    return std::visit(Subject{}, command);
}

Result<std::optional<Undoable>> nextToTakeBack(store::Reader& reader, std::optional<RunId> atWork,
                                               Direction direction) {
    AZR_TRY(const std::vector<store::CommandRow> rows, journal(reader));
    std::set<CommandId> takenBack;
    std::map<CommandId, CommandId> undoes;
    for (const store::CommandRow& row : rows) {
        if (!row.undoes.valid()) continue;
        undoes[row.id] = row.undoes;
        if (isSettled(row)) takenBack.insert(row.undoes);
    }
    const auto isUndo = [&](CommandId id) {
        bool undo = false;
        for (auto at = undoes.find(id); at != undoes.end(); at = undoes.find(at->second)) undo = !undo;
        return undo;
    };
    for (const store::CommandRow& row : rows) {
        const auto body = parseJson(row.body, "command");
        // What a fork was told of its parent is history there.
        if (!body || isCopied(*body)) continue;
        const auto command = commandFromJson(*body);
        if (!command) continue;
        if (commandAs<SaveCheckpoint>(*command) != nullptr || commandAs<Evaluate>(*command) != nullptr) continue;
        const bool mark = std::holds_alternative<MarkCommand>(*command) || commandAs<PinTask>(*command) != nullptr;
        // Decided about a task of a run at rest, whose loop has not heard of it.
        const bool review = row.status == "pending" &&
                            (commandAs<AdmitTask>(*command) != nullptr || commandAs<VetoTask>(*command) != nullptr);
        if (!mark && !review && row.run != atWork) continue;
        if (row.status != "pending" && (!changedSomething(reader, row) || !oppositeOf(reader, row, *command))) continue;
        if (takenBack.contains(row.id)) continue;
        const bool undo = isUndo(row.id);
        if (undo == (direction == Direction::Redo)) return Undoable{row, *command};
        // What was done anew ends what could be done again.
        if (direction == Direction::Redo && !undoes.contains(row.id)) break;
    }
    return std::optional<Undoable>();
}

PinAtRest pinAtRest(const store::TaskDetail& task, CommandId pin) {
    std::optional<bool> before, without;
    for (const store::CommandRow& row : task.commands) {
        if (row.status != "pending") continue;
        const auto body = parseJson(row.body);
        const auto command = body ? commandFromJson(*body) : Result<Command>(tl::make_unexpected(body.error()));
        const auto* const one = command ? commandAs<PinTask>(*command) : nullptr;
        if (one == nullptr) continue;
        if (!before) before = one->before.value_or(!one->pinned);
        if (row.id != pin) without = one->pinned;
    }
    const bool stood = before.value_or(task.task.pinned);
    return {without.value_or(stood), stood};
}

Result<Command> oppositeOf(store::Reader& reader, const store::CommandRow& row, const Command& command) {
    const Opposite opposite{reader, row};
    return std::visit([&](const auto& group) { return std::visit(opposite, group); }, command);
}

}  // namespace azr::session
