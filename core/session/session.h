/// THE SEAM: the only way from a window or a command line into a workspace and its training run. All methods are called
/// from one thread (the owner's) and none blocks on training, except stop() and the destructor, which finish the step,
/// checkpoint and join. Results come back as notices (drain) and as rows (store::Reader on databasePath()).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/config/run_config.h"
#include "core/session/command.h"
#include "core/session/draft.h"
#include "core/session/forking/fork_request.h"
#include "core/session/notice.h"

namespace azr::session {

struct StartRequest {
    config::RunConfig config;
    std::optional<RunId> resume;  ///< continue this run from its last checkpoint; config then comes from the run
    std::optional<int> steps;     ///< of a resumed run: holds whatever was set before
    std::optional<double> minutes;
    std::vector<std::pair<std::string, std::string>> set = {};  ///< the same, of other fields: path and value
    bool ignoreMemory = false;  ///< start although the estimate says that it does not fit
    bool seedOnly = false;      ///< end well when the buffers are seeded; the run can be resumed
    /// With steps and minutes, which are fields like others.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> allSet() const;
};

class Session {
  public:
    /// Called from any thread when notices wait; must only wake the owner's thread. One pending wake-up at a time.
    using Wakeup = std::function<void()>;

    /// Opens or creates the workspace (migrating its database, marking what a crash left behind). Read-only when
    /// another process trains in it, or when an existing one cannot be written.
    [[nodiscard]] static Result<std::unique_ptr<Session>> open(const std::filesystem::path& workspace, Wakeup wakeup);
    virtual ~Session() = default;

    [[nodiscard]] virtual const std::filesystem::path& workspace() const = 0;
    [[nodiscard]] virtual std::filesystem::path databasePath() const = 0;
    [[nodiscard]] virtual bool readOnly() const = 0;
    /// Who trains here, when read-only; empty: nobody, the folder cannot be written.
    [[nodiscard]] virtual std::string lockHolder() const = 0;

    /// Read-only no longer for a reason: whoever trained here has ended, or the folder can be written again. Cheap.
    [[nodiscard]] virtual bool mayTakeOver() const { return false; }
    /// A read-only session becomes one that may train, as if it were opened now; else it stays as it was.
    virtual Status takeOver() { return {}; }

    /// Starts the trainer thread; Conflict when one runs already or the workspace is read-only, Exhausted when the run
    /// would not fit into memory. The run's row exists on return. Checkpoints to go on from are looked through by the
    /// trainer: where none can be used, the state becomes Failed and the run's row is as it was, with the reason.
    virtual Result<RunId> start(const StartRequest& request) = 0;
    /// A new run that begins from a checkpoint of another one (forking/fork.h); it stands as stopped, and start() with
    /// `resume` goes on with it. Whatever trains here goes on. Conflict when another process trains in the workspace.
    /// Waits for rows that are being written, and hashes the checkpoint: seconds per gigabyte.
    virtual Result<Forked> fork(const ForkRequest& request);
    /// The same on a thread of its own: ForkProgress, then ForkFinished with the returned ticket. Conflict while
    /// another one is made.
    virtual Result<std::uint64_t> startFork(const ForkRequest& request);
    /// The fork is answered soon, as Cancelled, unless its rows are being written already.
    virtual void cancelFork(std::uint64_t /*ticket*/) {}
    /// Pause, Resume, StepOnce and Stop go straight to Control; the others become pending rows first.
    /// Marks are written at once, whatever trains; so is the pin of a task whose run is at rest, which its loop takes
    /// over when the run goes on. One that stands so already is written no second time, and has no id.
    virtual Result<CommandId> post(const Command& command) = 0;
    /// All of them, in this order, as one act, which is taken back as one. `act`: what they are part of, invalid for a
    /// new one; afterwards the act's number, for more of it. The numbers of the commands; invalid: it stood so already.
    /// Where one is refused, none of these was posted. Each mark of a task or run may be among them once.
    virtual Result<std::vector<CommandId>> postTogether(const std::vector<Command>& commands, CommandId& act);
    /// Takes a command back (undo.h): one that waits is answered as refused, one that was applied is followed by its
    /// opposite, whose id is returned. Conflict where that cannot be; waits for rows that are being written.
    virtual Result<CommandId> takeBack(CommandId command) = 0;
    /// The same of several, in this order, as one act. Those that cannot be are left as they are, and `refused` says
    /// why the first of them was.
    virtual Result<std::vector<CommandId>> takeBackTogether(const std::vector<CommandId>& commands, CommandId& act,
                                                            std::optional<Error>& refused);
    /// What is next to be taken back (nextToTakeBack()) once all that was posted is written: nobody has to wait until
    /// an act is seen. Its commands in the order in which they are to be taken back; NotFound: there is none.
    [[nodiscard]] virtual Result<std::vector<CommandId>> nextAct(Direction direction);
    /// Takes it back, whole; the number of the first opposite.
    Result<CommandId> takeBackNext(Direction direction);
    /// Answered by CheckFinished with the returned ticket. Starts the executor if none runs.
    virtual Result<std::uint64_t> check(const Draft& draft) = 0;
    /// The check is answered soon, as cancelled, unless it was answered before: its program is ended where it runs.
    virtual void cancelCheck(std::uint64_t /*ticket*/) {}
    /// Why the run at work would not take the task as a seed now; empty: it would. Encodes one prompt.
    [[nodiscard]] virtual std::optional<SeedRefusal> seedRefusal(const selfplay::Task& task) const = 0;
    /// Has the model of the run at work solve a checked task a few times, between two steps; answered by ModelAnswered
    /// with the returned ticket. The run is not changed by it. Conflict: no run is at work here.
    virtual Result<std::uint64_t> ask(const selfplay::Task& /*task*/) {
        return fail(ErrorCode::Conflict, "no run trains in this window: there is no model to ask");
    }
    virtual void cancelQuestion(std::uint64_t /*ticket*/) {}
    /// Writes an alert of the run that was started last, beside those of its loop. The loop does not know of it: a run
    /// is the same, bit for bit, whether somebody noticed its silence or not. Conflict: no run was started here.
    virtual Status noteSilence(const Silence& /*silence*/) { return fail(ErrorCode::Conflict, "no run is at work"); }
    [[nodiscard]] virtual std::vector<Notice> drain() = 0;
    [[nodiscard]] virtual RunState state() const = 0;
    [[nodiscard]] virtual std::optional<RunId> currentRun() const = 0;
    [[nodiscard]] virtual execution::ExecutorStats executorStats() const = 0;
    [[nodiscard]] virtual std::optional<execution::SandboxReport> sandboxReport() const = 0;
    virtual void stop() = 0;  ///< blocks until the trainer is parked in the database
};

}  // namespace azr::session
