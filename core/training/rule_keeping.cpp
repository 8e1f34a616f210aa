#include "core/training/rule_keeping.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "core/training/scoring.h"

namespace azr::training {

using selfplay::Proposal;
using selfplay::RuleAct;
using selfplay::Task;

std::string ruleReason(std::int64_t rule) {
    return fmt::format("rule {}", rule);
}

bool RuleKeeping::mayPin(selfplay::TaskKind kind, const StepWork* work) const {
    std::size_t pinned = m_kept.buffer(kind).pinned();
    for (const Task& task : m_kept.waiting.all()) pinned += task.kind == kind && task.pinned ? 1 : 0;
    if (work != nullptr)
        pinned += static_cast<std::size_t>(std::ranges::count_if(work->proposals, [&](const Proposal& proposal) {
            return proposal.task.kind == kind && proposal.task.pinned;
        }));
    return pinned + 1 < m_kept.buffer(kind).capacity();
}

Status RuleKeeping::tellMet(const LiveRule& rule, TaskId task) {
    m_kept.ruleHits.push_back({rule.rule.id, task, m_loop.current});
    return m_loop.tell(m_kept.ruleHits.back());
}

Status RuleKeeping::mark(LiveRule& rule, Task& task, const StepWork* work) {
    if (rule.rule.act == RuleAct::Tag) {
        rule.changed.push_back(task.id);
        return m_loop.tell(TaskTagged{task.id, rule.rule.tag, true});
    }
    if (task.pinned || !mayPin(task.kind, work)) return {};
    task.pinned = true;
    rule.changed.push_back(task.id);
    return m_loop.tell(TaskPinned{task.id, true});
}

Result<bool> RuleKeeping::meet(LiveRule& rule, const selfplay::TaskFacts& facts, Task& task, StepWork* work) {
    if (!rule.rule.enabled || !rule.condition.meets(facts)) return false;
    AZR_CHECK(tellMet(rule, task.id));
    if (rule.rule.act != RuleAct::Veto) {
        AZR_CHECK(mark(rule, task, work));
        return false;
    }
    m_kept.withdrawn.keep({task, false, 0, rule.rule.id});
    AZR_CHECK(
        m_loop.tell(BufferChanged{m_loop.current, task.kind, task.id, BufferAction::Veto, ruleReason(rule.rule.id),
                                  static_cast<std::int64_t>(m_kept.buffer(task.kind).size())}));
    return true;
}

Result<bool> RuleKeeping::meetAny(Task& task, StepWork* work) {
    const selfplay::TaskFacts facts = selfplay::factsOf(task);
    for (LiveRule& rule : m_kept.rules.all()) {
        AZR_TRY(const bool out, meet(rule, facts, task, work));
        if (out) return true;
    }
    return false;
}

Status RuleKeeping::judge(StepWork& work) {
    if (m_kept.rules.idle()) return {};
    noteSolveRates(work);
    for (Proposal& proposal : work.proposals) {
        if (!admissible(proposal, m_loop.config.selfplay) || work.vetoed.contains(proposal.task.id.value)) continue;
        AZR_TRY(const bool out, meetAny(proposal.task, &work));
        if (out) work.vetoed.insert(proposal.task.id.value);
    }
    return {};
}

Status RuleKeeping::judge(LiveRule& rule, StepWork& work) {
    for (Proposal& proposal : work.proposals) {
        if (!admissible(proposal, m_loop.config.selfplay) || work.vetoed.contains(proposal.task.id.value)) continue;
        AZR_TRY(const bool out, meet(rule, selfplay::factsOf(proposal.task), proposal.task, &work));
        if (out) work.vetoed.insert(proposal.task.id.value);
    }
    return {};
}

Result<bool> RuleKeeping::keepsOut(Proposal& proposal) {
    if (m_kept.rules.idle()) return false;
    return meetAny(proposal.task, nullptr);
}

Status RuleKeeping::sweep(LiveRule& rule, const std::function<Status(TaskId)>& take) {
    if (!rule.rule.enabled) return {};
    std::vector<TaskId> met;
    for (const selfplay::Buffer& buffer : m_kept.buffers)
        for (std::size_t i = 0; i < buffer.size(); ++i)
            if (rule.condition.meets(selfplay::factsOf(buffer.at(i)))) met.push_back(buffer.at(i).id);
    for (const Task& task : m_kept.waiting.all())
        if (rule.condition.meets(selfplay::factsOf(task))) met.push_back(task.id);
    for (const TaskId task : met) {
        AZR_CHECK(tellMet(rule, task));
        if (rule.rule.act == RuleAct::Veto) {
            AZR_CHECK(take(task));
            continue;
        }
        if (Task* const held = m_kept.waiting.find(task)) AZR_CHECK(mark(rule, *held, nullptr));
        for (selfplay::Buffer& buffer : m_kept.buffers) {
            const Task* const there = buffer.find(task);
            if (there == nullptr) continue;
            Task copy = *there;
            AZR_CHECK(mark(rule, copy, nullptr));
            if (copy.pinned != there->pinned) buffer.pin(task, copy.pinned);
        }
    }
    return {};
}

Status RuleKeeping::release(LiveRule& rule) {
    for (const TaskId task : std::exchange(rule.changed, {})) {
        if (rule.rule.act == RuleAct::Tag) {
            AZR_CHECK(m_loop.tell(TaskTagged{task, rule.rule.tag, false}));
            continue;
        }
        for (selfplay::Buffer& buffer : m_kept.buffers) buffer.pin(task, false);
        if (Task* const held = m_kept.waiting.find(task)) held->pinned = false;
        AZR_CHECK(m_loop.tell(TaskPinned{task, false}));
    }
    return {};
}

}  // namespace azr::training
