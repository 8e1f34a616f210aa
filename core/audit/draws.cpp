#include "core/audit/draws.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace azr::audit {
namespace {

/// One kind's solver in one step.
struct Batch {
    std::set<std::int64_t> fresh, trained, buffered;  ///< tasks: that could train it, that did, of those of the buffer
    std::map<std::int64_t, std::int64_t> answers;     ///< of a task that trained: how many did
};

class Draws {
  public:
    Draws(const StepRows& rows, const config::RunConfig& config, const Buffers& buffers, Ledger& ledger)
        : m_rows(rows), m_play(config.selfplay), m_buffers(buffers), m_ledger(ledger) {}

    void run() {
        for (const store::TaskRow& row : m_rows.tasks)
            if (row.origin == "model" && !isTwin(row)) references(row);
        if (m_rows.step == 0) return;
        if (!m_buffers.calm()) {
            m_ledger.unchecked(Check::Drawn, "the solver's batch of steps that people reached into");
            return;
        }
        for (const store::TaskRow& row : m_rows.tasks)
            if (row.origin == "model" && row.verdict == "ok" && !isBarred(row, m_play) && !isFiltered(row, m_play))
                m_batches[row.kind].fresh.insert(row.id.value);
        for (const store::AttemptRow& row : m_rows.attempts) answer(row);
        for (const char* kind : {"deduction", "abduction", "induction", "error"}) batch(kind, m_batches[kind]);
    }

  private:
    void references(const store::TaskRow& row) {
        const auto young = [&](TaskId id, std::string_view what) {
            const TaskFact* const fact = m_buffers.fact(id);
            if (fact == nullptr || m_rows.step == 0) return;  // told by the lineage; in seeding all are of one step
            m_ledger.expect(Check::Drawn, m_buffers.drawable(fact->kind, fact->step, m_rows.step, m_play.pastSteps),
                            {row.step, "task", row.id.value, what}, fmt::format("of step {}", fact->step),
                            fmt::format("of the last {} steps", m_play.pastSteps));
        };
        for (const TaskId id : row.references) young(id, "reference");
        for (const store::GivenRow& one : row.given) young(one.task, "given function");
        const bool may = row.kind != "induction" && row.kind != "error" && m_play.compositeStartStep > 0 &&
                         row.step >= m_play.compositeStartStep;
        const auto given = std::ssize(row.given);
        m_ledger.expect(Check::Drawn,
                        given == 0 || (may && given <= std::max(m_play.compositeMin, m_play.compositeMax)),
                        {row.step, "task", row.id.value, "given functions"}, fmt::format("{}", given),
                        may ? fmt::format("at most {}", m_play.compositeMax) : "none");
    }

    void answer(const store::AttemptRow& row) {
        Batch& batch = m_batches[row.kind];
        if (!row.trained) return;
        const std::int64_t task = row.task.value;
        ++batch.answers[task];
        (batch.fresh.contains(task) ? batch.trained : batch.buffered).insert(task);
    }

    void batch(const std::string& kind, const Batch& batch) {
        const auto wanted = std::int64_t{m_play.solvesPerKind};
        const auto fresh = std::ssize(batch.fresh);
        const std::int64_t recent = enabled(kind) ? m_buffers.recent(kind, m_rows.step, m_play.pastSteps) : 0;
        const auto at = [&](std::string_view what) { return Place{m_rows.step, kind, 0, what}; };
        m_ledger.compare(Check::Drawn, at("tasks that train the solver"),
                         std::ssize(batch.trained) + std::ssize(batch.buffered), std::min(wanted, fresh + recent));
        newOnes(at("new tasks that train the solver"), batch, wanted, fresh, recent);
        for (const std::int64_t task : batch.buffered) {
            const TaskFact* const fact = m_buffers.fact(TaskId{task});
            if (fact == nullptr) continue;  // told by the structure
            m_ledger.expect(Check::Drawn, m_buffers.drawable(kind, fact->step, m_rows.step, m_play.pastSteps),
                            at("a buffered task"), fmt::format("task {} of step {}", task, fact->step),
                            fmt::format("of the last {} steps", m_play.pastSteps));
        }
        for (const auto& [task, count] : batch.answers)
            m_ledger.compare(Check::Drawn, {m_rows.step, "task", task, "answers that train"}, count,
                             m_play.trainOnRollouts ? std::int64_t{m_play.rollouts} : std::int64_t{1});
    }

    /// New tasks come first where the mixing says so; with a window, those of the buffer that are still new count.
    void newOnes(const Place& place, const Batch& batch, std::int64_t wanted, std::int64_t fresh, std::int64_t recent) {
        const auto trained = std::ssize(batch.trained);
        if (m_play.mixing != config::Mixing::MaxNew && m_play.mixing != config::Mixing::HalfNew) {
            m_ledger.unchecked(Check::Drawn, "how many of a solver's tasks were new: a draw of this mixing");
            return;
        }
        const std::int64_t share = m_play.mixing == config::Mixing::MaxNew ? wanted : wanted / 2;
        if (m_play.newSteps <= 1) {
            const std::int64_t buffered = std::min(recent, wanted - std::min(fresh, share));
            m_ledger.compare(Check::Drawn, place, trained, std::min(fresh, wanted - buffered));
            return;
        }
        std::int64_t young = 0;
        for (const std::int64_t task : batch.buffered) {
            const TaskFact* const fact = m_buffers.fact(TaskId{task});
            young += fact != nullptr && m_rows.step - fact->step < m_play.newSteps ? 1 : 0;
        }
        m_ledger.expect(Check::Drawn, trained + young >= std::min(share, fresh), place,
                        fmt::format("{}", trained + young), fmt::format("at least {}", std::min(share, fresh)));
    }

    [[nodiscard]] bool enabled(const std::string& kind) const {
        if (kind == "deduction") return m_play.deduction;
        if (kind == "abduction") return m_play.abduction;
        return kind == "induction" ? m_play.induction : m_play.error;
    }

    const StepRows& m_rows;
    const config::SelfPlayConfig& m_play;
    const Buffers& m_buffers;
    Ledger& m_ledger;
    std::map<std::string, Batch> m_batches;
};

}  // namespace

void checkDraws(const StepRows& rows, const config::RunConfig& config, const Buffers& buffers, Ledger& ledger) {
    Draws(rows, config, buffers, ledger).run();
}

}  // namespace azr::audit
