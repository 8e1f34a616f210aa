#include "core/audit/lineage.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace azr::audit {
namespace {

/// Everything that can be wrong with one reference; the first thing that is.
std::string faultOf(TaskId reference, const store::TaskRow& row, const Buffers& buffers) {
    const TaskFact* const fact = buffers.fact(reference);
    if (fact == nullptr) return "there is no such task";
    if (!(reference < row.id) || fact->step > row.step) return "it is younger than the proposal";
    const bool program = row.kind == "induction";
    if (program ? fact->kind == "induction" : fact->kind != row.kind) return "it is of kind " + fact->kind;
    if (buffers.holds(reference, fact->kind)) return {};
    if (row.step == 0 && buffers.leftSeeding(reference)) return {};
    return buffers.held(reference) ? "it had left its buffer by then" : "it was never in a buffer by then";
}

Status checkReferences(const store::TaskRow& row, const config::RunConfig& config, Tasks& tasks, const Buffers& buffers,
                       Ledger& ledger) {
    const Place place{row.step, "task", row.id.value, "reference"};
    for (const TaskId reference : row.references) {
        const std::string fault = faultOf(reference, row, buffers);
        ledger.expect(Check::Lineage, fault.empty(), place, taskName(reference), fault);
    }
    for (const store::GivenRow& one : row.given) {
        const std::string fault = faultOf(one.task, row, buffers);
        ledger.expect(Check::Lineage, fault.empty(), {row.step, "task", row.id.value, "given function"},
                      taskName(one.task), fault);
    }
    const std::set<TaskId> different(row.references.begin(), row.references.end());
    ledger.compare(Check::Lineage, {row.step, "task", row.id.value, "references that differ"},
                   static_cast<std::int64_t>(row.references.size()), static_cast<std::int64_t>(different.size()));
    const auto count = static_cast<std::int64_t>(row.references.size());
    if (row.kind != "induction") {
        const int most = config.selfplay.includeReferences ? config.selfplay.references : 0;
        ledger.expect(Check::Lineage, count <= most, {row.step, "task", row.id.value, "references"},
                      fmt::format("{}", count), fmt::format("at most {}", most));
        return {};
    }
    if (!ledger.compare(Check::Lineage, {row.step, "task", row.id.value, "references"}, count, std::int64_t{1}))
        return {};
    AZR_TRY(const store::TaskRow* const program, tasks.find(row.references.front()));
    if (program == nullptr) return {};
    ledger.compare(Check::Lineage, {row.step, "task", row.id.value, "program"}, row.program, program->program);
    ledger.compare(Check::Lineage, {row.step, "task", row.id.value, "imports"}, row.imports == program->imports, true);
    return {};
}

/// The same program, input and output as a proposal before it, of another kind.
void checkTwin(const store::TaskRow& row, const StepRows& rows, Ledger& ledger) {
    const bool there = std::ranges::any_of(rows.tasks, [&](const store::TaskRow& other) {
        return other.id < row.id && !isTwin(other) && other.kind != row.kind && other.program == row.program &&
               other.input == row.input && other.output == row.output && other.references == row.references;
    });
    ledger.expect(Check::Lineage, there, {row.step, "task", row.id.value, "seed of two kinds"}, row.program,
                  "no such proposal of another kind before it");
}

}  // namespace

Tasks::Tasks(store::Reader& reader, const StepRows& rows) : m_reader(reader) {
    for (const store::TaskRow& row : rows.tasks) m_own[row.id.value] = &row;
}

Result<const store::TaskRow*> Tasks::find(TaskId task) {
    if (const auto own = m_own.find(task.value); own != m_own.end()) return own->second;
    auto older = m_older.find(task.value);
    if (older == m_older.end()) {
        auto row = m_reader.taskRow(task);
        if (!row && row.error().code != ErrorCode::NotFound) return tl::make_unexpected(row.error());
        older = m_older.emplace(task.value, row ? std::optional(std::move(*row)) : std::nullopt).first;
    }
    return older->second ? &*older->second : nullptr;
}

Status checkLineage(const StepRows& rows, const config::RunConfig& config, Tasks& tasks, Buffers& buffers,
                    Ledger& ledger) {
    for (const store::TaskRow& row : rows.tasks) {
        if (row.step == 0) buffers.reach(row.id);
        if (isTwin(row)) {
            checkTwin(row, rows, ledger);
            continue;
        }
        if (row.origin != "model") {
            ledger.compare(Check::Lineage, {row.step, "task", row.id.value, "references of what nobody proposed"},
                           static_cast<std::int64_t>(row.references.size()), std::int64_t{0});
            continue;
        }
        AZR_CHECK(checkReferences(row, config, tasks, buffers, ledger));
    }
    return {};
}

Status checkAttempts(const StepRows& rows, const config::RunConfig& config, const std::set<std::int64_t>& vetoed,
                     const Buffers& buffers, Ledger& ledger) {
    std::map<std::int64_t, std::int64_t> rollouts;
    for (const store::TaskRow& row : rows.tasks) {
        const bool solvable = row.verdict == "ok" && !isBarred(row, config.selfplay) && !vetoed.contains(row.id.value);
        if (row.origin == "model" && row.step > 0 && solvable) rollouts[row.id.value] = 0;
    }
    for (const store::AttemptRow& row : rows.attempts) {
        const Place place{row.step, "attempt", row.id.value, "task"};
        const TaskFact* const fact = buffers.fact(row.task);
        const bool there = fact != nullptr;
        if (!ledger.expect(Check::Structure, there, place, taskName(row.task), "there is no such task") || !there)
            continue;
        ledger.compare(Check::Structure, {row.step, "attempt", row.id.value, "kind"}, row.kind, fact->kind);
        const auto fresh = rollouts.find(row.task.value);
        if (row.use == "rollout") {
            const bool may = fresh != rollouts.end() || vetoed.contains(row.task.value);
            ledger.expect(Check::Structure, may, place, taskName(row.task),
                          "no new task of this step that may be solved");
            if (fresh != rollouts.end()) ++fresh->second;
        } else {
            const bool may =
                fresh != rollouts.end() || vetoed.contains(row.task.value) || buffers.holds(row.task, row.kind);
            ledger.expect(Check::Structure, may, place, taskName(row.task), "neither a new task nor one of the buffer");
        }
    }
    for (const auto& [task, count] : rollouts)
        ledger.compare(Check::Structure, {rows.step, "task", task, "rollouts"}, count,
                       std::int64_t{config.selfplay.rollouts});
    return {};
}

}  // namespace azr::audit
