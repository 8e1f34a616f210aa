/// The session: workspace, lock, writer, one run, and the checks of the window.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <tuple>
#include <utility>

#include "core/base/files.h"
#include "core/config/run_fields.h"
#include "core/session/acts.h"
#include "core/session/checker.h"
#include "core/session/forking/fork.h"
#include "core/session/forking/fork_worker.h"
#include "core/session/rule_trial.h"
#include "core/session/running/binning.h"
#include "core/session/running/lock.h"
#include "core/session/running/resumed_settings.h"
#include "core/session/running/training_run.h"
#include "core/session/translate.h"
#include "core/session/undo.h"

namespace azr::session {

namespace {

class WorkspaceSession final : public Session {
  public:
    WorkspaceSession(std::filesystem::path workspace, Wakeup wakeup, SessionParts parts)
        : m_workspace(std::move(workspace)),
          m_parts(std::move(parts)),
          m_outbox(std::move(wakeup)),
          m_checker(m_parts, m_slot, m_gate, m_outbox),
          m_acts(databasePath(), m_outbox, [this](training::LoopCommand command) { m_run->post(std::move(command)); }),
          m_forks([this](const ForkRequest& request, const training::BytesRead& read) { return make(request, read); },
                  m_outbox) {}
    ~WorkspaceSession() override { stop(); }

    Status openForWriting();
    Status prepare();

    [[nodiscard]] const std::filesystem::path& workspace() const override { return m_workspace; }
    [[nodiscard]] std::filesystem::path databasePath() const override { return m_workspace / "azr.db"; }
    [[nodiscard]] bool readOnly() const override { return m_writer == nullptr; }
    [[nodiscard]] std::string lockHolder() const override {
        return m_othersTrain ? WorkspaceLock::holderOf(m_workspace) : std::string();
    }

    [[nodiscard]] bool mayTakeOver() const override;
    Status takeOver() override;

    Result<RunId> start(const StartRequest& request) override;
    Result<Forked> fork(const ForkRequest& request) override;
    Result<std::uint64_t> startFork(const ForkRequest& request) override;
    void cancelFork(std::uint64_t ticket) override { m_forks.cancel(ticket); }
    Result<CommandId> post(const Command& command) override { return m_binning.filled(post(command, {}), m_writer); }
    Result<std::vector<CommandId>> postTogether(const std::vector<Command>& commands, CommandId& act) override;
    Result<CommandId> takeBack(CommandId command) override;
    Result<std::vector<CommandId>> takeBackTogether(const std::vector<CommandId>& commands, CommandId& act,
                                                    std::optional<Error>& refused) override;
    [[nodiscard]] Result<std::vector<CommandId>> nextAct(Direction direction) override;
    Result<std::uint64_t> check(const Draft& draft) override { return m_checker.check(draft); }
    void cancelCheck(std::uint64_t ticket) override { m_checker.cancel(ticket); }
    [[nodiscard]] std::optional<SeedRefusal> seedRefusal(const selfplay::Task& task) const override {
        return m_gate.judge(task);
    }
    Result<std::uint64_t> ask(const selfplay::Task& task) override;
    void cancelQuestion(std::uint64_t ticket) override {
        if (m_run) m_run->cancelQuestion(ticket);
    }
    Status noteSilence(const Silence& silence) override;
    [[nodiscard]] std::vector<Notice> drain() override { return m_outbox.drain(); }
    [[nodiscard]] RunState state() const override { return m_run ? m_run->state() : RunState::Idle; }
    [[nodiscard]] std::optional<RunId> currentRun() const override {
        return m_run ? std::optional(m_run->id()) : std::nullopt;
    }
    [[nodiscard]] execution::ExecutorStats executorStats() const override;
    [[nodiscard]] std::optional<execution::SandboxReport> sandboxReport() const override;
    void stop() override;

