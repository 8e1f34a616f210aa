/// The only QObject that holds a Session: posts commands, and turns the outbox's notices into signals, at most 20 times
/// a second. UI thread; the wake-up alone comes from other threads.
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/session/session.h"

class QTimer;

namespace azr::ui {

class SessionBridge : public QObject {
    Q_OBJECT
  public:
    using Opener = std::function<Result<std::unique_ptr<session::Session>>(session::Session::Wakeup)>;

    [[nodiscard]] static Result<std::unique_ptr<SessionBridge>> open(const Opener& opener);
    ~SessionBridge() override;

    Result<RunId> start(const session::StartRequest& request);
    /// Failures are the caller's to show.
    Result<RunId> tryStart(const session::StartRequest& request);
    /// forkProgressed() and forkFinished() with this ticket follow. Failures are the caller's to show.
    Result<std::uint64_t> fork(const session::ForkRequest& request);
    void cancelFork(std::uint64_t ticket);
    /// Failures come back as failed(), too.
    Result<CommandId> post(const session::Command& command);
    /// Failures are the caller's to show.
    Result<CommandId> tryPost(const session::Command& command);
    /// All of them, in this order, as one act. What is refused at once is the caller's to show, and nothing was posted
    /// then. Of many, most follow while the window lives on; what is refused of these comes as failed(), and ends it.
    Status postAll(std::vector<session::Command> commands);
    /// Takes back what is next when everything was posted that was asked for. Failures come as failed().
    void takeBackNext(session::Direction direction);
    Result<std::uint64_t> check(const session::Draft& draft);
    void cancelCheck(std::uint64_t ticket);
    [[nodiscard]] std::optional<session::SeedRefusal> seedRefusal(const selfplay::Task& task) const;
    /// What the model of the run at work makes of the task: modelAnswered() with this ticket. Failures are the
    /// caller's.
    Result<std::uint64_t> ask(const selfplay::Task& task);
    void cancelQuestion(std::uint64_t ticket);
    /// A row among the alerts of the run. Failures are the caller's to show.
    Status noteSilence(const session::Silence& silence);
    void stop();  ///< blocks until the trainer is parked

    [[nodiscard]] QString workspace() const;
    [[nodiscard]] std::filesystem::path databasePath() const;
    [[nodiscard]] bool readOnly() const;
    [[nodiscard]] QString lockHolder() const;
    [[nodiscard]] bool mayTakeOver() const;  ///< read-only no longer for a reason
    Status takeOver();                       ///< accessChanged() follows where it went well
    [[nodiscard]] session::RunState state() const;
    [[nodiscard]] bool isTraining() const;  ///< a run is under way, paused or not
    [[nodiscard]] std::optional<RunId> currentRun() const;
    [[nodiscard]] execution::ExecutorStats executorStats() const;
    [[nodiscard]] std::optional<execution::SandboxReport> sandboxReport() const;

  Q_SIGNALS:
    void stateChanged(const azr::session::StateChanged& change);
    void progressed(const azr::session::Progress& progress);
    void rowsChanged(azr::RunId run, quint32 tables);
    /// text: what was asked, and the answer
    void commandAnswered(bool applied, const QString& text, azr::CommandId command);
    void alertRaised(const azr::session::Alert& alert);
    void checkFinished(const azr::session::CheckFinished& result);
    void modelAnswered(const azr::session::ModelAnswered& answers);
    void forkProgressed(const azr::session::ForkProgress& progress);
    void forkFinished(const azr::session::ForkFinished& result);
    void failed(const QString& text);
    void accessChanged();  ///< this window may train now

  private:
    /// Commands that are posted or taken back as one act, a part in each turn of the event loop.
    struct Act {
        std::vector<session::Command> commands;
        std::vector<CommandId> back;
        std::size_t done = 0;
        CommandId act;
        std::optional<session::Direction> next;  // what is to be taken back is not known yet
        [[nodiscard]] bool finished() const { return done >= commands.size() + back.size(); }
    };
    Status goOn(Act& act);
    void goOn();

    SessionBridge();
    void wake();
    void drain();

    QTimer* m_pause;
    QTimer* m_turn;
    std::deque<Act> m_acts;  // begun and not finished
    QElapsedTimer m_sinceDrain;
    QHash<qint64, QString> m_asked;               // commands that wait for their answer
    std::unique_ptr<session::Session> m_session;  // last: its threads wake this object until they are joined
};

}  // namespace azr::ui
