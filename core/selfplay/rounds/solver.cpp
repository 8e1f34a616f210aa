#include "core/selfplay/rounds/solver.h"

#include <algorithm>
#include <utility>

#include "core/selfplay/rewards/reward.h"

namespace azr::selfplay {
void takeGrade(const execution::GradeOutcome& grade, TaskKind kind, const config::RewardConfig& reward,
               Attempt& attempt) {
    attempt.verdict = grade.verdict;
    attempt.reason = grade.reason;
    attempt.detail = grade.detail;
    attempt.loose = grade.loose;
    attempt.share = grade.share;
    attempt.score = solverScore(kind, attempt.solved(), grade.share, reward);
    attempt.sample.masked = grade.verdict == execution::Verdict::InfraError;
}

SolveRound::SolveRound(Prompter& prompter, const Verifier& verifier, std::vector<SolveJob> jobs,
                       const config::RewardConfig& reward)
    : m_prompter(prompter), m_verifier(verifier), m_jobs(std::move(jobs)), m_reward(reward), m_grading(m_jobs.size()) {
    for (const SolveJob& job : m_jobs) m_attempts.emplace_back(static_cast<std::size_t>(job.count));
}

Status SolveRound::sample(std::uint64_t seed, Control& control, const Progress& progress) {
    std::size_t total = 0;
    for (std::size_t j = 0; j < m_jobs.size(); ++j) {
        const SolveJob& job = m_jobs[j];
        AZR_CHECK(m_prompter.submit(j, job.question, job.count, job.rule, mixSeed(seed, j)));
        total += static_cast<std::size_t>(job.count);
    }
    for (std::size_t done = 1;; ++done) {
        AZR_TRY(auto completion, m_prompter.sampler().next(control));
        if (!completion) break;
        const auto job = static_cast<std::size_t>(completion->id);
        take(job, std::move(*completion));
        if (++m_grading[job].arrived == m_jobs[job].count) startGrading(job);
        AZR_CHECK(progress(done, total));
    }
    return {};
}

void SolveRound::take(std::size_t index, policy::Completion completion) {
    const SolveJob& job = m_jobs[index];
    Attempt& attempt = m_attempts[index][static_cast<std::size_t>(completion.index)];
    attempt.sample = m_prompter.read(job.question, std::move(completion));
    attempt.sample.trained = job.trained;
    attempt.task = job.task.id;
    attempt.use = job.use;
    ParsedCompletion parsed = m_prompter.parse(job.question, attempt.sample);
    attempt.sample.wellFormed = parsed.failure.empty();
    attempt.sample.formatFailure = parsed.failure;
    attempt.answer = takeAnswer(job.task.kind, parsed);
    if (attempt.sample.wellFormed) return;
    attempt.verdict = execution::Verdict::ParseError;
    attempt.reason = std::move(parsed.failure);
}

void SolveRound::startGrading(std::size_t index) {
    Grading& grading = m_grading[index];
    std::vector<std::string> answers;
    for (const Attempt& attempt : m_attempts[index]) {
        if (!attempt.sample.wellFormed) {
            grading.answerOf.push_back(-1);
            continue;
        }
        const auto same = std::find(answers.begin(), answers.end(), attempt.answer);
        grading.answerOf.push_back(static_cast<int>(same - answers.begin()));
        if (same == answers.end()) answers.push_back(attempt.answer);
    }
    if (!answers.empty()) grading.pending = m_verifier.grade(m_jobs[index].task, std::move(answers));
}

Result<std::vector<std::vector<Attempt>>> SolveRound::verify(Control& control, const Progress& progress) {
    for (std::size_t j = 0; j < m_jobs.size(); ++j) {
        Grading& grading = m_grading[j];
        if (grading.pending) {
            AZR_TRY(const auto grades, m_verifier.settle(std::move(*grading.pending), control));
            for (std::size_t i = 0; i < m_attempts[j].size(); ++i) {
                const int answer = grading.answerOf[i];
                if (answer >= 0)
                    takeGrade(grades[static_cast<std::size_t>(answer)], m_jobs[j].task.kind, m_reward,
                              m_attempts[j][i]);
            }
        }
        AZR_CHECK(progress(j + 1, m_jobs.size()));
    }
    return std::move(m_attempts);
}

}  // namespace azr::selfplay
