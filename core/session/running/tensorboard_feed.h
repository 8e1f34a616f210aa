/// The metrics of a run at work as event files of TensorBoard (telemetry.tensorboard): one folder for each run, one
/// file for each time that it was begun or gone on with, a step in one write once it finished.
///
/// A file that is begun looks at what the run's earlier files say and at what the database holds: it voids, by the
/// event that TensorBoard has for restarts, the last step that they speak of (or the first that the run takes back),
/// and states from there on what is stored. So no step is lost and none stands twice, wherever a run was killed,
/// whatever became of the folder meanwhile, and also where the setting came later than the run.
///
/// What cannot be written is told once and tried again after the next step, in the same way; the run goes on. Trainer
/// thread.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/exporting/metrics/run_events.h"
#include "core/store/writer.h"
#include "core/telemetry/metric.h"

namespace azr::session {

struct FeedOptions {
    RunId run;
    std::filesystem::path workspace, database;
    std::function<void(const Error&)> failed;  ///< the first of a series of failures
};

class TensorboardFeed {
  public:
    TensorboardFeed(FeedOptions options, store::Writer& writer);
    ~TensorboardFeed();  ///< writes what was measured after the last step

    /// The setting; empty: off. Another folder gets the whole run.
    void follow(const std::string& folder);
    void stepStarted(double now);
    void measured(int step, const std::vector<telemetry::Metric>& metrics);
    /// Its rows were pushed.
    void stepFinished(int step, double seconds);

  private:
    [[nodiscard]] bool on() const { return !m_folder.empty(); }
    void settle(const Status& written);
    Status write(int step, double wall);
    Status begin(int upTo);

    const FeedOptions m_options;
    store::Writer& m_writer;
    std::filesystem::path m_folder;
    std::optional<exporting::EventFile> m_file;
    exporting::MetricEvents m_events;
    std::vector<store::MetricRow> m_waiting;  // measured and not written
    double m_started = 0, m_wall = 0;
    bool m_failing = false;
};

}  // namespace azr::session
