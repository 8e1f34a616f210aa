#include "core/session/running/seed_gate.h"

#include <utility>

#include "core/selfplay/proposal_rules.h"

namespace azr::session {

SeedGate::Opened::Opened(SeedGate& gate, Rules rules) : m_gate(gate) {
    const std::lock_guard lock(m_gate.m_mutex);
    m_gate.m_rules.emplace(std::move(rules));
}

SeedGate::Opened::~Opened() {
    const std::lock_guard lock(m_gate.m_mutex);
    m_gate.m_rules.reset();
}

std::optional<SeedRefusal> SeedGate::judge(const selfplay::Task& task) const {
    const std::lock_guard lock(m_mutex);
    SeedRefusal refusal;
    if (!m_rules) {
        refusal.problem.detail = "no run is at work";
        return refusal;
    }
    auto problem = selfplay::isShown(task.kind, m_rules->selfplay)
                       ? selfplay::seedProblem(m_rules->codec, m_rules->wrapper, m_rules->prompt, task)
                       : selfplay::SeedProblem{.unwritten = {}, .detail = "it does not train tasks of this kind"};
    if (!problem) return std::nullopt;
    refusal.run = m_rules->run;
    refusal.runName = m_rules->name;
    refusal.model = m_rules->model;
    refusal.problem = std::move(*problem);
    return refusal;
}

void SeedGate::prepare(execution::ValidateRequest& request) const {
    const std::lock_guard lock(m_mutex);
    if (!m_rules) return;
    request.runs = m_rules->executions;
    request.rules = selfplay::seedRules(m_rules->selfplay);
}

}  // namespace azr::session