  private:
    [[nodiscard]] Status mayStart() const;
    Result<store::RunRow> newRun(store::Reader& reader, const config::RunConfig& config);
    [[nodiscard]] Status mayFork() const;
    Result<Forked> make(const ForkRequest& request, const training::BytesRead& read);
    void steer(const ControlCommand& command);
    Result<CommandId> post(Command command, CommandId undoes);
    Result<CommandId> postMark(MarkCommand command, CommandId undoes);
    [[nodiscard]] Result<bool> decidesAtRest(const Command& command) const;
    Result<CommandId> recordAtRest(const Command& command, CommandId undoes);
    Result<CommandId> pinAtRest(const PinTask& pin, CommandId undoes);
    Result<CommandId> record(store::CommandRow row, const Command& command, CommandId undoes);
    Result<CommandId> record(CommandId id, store::CommandRow row, const Command& command, CommandId undoes);
    Result<CommandId> withdraw(const store::CommandRow& row, const Command& command);
    Result<CommandId> takeBackNow(CommandId command);
    [[nodiscard]] bool atWork(RunId run) const { return m_run && !m_run->ended() && m_run->id() == run; }
    [[nodiscard]] Status mayWrite() const;
    Status writeMark(const Marked& of, store::MarkRow::What what, const std::string& text, bool on);

