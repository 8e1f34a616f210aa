/// The one thread that writes the database. push() hands a row over and waits while the queue is full: the trainer is
/// held back rather than a row lost. Rows are committed every 250 ms, at once after a row that finishes something, and
/// when the queue runs dry after pushNow(). A failing commit (disk full) is reported, kept and tried again until it
/// succeeds. push, pushNow and flush are thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/store/rows.h"

namespace azr::store {

struct CheckpointRemovedRow {
    RunId run;
    int step = 0;
};
/// What became of a task, where no buffer event says so.
struct TaskStatusRow {
    TaskId task;
    std::string status;
};
/// The settings of a run as they stand.
struct RunSettingsRow {
    RunId run;
    std::string settings;
};
/// Marks every row of the run with a later step, and tasks and attempts from these ids on (0: unknown, those of later
/// steps), as abandoned and frees their ids (rows.h).
struct AbandonRows {
    RunId run;
    int afterStep = 0;
    std::int64_t nextTask = 0, nextAttempt = 0;
    int nextChange = std::numeric_limits<int>::max();  ///< settings changed from this ordinal on were never changed
    std::vector<RuleHitRow> ruleHits = {};             ///< of a later step, but part of the checkpoint
};
/// A new run that begins from a checkpoint of another one, with everything that the checkpoint contains: the rows of
/// the other run up to there once more under ids of its own, and what is given here. It writes nothing of the other.
struct ForkRows {
    RunRow run;                            ///< with forkedFrom, forkedAt, forkedChange and its settings
    std::int64_t nextTask = 0;             ///< the first ids of the other run that the checkpoint does not know
    std::int64_t nextAttempt = 0;          ///< the same of attempts
    CheckpointRow checkpoint;              ///< of the new run
    std::vector<CommandRow> commands;      ///< the other run's journal, renumbered
    std::vector<ConfigChangeRow> changes;  ///< its settings until then, and what is changed
    std::vector<RuleRow> rules;            ///< in force in the checkpoint, and removed by then
    std::vector<RuleHitRow> ruleHits;      ///< of the new run: of a later step, but part of the checkpoint
    std::vector<TaskId> pinned;            ///< as the checkpoint has them, by their new ids
    std::vector<TaskId> waiting;           ///< for a person, the same
    EventRow event;                        ///< that tells of it
};

using Row = std::variant<RunRow, StepRow, MetricRow, StreamMomentsRow, TaskRow, TaskScoreRow, AttemptRow,
                         SampleTokensRow, BufferEventRow, CommandRow, CheckpointRow, CheckpointRemovedRow,
                         EvaluationRow, SuiteEvaluationRow, SuiteAnswersRow, EventRow, ConfigChangeRow, RunSettingsRow,
                         TaskStatusRow, MarkRow, RuleRow, RuleHitRow, AbandonRows, ForkRows>;

/// Which tables (bits of Table) of which runs got rows. Run 0: of a run that the row does not name.
using ChangedTables = std::map<RunId, std::uint32_t>;

struct WriterOptions {
    std::size_t capacity = 4096;  ///< rows that wait before push() does
    std::chrono::milliseconds commitEvery{250};
    std::chrono::milliseconds retryEvery{1000};
    std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
    std::function<void(const ChangedTables&)> committed;  ///< on the writer thread, after each commit
    std::function<void(const Error&)> failed;             ///< once per series of failures, on the writer thread
    std::function<void()> recovered;                      ///< the first success after `failed`
};

class Writer {
  public:
    /// Migrates the database (with a backup before each migration) and starts the thread.
    [[nodiscard]] static Result<std::unique_ptr<Writer>> open(const std::filesystem::path& database,
                                                              WriterOptions options);
    virtual ~Writer() = default;  ///< finishes

    virtual Status push(Row row) = 0;     ///< Conflict once finished
    virtual Status pushNow(Row row) = 0;  ///< never waits for space, and commits at once: for what people ask
    virtual Status pushAll(std::vector<Row> rows) = 0;  ///< like pushNow() of each, with one commit behind the last
    /// Commits the row by itself before it returns, or not at all: what cannot be written now is not written later.
    virtual Status commitOrDrop(Row row) = 0;
    virtual Status flush() = 0;   ///< returns when everything pushed before is committed, or with why it is not; a row
                                  ///< that the schema refused is told by the next flush, once
    virtual Status finish() = 0;  ///< flushes and ends the thread
};

}  // namespace azr::store
