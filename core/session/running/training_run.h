/// One run on its thread: finds where it goes on, opens policy and executor, lets the trainer work, and writes what
/// became of it. The owner's thread calls everything but the destructor's join without waiting. States are told to
/// the outbox in the order in which they come.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "core/base/control.h"
#include "core/session/checking/red_team.h"
#include "core/session/outbox.h"
#include "core/session/running/executor_slot.h"
#include "core/session/running/parts.h"
#include "core/session/running/resume.h"
#include "core/session/running/seed_gate.h"
#include "core/session/running/variety_watch.h"
#include "core/store/writer.h"
#include "core/training/commands/questions.h"

namespace azr::session {

/// What outlives the run.
struct RunContext {
    const SessionParts& parts;
    store::Writer& writer;
    Outbox& outbox;
    ExecutorSlot& executor;
    SeedGate& seeds;
    std::filesystem::path workspace, database;
    bool seedOnly = false;  ///< the run ends when the buffers are seeded
};

/// Of a run that is to go on.
struct Continued {
    store::RunRow before;                 ///< its row as it stood: where it cannot go on, it stands so again
    CommandId lastCommand;                ///< younger ones come through post() and are not replayed
    std::vector<config::Assignment> set;  ///< what the rest of it is to have
};

/// Whether a run may come from one state into the other. Finished and Failed are never left, Stopping for these alone;
/// a parked run is not about to park.
[[nodiscard]] bool mayFollow(RunState now, RunState next);

class TrainingRun {
  public:
    /// `row` is in the database already.
    TrainingRun(RunContext context, store::RunRow row, config::RunConfig config, std::optional<Continued> continued);
    ~TrainingRun();  ///< finish() and join()

    [[nodiscard]] RunId id() const { return m_id; }
    [[nodiscard]] RunState state() const;
    [[nodiscard]] bool ended() const;

    void pause();
    void resume();
    void stepOnce();
    void finish();  ///< after the step under way; again: at once, back to the last checkpoint, once hashed
    void join();
    void post(training::LoopCommand command);
    /// Takes back a command that the loop did not take yet, and answers it; false when it is too late.
    bool withdraw(CommandId command);
    /// Whether a command that the loop has taken is answered, after a moment's patience.
    [[nodiscard]] bool isAnswered(CommandId command);
    /// The model solves the task between two steps, and the outbox tells how; false: the run ends.
    [[nodiscard]] bool ask(std::uint64_t ticket, selfplay::Task task);
    void cancelQuestion(std::uint64_t ticket) { m_questions.cancel(ticket); }

  private:
    void main();
    Status work();
    Status findCheckpoint();
    Status train(OpenedPolicy& policy, execution::Executor& executor);
    [[nodiscard]] Status checkBase(const OpenedPolicy& policy) const;
    Status describeMachine(const OpenedPolicy& policy, const execution::Executor& executor);
    Status describeKernels(const OpenedPolicy& policy);
    [[nodiscard]] Result<VarietyWatch> varietyWatch() const;
    [[nodiscard]] Result<EvaluateCall> evaluation(OpenedPolicy& policy, execution::Executor& executor);
    Status prepareResume(training::Trainer& trainer);
    Status recordRestored();
    Status restoreSettings(training::Trainer& trainer, int known);
    void conclude(const Status& status);
    void endAnyhow(const Error& error);
    void refuse(CommandId command, const std::string& why);
    void refuseWaiting();
    [[nodiscard]] bool finishAsked() const;
    [[nodiscard]] std::unique_ptr<RedTeam> redTeam(const execution::Executor& executor);
    void redTeamFound(const execution::redteam::Finding& finding);
    Status note(const std::string& severity, const std::string& code, const std::string& text, int step = 0);
    void enter(RunState next, const std::string& message = {});  // with m_mutex held
    void parked(bool parked);

    const RunContext m_context;
    const RunId m_id;
    store::RunRow m_row;                 // trainer thread
    config::EffectiveConfig m_settings;  // trainer thread
    const config::RunConfig& m_config;   // of the settings, as they are now
    const std::optional<Continued> m_continued;
    std::optional<ResumePoint> m_resume;  // trainer thread; once it was found
    Control m_control;
    training::Mailbox m_mailbox;
    training::Questions m_questions;

    mutable std::mutex m_mutex;
    RunState m_state = RunState::Starting;   // guarded by m_mutex, as is all below
    training::Trainer* m_trainer = nullptr;  // while it runs
    bool m_finishAsked = false;
    bool m_closed = false;          // nothing more goes to the loop
    std::set<CommandId> m_waiting;  // posted and not answered: refused where the run ends first
    std::condition_variable m_answered;
    std::thread m_thread;
};

}  // namespace azr::session
