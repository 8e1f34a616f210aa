/// One round of proposals (paper section 3.2, propose): sampling, and validation that starts while others still decode.
/// Results stand in the order of the jobs, whatever order they came in.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/rounds/verifier.h"

namespace azr::selfplay {

/// What is to be proposed: the question, and what of the task is known beforehand (kind, lineage, induction's program).
struct ProposeJob {
    Question question;
    Task draft;
    execution::ProgramRules rules = {};
};

using Progress = std::function<Status(std::size_t done, std::size_t total)>;

class ProposalRound {
  public:
    /// `keepMisformatted`: a proposal whose frame alone is broken is validated all the same, and stays misformatted.
    ProposalRound(Prompter& prompter, const Verifier& verifier, std::vector<ProposeJob> jobs,
                  bool keepMisformatted = false);

    /// Samples every job; job i draws from mixSeed(seed, i).
    Status sample(std::uint64_t seed, Control& control, const Progress& progress);
    /// Waits for the verdicts.
    Result<std::vector<Proposal>> validate(Control& control, const Progress& progress);

  private:
    void take(std::size_t index, policy::Completion completion);

    Prompter& m_prompter;
    const Verifier& m_verifier;
    std::vector<ProposeJob> m_jobs;
    bool m_keepMisformatted;
    std::vector<Proposal> m_proposals;
    std::vector<std::optional<PendingValidation>> m_pending;
};

}  // namespace azr::selfplay
