/// What the database says of a run, in the order in which it happened: the rows of a step, the settings that held in
/// it, and what people did. Read through the store's reader and nothing else. One thread.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/run_config.h"
#include "core/selfplay/rules/rule.h"
#include "core/store/reader.h"

namespace azr::audit {

[[nodiscard]] std::string taskName(TaskId task);  ///< "task 12"

/// The other half of one set of seeds: a task that nobody was asked for, made from a proposal for another kind.
[[nodiscard]] bool isTwin(const store::TaskRow& row);

/// In the order of their ids, which is the order in which training made them. Prompts and completions are there.
struct StepRows {
    int step = 0;
    std::vector<store::TaskRow> tasks;
    std::vector<store::AttemptRow> attempts;
    std::map<std::string, double> metrics;
    std::set<std::string> passing;  ///< metrics that are said to come out otherwise when the step is done again
};

/// Whether the version that wrote the step kept what rewards are worked out from; the rules of older ones were others.
[[nodiscard]] bool keepsScores(const StepRows& rows);
[[nodiscard]] Result<StepRows> readStep(store::Reader& reader, RunId run, int step);

/// A task that somebody took out, or had wait again, and when in the step. Start: before anything was proposed.
/// Underway: it no longer reaches the gradient or a buffer. Update: no buffer either, and the gradient only where the
/// command point before scoring was already passed, which older versions did not tell apart. Afterwards: it leaves its
/// buffer.
struct Veto {
    enum class When : std::uint8_t { Start, Underway, Update, Afterwards };
    TaskId task;
    int step = 0;
    When when = When::Underway;
    bool applied = true;  ///< refused: whether it still took the task out of the batch depends on why
};

/// Somebody asked to change a field, and it was granted: from `step` on.
struct FieldRequest {
    CommandId command;
    int step = 0;
    std::string path, value;
};

/// As the scoring of `step` read them. Requests in the order in which they were granted; of the changes those alone are
/// needed that resumes made: one of them overrides what was asked for before it and granted again after it.
[[nodiscard]] Result<config::RunConfig> settingsIn(int step, config::RunConfig start,
                                                   const std::vector<FieldRequest>& requests,
                                                   const std::vector<store::ConfigChangeRow>& changes);

/// Whether a resume made the change, behind `row.step`, and not somebody while the run trained, in it.
[[nodiscard]] bool madeOnResume(const store::ConfigChangeRow& row, const std::vector<FieldRequest>& requests);

/// Somebody put a task back, or let one in that waited, or pinned it, or took the pin away, and it was granted.
struct Restoration {
    TaskId task;
    int step = 0;
    Veto::When when = Veto::When::Underway;
};
struct PinRequest {
    TaskId task;
    int step = 0;
    bool pinned = true;
};

/// The place of the phase of the update among the phases of a step.
constexpr std::size_t kUpdatePhase = 8;
/// And of the one behind it, when the batch is made and nothing has entered a buffer yet.
constexpr std::size_t kTrainPhase = 9;
/// Somebody made, changed or removed a rule, and it was granted.
struct RuleRequest {
    std::int64_t rule = 0;
    int step = 0;
    std::size_t phase = 0;
    std::optional<selfplay::Rule> made;  ///< empty: removed
    bool restores = false;               ///< what it had taken out was put back
};

class History {
  public:
    [[nodiscard]] static Result<History> read(store::Reader& reader, RunId run);

    /// As the scoring of that step read it (settingsIn()).
    [[nodiscard]] Result<config::RunConfig> settings(int step) const;
    [[nodiscard]] const config::RunConfig& start() const { return m_start; }
    [[nodiscard]] const std::vector<Veto>& vetoes() const { return m_vetoes; }
    [[nodiscard]] const std::vector<Restoration>& restorations() const { return m_restorations; }
    [[nodiscard]] const std::vector<PinRequest>& pins() const { return m_pins; }            ///< in their order
    [[nodiscard]] const std::vector<RuleRequest>& ruleRequests() const { return m_rules; }  ///< the same
    /// Tasks that people seeded after their step had begun to propose, whatever their ids say.
    [[nodiscard]] bool isLateSeed(TaskId task) const { return m_lateSeeds.contains(task.value); }
    /// A rule that pins was in force at some time: which tasks it pinned depends on how many were.
    [[nodiscard]] bool rulesPin() const;
    [[nodiscard]] const std::vector<store::BufferEventRow>& bufferEvents() const { return m_events; }
    [[nodiscard]] const store::RunRow& run() const { return m_run; }
    /// Rows may come while they are read.
    [[nodiscard]] bool atWork() const;
    [[nodiscard]] const std::vector<int>& finishedSteps() const { return m_finished; }      ///< 0 is seeding
    [[nodiscard]] const std::vector<store::StepRow>& steps() const { return m_steps; }      ///< from 1 on
    [[nodiscard]] const std::vector<FieldRequest>& requests() const { return m_requests; }  ///< in their order
    [[nodiscard]] const std::vector<store::ConfigChangeRow>& configChanges() const { return m_changes; }

  private:
    Status readCommands(store::Reader& reader);
    Status readSteering(const store::CommandRow& row, const Json& body, std::size_t phase);
    Status readEvents(store::Reader& reader);

    store::RunRow m_run;
    config::RunConfig m_start;
    std::vector<FieldRequest> m_requests;
    std::vector<store::ConfigChangeRow> m_changes;
    std::vector<store::StepRow> m_steps;
    std::vector<Veto> m_vetoes;
    std::vector<Restoration> m_restorations;
    std::vector<PinRequest> m_pins;
    std::vector<RuleRequest> m_rules;
    std::set<std::int64_t> m_lateSeeds;
    std::vector<store::BufferEventRow> m_events;
    std::vector<int> m_finished;
};

}  // namespace azr::audit
