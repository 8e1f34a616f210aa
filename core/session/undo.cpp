#include "core/session/undo.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>
#include <vector>

namespace azr::session {
namespace {

constexpr int kReach = 1000;                   ///< acts
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
        if (tag.tag.empty() || tag.tag.size() > SetTag::kLongest)
            return fail(ErrorCode::InvalidArgument, fmt::format("a tag has 1 to {} bytes", SetTag::kLongest), "tag");
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
    Prepared operator()(ArchiveRun& archiving) const {
        AZR_TRY(const store::RunRow run, reader.run(archiving.run));
        if (run.archived == archiving.on) return std::nullopt;
        return std::optional(Marking{{{}, run.id},
                                     store::MarkRow::What::Archive,
                                     {},
                                     archiving.on ? "archived" : "no longer archived",
                                     archiving.on});
    }
    Prepared operator()(BinRun& binning) const {
        AZR_TRY(const store::RunRow run, reader.run(binning.run));
        if ((run.binned > 0) == binning.on) return std::nullopt;
        return std::optional(Marking{
            {{}, run.id}, store::MarkRow::What::Bin, {}, binning.on ? "it lies in the bin" : "restored", binning.on});
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
    Result<Command> operator()(const ArchiveRun& archiving) const {
        return Command(MarkCommand(ArchiveRun{archiving.run, !archiving.on}));
    }
    Result<Command> operator()(const BinRun& binning) const {
        return Command(MarkCommand(BinRun{binning.run, !binning.on}));
    }
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

/// The journal, youngest first, read as far as it is asked for.
class Journal {
  public:
    Journal(store::Reader& reader, std::optional<RunId> atWork) : m_reader(reader), m_atWork(atWork) {}

    struct Entry {
        store::CommandRow row;
        Command command;
        CommandId act;        ///< its own number where it is one by itself
        bool counts = false;  ///< it can be taken back, as far as this command by itself says
    };
    /// Empty: there is no older one.
    Result<std::optional<Entry>> next() {
        for (;;) {
            AZR_TRY(const bool more, fill());
            if (!more) return std::optional<Entry>();
            store::CommandRow row = std::move(m_page[m_at++]);
            // What takes a command back is always younger.
            if (row.undoes.valid() && isSettled(row)) m_takenBack.insert(row.undoes);
            const auto body = parseJson(row.body, "command");
            auto command = body ? commandFromJson(*body) : Result<Command>(tl::make_unexpected(body.error()));
            // What a fork was told of its parent is history there.
            if (!command || isCopied(*body)) continue;
            const CommandId act = actOf(*body);
            const bool counts = !m_takenBack.contains(row.id) && canBeTakenBack(row, *command);
            const CommandId own = row.id;
            return std::optional(Entry{std::move(row), std::move(*command), act.valid() ? act : own, counts});
        }
    }

    /// Whether it takes something back; what takes an undo back is none.
    Result<bool> isUndo(const store::CommandRow& row) {
        bool undo = false;
        for (CommandId at = row.undoes; at.valid();) {
            undo = !undo;
            const auto older = m_reader.command(at);
            if (!older && older.error().code != ErrorCode::NotFound) return tl::make_unexpected(older.error());
            at = older ? older->undoes : CommandId{};
        }
        return undo;
    }

  private:
    Result<bool> fill() {
        if (m_at < m_page.size()) return true;
        if (m_last) return false;
        const std::int64_t before = m_page.empty() ? 0 : m_page.back().id.value;
        AZR_TRY(m_page, m_reader.lastCommands(before, store::kPageLimit));
        m_last = static_cast<int>(m_page.size()) < store::kPageLimit;
        m_at = 0;
        return !m_page.empty();
    }

    [[nodiscard]] bool canBeTakenBack(const store::CommandRow& row, const Command& command) {
        if (commandAs<SaveCheckpoint>(command) != nullptr || commandAs<Evaluate>(command) != nullptr) return false;
        const bool mark = std::holds_alternative<MarkCommand>(command) || commandAs<PinTask>(command) != nullptr;
        // Decided about a task of a run at rest, whose loop has not heard of it.
        const bool review = row.status == "pending" &&
                            (commandAs<AdmitTask>(command) != nullptr || commandAs<VetoTask>(command) != nullptr);
        if (!mark && !review && row.run != m_atWork) return false;
        return row.status == "pending" || (changedSomething(m_reader, row) && oppositeOf(m_reader, row, command));
    }

    store::Reader& m_reader;
    std::optional<RunId> m_atWork;
    std::vector<store::CommandRow> m_page;
    std::size_t m_at = 0;
    bool m_last = false;
    std::set<CommandId> m_takenBack;
};

/// With what is older and belongs to the same act.
Result<std::optional<Undoable>> wholeAct(Journal& journal, Journal::Entry entry) {
    Undoable undoable{std::move(entry.row), std::move(entry.command), {}};
    undoable.together.push_back(undoable.row.id);
    // Nothing of an act is older than its first command.
    for (CommandId at = undoable.row.id; entry.act < at;) {
        AZR_TRY(const std::optional<Journal::Entry> older, journal.next());
        if (!older) break;
        at = older->row.id;
        if (older->act == entry.act && older->counts) undoable.together.push_back(at);
    }
    return std::optional(std::move(undoable));
}

/// Of a run at rest, the oldest first.
Result<std::vector<std::pair<CommandId, PinTask>>> waitingPins(store::Reader& reader, TaskId task) {
    AZR_TRY(const store::TaskDetail detail, reader.task(task));
    std::vector<std::pair<CommandId, PinTask>> pins;
    for (const store::CommandRow& row : detail.commands) {
        if (row.status != "pending") continue;
        AZR_TRY(const Json body, parseJson(row.body, "command"));
        AZR_TRY(const Command command, commandFromJson(body));
        if (const auto* const pin = commandAs<PinTask>(command)) pins.emplace_back(row.id, *pin);
    }
    return pins;
}

}  // namespace

Result<std::optional<Marking>> prepareMark(store::Reader& reader, MarkCommand& command) {
    return std::visit(Preparing{reader}, command);
}

RunId runOfMark(const MarkCommand& command) {
    if (const TaskId task = taskOf(Command(command)); task.valid()) return runOf(task);
    return std::visit(
        []<class Each>(const Each& each) {
            if constexpr (requires { each.of; })
                return each.of.run;
            else
                return each.run;
        },
        command);
}

std::string subjectOf(const MarkCommand& command) {
    struct Subject {
        static std::string text(const Marked& of, std::string_view what) {
            return fmt::format("{} {} {}", of.task.value, of.run.value, what);
        }
        std::string operator()(const SetTag& tag) const { return text(tag.of, "tag " + tag.tag); }
        std::string operator()(const SetNote& note) const { return text(note.of, "note"); }
        std::string operator()(const PinRun& pin) const { return text({{}, pin.run}, "pin"); }
        std::string operator()(const ArchiveRun& archiving) const { return text({{}, archiving.run}, "archive"); }
        std::string operator()(const BinRun& binning) const { return text({{}, binning.run}, "bin"); }
    };
    return std::visit(Subject{}, command);
}

Result<std::optional<Undoable>> nextToTakeBack(store::Reader& reader, std::optional<RunId> atWork,
                                               Direction direction) {
    Journal journal(reader, atWork);
    CommandId act;
    for (int acts = 0;;) {
        AZR_TRY(std::optional<Journal::Entry> entry, journal.next());
        if (!entry) return std::optional<Undoable>();
        if (std::exchange(act, entry->act) != entry->act && ++acts > kReach) return std::optional<Undoable>();
        if (!entry->counts) continue;
        AZR_TRY(const bool undo, journal.isUndo(entry->row));
        if (undo == (direction == Direction::Redo)) return wholeAct(journal, std::move(*entry));
        // What was done anew ends what could be done again.
        if (direction == Direction::Redo && !entry->row.undoes.valid()) return std::optional<Undoable>();
    }
}

Result<bool> pinBefore(store::Reader& reader, const store::TaskRow& task) {
    if (task.pending.empty()) return task.pinned;
    AZR_TRY(const auto pins, waitingPins(reader, task.id));
    if (pins.empty()) return task.pinned;
    const PinTask& oldest = pins.front().second;
    return oldest.before.value_or(!oldest.pinned);
}

Result<bool> pinWithout(store::Reader& reader, TaskId task, CommandId pin) {
    AZR_TRY(const store::TaskRow row, reader.taskRow(task));
    AZR_TRY(auto pins, waitingPins(reader, task));
    std::erase_if(pins, [&](const auto& one) { return one.first == pin; });
    if (!pins.empty()) return pins.back().second.pinned;
    return pinBefore(reader, row);
}

Result<Command> oppositeOf(store::Reader& reader, const store::CommandRow& row, const Command& command) {
    const Opposite opposite{reader, row};
    return std::visit([&](const auto& group) { return std::visit(opposite, group); }, command);
}

}  // namespace azr::session
