#include "core/store/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <set>
#include <system_error>
#include <utility>

#include "core/store/lineage_reader_p.h"
#include "core/store/migrations.h"
#include "core/store/tables/token_table.h"
#include "core/store/task_reader_p.h"
#include "store_sql.h"

namespace azr::store {

namespace {

constexpr int kMomentSteps = 100;

std::int64_t fromEnd(std::int64_t before) {
    return before > 0 ? before : std::numeric_limits<std::int64_t>::max();
}

int pageOf(int limit) {
    return limit > 0 ? std::min(limit, kPageLimit) : kPageLimit;
}

void read(const Statement& statement, RunRow& row) {
    RowCursor cursor(statement);
    cursor >> row.id >> row.name >> row.state >> row.message >> row.preset >> row.config >> row.seed >> row.created;
    cursor >> row.ended >> row.lastStep >> row.resumes >> row.studio >> row.torch >> row.python >> row.cpu;
    cursor >> row.device >> row.dtype >> row.threads >> row.parameters >> row.modelFolder >> row.baseHash;
    std::string tags;
    cursor >> row.kernels >> row.kernelsReason >> row.settings >> row.worked >> row.pinned >> tags >> row.note;
    cursor >> row.forkedFrom >> row.forkedAt >> row.forkedChange >> row.archived >> row.binned;
    row.tags = stringsOf(tags);
}

void read(const Statement& statement, RunSize& row) {
    RowCursor(statement) >> row.tasks >> row.attempts >> row.checkpointBytes;
}

void read(const Statement& statement, FirstPrompt& row) {
    RowCursor(statement) >> row.role >> row.kind >> row.text;
}

void read(const Statement& statement, AttemptRow& row) {
    RowCursor cursor(statement);
    cursor >> row.id >> row.run >> row.task >> row.step >> row.kind >> row.use >> row.verdict >> row.reason;
    cursor >> row.detail >> row.loose >> row.score >> row.reward >> row.advantage >> row.answer >> row.prompt;
    cursor >> row.completion >> row.formatFailure >> row.clipped >> row.masked >> row.trained >> row.promptTokens;
    cursor >> row.tokens >> row.logprobSum >> row.share;
}

void read(const Statement& statement, StepContents& row) {
    RowCursor(statement) >> row.tasks >> row.attempts;
}

void read(const Statement& statement, Count& row) {
    RowCursor(statement) >> row.name >> row.count;
}

void read(const Statement& statement, MetricPoint& row) {
    RowCursor(statement) >> row.step >> row.value;
}

void read(const Statement& statement, std::string& row) {
    RowCursor(statement) >> row;
}

void read(const Statement& statement, MetricRow& row) {
    RowCursor(statement) >> row.name >> row.value >> row.deterministic;
}

void read(const Statement& statement, StreamMomentsRow& row) {
    RowCursor cursor(statement);
    cursor >> row.run >> row.step >> row.stream >> row.mean >> row.deviation >> row.samples >> row.weight;
    cursor >> row.byTokens >> row.baseline >> row.roleWeight;
}

void read(const Statement& statement, StepRow& row) {
    RowCursor(statement) >> row.run >> row.step >> row.status >> row.started >> row.seconds;
}

void read(const Statement& statement, StepSpan& row) {
    RowCursor(statement) >> row.first >> row.last;
}

/// With the tokens as they are packed.
struct PackedTokens {
    SampleTokensRow row;
    std::string bytes;
};

void read(const Statement& statement, PackedTokens& packed) {
    std::string role;
    SampleTokensRow& row = packed.row;
    RowCursor(statement) >> row.run >> row.step >> role >> row.sample >> row.temperature >> packed.bytes;
    row.role = role == "propose" ? SampleTokensRow::Role::Propose : SampleTokensRow::Role::Solve;
}

void read(const Statement& statement, BufferSize& row) {
    RowCursor(statement) >> row.kind >> row.size;
}

void read(const Statement& statement, BufferEventRow& row) {
    RowCursor cursor(statement);
    cursor >> row.id >> row.run >> row.step >> row.kind >> row.task >> row.action >> row.reason >> row.size;
}

void read(const Statement& statement, CommandRow& row) {
    RowCursor cursor(statement);
    cursor >> row.id >> row.run >> row.name >> row.body >> row.status >> row.answer >> row.posted >> row.step;
    cursor >> row.phase >> row.ordinal >> row.task >> row.undoes;
}

void read(const Statement& statement, EventRow& row) {
    RowCursor(statement) >> row.id >> row.run >> row.step >> row.severity >> row.code >> row.text >> row.at;
}

void read(const Statement& statement, ConfigChangeRow& row) {
    RowCursor cursor(statement);
    cursor >> row.run >> row.ordinal >> row.step >> row.path >> row.before >> row.after >> row.command >> row.at;
}

void read(const Statement& statement, CheckpointRow& row) {
    RowCursor cursor(statement);
    cursor >> row.id >> row.run >> row.step >> row.folder >> row.weightsHash >> row.optimizerHash >> row.bytes;
    cursor >> row.best >> row.removed >> row.created;
}

void read(const Statement& statement, EvaluationRow& row) {
    RowCursor(statement) >> row.id >> row.run >> row.step >> row.suite >> row.created;
}

void read(const Statement& statement, EvaluationScore& row) {
    RowCursor cursor(statement);
    cursor >> row.evaluation >> row.step >> row.suite >> row.kind >> row.greedy >> row.solved >> row.total;
}

void read(const Statement& statement, EvaluationItemRow& row) {
    RowCursor(statement) >> row.item >> row.kind >> row.greedy >> row.solved >> row.answer;
}

void read(const Statement& statement, RuleRow& row) {
    RowCursor cursor(statement);
    cursor >> row.run >> row.rule >> row.name >> row.condition >> row.act >> row.tag;
    cursor >> row.programs >> row.enabled >> row.removed;
    cursor >> row.step >> row.hits >> row.meanSolveRate;
}

class DatabaseReader final : public Reader {
  public:
    explicit DatabaseReader(Database database) : m_database(std::move(database)) {}

