#include "core/training/commands/review_gate.h"

#include <utility>
#include <vector>

#include "core/selfplay/rules/review_draw.h"

namespace azr::training {

using selfplay::Task;

bool ReviewGate::holdsBack(const Task& task) const {
    return selfplay::drawnForReview(m_loop.config.seed, task.id.value - m_loop.parts.firstTask.value,
                                    m_loop.config.selfplay.reviewShare);
}

Status ReviewGate::hold(const Task& task) {
    m_kept.waiting.add(task);
    return m_loop.tell(TaskWaits{task.id});
}

Status ReviewGate::tellWaiting() {
    for (const Task& task : m_kept.waiting.all()) AZR_CHECK(m_loop.tell(TaskWaits{task.id}));
    return {};
}

Status ReviewGate::decideOverdue() {
    std::vector<TaskId> overdue;
    for (const Task& task : m_kept.waiting.all())
        if (m_loop.current - task.step >= m_loop.config.selfplay.reviewTimeout) overdue.push_back(task.id);
    for (const TaskId task : overdue) {
        if (m_loop.config.selfplay.reviewDefault == config::ReviewDefault::Veto) {
            AZR_CHECK(takeOut(task, std::string(kReviewTimeout), 0));
            continue;
        }
        const auto taken = m_kept.waiting.take(task);
        AZR_CHECK(m_admission.admit(*taken, m_loop.random("eviction"), kReviewTimeout));
    }
    return {};
}

Result<std::string> ReviewGate::admit(TaskId task) {
    const auto taken = m_kept.waiting.take(task);
    if (!taken)
        return fail(ErrorCode::NotFound,
                    "the task does not wait for a decision: it was decided before, or never waited");
    AZR_CHECK(m_admission.admit(*taken, m_loop.random("eviction"), kReviewed));
    return std::string("admitted to its buffer");
}

Status ReviewGate::takeOut(TaskId task, const std::string& reason, std::int64_t rule) {
    auto taken = m_kept.waiting.take(task);
    if (!taken) return {};
    const selfplay::TaskKind kind = taken->kind;
    m_kept.withdrawn.keep({std::move(*taken), false, 0, rule, true});
    return m_loop.tell(BufferChanged{m_loop.current, kind, task, BufferAction::Veto, reason,
                                     static_cast<std::int64_t>(m_kept.buffer(kind).size())});
}

}  // namespace azr::training
