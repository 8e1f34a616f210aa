/// Reading the workspace database: a read-only connection that sees every committed row while the writer goes on. Pages
/// hold at most kPageLimit rows and go on from a cursor (keyset), so the last page costs what the first did. One thread
/// at a time uses a Reader; open one per thread. Every query is indexed (tests/store checks the query plans).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/store/lineage.h"
#include "core/store/rows.h"
#include "core/store/suites/suite_reader.h"
#include "core/store/tables/survey_table.h"
#include "core/store/tables/task_counts.h"
#include "core/store/task_query.h"

namespace azr::store {

struct TaskDetail {
    TaskRow task;
    std::vector<TaskRow> references;  ///< the rows of its lineage, in order
    std::vector<AttemptRow> attempts;
    std::vector<BufferEventRow> buffer;
    std::vector<CommandRow> commands;       ///< about it, oldest first
    std::vector<StreamMomentsRow> moments;  ///< of the steps in which it was proposed and tried, the youngest 100
};

struct StepSpan {
    int first = 0, last = 0;
};

/// Rows of some steps, without abandoned ones.
struct StepContents {
    std::int64_t tasks = 0, attempts = 0;
};

/// What stands of one step beside its tasks, attempts and metrics, each in its order.
struct StepRecord {
    StepRow step;                      ///< its status is empty where the run has no such step
    std::vector<CommandRow> commands;  ///< that the loop answered in it
    std::vector<BufferEventRow> buffer;
    std::vector<EventRow> events;
};

/// Tasks that wait for a person before they enter their buffer.
struct Waiting {
    std::int64_t count = 0;
    int oldestStep = 0;
    TaskId next;  ///< behind the one that was asked about, or else the oldest; invalid: none waits
};

struct Count {
    std::string name;
    std::int64_t count = 0;
};

class Reader {
  public:
    /// NotFound when there is no database; Conflict when its version is newer than this program's.
    [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::filesystem::path& database);
    virtual ~Reader() = default;

    /// Another number after every commit of anybody else.
    [[nodiscard]] virtual Result<std::int64_t> dataVersion() = 0;

    /// Youngest first, without those in the bin; these by themselves.
    [[nodiscard]] virtual Result<std::vector<RunRow>> runs() = 0;
    [[nodiscard]] virtual Result<std::vector<RunRow>> binnedRuns() = 0;
    [[nodiscard]] virtual Result<RunSize> runSize(RunId run) = 0;
    /// Of the first step that has any, one for each role and kind.
    [[nodiscard]] virtual Result<std::vector<FirstPrompt>> firstPrompts(RunId run) = 0;
    [[nodiscard]] virtual Result<RunRow> run(RunId run) = 0;
    [[nodiscard]] virtual Result<std::int64_t> lastRun() = 0;  ///< the highest run id of the workspace; 0: none

    [[nodiscard]] virtual Result<TaskPage> tasks(const TaskQuery& query) = 0;
    [[nodiscard]] virtual Result<std::int64_t> countTasks(const TaskFilter& filter) = 0;
    [[nodiscard]] virtual Result<Waiting> waiting(RunId run, TaskId behind) = 0;
    [[nodiscard]] virtual Result<TaskDetail> task(TaskId task) = 0;
    /// NotFound when there is no such task.
    [[nodiscard]] virtual Result<Lineage> lineage(TaskId task, const LineageBounds& bounds = {}) = 0;
    [[nodiscard]] virtual Result<TaskRow> taskRow(TaskId task) = 0;  ///< alone, with texts and references
    [[nodiscard]] virtual Result<std::vector<AttemptRow>> attempts(TaskId task) = 0;
    [[nodiscard]] virtual Result<AttemptRow> attempt(AttemptId attempt) = 0;  ///< NotFound when there is none
    /// Attempts of one step, by id; for digests and exports.
    [[nodiscard]] virtual Result<std::vector<AttemptRow>> attemptsOfStep(RunId run, int step) = 0;
    /// A page of them with id > after, without prompt and completion; fewer than kPageLimit: the last page.
    [[nodiscard]] virtual Result<std::vector<AttemptRow>> attemptPage(RunId run, int step, AttemptId after) = 0;
    /// What the sampler wrote, token by token; nothing where it is not kept (any more).
    [[nodiscard]] virtual Result<std::optional<SampleTokensRow>> sampleTokens(RunId run, int step,
                                                                              SampleTokensRow::Role role,
                                                                              std::int64_t sample) = 0;
    /// The steps of which tokens are kept.
    [[nodiscard]] virtual Result<std::optional<StepSpan>> tokenSteps(RunId run) = 0;
    [[nodiscard]] virtual Result<StepContents> contentsOfSteps(RunId run, int first, int last) = 0;
    /// Of the steps first to last, by step; ask for few steps at a time, as the tasks themselves are read.
    [[nodiscard]] virtual Result<std::vector<TaskCounts>> taskCounts(RunId run, int first, int last) = 0;
    /// Of the steps first to last: what tells how varied they are. Ask for some dozens of steps at a time.
    [[nodiscard]] virtual Result<std::vector<SurveyTask>> surveyTasks(RunId run, int first, int last) = 0;
    [[nodiscard]] virtual Result<std::vector<SurveyEntry>> surveyEntries(RunId run, int first, int last) = 0;
    [[nodiscard]] virtual Result<std::vector<AttemptLengths>> attemptLengths(RunId run, int first, int last) = 0;
    /// Verdicts of a step's proposals ("ok": 12, …), or of the whole run when step < 0.
    [[nodiscard]] virtual Result<std::vector<Count>> verdictCounts(RunId run, int step) = 0;