    Result<std::int64_t> dataVersion() override { return m_database.integer("PRAGMA data_version"); }
    Result<std::vector<RunRow>> runs() override { return all<RunRow>(sql::runs, false); }
    Result<std::vector<RunRow>> binnedRuns() override { return all<RunRow>(sql::runs, true); }
    Result<RunSize> runSize(RunId run) override {
        AZR_TRY(const std::vector<RunSize> rows, all<RunSize>(sql::run_size, run));
        return rows.front();
    }
    Result<std::vector<FirstPrompt>> firstPrompts(RunId run) override {
        return all<FirstPrompt>(sql::first_prompts, run);
    }
    Result<RunRow> run(RunId run) override {
        AZR_TRY(std::vector<RunRow> rows, all<RunRow>(sql::run, run));
        if (rows.empty()) return fail(ErrorCode::NotFound, fmt::format("there is no run {}", run.value));
        return std::move(rows.front());
    }
    Result<std::int64_t> lastRun() override { return m_database.integer(sql::last_run); }

    Result<TaskPage> tasks(const TaskQuery& query) override { return readTaskPage(m_database, query); }
    Result<std::int64_t> countTasks(const TaskFilter& filter) override { return countTaskRows(m_database, filter); }
    Result<Waiting> waiting(RunId run, TaskId behind) override;
    Result<TaskDetail> task(TaskId task) override;
    Result<Lineage> lineage(TaskId task, const LineageBounds& bounds) override {
        return readLineage(m_database, task, bounds);
    }
    Result<TaskRow> taskRow(TaskId task) override { return readTask(m_database, task); }
    Result<std::vector<AttemptRow>> attempts(TaskId task) override {
        return all<AttemptRow>(sql::attempts_of_task, task);
    }
    Result<AttemptRow> attempt(AttemptId attempt) override {
        AZR_TRY(std::vector<AttemptRow> rows, all<AttemptRow>(sql::attempt, attempt));
        if (rows.empty()) return fail(ErrorCode::NotFound, fmt::format("there is no attempt {}", attempt.value));
        return std::move(rows.front());
    }
    Result<std::vector<AttemptRow>> attemptsOfStep(RunId run, int step) override {
        return all<AttemptRow>(sql::attempts_of_step, run, step);
    }
    Result<std::vector<AttemptRow>> attemptPage(RunId run, int step, AttemptId after) override {
        // Ids below zero belong to abandoned rows.
        const AttemptId from{std::max<std::int64_t>(0, after.value)};
        return all<AttemptRow>(sql::attempts_page, run, step, from, kPageLimit);
    }
    Result<std::optional<SampleTokensRow>> sampleTokens(RunId run, int step, SampleTokensRow::Role role,
                                                        std::int64_t sample) override;
    Result<std::optional<StepSpan>> tokenSteps(RunId run) override {
        AZR_TRY(const std::vector<StepSpan> rows, all<StepSpan>(sql::sample_tokens_steps, run));
        return rows.empty() ? std::nullopt : std::optional(rows.front());
    }
    Result<StepContents> contentsOfSteps(RunId run, int first, int last) override {
        AZR_TRY(const std::vector<StepContents> rows, all<StepContents>(sql::rows_of_steps, run, first, last));
        return rows.front();
    }
    Result<std::vector<TaskCounts>> taskCounts(RunId run, int first, int last) override {
        return readTaskCounts(m_database, run, first, last);
    }
    Result<std::vector<SurveyTask>> surveyTasks(RunId run, int first, int last) override {
        return readSurveyTasks(m_database, run, first, last);
    }
    Result<std::vector<SurveyEntry>> surveyEntries(RunId run, int first, int last) override {
        return readSurveyEntries(m_database, run, first, last);
    }
    Result<std::vector<AttemptLengths>> attemptLengths(RunId run, int first, int last) override {
        return readAttemptLengths(m_database, run, first, last);
    }
    Result<std::vector<Count>> verdictCounts(RunId run, int step) override {
        return step < 0 ? all<Count>(sql::verdicts_of_run, run) : all<Count>(sql::verdicts_of_step, run, step);
    }

