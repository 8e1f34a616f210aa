/// A run as the terminal shows it: a line for every finished step, alerts, evaluations, and at the end a table. Facts
/// are read from the database when the session says that rows changed. One thread; bell() may be rung from any.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/console.h"
#include "core/session/session.h"
#include "core/store/reader.h"

namespace azr::app {

/// Wakes the one who waits.
class Bell {
  public:
    void ring();
    void wait(std::chrono::milliseconds atMost);

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_rung = false;
};

class RunFollower {
  public:
    /// `resumed`: what the run had done before is not shown again.
    RunFollower(session::Session& session, RunId run, bool resumed, bool asJson, const Console& console);

    /// Shows what is new since the last call.
    Status update();
    /// The run is over and shown to its end.
    [[nodiscard]] bool ended() const { return m_ended; }
    /// After the end: accuracy before and after, and how to open the workspace.
    Result<ExitCode> summary();

  private:
    void show(const session::Notice& notice);
    void showProgress(const session::Progress& progress);
    void clearProgress();
    void say(const std::string& text);
    Status openReader();
    Status showSteps();
    Status showStep(const store::StepRow& step);
    Status showEvaluations();

    session::Session& m_session;
    const RunId m_run;
    const bool m_resumed;
    const bool m_json;
    const Console& m_console;
    std::unique_ptr<store::Reader> m_reader;
    std::optional<int> m_goesOnFrom;  // the step, once a resumed run told it
    int m_lastStep = -1;
    std::int64_t m_lastEvaluation = 0;
    int m_totalSteps = 0;
    double m_secondsLeft = -1;
    std::size_t m_progressWidth = 0;
    bool m_ended = false;
    session::RunState m_state = session::RunState::Starting;
    std::string m_message;
};

}  // namespace azr::app