    /// Points with step > since, in order.
    [[nodiscard]] virtual Result<std::vector<MetricPoint>> series(RunId run, const std::string& name, int since) = 0;
    [[nodiscard]] virtual Result<std::vector<std::string>> metricNames(RunId run) = 0;
    [[nodiscard]] virtual Result<std::vector<MetricRow>> metricsOfStep(RunId run, int step) = 0;
    /// What each stream of a step was whitened with, by name; empty for step 0 and for steps of older versions.
    [[nodiscard]] virtual Result<std::vector<StreamMomentsRow>> streamMoments(RunId run, int step) = 0;
    /// Without abandoned ones, with step > since, at most limit (0 = all).
    [[nodiscard]] virtual Result<std::vector<StepRow>> steps(RunId run, int since, int limit) = 0;

    [[nodiscard]] virtual Result<StepRecord> step(RunId run, int step) = 0;

    [[nodiscard]] virtual Result<std::vector<BufferSize>> bufferSizes(RunId run) = 0;
    /// Youngest first, with id < before (0 = from the end); an empty kind means all.
    [[nodiscard]] virtual Result<std::vector<BufferEventRow>> bufferEvents(RunId run, const std::string& kind,
                                                                           std::int64_t before, int limit) = 0;
    [[nodiscard]] virtual Result<std::vector<CommandRow>> commands(RunId run, std::int64_t before, int limit) = 0;
    [[nodiscard]] virtual Result<CommandRow> command(CommandId command) = 0;
    /// Of all runs, youngest first, with id < before (0 = from the end).
    [[nodiscard]] virtual Result<std::vector<CommandRow>> lastCommands(std::int64_t before, int limit) = 0;
    /// Tags in use on the tasks of a run, or, without one, on runs.
    [[nodiscard]] virtual Result<std::vector<Count>> tags(std::optional<RunId> run) = 0;
    /// The run's rules, oldest first; without the removed ones unless asked for.
    [[nodiscard]] virtual Result<std::vector<RuleRow>> rules(RunId run, bool removedToo) = 0;
    [[nodiscard]] virtual Result<std::int64_t> lastCommand() = 0;  ///< the highest command id of the workspace; 0: none
    [[nodiscard]] virtual Result<std::vector<EventRow>> events(RunId run, std::int64_t before, int limit) = 0;
    /// Changes of the run's settings, in their order.
    [[nodiscard]] virtual Result<std::vector<ConfigChangeRow>> configChanges(RunId run) = 0;
    /// By step; without the removed ones unless asked for.
    [[nodiscard]] virtual Result<std::vector<CheckpointRow>> checkpoints(RunId run, bool removedToo) = 0;
    [[nodiscard]] virtual Result<std::vector<EvaluationRow>> evaluations(RunId run) = 0;
    [[nodiscard]] virtual Result<std::vector<EvaluationScore>> evaluationScores(RunId run) = 0;
    [[nodiscard]] virtual Result<std::vector<EvaluationItemRow>> evaluationItems(std::int64_t evaluation) = 0;
    /// Published suites; what it gives is of this Reader, and lives no longer.
    [[nodiscard]] virtual SuiteReader suites() = 0;
};

}  // namespace azr::store