    Result<std::vector<MetricPoint>> series(RunId run, const std::string& name, int since) override {
        return all<MetricPoint>(sql::series, run, name, since);
    }
    Result<std::vector<std::string>> metricNames(RunId run) override {
        return all<std::string>(sql::metric_names, run);
    }
    Result<std::vector<MetricRow>> metricsOfStep(RunId run, int step) override;
    Result<std::vector<StreamMomentsRow>> streamMoments(RunId run, int step) override {
        return all<StreamMomentsRow>(sql::stream_moments, run, step);
    }
    Result<std::vector<StepRow>> steps(RunId run, int since, int limit) override {
        return all<StepRow>(sql::steps, run, since, limit > 0 ? limit : -1);
    }

    Result<StepRecord> step(RunId run, int step) override;

    Result<std::vector<BufferSize>> bufferSizes(RunId run) override { return all<BufferSize>(sql::buffer_sizes, run); }
    Result<std::vector<BufferEventRow>> bufferEvents(RunId run, const std::string& kind, std::int64_t before,
                                                     int limit) override {
        if (kind.empty()) return all<BufferEventRow>(sql::buffer_events, run, fromEnd(before), pageOf(limit));
        return all<BufferEventRow>(sql::buffer_events_of_kind, run, fromEnd(before), pageOf(limit), kind);
    }
    Result<std::vector<CommandRow>> commands(RunId run, std::int64_t before, int limit) override {
        return all<CommandRow>(sql::commands, run, fromEnd(before), pageOf(limit));
    }
    Result<CommandRow> command(CommandId command) override {
        AZR_TRY(std::vector<CommandRow> rows, all<CommandRow>(sql::command, command));
        if (rows.empty()) return fail(ErrorCode::NotFound, fmt::format("there is no command {}", command.value));
        return std::move(rows.front());
    }
    Result<std::vector<CommandRow>> lastCommands(std::int64_t before, int limit) override {
        return all<CommandRow>(sql::commands_last, fromEnd(before), pageOf(limit));
    }
    Result<std::vector<Count>> tags(std::optional<RunId> run) override {
        if (!run) return all<Count>(sql::tags, std::string("run"), std::int64_t{0}, std::int64_t{0});
        const std::int64_t first = firstIdOf(*run);
        return all<Count>(sql::tags, std::string("task"), first + 1, first + kIdsPerRun);
    }
    Result<std::vector<RuleRow>> rules(RunId run, bool removedToo) override {
        return all<RuleRow>(sql::rules, run, removedToo);
    }
    Result<std::int64_t> lastCommand() override { return m_database.integer(sql::last_command); }
    Result<std::vector<EventRow>> events(RunId run, std::int64_t before, int limit) override {
        return all<EventRow>(sql::events, run, fromEnd(before), pageOf(limit));
    }
    Result<std::vector<CheckpointRow>> checkpoints(RunId run, bool removedToo) override {
        return all<CheckpointRow>(sql::checkpoints, run, removedToo);
    }
    Result<std::vector<ConfigChangeRow>> configChanges(RunId run) override {
        return all<ConfigChangeRow>(sql::config_changes, run);
    }
    Result<std::vector<EvaluationRow>> evaluations(RunId run) override {
        return all<EvaluationRow>(sql::evaluations, run);
    }
    Result<std::vector<EvaluationScore>> evaluationScores(RunId run) override {
        return all<EvaluationScore>(sql::evaluation_scores, run);
    }
    Result<std::vector<EvaluationItemRow>> evaluationItems(std::int64_t evaluation) override {
        return all<EvaluationItemRow>(sql::evaluation_items, evaluation);
    }
    SuiteReader suites() override { return SuiteReader(m_database); }

