/// The rows of the workspace database as plain values: what the writer takes and the reader gives. Enumerations stand
/// as their snake_case names, as in the file, so that this module knows nothing of self-play. Times are seconds since
/// 1970. Ids below zero belong to abandoned rows: a resumed run states the same facts again under the first ids.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "core/store/run_rows.h"

namespace azr::store {

/// Bits: tables with new or changed committed rows.
enum Table : std::uint32_t {
    Runs = 1,
    Steps = 2,
    Metrics = 4,
    Tasks = 8,
    Attempts = 16,
    Buffers = 32,
    Commands = 64,
    Checkpoints = 128,
    Evaluations = 256,
    Events = 512,
    ConfigChanges = 1024
};

/// Every run owns a block of task and attempt ids, so that resuming an old run never meets a younger run's ids.
constexpr std::int64_t kIdsPerRun = 1'000'000'000;
/// Ids of run r are firstIdOf(r) + 1, + 2, …
constexpr std::int64_t firstIdOf(RunId run) {
    return (run.value - 1) * kIdsPerRun;
}

struct MetricRow {
    RunId run;
    int step = 0;
    std::string name;
    double value = 0;  ///< NaN: measured, but undefined
    bool deterministic = true;
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

struct MetricPoint {
    int step = 0;
    double value = 0;
};

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
    std::string status;  ///< proposed | admitted | evicted | vetoed | invalid | abandoned
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
    bool clipped = false, masked = false;
    int promptTokens = 0, tokens = 0;
    double logprobSum = 0;
    std::vector<TaskId> references;  ///< lineage; filled by Reader::task and when texts are asked for
    std::vector<GivenRow> given;     ///< composite: g_0, g_1, …
    bool degenerate = false;
};

/// After the rewards: what is final about a proposal.
struct TaskScoreRow {
    TaskId task;
    double learnability = -1, reward = 0, advantage = 0;
    double learnReward = 0, score = 0;
    bool masked = false, barred = false;
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

struct BufferEventRow {
    std::int64_t id = 0;
    RunId run;
    int step = 0;
    std::string kind;
    TaskId task;
    std::string action;  ///< add | evict | veto
    std::string reason;
    std::int64_t size = 0;  ///< of the buffer afterwards
};

struct BufferSize {
    std::string kind;
    std::int64_t size = 0;
};

}  // namespace azr::store
