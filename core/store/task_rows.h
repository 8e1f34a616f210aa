/// Tasks, attempts and what they earned, as rows (rows.h). Equation numbers are the paper's. With the run's
/// configuration they hold everything that rewards and advantages are worked out from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ids.h"

namespace azr::store {

struct PairRow {
    std::string input, output;
};

/// A function that a composite program builds on: the task it came from, and its text there.
struct GivenRow {
    TaskId task;
    std::string program;
};

struct TaskRow {
    TaskId id;
    RunId run;
    std::string kind, origin;
    int step = 0;
    std::string status;  ///< proposed | waiting | admitted | evicted | vetoed | invalid | abandoned
    std::string verdict, reason, detail;
    std::string program;
    std::vector<std::string> imports;
    std::string input, output, outputType, message;
    std::vector<PairRow> pairs;  ///< induction: the first half is shown, the rest hidden
    double complexity = 0, halstead = 0, distance = 0, diversity = 0, inputDiversity = 0;
    double similarity = 0;  ///< mean code similarity to the references, 0..1
    int cyclomatic = 0;
    double effort = 0, volume = 0;  ///< Halstead's
    int nodes = 0, lines = 0, signatureCount = 0;
    bool nearDuplicate = false, coinFlip = false;
    double learnability = -1;  ///< s, the mean score of the unmasked rollouts; -1: not estimated
    double learnReward = 0;    ///< equation 4 at s
    double score = 0;          ///< r of equation 6: learnReward with extras and novelty; 0 where nothing was estimated
    double reward = 0, advantage = 0;
    bool barred = false;  ///< valid, but a near-duplicate or coin flip where the configuration keeps those out
    int taskClass = -1;   ///< the group of advantage.proposer_baseline = class; -1: none, it counts with the stream
    std::string prompt, completion;  ///< of the proposer; left empty in pages unless asked for
    std::string formatFailure;
    bool clipped = false, masked = false, trained = true;
    int promptTokens = 0, tokens = 0;
    double logprobSum = 0;
    std::vector<TaskId> references;  ///< lineage; filled by Reader::task and when texts are asked for
    std::vector<GivenRow> given;     ///< composite: g_0, g_1, …
    bool degenerate = false;
    // What people made of it; filled by the Reader, written as MarkRow and CommandRow.
    bool pinned = false;
    std::vector<std::string> tags;
    std::string note;
    std::string pending;  ///< the name of the last command about it that waits for the loop
};

/// After the rewards: what is final about a proposal.
struct TaskScoreRow {
    TaskId task;
    double learnability = -1, reward = 0, advantage = 0;
    double learnReward = 0, score = 0;
    bool masked = false, barred = false, trained = true;
    int taskClass = -1;
};

struct AttemptRow {
    AttemptId id;
    RunId run;
    TaskId task;
    int step = 0;
    std::string kind;  ///< of the task
    std::string use;   ///< rollout | train
    std::string verdict, reason, detail;
    bool loose = false;
    double share = 0;                             ///< of the hidden pairs that match (induction); else 0 or 1
    double score = 0, reward = 0, advantage = 0;  ///< r_solve (equation 5), equations 6 and 8
    std::string answer, prompt, completion;
    std::string formatFailure;
    bool clipped = false, masked = false, trained = true;
    int promptTokens = 0, tokens = 0;
    double logprobSum = 0;
};

/// A completion as the sampler wrote it, token by token; kept of the latest steps alone.
struct SampleTokensRow {
    enum class Role { Propose, Solve };
    RunId run;
    int step = 0;
    Role role = Role::Solve;
    std::int64_t sample = 0;  ///< the task that was proposed, or the attempt
    double temperature = 1;   ///< of the log-probabilities
    std::vector<std::int32_t> tokens;
    std::vector<float> logprobs;  ///< one a token, natural; half precision once they were stored
};

/// What the rewards of one stream were whitened with (equation 8), one row per step and stream. Over the samples that
/// took part (trained, not masked, with tokens): A = roleWeight x (reward - baseline) / (deviation + 1e-8), and 0 where
/// the deviation is below 1e-9. The baseline is `mean`; with `baseline` task the mean reward of the attempts at the
/// same task, with `class` that of the proposals with the same TaskRow::taskClass (those below 0 take `mean`), and A =
/// 0 where the difference from that mean is below 1e-9.
struct StreamMomentsRow {
    RunId run;
    int step = 0;
    std::string stream;              ///< propose.deduction, …, solve.induction
    double mean = 0, deviation = 0;  ///< of the population, each reward counted once, or once a token (byTokens)
    int samples = 0;
    double weight = 0;  ///< samples, or their tokens
    bool byTokens = false;
    std::string baseline;  ///< stream | task | class
    double roleWeight = 1;
};

}  // namespace azr::store