  private:
    template <class Row, class... Values>
    Result<std::vector<Row>> all(std::string_view sql, const Values&... values) {
        AZR_TRY(Statement* const statement, m_database.statement(sql));
        statement->bind(values...);
        std::vector<Row> rows;
        for (;;) {
            AZR_TRY(const bool more, statement->step());
            if (!more) break;
            read(*statement, rows.emplace_back());
        }
        statement->reset();
        return rows;
    }

    Database m_database;
};

Result<Waiting> DatabaseReader::waiting(RunId run, TaskId behind) {
    AZR_TRY(Statement* const statement, m_database.statement(sql::waiting_tasks));
    statement->bind(run, behind);
    AZR_TRY(const bool row, statement->step());
    Waiting waiting;
    if (row) waiting = {statement->integer(0), static_cast<int>(statement->integer(1)), TaskId{statement->integer(2)}};
    statement->reset();
    return waiting;
}

Result<std::optional<SampleTokensRow>> DatabaseReader::sampleTokens(RunId run, int step, SampleTokensRow::Role role,
                                                                    std::int64_t sample) {
    const std::string name = role == SampleTokensRow::Role::Propose ? "propose" : "solve";
    AZR_TRY(std::vector<PackedTokens> rows, all<PackedTokens>(sql::sample_tokens, run, step, name, sample));
    if (rows.empty()) return std::nullopt;
    AZR_CHECK(unpackTokens(rows.front().bytes, rows.front().row));
    return std::move(rows.front().row);
}

Result<TaskDetail> DatabaseReader::task(TaskId task) {
    TaskDetail detail;
    AZR_TRY(detail.task, readTask(m_database, task));
    for (const TaskId reference : detail.task.references) {
        auto row = readTask(m_database, reference);
        if (row) detail.references.push_back(std::move(*row));
    }
    AZR_TRY(detail.attempts, attempts(task));
    AZR_TRY(detail.buffer, all<BufferEventRow>(sql::buffer_events_of_task, task));
    AZR_TRY(detail.commands, all<CommandRow>(sql::commands_of_task, task));
    std::set<int, std::greater<>> steps{detail.task.step};
    for (const AttemptRow& attempt : detail.attempts) steps.insert(attempt.step);
    int taken = 0;
    for (const int step : steps) {
        if (taken++ == kMomentSteps) break;
        AZR_TRY(const std::vector<StreamMomentsRow> rows, streamMoments(detail.task.run, step));
        detail.moments.insert(detail.moments.end(), rows.begin(), rows.end());
    }
    return detail;
}

Result<StepRecord> DatabaseReader::step(RunId run, int step) {
    StepRecord record;
    AZR_TRY(const std::vector<StepRow> rows, steps(run, step - 1, 1));
    if (!rows.empty() && rows.front().step == step) record.step = rows.front();
    AZR_TRY(record.commands, all<CommandRow>(sql::commands_of_step, run, step));
    AZR_TRY(record.buffer, all<BufferEventRow>(sql::buffer_events_of_step, run, step));
    AZR_TRY(record.events, all<EventRow>(sql::events_of_step, run, step));
    return record;
}

Result<std::vector<MetricRow>> DatabaseReader::metricsOfStep(RunId run, int step) {
    AZR_TRY(std::vector<MetricRow> rows, all<MetricRow>(sql::metrics_of_step, run, step));
    for (MetricRow& row : rows) {
        row.run = run;
        row.step = step;
    }
    return rows;
}

}  // namespace

Result<std::unique_ptr<Reader>> Reader::open(const std::filesystem::path& file) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored))
        return fail(ErrorCode::NotFound, "there is no database", file.string(), "start a run in this workspace first");
    AZR_TRY(Database database, Database::open(file, Database::Mode::ReadOnly));
    AZR_TRY(const std::int64_t version, database.integer("PRAGMA user_version"));
    if (version != newestVersion())
        return fail(ErrorCode::Conflict,
                    fmt::format("the database has version {}, this program reads {}", version, newestVersion()),
                    file.string(),
                    version > newestVersion() ? "open it with a newer AZR Studio" : "open the workspace to migrate it");
    return std::make_unique<DatabaseReader>(std::move(database));
}

}  // namespace azr::store
