/// The session: workspace, lock, writer, one run, and the checks of the window.
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <utility>

#include "core/base/files.h"
#include "core/config/run_fields.h"
#include "core/session/checker.h"
#include "core/session/rule_trial.h"
#include "core/session/running/lock.h"
#include "core/session/running/resumed_settings.h"
#include "core/session/running/training_run.h"
#include "core/session/undo.h"

namespace azr::session {

namespace {

class WorkspaceSession final : public Session {
  public:
    WorkspaceSession(std::filesystem::path workspace, Wakeup wakeup, SessionParts parts)
        : m_workspace(std::move(workspace)),
          m_parts(std::move(parts)),
          m_outbox(std::move(wakeup)),
          m_checker(m_parts, m_slot, m_gate, m_outbox) {}
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
    Result<CommandId> post(const Command& command) override { return post(command, {}); }
    Result<CommandId> takeBack(CommandId command) override;
    Result<std::uint64_t> check(const Draft& draft) override { return m_checker.check(draft); }
    void cancelCheck(std::uint64_t ticket) override { m_checker.cancel(ticket); }
    [[nodiscard]] std::optional<SeedRefusal> seedRefusal(const selfplay::Task& task) const override {
        return m_gate.judge(task);
    }
    Result<std::uint64_t> ask(const selfplay::Task& task) override;
    void cancelQuestion(std::uint64_t ticket) override {
        if (m_run) m_run->cancelQuestion(ticket);
    }
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
    Result<store::RunRow> newRun(store::Reader& reader, const config::RunConfig& config) const;
    void steer(const ControlCommand& command);
    Result<CommandId> post(Command command, CommandId undoes);
    Status complete(Command& command) const;
    Result<CommandId> postMark(MarkCommand command, CommandId undoes);
    [[nodiscard]] Result<bool> decidesAtRest(const Command& command) const;
    Result<CommandId> recordAtRest(const Command& command, CommandId undoes);
    Result<CommandId> pinAtRest(const PinTask& pin, CommandId undoes);
    Result<CommandId> record(store::CommandRow row, const Command& command, CommandId undoes);
    Result<CommandId> withdraw(const store::CommandRow& row, const Command& command);
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
    std::int64_t m_lastCommand = 0;
    std::uint64_t m_lastQuestion = 0;
    std::unique_ptr<TrainingRun> m_run;
};

Status WorkspaceSession::openForWriting() {
    store::WriterOptions options;
    options.committed = [this](std::uint32_t tables) {
        m_outbox.post(RowsChanged{RunId{m_currentRun.load()}, tables});
    };
    options.failed = [this](const Error& error) { m_outbox.post(Failure{error}); };
    options.recovered = [this] {
        m_outbox.post(Alert{RunId{m_currentRun.load()}, 0, "info", "database_recovered",
                            "the database can be written again; nothing was lost"});
    };
    AZR_TRY(m_writer, store::Writer::open(databasePath(), std::move(options)));
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    AZR_CHECK(markInterrupted(*reader, *m_writer, m_workspace, m_parts.now()));
    AZR_TRY(m_lastCommand, reader->lastCommand());
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

Result<store::RunRow> WorkspaceSession::newRun(store::Reader& reader, const config::RunConfig& config) const {
    AZR_TRY(const std::int64_t last, reader.lastRun());
    store::RunRow row;
    row.id = RunId{last + 1};
    row.name = fmt::format("{} {}", config.preset, row.id.value);
    row.preset = config.preset;
    row.seed = config.seed;
    row.created = m_parts.now();
    row.modelFolder = config.model.folder;
    return row;
}

/// Steps and minutes are fields like others.
std::vector<std::pair<std::string, std::string>> setBy(const StartRequest& request) {
    auto set = request.set;
    if (request.steps) set.emplace_back("steps", fmt::format("{}", *request.steps));
    if (request.minutes) set.emplace_back("minutes", fmt::format("{}", *request.minutes));
    return set;
}

Result<RunId> WorkspaceSession::start(const StartRequest& request) {
    AZR_CHECK(mayStart());
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    config::RunConfig config = request.config;
    std::optional<Continued> continued;
    store::RunRow row;
    if (request.resume) {
        AZR_TRY(row, reader->run(*request.resume));
        AZR_TRY(ResumedSettings resumed, resumedSettings(row, setBy(request)));
        config = std::move(resumed.started);
        continued = Continued{row, CommandId{m_lastCommand}, std::move(resumed.set)};
        ++row.resumes;
    } else {
        AZR_CHECK(config::validate(config));
        AZR_TRY(row, newRun(*reader, config));
    }
    if (m_parts.memory && !request.ignoreMemory) AZR_CHECK(m_parts.memory(config));
    row.state = "starting";
    row.message.clear();
    row.ended = 0;
    if (!continued) row.config = dumpLine(config::toJson(config));
    row.studio = AZR_VERSION;
    // A row that cannot be written now must not turn up later as a run that nobody trains.
    AZR_CHECK(m_writer->commitOrDrop(row));
    m_run.reset();
    m_currentRun = row.id.value;
    m_outbox.post(RowsChanged{row.id, store::Table::Runs});
    m_run = std::make_unique<TrainingRun>(
        RunContext{m_parts, *m_writer, m_outbox, m_slot, m_gate, m_workspace, databasePath(), request.seedOnly}, row,
        std::move(config), std::move(continued));
    return row.id;
}

Result<Forked> WorkspaceSession::fork(const ForkRequest& request) {
    if (m_othersTrain)
        return fail(ErrorCode::Conflict, "another process uses this workspace: " + lockHolder(), m_workspace.string(),
                    "a run can be forked here when that has ended");
    AZR_CHECK(mayWrite());
    AZR_CHECK(m_writer->flush());
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    AZR_TRY(const Forked forked,
            forkRun({*reader, *m_writer, m_workspace, CommandId{m_lastCommand}, m_parts.now()}, request));
    m_lastCommand = forked.lastCommand.value;
    m_outbox.post(RowsChanged{forked.run, store::Table::Runs | store::Table::Checkpoints});
    return forked;
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
    row.id = CommandId{++m_lastCommand};
    row.name = name(command);
    row.body = dumpLine(toJson(command));
    row.posted = m_parts.now();
    row.task = taskOf(command);
    row.undoes = undoes;
    const CommandId id = row.id;
    AZR_CHECK(m_writer->pushNow(std::move(row)));
    return id;
}

/// A rule's number is that of the command that makes it; what its condition compares with becomes part of it.
Status WorkspaceSession::complete(Command& command) const {
    if (auto* const action = std::get_if<LoopAction>(&command)) {
        if (auto* const set = std::get_if<SetRule>(action)) {
            if (set->rule.id == 0) set->rule.id = m_lastCommand + 1;
            return prepareRule(databasePath(), m_run->id(), *set);
        }
        if (auto* const removal = std::get_if<RemoveRule>(action))
            return prepareRule(databasePath(), m_run->id(), *removal);
    }
    return {};
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
    AZR_CHECK(complete(command));
    store::CommandRow row;
    row.run = m_run->id();
    row.status = "pending";
    AZR_TRY(const CommandId id, record(std::move(row), command, undoes));
    m_run->post({id, std::get<LoopAction>(command)});
    return id;
}

Status WorkspaceSession::mayWrite() const {
    if (!readOnly()) return {};
    return fail(ErrorCode::Conflict, "the workspace is open for reading only", m_workspace.string(),
                m_othersTrain ? "another process trains here: " + lockHolder() : "choose another workspace");
}

Status WorkspaceSession::writeMark(const Marked& of, store::MarkRow::What what, const std::string& text, bool on) {
    return m_writer->pushNow(store::MarkRow{of.task, of.run, what, text, on, m_parts.now()});
}

Result<CommandId> WorkspaceSession::postMark(MarkCommand command, CommandId undoes) {
    AZR_CHECK(mayWrite());
    AZR_TRY(const Marking marking, prepareMark(databasePath(), command));
    store::CommandRow row;
    row.run = marking.of.task.valid() ? runOf(marking.of.task) : marking.of.run;
    row.status = "applied";
    row.answer = marking.answer;
    AZR_CHECK(writeMark(marking.of, marking.what, marking.text, marking.on));
    AZR_TRY(const CommandId id, record(std::move(row), command, undoes));
    m_outbox.post(CommandAnswered{id, true, marking.answer});
    return id;
}

/// What a task of a run at rest waits for may be decided: its loop hears of it when the run goes on.
Result<bool> WorkspaceSession::decidesAtRest(const Command& command) const {
    const bool decides = commandAs<AdmitTask>(command) != nullptr || commandAs<VetoTask>(command) != nullptr;
    const TaskId task = taskOf(command);
    if (!decides || !task.valid() || atWork(runOf(task))) return false;
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
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

/// The loop of a run at rest takes the pin over when the run goes on; until then it is a mark.
Result<CommandId> WorkspaceSession::pinAtRest(const PinTask& pin, CommandId undoes) {
    AZR_CHECK(mayWrite());
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    AZR_TRY([[maybe_unused]] const store::TaskRow task, reader->taskRow(pin.task));
    store::CommandRow row;
    row.run = runOf(pin.task);
    row.status = "pending";
    AZR_CHECK(writeMark({pin.task, {}}, store::MarkRow::What::Pin, {}, pin.pinned));
    return record(std::move(row), LoopAction(pin), undoes);
}

Result<CommandId> WorkspaceSession::withdraw(const store::CommandRow& row, const Command& command) {
    if (atWork(row.run)) {
        if (m_run->withdraw(row.id)) return row.id;
        return fail(ErrorCode::Conflict, "it is being applied just now", std::string(name(command)), "try again");
    }
    store::CommandRow answer;
    answer.id = row.id;
    answer.status = "refused";
    answer.answer = kTakenBack;
    if (const auto* const pin = commandAs<PinTask>(command))
        AZR_CHECK(writeMark({pin->task, {}}, store::MarkRow::What::Pin, {}, !pin->pinned));
    AZR_CHECK(m_writer->pushNow(std::move(answer)));
    m_outbox.post(CommandAnswered{row.id, false, std::string(kTakenBack)});
    return row.id;
}

Result<CommandId> WorkspaceSession::takeBack(CommandId command) {
    AZR_CHECK(mayWrite());
    AZR_CHECK(m_writer->flush());
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(databasePath()));
    AZR_TRY(const store::CommandRow row, reader->command(command));
    AZR_TRY(const Json body, parseJson(row.body, "command"));
    AZR_TRY(const Command asked, commandFromJson(body));
    if (row.status == "pending") return withdraw(row, asked);
    AZR_TRY(const Command opposite, oppositeOf(*reader, row, asked));
    if (!std::holds_alternative<MarkCommand>(opposite) && commandAs<PinTask>(opposite) == nullptr && !atWork(row.run))
        return fail(ErrorCode::Conflict, "its run is not at work", row.name, "continue the run first");
    return post(opposite, command);
}

Result<std::uint64_t> WorkspaceSession::ask(const selfplay::Task& task) {
    const std::uint64_t ticket = m_lastQuestion + 1;
    if (!m_run || m_run->ended() || !m_run->ask(ticket, task))
        return fail(ErrorCode::Conflict, "no run trains in this window: there is no model to ask", "ask",
                    "start or continue a run");
    return m_lastQuestion = ticket;
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

Result<Forked> Session::fork(const ForkRequest& request) {
    return fail(ErrorCode::Unsupported, "this session forks no runs", fmt::format("run {}", request.run.value));
}

Result<std::unique_ptr<Session>> openSession(const std::filesystem::path& workspace, Session::Wakeup wakeup,
                                             SessionParts parts) {
    std::error_code ignored;
    std::filesystem::path whole = std::filesystem::absolute(workspace, ignored).lexically_normal();
    auto session = std::make_unique<WorkspaceSession>(std::move(whole), std::move(wakeup), std::move(parts));
    AZR_CHECK(session->prepare());
    return session;
}

}  // namespace azr::session
