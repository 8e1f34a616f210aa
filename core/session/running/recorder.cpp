#include "core/session/running/recorder.h"

#include <utility>

#include "core/config/run_fields.h"
#include "core/session/names.h"
#include "core/session/translate.h"
#include "core/store/write_batch.h"

namespace azr::session {

Recorder::Recorder(RecorderOptions options, store::Writer& writer, Outbox& outbox)
    : m_options(std::move(options)), m_writer(writer), m_outbox(outbox), m_meter(m_options.run, m_options.config) {}

Status Recorder::tell(const training::Event& event) {
    return std::visit([this](const auto& fact) { return on(fact); }, event);
}

bool Recorder::kept() {
    const Status done = m_writer.flush();
    // A row that the schema refused was told when it was, and will not be kept by waiting.
    return done || !store::WriteBatch::retryable(done.error());
}

Status Recorder::on(const training::StepStarted& event) {
    const double now = m_options.now();
    if (m_options.tensorboard != nullptr) m_options.tensorboard->stepStarted(now);
    return m_writer.push(store::StepRow{m_options.run, event.step, "open", now, 0});
}

Status Recorder::on(const training::PhaseProgress& event) {
    m_outbox.post(m_meter.at(event, m_options.worked()));
    return {};
}

Status Recorder::on(const training::TaskProposed& event) {
    store::TaskRow row = rowOf(m_options.run, event.proposal, event.admitted);
    if (m_options.variety != nullptr) m_options.variety->add(row);
    AZR_CHECK(m_writer.push(std::move(row)));
    return tokens(event.proposal.sample, event.proposal.task.step, event.proposal.task.id.value);
}

Status Recorder::on(const training::TaskScored& event) {
    return m_writer.push(store::TaskScoreRow{event.task, event.learnability, event.reward, event.advantage,
                                             event.learnReward, event.score, event.masked, event.barred, event.trained,
                                             event.taskClass});
}

Status Recorder::on(const training::StreamsWhitened& event) {
    for (const selfplay::StreamMoments& stream : event.streams)
        AZR_CHECK(m_writer.push(rowOf(m_options.run, stream, event.step)));
    return {};
}

Status Recorder::on(const training::AttemptGraded& event) {
    AZR_CHECK(m_writer.push(rowOf(m_options.run, event.attempt, event.step)));
    return tokens(event.attempt.sample, event.step, event.attempt.id.value);
}

Status Recorder::tokens(const selfplay::Sample& sample, int step, std::int64_t id) {
    if (m_options.config.telemetry.tokenSteps == 0) return {};
    auto row = tokensOf(m_options.run, sample, step, id);
    return row ? m_writer.push(std::move(*row)) : Status{};
}

Status Recorder::on(const training::BufferChanged& event) {
    if (m_options.variety != nullptr) m_options.variety->add(event);
    return m_writer.push(store::BufferEventRow{0, m_options.run, event.step, std::string(selfplay::name(event.kind)),
                                               event.task, std::string(name(event.action)), event.reason, event.size});
}

Status Recorder::on(const training::TaskReturned& event) {
    return m_writer.push(store::TaskStatusRow{event.task, "admitted"});
}

Status Recorder::on(const training::TaskWaits& event) {
    return m_writer.push(store::TaskStatusRow{event.task, "waiting"});
}

Status Recorder::on(const training::TaskPinned& event) {
    return m_writer.push(store::MarkRow{event.task, {}, store::MarkRow::What::Pin, {}, event.pinned, m_options.now()});
}

Status Recorder::on(const training::TaskTagged& event) {
    return m_writer.push(
        store::MarkRow{event.task, {}, store::MarkRow::What::Tag, event.tag, event.on, m_options.now()});
}

Status Recorder::on(const training::RuleChanged& event) {
    return m_writer.push(rowOf(m_options.run, event.rule, event.removed, event.step));
}

Status Recorder::on(const training::RuleMet& event) {
    return m_writer.push(store::RuleHitRow{m_options.run, event.rule, event.task, event.step});
}

Status Recorder::metrics(int step, const std::vector<telemetry::Metric>& measured) {
    if (m_options.tensorboard != nullptr) m_options.tensorboard->measured(step, measured);
    for (const telemetry::Metric& metric : measured)
        AZR_CHECK(
            m_writer.push(store::MetricRow{m_options.run, step, metric.name, metric.value, metric.deterministic}));
    return {};
}

Status Recorder::on(const training::MetricsMeasured& event) {
    return metrics(event.step, event.metrics);
}

Status Recorder::on(const training::EvaluationFinished& event) {
    AZR_CHECK(metrics(event.step, event.metrics));
    for (const training::SuiteMeasured& measured : event.suites) {
        store::SuiteEvaluationRow row = rowOf(m_options.run, event.step, measured, m_options.now());
        std::vector<store::Row> rows = {row};
        for (const evaluation::AnsweredItem& item : measured.answered) rows.emplace_back(rowOf(row, item));
        AZR_CHECK(m_writer.pushAll(std::move(rows)));
    }
    if (event.suite.empty()) return {};
    return m_writer.push(rowOf(m_options.run, event, m_options.now()));
}

Status Recorder::on(const training::CheckpointWritten& event) {
    store::CheckpointRow row;
    row.run = m_options.run;
    row.step = event.step;
    row.folder = event.folder.lexically_relative(m_options.workspace).generic_string();
    row.weightsHash = event.weightsHash;
    row.optimizerHash = event.optimizerHash;
    row.bytes = event.bytes;
    row.best = event.best;
    row.created = m_options.now();
    return m_writer.push(std::move(row));
}

Status Recorder::on(const training::CheckpointRemoved& event) {
    return m_writer.push(store::CheckpointRemovedRow{m_options.run, event.step});
}

Status Recorder::on(const training::AlertRaised& event) {
    m_outbox.post(Alert{m_options.run, event.step, event.severity, event.code, event.text});
    return m_writer.push(
        store::EventRow{0, m_options.run, event.step, event.severity, event.code, event.text, m_options.now()});
}

Status Recorder::answer(CommandId command, bool applied, const training::Place& place, int ordinal,
                        const std::string& text) {
    store::CommandRow row;  // without a name: an answer to the pending row
    row.id = command;
    row.run = m_options.run;
    row.status = applied ? "applied" : "refused";
    row.answer = text;
    row.step = place.step;
    row.phase = phaseName(place);
    row.ordinal = ordinal;
    AZR_CHECK(m_writer.pushNow(std::move(row)));
    if (m_options.answered) m_options.answered(command);
    m_outbox.post(CommandAnswered{command, applied, text});
    return {};
}

Status Recorder::on(const training::CommandApplied& event) {
    return answer(event.command, true, event.place, event.ordinal, event.result);
}

Status Recorder::on(const training::CommandRefused& event) {
    return answer(event.command, false, event.place, event.ordinal, event.reason);
}

Status Recorder::on(const training::FieldChanged& event) {
    const config::ConfigChange& change = event.change;
    if (m_options.changed) m_options.changed(change.path);
    if (m_options.variety != nullptr) m_options.variety->add(change);
    AZR_CHECK(m_writer.push(store::ConfigChangeRow{m_options.run, change.ordinal, change.step, change.path,
                                                   change.before, change.after, change.command, m_options.now()}));
    return m_writer.push(store::RunSettingsRow{m_options.run, settingsText(m_options.config, m_options.started)});
}

Status Recorder::on(const training::StepFinished& event) {
    m_meter.stepFinished(event.seconds);
    if (m_options.variety != nullptr)
        if (const auto alert = m_options.variety->finish(event.step)) AZR_CHECK(on(*alert));
    AZR_CHECK(m_writer.push(store::StepRow{m_options.run, event.step, "finished", 0, event.seconds,
                                           event.step - m_options.config.telemetry.tokenSteps}));
    if (m_options.tensorboard != nullptr) m_options.tensorboard->stepFinished(event.step, event.seconds);
    return {};
}

}  // namespace azr::session
