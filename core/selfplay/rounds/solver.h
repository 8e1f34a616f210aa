/// One round of solving (paper section 3.2, solve): n samples per task from one prompt, graded per task in one request
/// as soon as all of its samples are in. Attempts stand in the order of the jobs, then of the samples.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/config/run_config.h"
#include "core/selfplay/prompting/prompter.h"
#include "core/selfplay/rounds/proposer.h"
#include "core/selfplay/rounds/verifier.h"

namespace azr::selfplay {

struct SolveJob {
    Task task;
    Question question;
    int count = 1;
    AttemptUse use = AttemptUse::Train;
    bool trained = true;  ///< its samples enter the update
    DrawRule rule;        ///< rollouts that estimate learnability: at temperature 1 (paper)
};

/// A verdict into the attempt: what it scores, and the mask where the executor was lost.
void takeGrade(const execution::GradeOutcome& grade, TaskKind kind, const config::RewardConfig& reward,
               Attempt& attempt);

class SolveRound {
  public:
    SolveRound(Prompter& prompter, const Verifier& verifier, std::vector<SolveJob> jobs,
               const config::RewardConfig& reward);

    /// Samples every job; job j, sample i draws from mixSeed(mixSeed(seed, j), i).
    Status sample(std::uint64_t seed, Control& control, const Progress& progress);
    /// Waits for the grades. Attempt ids are the caller's to give.
    Result<std::vector<std::vector<Attempt>>> verify(Control& control, const Progress& progress);
    [[nodiscard]] const std::vector<SolveJob>& jobs() const { return m_jobs; }

  private:
    /// Equal answers of a job are graded once: `answerOf[i]` is the index of sample i's answer, -1 when malformed.
    struct Grading {
        int arrived = 0;
        std::vector<int> answerOf;
        std::optional<PendingGrades> pending;
    };
    void take(std::size_t job, policy::Completion completion);
    void startGrading(std::size_t job);

    Prompter& m_prompter;
    const Verifier& m_verifier;
    std::vector<SolveJob> m_jobs;
    config::RewardConfig m_reward;
    std::vector<std::vector<Attempt>> m_attempts;
    std::vector<Grading> m_grading;
};

}  // namespace azr::selfplay
