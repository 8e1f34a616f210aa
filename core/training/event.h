/// The facts a training run states, in the order they happen. The loop knows nothing of rows or windows: it tells these
/// to one listener. Called on the trainer thread; a listener may block to hold the trainer back, but never fails it
/// silently.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/config/effective_config.h"
#include "core/evaluation/assessment.h"
#include "core/evaluation/suite_report.h"
#include "core/selfplay/rewards/advantage.h"
#include "core/selfplay/rules/rule.h"
#include "core/selfplay/task.h"
#include "core/telemetry/metric.h"
#include "core/training/place.h"

namespace azr::training {

struct StepStarted {
    int step = 0;
};
/// done/total in units of the phase (samples, executions, tokens); latest wins.
struct PhaseProgress {
    int step = 0;
    Phase phase = Phase::Starting;
    std::int64_t done = 0, total = 0;
};
/// A proposal after validation; `admitted`: it entered its buffer. Also seeds (origin says which).
struct TaskProposed {
    selfplay::Proposal proposal;
    bool admitted = false;
};
/// After rewards: what is final about a proposal. Seeds, which earn nothing, are never told of.
struct TaskScored {
    TaskId task;
    double learnability = -1, reward = 0, advantage = 0;
    double learnReward = 0, score = 0;  ///< eq. 4, and r of eq. 6 (selfplay::Proposal)
    bool masked = false, barred = false, trained = true;
    int taskClass = -1;
};
/// After all of them: what the rewards of each stream were whitened with.
struct StreamsWhitened {
    int step = 0;
    std::vector<selfplay::StreamMoments> streams;
};
struct AttemptGraded {
    selfplay::Attempt attempt;
    int step = 0;
};
enum class BufferAction : std::uint8_t { Add, Evict, Veto };
/// The reason of an addition that takes a veto back.
constexpr std::string_view kRestored = "restored";
/// The reasons of what becomes of a task that waited for a person: one decided, or nobody did in time.
constexpr std::string_view kReviewed = "reviewed";
constexpr std::string_view kReviewTimeout = "review time-out";
/// The reason why a task leaves its buffer to wait (again).
constexpr std::string_view kHeld = "held for review";
struct BufferChanged {
    int step = 0;
    selfplay::TaskKind kind;
    TaskId task;
    BufferAction action;
    std::string reason;
    std::int64_t size = 0;
};
/// A veto was taken back before its step was over: the task is on its way into its buffer again.
struct TaskReturned {
    TaskId task;
};
/// A valid task waits for a person before it enters its buffer.
struct TaskWaits {
    TaskId task;
};
/// A person or a rule pinned a task, or took the pin away.
struct TaskPinned {
    TaskId task;
    bool pinned = true;
};
/// A rule tagged a task, or its tag is gone again.
struct TaskTagged {
    TaskId task;
    std::string tag;
    bool on = true;
};
struct RuleChanged {
    selfplay::Rule rule;
    bool removed = false;
    int step = 0;
};
/// A task met a rule, and what the rule does was done.
struct RuleMet {
    std::int64_t rule = 0;
    TaskId task;
    int step = 0;
};
struct MetricsMeasured {
    int step = 0;
    std::vector<telemetry::Metric> metrics;
};
struct EvaluationItem {
    std::string item;
    selfplay::TaskKind kind;
    bool greedy = true;
    bool solved = false;
    std::string answer;
};
/// A published suite: what was asked, and what was answered.
struct SuiteMeasured {
    std::string suite, hash;                         ///< of its problems
    std::string settings;                            ///< JSON: how it was asked
    std::vector<evaluation::ScoredItem> items;       ///< in the suite's order, with their verdicts
    std::vector<evaluation::AnsweredItem> answered;  ///< by place among them
};
struct EvaluationFinished {
    int step = 0;
    std::string suite;  ///< the built-in one; empty: it was not measured
    std::vector<telemetry::Metric> metrics;
    std::vector<EvaluationItem> items;
    std::vector<SuiteMeasured> suites = {};
};
struct CheckpointWritten {
    int step = 0;
    std::filesystem::path folder;
    std::string weightsHash, optimizerHash;
    std::int64_t bytes = 0;
    bool best = false;
};
struct CheckpointRemoved {
    int step = 0;
};
/// A collapse bar was crossed (or "info": a departure from the plan worth a line in the log).
struct AlertRaised {
    int step = 0;
    std::string severity, code, text;
};
struct CommandApplied {
    CommandId command;
    Place place;
    int ordinal = 0;  ///< among the answers of its step
    std::string result;
};
struct CommandRefused {
    CommandId command;
    Place place;
    int ordinal = 0;
    std::string reason;
};
/// A setting that changed while the run trains, or because a resumed run was told to do otherwise.
struct FieldChanged {
    config::ConfigChange change;
};
struct StepFinished {
    int step = 0;
    double seconds = 0;
};

using Event = std::variant<StepStarted, PhaseProgress, TaskProposed, TaskScored, StreamsWhitened, AttemptGraded,
                           BufferChanged, TaskReturned, TaskWaits, TaskPinned, TaskTagged, RuleChanged, RuleMet,
                           MetricsMeasured, EvaluationFinished, CheckpointWritten, CheckpointRemoved, AlertRaised,
                           CommandApplied, CommandRefused, FieldChanged, StepFinished>;

class Listener {
  public:
    virtual ~Listener() = default;
    virtual Status tell(const Event& event) = 0;
    /// Waits until everything told is kept for good; false when it cannot be at the moment.
    [[nodiscard]] virtual bool kept() { return true; }
};

}  // namespace azr::training
