#include "core/session/forking/journal.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "core/config/run_fields.h"
#include "core/session/command.h"
#include "core/session/names.h"

namespace azr::session {
namespace {

using training::LoopAction;
using training::Phase;

class Copying {
  public:
    Copying(const std::vector<store::ConfigChangeRow>& changes, const training::CheckpointFacts& facts,
            const ForkPoint& point, const ForkChanges& made)
        : m_changes(changes), m_facts(facts), m_point(point), m_made(made) {
        m_journal.last = point.lastCommand.value;
    }

    void take(const store::CommandRow& row) {
        const auto json = parseJson(row.body);
        auto command = json ? commandFromJson(*json) : Result<Command>(tl::make_unexpected(json.error()));
        auto* const action = command ? std::get_if<LoopAction>(&*command) : nullptr;
        // Marks are copied as they stand; what no loop ever saw happened to nobody.
        const bool seen = row.status == "applied" || (row.status == "refused" && row.step > 0);
        const bool waits = action != nullptr && waitsAtRest(row, *action);
        if (action == nullptr || !(seen || waits)) return;
        const bool known = seen && contained(row);
        if (!known && isLeftOut(row, *action)) return;
        if (const auto* const pin = std::get_if<PinTask>(action); pin != nullptr && (waits || row.status == "applied"))
            if (waits || known) (waits ? m_journal.waitingPins : m_journal.pins)[pin->task] = pin->pinned;
        store::CommandRow copy = row;
        shiftTask(*action, m_point.shift);
        if (copy.task.valid()) copy.task.value += m_point.shift;
        Json body = toJson(Command(*action));
        if (const CommandId act = actOf(*json); act.valid())
            setAct(body, {m_acts.try_emplace(act.value, m_journal.last + 1).first->second});
        setCopied(body);
        copy.body = dumpLine(body);
        copy.undoes = CommandId{m_journal.numbers.of(row.undoes.value)};
        copy.answer = shiftedAnswer(*action, row.answer, m_point.shift);
        if (!known) std::tie(copy.status, copy.answer) = std::pair("pending", "");
        add(row.id.value, std::move(copy));
    }

    /// What a resume of the parent was told after the checkpoint comes at the same step.
    void take(const store::ConfigChangeRow& row) {
        const config::Field* const field = config::findField(row.path);
        const bool planned = row.onResume() && row.ordinal > m_facts.changes && field != nullptr && field->live;
        if (!planned || ownToSay(row.path) || isChanged(row.path)) return;
        store::CommandRow copy;
        const Command command = LoopAction(SetField{row.path, row.after});
        copy.name = name(command);
        Json body = toJson(command);
        setCopied(body);
        copy.body = dumpLine(body);
        copy.status = "pending";
        copy.posted = row.at;
        copy.step = row.step;
        copy.phase = name(Phase::Evaluate);
        add(0, std::move(copy));
    }

    [[nodiscard]] ForkedJournal done() { return std::move(m_journal); }

  private:
    void add(std::int64_t before, store::CommandRow copy) {
        copy.id = CommandId{++m_journal.last};
        copy.run = m_point.fork;
        if (before > 0) m_journal.numbers.set(before, copy.id.value);
        m_journal.commands.push_back(std::move(copy));
    }

    /// Whether the checkpoint was written with it.
    [[nodiscard]] bool contained(const store::CommandRow& row) const {
        const Phase phase = placeFromName(row.step, row.phase).value_or(training::Place{}).phase;
        const bool during =
            row.step < m_point.step || (row.step == m_point.step && phase < Phase::Evaluate && m_facts.seeded);
        return during || std::ranges::find(m_facts.appliedCommands, row.id.value) != m_facts.appliedCommands.end();
    }

    /// Asked for while the parent was at rest: the fork's loop hears of it where the parent's would.
    [[nodiscard]] bool waitsAtRest(const store::CommandRow& row, const LoopAction& action) const {
        if (row.status != "pending" || !row.phase.empty() || row.task.value >= m_facts.nextTask) return false;
        if (std::holds_alternative<PinTask>(action)) return true;
        const bool decides = std::holds_alternative<AdmitTask>(action) || std::holds_alternative<VetoTask>(action);
        return decides && std::ranges::find(m_facts.waiting, row.task) != m_facts.waiting.end();
    }

    [[nodiscard]] bool isChanged(const std::string& path) const {
        return std::ranges::any_of(m_made, [&](const ForkChange& one) {
            const auto* const set = std::get_if<ChangeSetting>(&one);
            return set != nullptr && set->path == path;
        });
    }

    /// A resume that set the field at an earlier step, after the command was posted: it did nothing.
    [[nodiscard]] bool isOverridden(const store::CommandRow& row, const std::string& path) const {
        return std::ranges::any_of(m_changes, [&](const store::ConfigChangeRow& one) {
            return one.onResume() && one.path == path && row.id.value <= -one.command.value && one.step <= row.step;
        });
    }

    [[nodiscard]] bool isLeftOut(const store::CommandRow& row, const LoopAction& action) {
        if (!m_made.empty() && row.task.valid() && row.task.value >= m_facts.nextTask) {
            // The veto that is to be undone is of such a task, or the number may be another task's by then.
            if (!leavesUndone(action)) ++m_journal.leftOut;
            return true;
        }
        if (leavesUndone(action)) return true;
        const auto* const set = std::get_if<SetField>(&action);
        return set != nullptr && (ownToSay(set->path) || isChanged(set->path) || isOverridden(row, set->path));
    }

    /// A veto that the fork is to be without.
    [[nodiscard]] bool leavesUndone(const LoopAction& action) {
        const auto* const veto = std::get_if<VetoTask>(&action);
        const auto undoes = [veto](const ForkChange& one) {
            const auto* const undo = std::get_if<UndoVeto>(&one);
            return undo != nullptr && undo->task == veto->task;
        };
        if (veto == nullptr || std::ranges::none_of(m_made, undoes)) return false;
        m_journal.undone.insert(veto->task);
        return true;
    }

    const std::vector<store::ConfigChangeRow>& m_changes;
    const training::CheckpointFacts& m_facts;
    const ForkPoint& m_point;
    const ForkChanges& m_made;
    ForkedJournal m_journal;
    std::map<std::int64_t, std::int64_t> m_acts;  // by their old numbers
};

}  // namespace

bool ownToSay(const std::string& path) {
    return path == "steps" || path == "minutes";
}

ForkedJournal forkJournal(std::vector<store::CommandRow> rows, const std::vector<store::ConfigChangeRow>& changes,
                          const training::CheckpointFacts& facts, const ForkPoint& point, const ForkChanges& made) {
    std::ranges::sort(rows, {}, &store::CommandRow::id);
    Copying copying(changes, facts, point, made);
    for (const store::CommandRow& row : rows) copying.take(row);
    for (const store::ConfigChangeRow& row : changes) copying.take(row);
    return copying.done();
}

}  // namespace azr::session
