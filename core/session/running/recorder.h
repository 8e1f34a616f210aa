/// From facts to rows: the only place where a training event becomes a row of the database and a notice of the outbox.
/// Called on the trainer thread; a full writer holds the trainer back.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/session/outbox.h"
#include "core/session/progress_meter.h"
#include "core/session/running/tensorboard_feed.h"
#include "core/session/running/variety_watch.h"
#include "core/store/writer.h"
#include "core/training/event.h"

namespace azr::session {

struct RecorderOptions {
    RunId run;
    std::filesystem::path workspace;               ///< checkpoint folders are stored relative to it
    const config::RunConfig& config;               ///< in force; outlives the recorder
    std::function<double()> now;                   ///< seconds since 1970
    std::function<double()> worked;                ///< seconds that the run trained: none while it is parked
    std::function<void(CommandId)> answered = {};  ///< a command is settled
    std::function<void(const std::string& path)> changed = {};  ///< a setting is another one
    std::string started = {};                ///< the settings at the start, as the run's row has them
    VarietyWatch* variety = nullptr;         ///< outlives the recorder; null: nobody warns of a narrowing run
    TensorboardFeed* tensorboard = nullptr;  ///< outlives the recorder; null: no event files
};

class Recorder final : public training::Listener {
  public:
    Recorder(RecorderOptions options, store::Writer& writer, Outbox& outbox);
    Status tell(const training::Event& event) override;
    [[nodiscard]] bool kept() override;

  private:
    Status on(const training::StepStarted& event);
    Status on(const training::PhaseProgress& event);
    Status on(const training::TaskProposed& event);
    Status on(const training::TaskScored& event);
    Status on(const training::StreamsWhitened& event);
    Status on(const training::AttemptGraded& event);
    Status on(const training::BufferChanged& event);
    Status on(const training::TaskReturned& event);
    Status on(const training::TaskWaits& event);
    Status on(const training::TaskPinned& event);
    Status on(const training::TaskTagged& event);
    Status on(const training::RuleChanged& event);
    Status on(const training::RuleMet& event);
    Status on(const training::MetricsMeasured& event);
    Status on(const training::EvaluationFinished& event);
    Status on(const training::CheckpointWritten& event);
    Status on(const training::CheckpointRemoved& event);
    Status on(const training::AlertRaised& event);
    Status on(const training::CommandApplied& event);
    Status on(const training::CommandRefused& event);
    Status on(const training::FieldChanged& event);
    Status on(const training::StepFinished& event);

    /// The completion token by token, where it is kept.
    Status tokens(const selfplay::Sample& sample, int step, std::int64_t id);
    Status metrics(int step, const std::vector<telemetry::Metric>& measured);
    Status answer(CommandId command, bool applied, const training::Place& place, int ordinal, const std::string& text);

    const RecorderOptions m_options;
    store::Writer& m_writer;
    Outbox& m_outbox;
    ProgressMeter m_meter;
};

}  // namespace azr::session
