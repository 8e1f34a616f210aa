#include "core/store/write_batch.h"

#include <utility>

#include "core/store/tables/tables_p.h"

namespace azr::store {

namespace {

struct TableBits {
    std::uint32_t operator()(const RunRow&) const { return Table::Runs; }
    std::uint32_t operator()(const StepRow&) const { return Table::Steps | Table::Runs; }
    std::uint32_t operator()(const MetricRow&) const { return Table::Metrics; }
    std::uint32_t operator()(const StreamMomentsRow&) const { return Table::Metrics; }
    std::uint32_t operator()(const TaskRow&) const { return Table::Tasks; }
    std::uint32_t operator()(const TaskScoreRow&) const { return Table::Tasks; }
    std::uint32_t operator()(const AttemptRow&) const { return Table::Attempts; }
    std::uint32_t operator()(const SampleTokensRow& row) const {
        return row.role == SampleTokensRow::Role::Propose ? Table::Tasks : Table::Attempts;
    }
    std::uint32_t operator()(const BufferEventRow&) const { return Table::Buffers | Table::Tasks; }
    std::uint32_t operator()(const CommandRow&) const { return Table::Commands; }
    std::uint32_t operator()(const CheckpointRow&) const { return Table::Checkpoints; }
    std::uint32_t operator()(const CheckpointRemovedRow&) const { return Table::Checkpoints; }
    std::uint32_t operator()(const EvaluationRow&) const { return Table::Evaluations; }
    std::uint32_t operator()(const SuiteEvaluationRow&) const { return Table::Suites; }
    std::uint32_t operator()(const SuiteAnswersRow&) const { return Table::Suites; }
    std::uint32_t operator()(const EventRow&) const { return Table::Events; }
    std::uint32_t operator()(const ConfigChangeRow&) const { return Table::ConfigChanges; }
    std::uint32_t operator()(const RunSettingsRow&) const { return Table::Runs; }
    std::uint32_t operator()(const TaskStatusRow&) const { return Table::Tasks; }
    std::uint32_t operator()(const MarkRow& row) const {
        return Table::Marks | (row.task.valid() ? Table::Tasks : Table::Runs);
    }
    std::uint32_t operator()(const RuleRow&) const { return Table::Rules; }
    std::uint32_t operator()(const RuleHitRow&) const { return Table::Rules; }
    std::uint32_t operator()(const AbandonRows&) const {
        return Table::Rules | Table::Runs | Table::ConfigChanges | Table::Steps | Table::Metrics | Table::Tasks |
               Table::Attempts | Table::Buffers | Table::Checkpoints | Table::Evaluations | Table::Suites;
    }
    std::uint32_t operator()(const ForkRows&) const { return (*this)(AbandonRows()) | Table::Events | Table::Commands; }
};

RunId runOf(TaskId task) {
    return {task.valid() ? (task.value - 1) / kIdsPerRun + 1 : 0};
}

RunId runOf(const RunRow& row) {
    return row.id;
}
RunId runOf(const ForkRows& rows) {
    return rows.run.id;
}
RunId runOf(const TaskScoreRow& row) {
    return runOf(row.task);
}
RunId runOf(const TaskStatusRow& row) {
    return runOf(row.task);
}
RunId runOf(const MarkRow& row) {
    return row.task.valid() ? runOf(row.task) : row.run;
}
template <class Other>
RunId runOf(const Other& row) {
    return row.run;
}

}  // namespace

std::pair<RunId, std::uint32_t> changeOf(const Row& row) {
    return {std::visit([](const auto& one) { return runOf(one); }, row), std::visit(TableBits{}, row)};
}

bool WriteBatch::retryable(const Error& error) {
    return error.code == ErrorCode::Exhausted || error.code == ErrorCode::Conflict || error.code == ErrorCode::Io;
}

Status WriteBatch::apply(const Row& row) {
    if (!m_database.inTransaction()) AZR_CHECK(m_database.begin());
    return std::visit([&](const auto& value) { return write(m_database, value); }, row);
}

Status WriteBatch::add(Row row) {
    const auto [run, tables] = changeOf(row);
    m_changed[run] |= tables;
    m_rows.push_back(std::move(row));
    Status done = apply(m_rows.back());
    if (done) return done;
    m_database.rollback();
    if (retryable(done.error())) return done;
    m_rows.pop_back();
    // The rollback took the earlier rows along.
    AZR_CHECK(retry());
    return done;
}

Status WriteBatch::retry() {
    m_database.rollback();
    for (const Row& row : m_rows) {
        Status done = apply(row);
        if (done) continue;
        m_database.rollback();
        return done;
    }
    return {};
}

void WriteBatch::drop() {
    m_database.rollback();
    m_rows.clear();
    m_changed.clear();
}

Status WriteBatch::commit() {
    if (m_database.inTransaction()) {
        Status done = m_database.commit();
        if (!done) {
            m_database.rollback();
            return done;
        }
    }
    m_rows.clear();
    m_changed.clear();
    return {};
}

}  // namespace azr::store
