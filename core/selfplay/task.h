/// The nouns of self-play (paper section 3.1): tasks, proposals, attempts. Values, no behaviour beyond names.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.h"
#include "core/execution/executor.h"
#include "core/policy/sampler.h"
#include "core/selfplay/streams.h"

namespace azr::selfplay {

enum class Origin : std::uint8_t { Identity, Model, User, Imported };
constexpr std::array<std::string_view, 4> kOriginNames = {"identity", "model", "user", "imported"};

/// Inputs are the text between the parentheses of f(...); outputs canonical Python repr.
using Pair = execution::GradePair;

/// A function that a composite program builds on: the task whose program it was, and its text in the composite one,
/// where it is called g_0, g_1, …
struct GivenFunction {
    TaskId task;
    std::string program;
    bool operator==(const GivenFunction&) const = default;
};

/// Intrinsic measures of a proposal; stored for every task even when no reward uses them.
struct Measures {
    double complexity = 0;      ///< cognitive, raw
    double halstead = 0;        ///< 0..1, algorithm.md
    double distance = 0;        ///< mean AST edit distance to the references, 0..1
    double diversity = 0;       ///< 1 - p(output) in the buffer (induction: mean over all pairs, in deduction's)
    double inputDiversity = 0;  ///< the same of the input (induction: in abduction's)
    double similarity = 0;      ///< mean code similarity to the references, 0..1 (code_similarity.h)
    int nodes = 0;
    int lines = 0;
    int signatureCount = 0;  ///< same signature among the last noveltyWindow tasks
    bool nearDuplicate = false;
    bool coinFlip = false;
    bool degenerate = false;  ///< composite: f gives what one of its given functions gives, f(g(x)) = g(x)
};

struct Task {
    TaskId id;
    TaskKind kind{};
    Origin origin = Origin::Model;
    int step = 0;  ///< in which it was made; 0 = seeding
    std::string program;
    std::vector<std::string> imports;
    std::string input, output, outputType;  ///< of kinds without pairs
    std::string message;                    ///< of kinds with pairs
    std::vector<Pair> pairs;                ///< the first half is shown, the rest hidden
    std::vector<GivenFunction> given;       ///< composite: what the program begins with
    std::vector<TaskId> references;         ///< lineage: what the proposer was shown (induction: the program's task)
    execution::ProgramMeasures measured;    ///< by the jailed inspector
    Measures measures;
    double learnability = -1;  ///< mean success s of the n rollouts; -1 = not estimated
    bool pinned = false;       ///< by a person or a rule: never evicted, drawn more often

    [[nodiscard]] std::size_t shownPairs() const { return pairs.size() / 2; }
};

/// Prompt, completion and what became of it. `response` is the decoded text of `tokens`.
struct Sample {
    Stream stream;
    std::string promptText, response;
    std::vector<policy::Token> prompt, tokens;
    std::vector<float> logprobs;
    double temperature = 1;     ///< of `logprobs`
    bool clipped = false;       ///< ended by the length cap
    bool wellFormed = false;    ///< the parser found every part
    std::string formatFailure;  ///< which part is missing; empty when well formed
    double reward = 0;          ///< composite (eq. 6)
    double advantage = 0;       ///< eq. 8, per sample
    bool masked = false;        ///< infra_error or vetoed: takes no part in the update
    bool trained = true;        ///< false: measured only (rollouts with trainOnRollouts off)
};

/// Reasons of refusals that do not come from the executor, which found the program fine.
constexpr std::string_view kTooLongToAsk = "too_long_to_ask";  ///< no solver could be shown the task
constexpr std::string_view kClaimedOutput = "claimed_output";  ///< a seed file claims another output

struct Proposal {
    Sample sample;
    Task task;  ///< as far as it could be parsed and executed
    execution::Verdict verdict = execution::Verdict::ParseError;
    std::string reason, detail;
    [[nodiscard]] bool valid() const { return verdict == execution::Verdict::Ok; }
    double learnReward = 0;  ///< eq. 4
    double score = 0;        ///< r of eq. 6: learnReward with the intrinsic extras and novelty
    bool barred = false;     ///< valid, but not admissible (training/scoring.h)
    int taskClass = -1;      ///< task_class.h; -1: none
};

enum class AttemptUse : std::uint8_t { Rollout, Train };  ///< learnability estimate, or the solver's batch

struct Attempt {
    AttemptId id;
    Sample sample;
    TaskId task;
    AttemptUse use = AttemptUse::Train;
    std::string answer;
    execution::Verdict verdict = execution::Verdict::ParseError;
    std::string reason, detail;
    bool loose = false;
    double share = 0;  ///< of the hidden pairs that match (induction); else 0 or 1
    double score = 0;  ///< r_solve of eq. 5 in the configured induction mode, 0..1
    [[nodiscard]] bool solved() const { return verdict == execution::Verdict::Ok; }
};

}  // namespace azr::selfplay
