#include "core/training/rule_keeping.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
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

void RuleKeeping::setPinned(TaskId task, bool pinned, StepWork* work) {
    for (selfplay::Buffer& buffer : m_kept.buffers) buffer.pin(task, pinned);
    if (work != nullptr)
        for (Proposal& proposal : work->proposals)
            if (proposal.task.id == task) proposal.task.pinned = pinned;
    if (Task* const held = m_kept.waiting.find(task)) held->pinned = pinned;
    if (Withdrawn* const taken = m_kept.withdrawn.find(task)) taken->task.pinned = pinned;
}

const Task* RuleKeeping::find(TaskId task, const StepWork* work) {
    for (const selfplay::Buffer& buffer : m_kept.buffers)
        if (const Task* const there = buffer.find(task)) return there;
    if (const Task* const held = m_kept.waiting.find(task)) return held;
    if (work != nullptr)
        for (const Proposal& proposal : work->proposals)
            if (proposal.task.id == task && proposal.valid()) return &proposal.task;
    const Withdrawn* const taken = m_kept.withdrawn.find(task);
    return taken == nullptr ? nullptr : &taken->task;
}

Status RuleKeeping::mark(LiveRule& rule, Task& task, const StepWork* work) {
    if (rule.rule.act == RuleAct::Tag) {
        rule.marks.insert(RuleMark{task.id, RuleAct::Tag, rule.rule.tag});
        return m_loop.tell(TaskTagged{task.id, rule.rule.tag, true});
    }
    if (task.pinned) {
        // Where it was another rule, it stays pinned as long as one of them is there.
        if (m_kept.rules.pinned(task.id)) rule.marks.insert(RuleMark{task.id});
        return {};
    }
    if (!mayPin(task.kind, work)) return {};
    rule.marks.insert(RuleMark{task.id});
    task.pinned = true;
    return m_loop.tell(TaskPinned{task.id, true});
}

Result<bool> RuleKeeping::meet(LiveRule& rule, const selfplay::TaskFacts& facts, Task& task, StepWork* work) {
    if (!rule.judges() || !rule.condition.meets(facts)) return false;
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
    const selfplay::TaskFacts facts = selfplay::factsOf(task, m_loop.config.reward);
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
        AZR_TRY(const bool out,
                meet(rule, selfplay::factsOf(proposal.task, m_loop.config.reward), proposal.task, &work));
        if (out) work.vetoed.insert(proposal.task.id.value);
    }
    return {};
}

Result<bool> RuleKeeping::keepsOut(Proposal& proposal) {
    if (m_kept.rules.idle()) return false;
    return meetAny(proposal.task, nullptr);
}

Status RuleKeeping::sweep(LiveRule& rule, StepWork* work, const std::function<Status(TaskId)>& take) {
    if (!rule.judges()) return {};
    std::vector<TaskId> met;
    for (const selfplay::Buffer& buffer : m_kept.buffers)
        for (std::size_t i = 0; i < buffer.size(); ++i)
            if (rule.condition.meets(selfplay::factsOf(buffer.at(i), m_loop.config.reward)))
                met.push_back(buffer.at(i).id);
    for (const Task& task : m_kept.waiting.all())
        if (rule.condition.meets(selfplay::factsOf(task, m_loop.config.reward))) met.push_back(task.id);
    for (const TaskId task : met) {
        AZR_CHECK(tellMet(rule, task));
        if (rule.rule.act == RuleAct::Veto) {
            AZR_CHECK(take(task));
            continue;
        }
        const Task* const there = find(task, nullptr);
        if (there == nullptr) continue;
        Task copy = *there;
        AZR_CHECK(mark(rule, copy, work));
        if (copy.pinned != there->pinned) setPinned(task, copy.pinned, work);
    }
    return {};
}

Status RuleKeeping::release(LiveRule& rule, StepWork* work, const std::function<bool(const RuleMark&)>& goes) {
    const std::set<RuleMark> before = rule.marks;
    for (const RuleMark& mark : before) {
        if (!goes(mark)) continue;
        rule.marks.erase(mark);
        const auto marked = [&](const LiveRule& one) { return one.marks.contains(mark); };
        if (std::ranges::any_of(m_kept.rules.all(), marked)) continue;
        if (mark.act == RuleAct::Tag) {
            AZR_CHECK(m_loop.tell(TaskTagged{mark.task, mark.tag, false}));
            continue;
        }
        setPinned(mark.task, false, work);
        AZR_CHECK(m_loop.tell(TaskPinned{mark.task, false}));
    }
    return {};
}

}  // namespace azr::training
