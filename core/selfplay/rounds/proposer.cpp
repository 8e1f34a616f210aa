#include "core/selfplay/rounds/proposer.h"

#include <utility>

#include "core/selfplay/composite.h"
#include "core/selfplay/prompting/python_text.h"

namespace azr::selfplay {

namespace {

/// The given function that the proposer's own code defines again at its top level, if any.
std::string redefinedFunction(const Task& task) {
    if (task.given.empty()) return {};
    for (const std::string& name : topLevelFunctions(task.program))
        for (std::size_t i = 0; i < task.given.size(); ++i)
            if (name == givenName(i)) return name;
    return {};
}

}  // namespace

ProposalRound::ProposalRound(Prompter& prompter, const Verifier& verifier, std::vector<ProposeJob> jobs,
                             bool keepMisformatted)
    : m_prompter(prompter),
      m_verifier(verifier),
      m_jobs(std::move(jobs)),
      m_keepMisformatted(keepMisformatted),
      m_proposals(m_jobs.size()),
      m_pending(m_jobs.size()) {}

Status ProposalRound::sample(std::uint64_t seed, Control& control, const Progress& progress) {
    for (std::size_t i = 0; i < m_jobs.size(); ++i)
        AZR_CHECK(m_prompter.submit(i, m_jobs[i].question, 1, m_prompter.drawRule(), mixSeed(seed, i)));
    for (std::size_t done = 1;; ++done) {
        AZR_TRY(auto completion, m_prompter.sampler().next(control));
        if (!completion) break;
        const auto index = static_cast<std::size_t>(completion->id);
        take(index, std::move(*completion));
        AZR_CHECK(progress(done, m_jobs.size()));
    }
    return {};
}

void ProposalRound::take(std::size_t index, policy::Completion completion) {
    ProposeJob& job = m_jobs[index];
    Proposal& proposal = m_proposals[index];
    proposal.sample = m_prompter.read(job.question, std::move(completion));
    proposal.task = std::move(job.draft);
    ParsedCompletion parsed = m_prompter.parse(job.question, proposal.sample);
    if (hasPairs(proposal.task.kind)) {
        for (std::string& input : parsed.inputs) proposal.task.pairs.push_back({std::move(input), {}});
        proposal.task.message = std::move(parsed.message);
    } else {
        proposal.task.program = std::move(parsed.program);
        proposal.task.imports = std::move(parsed.imports);
        proposal.task.input = std::move(parsed.input);
    }
    if (auto redefined = redefinedFunction(proposal.task); !redefined.empty() && !parsed.failure.empty())
        parsed.failure = "composite_redefined:" + redefined;  // it would be told as a function too many
    proposal.sample.wellFormed = parsed.failure.empty();
    proposal.sample.formatFailure = parsed.failure;
    if (!proposal.sample.wellFormed && !(m_keepMisformatted && parsed.complete)) {
        proposal.verdict = execution::Verdict::ParseError;
        proposal.reason = std::move(parsed.failure);
        return;
    }
    if (!proposal.task.given.empty()) {
        proposal.task.program = composed(proposal.task.given, proposal.task.program);
        proposal.task.imports = importStatements(proposal.task.program);
    }
    m_pending[index] = m_verifier.validate(proposal.task, job.rules);
}

Result<std::vector<Proposal>> ProposalRound::validate(Control& control, const Progress& progress) {
    for (std::size_t i = 0; i < m_proposals.size(); ++i) {
        if (m_pending[i]) AZR_CHECK(m_verifier.settle(std::move(*m_pending[i]), m_proposals[i], control));
        AZR_CHECK(progress(i + 1, m_proposals.size()));
    }
    return std::move(m_proposals);
}

}  // namespace azr::selfplay
