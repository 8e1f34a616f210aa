#include "core/training/commands/questions.h"

#include <algorithm>
#include <utility>

#include "core/base/rng.h"
#include "core/selfplay/rounds/solver.h"
#include "core/training/loop_context.h"

namespace azr::training {

using selfplay::Attempt;

bool Questions::ask(std::uint64_t ticket, selfplay::Task task) {
    const std::lock_guard lock(m_mutex);
    if (m_closed) return false;
    m_waiting.push_back({ticket, std::move(task), std::make_shared<Control>()});
    return true;
}

void Questions::cancel(std::uint64_t ticket) {
    {
        const std::lock_guard lock(m_mutex);
        if (m_underway == ticket && m_control) return m_control->requestStop();
        if (std::erase_if(m_waiting, [&](const Asked& one) { return one.ticket == ticket; }) == 0) return;
    }
    m_answered(ticket, fail(ErrorCode::Cancelled, "nobody waits for it"));
}

void Questions::close() {
    std::deque<Asked> waiting;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        waiting.swap(m_waiting);
        if (m_control) m_control->requestStop();
    }
    for (const Asked& one : waiting) m_answered(one.ticket, fail(ErrorCode::Cancelled, "the run ended first"));
}

void Questions::answerAll(LoopContext& loop) {
    for (;;) {
        Asked asked;
        {
            const std::lock_guard lock(m_mutex);
            m_underway = 0;
            m_control.reset();
            if (m_waiting.empty()) return;
            asked = std::move(m_waiting.front());
            m_waiting.pop_front();
            m_underway = asked.ticket;
            m_control = asked.control;
        }
        m_answered(asked.ticket, answer(asked, loop));
    }
}

Result<std::vector<Attempt>> Questions::answer(const Asked& asked, LoopContext& loop) {
    AZR_TRY(selfplay::Question question,
            loop.prompter.prepare({{selfplay::Role::Solve, asked.task.kind}, {}, &asked.task, 0}));
    std::vector<selfplay::SolveJob> jobs(1);
    jobs[0].task = asked.task;
    jobs[0].question = std::move(question);
    jobs[0].count = kTries;
    jobs[0].trained = false;
    jobs[0].rule = loop.prompter.drawRule();
    selfplay::SolveRound round(loop.prompter, loop.verifier, std::move(jobs), loop.config.reward);
    const selfplay::Progress quiet = [](std::size_t, std::size_t) -> Status { return {}; };
    AZR_CHECK(round.sample(mixSeed(mixSeed(loop.config.seed, "ask"), asked.ticket), *asked.control, quiet));
    AZR_TRY(auto perJob, round.verify(*asked.control, quiet));
    return std::move(perJob.front());
}

}  // namespace azr::training