    const std::filesystem::path m_workspace;
    const SessionParts m_parts;
    Outbox m_outbox;
    ExecutorSlot m_slot;
    SeedGate m_gate;
    Checker m_checker;
    std::optional<WorkspaceLock> m_lock;
    bool m_othersTrain = false;
    std::atomic<std::int64_t> m_currentRun{0};  // also read by the writer's thread
    std::unique_ptr<store::Writer> m_writer;
    Numbers m_numbers;
    Binning m_binning{m_workspace};
    std::uint64_t m_lastQuestion = 0;
    std::unique_ptr<TrainingRun> m_run;
    Acts m_acts;
    ForkWorker m_forks;  // last: it ends before what it works with
};

Status WorkspaceSession::openForWriting() {
    store::WriterOptions options;
    options.committed = [this](const store::ChangedTables& changed) {
        for (const auto& [run, tables] : changed) m_outbox.post(RowsChanged{run, tables});
    };
    options.failed = [this](const Error& error) { m_outbox.post(Failure{error}); };
    options.recovered = [this] {
        m_outbox.post(Alert{RunId{m_currentRun.load()}, 0, "info", "database_recovered",
                            "the database can be written again; nothing was lost"});
    };
    AZR_TRY(m_writer, store::Writer::open(databasePath(), std::move(options)));
    m_acts.setWriter(m_writer.get());
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    AZR_CHECK(markInterrupted(*reader, *m_writer, m_workspace, m_parts.now()));
    AZR_TRY(const std::int64_t lastCommand, reader->lastCommand());
    m_numbers.begin(lastCommand);
    return {};
}

Status WorkspaceSession::prepare() {
    AZR_CHECK(makeFolder(m_workspace));
    auto lock = WorkspaceLock::take(m_workspace);
    if (lock) {
        m_lock = std::move(*lock);
        return openForWriting();
    }
    m_othersTrain = lock.error().code == ErrorCode::Conflict;
    const bool onlyRead = ::access(m_workspace.c_str(), W_OK) != 0 && ::access(databasePath().c_str(), R_OK) == 0;
    if (!m_othersTrain && !onlyRead) return tl::make_unexpected(lock.error());
    // What cannot be read is told now, not page by page; who trains here may only just be making the database.
    const auto reader = store::Reader::open(databasePath());
    if (!reader && !(m_othersTrain && reader.error().code == ErrorCode::NotFound))
        return tl::make_unexpected(reader.error());
    return {};
}

bool WorkspaceSession::mayTakeOver() const {
    return readOnly() && ::access(m_workspace.c_str(), W_OK) == 0 && WorkspaceLock::isFree(m_workspace);
}

Status WorkspaceSession::takeOver() {
    if (!readOnly()) return {};
    AZR_TRY(WorkspaceLock lock, WorkspaceLock::take(m_workspace));
    m_lock = std::move(lock);
    if (Status opened = openForWriting(); !opened) {
        m_writer.reset();
        m_lock.reset();
        return opened;
    }
    m_othersTrain = false;
    return {};
}

Status WorkspaceSession::mayStart() const {
    if (m_othersTrain)
        return fail(ErrorCode::Conflict, "another process uses this workspace: " + lockHolder(), m_workspace.string(),
                    "stop it, or choose another workspace");
    if (readOnly())
        return fail(ErrorCode::Io, "this folder cannot be written", m_workspace.string(), "choose another workspace");
    if (m_run && !m_run->ended())
        return fail(ErrorCode::Conflict, "a run is at work already", fmt::format("run {}", m_run->id().value),
                    "stop it first");
    return {};
}

Result<store::RunRow> WorkspaceSession::newRun(store::Reader& reader, const config::RunConfig& config) {
    AZR_TRY(const std::int64_t last, reader.lastRun());
    store::RunRow row;
    row.id = m_numbers.takeRun(last);
    row.name = fmt::format("{} {}", config.preset, row.id.value);
    row.preset = config.preset;
    row.seed = config.seed;
    row.created = m_parts.now();
    row.modelFolder = config.model.folder;
    return row;
}

Result<RunId> WorkspaceSession::start(const StartRequest& request) {
    AZR_CHECK(mayStart());
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    config::RunConfig config = request.config;
    std::optional<Continued> continued;
    store::RunRow row;
    if (request.resume) {
        AZR_TRY(row, reader->run(*request.resume));
        AZR_TRY(ResumedSettings resumed, resumedSettings(row, request.allSet()));
        config = std::move(resumed.started);
        continued = Continued{row, m_numbers.lastCommand(), std::move(resumed.set)};
        ++row.resumes;
    } else {
        AZR_CHECK(config::validate(config));
    }
    if (m_parts.memory && !request.ignoreMemory) AZR_CHECK(m_parts.memory(config));
    if (!continued) {
        AZR_TRY(row, newRun(*reader, config));
    }
    row.state = "starting";
    row.message.clear();
    row.ended = 0;
    if (!continued) row.config = dumpLine(config::toJson(config));
    row.studio = AZR_VERSION;
    // A row that cannot be written now must not turn up later as a run that nobody trains.
    if (Status written = m_writer->commitOrDrop(row); !written) {
        if (!continued) m_numbers.giveBack(row.id);
        return tl::make_unexpected(written.error());
    }
    m_run.reset();
    m_currentRun = row.id.value;
    m_outbox.post(RowsChanged{row.id, store::Table::Runs});
    m_run = std::make_unique<TrainingRun>(
        RunContext{m_parts, *m_writer, m_outbox, m_slot, m_gate, m_workspace, databasePath(), request.seedOnly}, row,
        std::move(config), std::move(continued));
    return row.id;
}

Status WorkspaceSession::mayFork() const {
    if (m_othersTrain)
        return fail(ErrorCode::Conflict, "another process uses this workspace: " + lockHolder(), m_workspace.string(),
                    "a run can be forked here when that has ended");
    return mayWrite();
}

/// On the owner's thread or on that of the forks.
Result<Forked> WorkspaceSession::make(const ForkRequest& request, const training::BytesRead& read) {
    AZR_CHECK(m_writer->flush());
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    AZR_TRY(const Forked forked, forkRun({*reader, *m_writer, m_workspace, m_numbers, m_parts.now(), read}, request));
    m_outbox.post(RowsChanged{forked.run, store::Table::Runs | store::Table::Checkpoints});
    return forked;
}

Result<Forked> WorkspaceSession::fork(const ForkRequest& request) {
    AZR_CHECK(mayFork());
    return make(request, {});
}

Result<std::uint64_t> WorkspaceSession::startFork(const ForkRequest& request) {
    AZR_CHECK(mayFork());
    return m_forks.start(request);
}

void WorkspaceSession::steer(const ControlCommand& command) {
    struct Steer {
        TrainingRun& run;
        void operator()(const Pause&) const { run.pause(); }
        void operator()(const Resume&) const { run.resume(); }
        void operator()(const StepOnce&) const { run.stepOnce(); }
        void operator()(const Stop&) const { run.finish(); }
    };
    std::visit(Steer{*m_run}, command);
}

Result<CommandId> WorkspaceSession::record(store::CommandRow row, const Command& command, CommandId undoes) {
    return record(m_numbers.takeCommands(), std::move(row), command, undoes);
}

Result<CommandId> WorkspaceSession::record(CommandId id, store::CommandRow row, const Command& command,
                                           CommandId undoes) {
    row.id = id;
    row.name = name(command);
    row.body = m_acts.bodyOf(command, row.id);
    row.posted = m_parts.now();
    row.task = taskOf(command);
    row.undoes = undoes;
    AZR_CHECK(m_acts.write(std::move(row)));
    return id;
}

Result<CommandId> WorkspaceSession::post(Command command, CommandId undoes) {
    if (const auto* const mark = std::get_if<MarkCommand>(&command)) return postMark(*mark, undoes);
    if (const auto* const pin = commandAs<PinTask>(command); pin != nullptr && !atWork(runOf(pin->task)))
        return pinAtRest(*pin, undoes);
    AZR_TRY(const bool waits, decidesAtRest(command));
    if (waits) return recordAtRest(command, undoes);
    const auto* const control = std::get_if<ControlCommand>(&command);
    // A run that ended by itself at that moment needs no stopping.
    const bool stop = commandAs<Stop>(command) != nullptr && m_run;
    if (!m_run || (m_run->ended() && !stop))
        return fail(ErrorCode::Conflict, "no run is at work", std::string(name(command)), "start or resume one");
    if (control != nullptr) {
        steer(*control);
        return CommandId{};
    }
    AZR_CHECK(m_acts.complete(command));
    const CommandId number = m_numbers.takeCommands();
    AZR_CHECK(completeRule(databasePath(), m_run->id(), number, command));
    store::CommandRow row;
    row.run = m_run->id();
    row.status = "pending";
    AZR_TRY(const CommandId id, record(number, std::move(row), command, undoes));
    m_acts.tell(training::LoopCommand{id, std::get<LoopAction>(command)});
    return id;
}

Status WorkspaceSession::mayWrite() const {
    if (!readOnly()) return {};
    return fail(ErrorCode::Conflict, "the workspace is open for reading only", m_workspace.string(),
                m_othersTrain ? "another process trains here: " + lockHolder() : "choose another workspace");
}

Status WorkspaceSession::writeMark(const Marked& of, store::MarkRow::What what, const std::string& text, bool on) {
    return m_acts.write(store::MarkRow{of.task, of.run, what, text, on, m_parts.now()});
}

Result<CommandId> WorkspaceSession::postMark(MarkCommand command, CommandId undoes) {
    AZR_CHECK(mayWrite());
    (void)m_acts.settle(subjectOf(command));
    AZR_TRY(const auto reader, m_acts.reader());
    AZR_TRY(const std::optional<Marking> marking, prepareMark(*reader, command));
    if (!marking && !undoes.valid()) return CommandId{};
    store::CommandRow row;
    row.run = runOfMark(command);
    row.status = "applied";
    row.answer = marking ? marking->answer : "it stood so already";
    if (marking) AZR_CHECK(m_binning.prepare(command, atWork(row.run)));
    if (marking) AZR_CHECK(writeMark(marking->of, marking->what, marking->text, marking->on));
    const std::string answer = row.answer;
    AZR_TRY(const CommandId id, record(std::move(row), command, undoes));
    m_acts.tell(CommandAnswered{id, true, answer});
    return id;
}

/// What a task of a run at rest waits for may be decided: its loop hears of it when the run goes on.
Result<bool> WorkspaceSession::decidesAtRest(const Command& command) const {
    const bool decides = commandAs<AdmitTask>(command) != nullptr || commandAs<VetoTask>(command) != nullptr;
    const TaskId task = taskOf(command);
    if (!decides || !task.valid() || atWork(runOf(task))) return false;
    AZR_TRY(const auto reader, m_acts.reader());
    const auto row = reader->taskRow(task);
    if (row && row->status == "waiting") return true;
    if (commandAs<VetoTask>(command) != nullptr) return false;
    if (!row) return tl::make_unexpected(row.error());
    return fail(ErrorCode::Conflict, "the task does not wait for a decision", fmt::format("task {}", task.value));
}

Result<CommandId> WorkspaceSession::recordAtRest(const Command& command, CommandId undoes) {
    AZR_CHECK(mayWrite());
    store::CommandRow row;
    row.run = runOf(taskOf(command));
    row.status = "pending";
    return record(std::move(row), command, undoes);
}

/// The loop of a run at rest takes the pin over when the run goes on; until then it is a mark, written behind it.
Result<CommandId> WorkspaceSession::pinAtRest(const PinTask& pin, CommandId undoes) {
    AZR_TRY(const auto reader, m_acts.reader());
    AZR_TRY(const store::TaskRow task, reader->taskRow(pin.task));
    if (task.pinned == pin.pinned && !undoes.valid()) return CommandId{};
    PinTask asked = pin;
    AZR_TRY(asked.before, pinBefore(*reader, task));
    AZR_TRY(const CommandId id, recordAtRest(LoopAction(asked), undoes));
    AZR_CHECK(writeMark({pin.task, {}}, store::MarkRow::What::Pin, {}, pin.pinned));
    return id;
}

Result<CommandId> WorkspaceSession::withdraw(const store::CommandRow& row, const Command& command) {
    if (atWork(row.run)) {
        if (m_run->withdraw(row.id)) return row.id;
        if (m_run->isAnswered(row.id)) return takeBack(row.id);
        return fail(ErrorCode::Conflict, "it is being applied just now", std::string(name(command)), "try again");
    }
    store::CommandRow answer;
    std::tie(answer.id, answer.run) = std::tie(row.id, row.run);
    std::tie(answer.status, answer.answer) = std::pair("refused", kTakenBack);
    if (const auto* const pin = commandAs<PinTask>(command)) {
        AZR_TRY(const auto reader, m_acts.reader());
        AZR_TRY(const bool pinned, pinWithout(*reader, pin->task, row.id));
        AZR_CHECK(writeMark({pin->task, {}}, store::MarkRow::What::Pin, {}, pinned));
    }
    AZR_CHECK(m_acts.write(std::move(answer)));
    m_acts.tell(CommandAnswered{row.id, false, std::string(kTakenBack)});
    return row.id;
}

Result<CommandId> WorkspaceSession::takeBack(CommandId command) {
    AZR_CHECK(mayWrite());
    AZR_CHECK(m_writer->flush());
    return m_binning.filled(takeBackNow(command), m_writer);
}

Result<CommandId> WorkspaceSession::takeBackNow(CommandId command) {
    AZR_TRY(const auto reader, m_acts.reader());
    AZR_TRY(const store::CommandRow row, reader->command(command));
    AZR_TRY(const Json body, parseJson(row.body, "command"));
    AZR_TRY(const Command asked, commandFromJson(body));
    if (row.status == "pending") return withdraw(row, asked);
    AZR_TRY(const Command opposite, oppositeOf(*reader, row, asked));
    if (!std::holds_alternative<MarkCommand>(opposite) && commandAs<PinTask>(opposite) == nullptr && !atWork(row.run))
        return fail(ErrorCode::Conflict, "its run is not at work", row.name, "continue the run first");
    return post(opposite, command);
}

Result<std::vector<CommandId>> WorkspaceSession::postTogether(const std::vector<Command>& commands, CommandId& act) {
    AZR_CHECK(mayWrite());
    AZR_CHECK(m_acts.begin(act));
    std::vector<CommandId> ids;
    for (const Command& command : commands) {
        const auto id = post(command, {});
        if (!id) {
            m_acts.drop();
            m_binning.drop();
            return tl::make_unexpected(id.error());
        }
        ids.push_back(*id);
    }
    AZR_CHECK(m_acts.end(act));
    return m_binning.filled(std::move(ids), m_writer);
}

Result<std::vector<CommandId>> WorkspaceSession::takeBackTogether(const std::vector<CommandId>& commands,
                                                                  CommandId& act, std::optional<Error>& refused) {
    AZR_CHECK(mayWrite());
    if (!act.valid()) AZR_CHECK(m_writer->flush());
    AZR_CHECK(m_acts.begin(act));
    std::vector<CommandId> ids;
    for (const CommandId command : commands) {
        const auto id = takeBackNow(command);
        if (!id && !refused) refused = id.error();
        ids.push_back(id.value_or(CommandId{}));
    }
    AZR_CHECK(m_acts.end(act));
    return m_binning.filled(std::move(ids), m_writer);
}

Result<std::vector<CommandId>> WorkspaceSession::nextAct(Direction direction) {
    AZR_CHECK(mayWrite());
    AZR_CHECK(m_writer->flush());
    AZR_TRY(const auto reader, m_acts.reader());
    const auto running = m_run && !m_run->ended() ? std::optional(m_run->id()) : std::nullopt;
    AZR_TRY(const std::optional<Undoable> next, nextToTakeBack(*reader, running, direction));
    if (next) return next->together;
    return fail(ErrorCode::NotFound,
                direction == Direction::Undo ? "there is nothing to take back" : "nothing was taken back");
}

Result<std::uint64_t> WorkspaceSession::ask(const selfplay::Task& task) {
    const std::uint64_t ticket = m_lastQuestion + 1;
    if (!m_run || m_run->ended() || !m_run->ask(ticket, task))
        return fail(ErrorCode::Conflict, "no run trains in this window: there is no model to ask", "ask",
                    "start or continue a run");
    return m_lastQuestion = ticket;
}

Status WorkspaceSession::noteSilence(const Silence& silence) {
    AZR_CHECK(mayWrite());
    if (!m_run) return fail(ErrorCode::Conflict, "no run is at work");
    return m_writer->pushNow(rowOf(m_run->id(), silence, m_parts.now()));
}

execution::ExecutorStats WorkspaceSession::executorStats() const {
    const auto executor = m_slot.get();
    return executor ? executor->stats() : execution::ExecutorStats{};
}

std::optional<execution::SandboxReport> WorkspaceSession::sandboxReport() const {
    const auto executor = m_slot.get();
    return executor ? std::optional(executor->report()) : std::nullopt;
}

void WorkspaceSession::stop() {
    if (!m_run) return;
    if (!m_run->ended() && m_run->state() != RunState::Stopping) m_run->finish();
    m_run->join();
}

}  // namespace

Result<std::unique_ptr<Session>> openSession(const std::filesystem::path& workspace, Session::Wakeup wakeup,
                                             SessionParts parts) {
    std::error_code ignored;
    std::filesystem::path whole = std::filesystem::absolute(workspace, ignored).lexically_normal();
    auto session = std::make_unique<WorkspaceSession>(std::move(whole), std::move(wakeup), std::move(parts));
    AZR_CHECK(session->prepare());
    return session;
}

}  // namespace azr::session
