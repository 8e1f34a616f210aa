#include "core/session/running/training_run.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/files.h"
#include "core/base/guarded.h"
#include "core/base/rng.h"
#include "core/config/run_fields.h"
#include "core/session/checking/redteam_corpus.h"
#include "core/session/models/machine.h"
#include "core/session/running/recorder.h"
#include "core/session/translate.h"
#include "core/telemetry/span.h"
#include "core/training/checkpoints/checkpoint.h"

namespace azr::session {

namespace {

/// Behind the window, so that it stays fluent.
constexpr int kTrainerNiceness = 5;
constexpr std::chrono::seconds kApplying{2};  // of a command: it is a matter of milliseconds

constexpr const char* kEnded = "the run ended first";

/// Of a run, the youngest, that become mutants.
constexpr int kRedTeamTasks = 1000;

ModelAnswered noticeOf(std::uint64_t ticket, Result<std::vector<selfplay::Attempt>> attempts) {
    ModelAnswered notice;
    notice.ticket = ticket;
    if (!attempts) {
        notice.cancelled = attempts.error().code == ErrorCode::Cancelled;
        notice.error = describe(attempts.error());
        return notice;
    }
    for (selfplay::Attempt& attempt : *attempts)
        notice.answers.push_back({std::move(attempt.answer), std::move(attempt.sample.response), attempt.verdict,
                                  std::move(attempt.reason)});
    return notice;
}

}  // namespace

bool mayFollow(RunState now, RunState next) {
    if (next == now || next == RunState::Idle || next == RunState::Starting) return false;
    const bool end = next == RunState::Finished || next == RunState::Failed;
    switch (now) {
        case RunState::Finished:
        case RunState::Failed: return false;
        case RunState::Stopping: return end;
        case RunState::Paused: return next != RunState::Pausing;
        default: return true;
    }
}

TrainingRun::TrainingRun(RunContext context, store::RunRow row, config::RunConfig config,
                         std::optional<Continued> continued)
    : m_context(std::move(context)),
      m_id(row.id),
      m_row(std::move(row)),
      m_settings(std::move(config)),
      m_config(m_settings.value()),
      m_continued(std::move(continued)),
      m_questions([&outbox = m_context.outbox](std::uint64_t ticket, Result<std::vector<selfplay::Attempt>> attempts) {
          outbox.post(noticeOf(ticket, std::move(attempts)));
      }) {
    m_control.setParkedCallback([this](bool isParked) { parked(isParked); });
    m_context.outbox.post(StateChanged{m_id, RunState::Starting, {}});
    m_thread = std::thread([this] { main(); });
}

TrainingRun::~TrainingRun() {
    if (!ended()) finish();
    join();
}

RunState TrainingRun::state() const {
    const std::lock_guard lock(m_mutex);
    return m_state;
}

bool TrainingRun::ended() const {
    const RunState now = state();
    return now == RunState::Finished || now == RunState::Failed;
}

void TrainingRun::enter(RunState next, const std::string& message) {
    if (!mayFollow(m_state, next)) return;
    m_state = next;
    m_context.outbox.post(StateChanged{m_id, next, message});
}

void TrainingRun::parked(bool isParked) {
    const std::lock_guard lock(m_mutex);
    if (!m_finishAsked) return enter(isParked ? RunState::Paused : RunState::Running);
    // An alert may have asked for a pause after the end was asked for.
    if (isParked) m_control.resume();
}

bool TrainingRun::finishAsked() const {
    const std::lock_guard lock(m_mutex);
    return m_finishAsked;
}

// What is asked and the state that it leads to belong together: the trainer parks and goes on meanwhile. Control is
// used under the lock, and never calls back under its own.

void TrainingRun::pause() {
    const std::lock_guard lock(m_mutex);
    if (m_finishAsked) return;
    m_control.requestPause();
    if (m_state == RunState::Running) enter(RunState::Pausing);
}

void TrainingRun::resume() {
    const std::lock_guard lock(m_mutex);
    m_control.resume();
    if (m_state == RunState::Pausing) enter(RunState::Running);
}

void TrainingRun::stepOnce() {
    const std::lock_guard lock(m_mutex);
    if (m_finishAsked) return;
    m_control.allowOneStep();
    if (m_state == RunState::Running) enter(RunState::Pausing);
}

void TrainingRun::finish() {
    const std::lock_guard lock(m_mutex);
    const bool again = std::exchange(m_finishAsked, true);
    if (m_trainer != nullptr) m_trainer->finishAfterStep();
    enter(RunState::Stopping);
    if (again) m_control.requestStop();
    m_control.resume();
}

void TrainingRun::join() {
    if (m_thread.joinable()) m_thread.join();
}

void TrainingRun::post(training::LoopCommand command) {
    bool tooLate = false;
    {
        const std::lock_guard lock(m_mutex);
        tooLate = m_closed;
        if (!tooLate) m_waiting.insert(command.id);
    }
    if (tooLate) return refuse(command.id, kEnded);
    m_mailbox.post(std::move(command));
    m_control.poke();
}

bool TrainingRun::withdraw(CommandId command) {
    if (!m_mailbox.withdraw(command)) return false;
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.erase(command);
    }
    refuse(command, std::string(kTakenBack));
    return true;
}

bool TrainingRun::isAnswered(CommandId command) {
    std::unique_lock lock(m_mutex);
    return m_answered.wait_for(lock, kApplying, [&] { return !m_waiting.contains(command); });
}

bool TrainingRun::ask(std::uint64_t ticket, selfplay::Task task) {
    if (!m_questions.ask(ticket, std::move(task))) return false;
    m_control.poke();
    return true;
}

void TrainingRun::main() {
    // On Linux the calling thread alone, and those it starts: the engine's.
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), kTrainerNiceness);
    const Status worked = guarded("the training run", [this] { return work(); });
    const Status concluded = guarded("the end of the training run", [&]() -> Status {
        conclude(worked);
        return {};
    });
    if (!concluded) endAnyhow(concluded.error());
}

/// The last resort: who waits for the run's end must not wait for ever, whatever else fails.
void TrainingRun::endAnyhow(const Error& error) {
    (void)guarded("the waiting commands", [this]() -> Status {
        refuseWaiting();
        m_questions.close();
        return {};
    });
    (void)guarded("the run's state", [&]() -> Status {
        const std::lock_guard lock(m_mutex);
        enter(RunState::Failed, describe(error));
        return {};
    });
}

Status TrainingRun::work() {
    if (m_continued) AZR_CHECK(findCheckpoint());
    AZR_TRY(std::shared_ptr<execution::Executor> executor, m_context.parts.openExecutor(m_config));
    m_context.executor.set(executor);
    AZR_CHECK(m_control.checkpoint());
    AZR_TRY(OpenedPolicy policy, m_context.parts.openPolicy(m_config));
    AZR_CHECK(checkBase(policy));
    AZR_CHECK(describeMachine(policy, *executor));
    return train(policy, *executor);
}

Status TrainingRun::findCheckpoint() {
    AZR_TRY(const std::unique_ptr<store::Reader> reader, store::Reader::open(m_context.database));
    AZR_TRY(m_resume, findResumePoint(*reader, m_id, m_context.workspace, m_continued->lastCommand));
    return {};
}

/// A checkpoint of adapters says nothing without the weights they were trained on, and a KL term leads back to them.
Status TrainingRun::checkBase(const OpenedPolicy& policy) const {
    const bool needed = m_config.model.loraRank > 0 || config::comparesWithStart(m_config.loss, m_config.selfplay);
    if (!m_resume || !needed || m_row.baseHash.empty() || m_row.baseHash == policy.baseHash) return {};
    return fail(ErrorCode::Conflict,
                fmt::format("the base weights changed since the run started: SHA-256 {}…, the run recorded {}…",
                            policy.baseHash.substr(0, 12), m_row.baseHash.substr(0, 12)),
                modelFolder(m_config).string(), "put the original model back, or start a new run");
}

Status TrainingRun::describeMachine(const OpenedPolicy& policy, const execution::Executor& executor) {
    m_row.state = "running";
    m_row.torch = policy.engine->version();
    m_row.device = policy.engine->device();
    m_row.dtype = name(policy.engine->types());
    m_row.parameters = policy.engine->shape().parameters;
    m_row.threads = policy.threads;
    AZR_CHECK(describeKernels(policy));
    m_row.baseHash = policy.baseHash;
    m_row.python = executor.report().pythonVersion;
    m_row.cpu = processorName();
    AZR_CHECK(m_context.writer.push(m_row));
    return m_context.writer.push(sandboxEvent(m_id, executor.report().level, m_row.lastStep, m_context.parts.now()));
}

/// Another set than the run began with computes other last bits, so that it is no longer the run of its seed.
Status TrainingRun::describeKernels(const OpenedPolicy& policy) {
    const policy::KernelUse& kernels = policy.kernels;
    const std::string before = std::exchange(m_row.kernels, std::string(name(kernels.set)));
    m_row.kernelsReason =
        fmt::format("{}{}{}", kernels.reason, kernels.libraries.empty() ? "" : "; ", kernels.libraries);
    for (const std::string& more :
         {policy.engine->typesReason(), policy.threadsReason.empty()
                                            ? std::string()
                                            : fmt::format("{} threads: {}", policy.threads, policy.threadsReason)})
        if (!more.empty()) m_row.kernelsReason += "; " + more;
    if (!m_continued || before.empty() || before == m_row.kernels) return {};
    m_row.kernelsReason += fmt::format("; {} up to step {}", before, m_row.lastStep);
    return note("warning", "other_kernels",
                fmt::format("the run computed with the kernels '{}' and goes on with '{}': from here on it is not what "
                            "its seed alone would give",
                            before, m_row.kernels));
}

Result<EvaluateCall> TrainingRun::evaluation(OpenedPolicy& policy, execution::Executor& executor) {
    if (!m_context.parts.evaluation) return EvaluateCall();
    auto call = m_context.parts.evaluation(m_config, policy, executor, m_control);
    if (call && !*call)
        (void)note("info", "no_evaluation",
                   m_config.evaluation.suite == config::EvaluationSuite::None
                       ? "no held-out accuracy and no best checkpoint: evaluation.suite is none"
                       : "no held-out accuracy and no best checkpoint: no suite fits this model (evaluation.suite)");
    // Suites that were asked for by name decide which checkpoint is the best: without them it would be another run.
    if (call || !m_config.evaluation.suites.empty()) return call;
    (void)note("warning", "no_evaluation", "no held-out accuracy: " + describe(call.error()));
    return EvaluateCall();
}

Status TrainingRun::train(OpenedPolicy& policy, execution::Executor& executor) {
    const auto answered = [this](CommandId command) {
        {
            const std::lock_guard lock(m_mutex);
            m_waiting.erase(command);
        }
        m_answered.notify_all();
    };
    std::unique_ptr<RedTeam> attackers;
    const double startedAt = telemetry::steadyClock()();
    const auto worked = [this, startedAt] {
        return telemetry::steadyClock()() - startedAt - m_control.parkedSeconds();
    };
    AZR_TRY(VarietyWatch variety, varietyWatch());
    TensorboardFeed feed({m_id, m_context.workspace, m_context.database,
                          [this](const Error& error) {
                              (void)note("warning", "tensorboard_failed",
                                         "no event files for TensorBoard: " + describe(error));
                          }},
                         m_context.writer);
    Recorder recorder({m_id, m_context.workspace, m_config, m_context.parts.now, worked, answered,
                       [&](const std::string& path) {
                           if (attackers && path == "executor.redteam") attackers->enable(m_config.executor.redteam);
                           if (path == "telemetry.tensorboard") feed.follow(m_config.telemetry.tensorboard);
                       },
                       m_row.config, &variety, &feed},
                      m_context.writer, m_context.outbox);
    const std::int64_t first = store::firstIdOf(m_id) + 1;
    AZR_TRY(EvaluateCall measure, evaluation(policy, executor));
    training::Trainer trainer(m_settings, {policy.engine->sampler(),
                                           policy.engine->learner(),
                                           *policy.codec,
                                           executor,
                                           recorder,
                                           m_mailbox,
                                           m_control,
                                           policy.wrapper,
                                           std::move(measure),
                                           checkpointsOf(m_context.workspace, m_id),
                                           TaskId{first},
                                           AttemptId{first},
                                           {},
                                           policy.baseHash,
                                           &m_questions});
    if (m_context.seedOnly) trainer.onlySeed();
    if (m_resume) AZR_CHECK(prepareResume(trainer));
    // By the settings in force: a resume restores them without a FieldChanged.
    feed.follow(m_config.telemetry.tensorboard);
    attackers = redTeam(executor);
    const SeedGate::Opened taking(
        m_context.seeds, {m_id, m_row.name, m_config.model.folder, *policy.codec, policy.wrapper, m_config.prompt,
                          m_config.selfplay, m_config.executor.runs});
    {
        const std::lock_guard lock(m_mutex);
        m_trainer = &trainer;
        if (m_finishAsked) trainer.finishAfterStep();
        enter(m_control.pauseRequested() ? RunState::Pausing : RunState::Running);
    }
    Status status = guarded("the training run", [&] { return trainer.run(); });
    const std::lock_guard lock(m_mutex);
    m_trainer = nullptr;
    return status;
}

/// Of a run that goes on with its earlier steps, as they are stored.
Result<VarietyWatch> TrainingRun::varietyWatch() const {
    VarietyWatch watch(m_config.guard.maxNearDuplicates);
    if (!m_resume || m_resume->step < 0 || m_resume->folder.empty()) return watch;
    AZR_TRY(const auto reader, store::Reader::open(m_context.database));
    AZR_CHECK(watch.restore(*reader, m_id, m_resume->step, m_resume->nextTask));
    return watch;
}

/// Null where the parts have no rivals. Waits, without a thread's work, where the field is off: it may be set later.
std::unique_ptr<RedTeam> TrainingRun::redTeam(const execution::Executor& executor) {
    if (!m_context.parts.rivals) return nullptr;
    RedTeamParts parts;
    parts.rivals = m_context.parts.rivals(m_config);
    parts.seed = mixSeed(m_config.seed, "redteam");
    parts.idle = [watch = std::make_shared<IdleWatch>(executor)] { return watch->idle(); };
    parts.corpus = [this]() -> Result<execution::redteam::Corpus> {
        AZR_TRY(auto corpus, execution::redteam::readCorpus(resourceFolder() / "redteam"));
        AZR_TRY(const auto reader, store::Reader::open(m_context.database));
        AZR_CHECK(addStoredSamples(corpus, *reader, m_id, kRedTeamTasks));
        return corpus;
    };
    parts.found = [this](const execution::redteam::Finding& finding) { redTeamFound(finding); };
    parts.failed = [this](const Error& error) {
        (void)note("warning", "redteam_failed", "the red team cannot work: " + describe(error));
    };
    return std::make_unique<RedTeam>(std::move(parts), m_config.executor.redteam);
}

/// On the red team's thread.
void TrainingRun::redTeamFound(const execution::redteam::Finding& finding) {
    std::string text = finding.passes ? "a program is rewarded in the pool and not alone; these lines repeat it: "
                                      : "a program comes out otherwise in the pool than alone; these lines repeat it: ";
    for (const Json& line : execution::redteam::toJson(finding)) text += '\n' + dumpLine(line);
    (void)note(finding.passes ? "error" : "warning", "redteam", text);
    if (finding.passes) pause();
}

Status TrainingRun::prepareResume(training::Trainer& trainer) {
    m_row.lastStep = std::max(0, m_resume->step);
    if (!m_resume->folder.empty()) AZR_CHECK(trainer.resume(m_resume->folder));
    AZR_CHECK(training::setAsideBeyond(checkpointsOf(m_context.workspace, m_id), m_resume->step));
    const int changes = m_settings.changes().empty() ? 0 : m_settings.changes().back().ordinal;
    AZR_CHECK(m_context.writer.push(store::AbandonRows{m_id, m_resume->step, m_resume->nextTask, m_resume->nextAttempt,
                                                       changes + 1, m_resume->ruleHits}));
    AZR_CHECK(recordRestored());
    AZR_CHECK(restoreSettings(trainer, changes));
    for (const PassedOver& passed : m_resume->passedOver)
        AZR_CHECK(note("warning", "checkpoint_damaged",
                       fmt::format("the checkpoint of step {} was passed over: {}: {}", passed.step, passed.why.place,
                                   passed.why.detail),
                       passed.step));
    AZR_CHECK(note("info", "resumed",
                   m_resume->folder.empty() ? std::string("started over: there is no whole checkpoint")
                                            : fmt::format("resumed from the checkpoint of step {}", m_resume->step),
                   m_row.lastStep));
    // Only what nobody answered yet, and what waits for no step, is refused where the run ends first.
    for (training::LoopCommand& command : m_resume->commands)
        if (m_resume->open.contains(command.id))
            post(std::move(command));
        else
            m_mailbox.post(std::move(command));
    m_resume->commands.clear();
    return {};
}

/// Changes that an older version kept in its checkpoints alone become rows, so that everybody knows them.
Status TrainingRun::recordRestored() {
    for (const config::ConfigChange& change : m_settings.changes())
        if (std::ranges::none_of(m_resume->changes, [&](const auto& row) { return row.ordinal == change.ordinal; }))
            AZR_CHECK(m_context.writer.push(store::ConfigChangeRow{m_id, change.ordinal, change.step, change.path,
                                                                   change.before, change.after, change.command,
                                                                   m_context.parts.now()}));
    return {};
}

/// The checkpoint's own changes are there; after them comes what earlier resumes were told that it does not know, then
/// what this one was told.
Status TrainingRun::restoreSettings(training::Trainer& trainer, int known) {
    for (const store::ConfigChangeRow& row : m_resume->changes)
        if (row.ordinal > known && row.onResume()) {
            // It holds from here on, even where an earlier resume began from a later checkpoint.
            const int step = std::min(row.step, m_row.lastStep);
            AZR_CHECK(m_settings.restore({row.ordinal, step, row.path, row.before, row.after, row.command}));
            store::ConfigChangeRow moved = row;
            moved.step = step;
            if (step != row.step) AZR_CHECK(m_context.writer.push(std::move(moved)));
        }
    AZR_CHECK(trainer.overrideFields(m_continued->set, m_continued->lastCommand));
    return m_context.writer.push(store::RunSettingsRow{m_id, settingsText(m_config, m_row.config)});
}

Status TrainingRun::note(const std::string& severity, const std::string& code, const std::string& text, int step) {
    m_context.outbox.post(Alert{m_id, step, severity, code, text});
    return m_context.writer.push(store::EventRow{0, m_id, step, severity, code, text, m_context.parts.now()});
}

void TrainingRun::refuse(CommandId command, const std::string& why) {
    store::CommandRow row;
    row.id = command;
    row.status = "refused";
    row.answer = why;
    (void)m_context.writer.pushNow(row);
    m_context.outbox.post(CommandAnswered{command, false, row.answer});
}

void TrainingRun::refuseWaiting() {
    std::set<CommandId> waiting;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
        waiting.swap(m_waiting);
    }
    for (const CommandId command : waiting) refuse(command, kEnded);
}

void TrainingRun::conclude(const Status& status) {
    const bool stopped = status ? finishAsked() : status.error().code == ErrorCode::Cancelled;
    const bool failed = !status && !stopped;
    m_row.state = failed ? "failed" : stopped ? "stopped" : "finished";
    m_row.ended = m_context.parts.now();
    // Nothing of it was touched: the run stands as it stood, and says why it could not go on.
    if (m_continued && !m_resume) m_row = m_continued->before;
    m_row.message = failed ? describe(status.error()) : std::string();
    if (failed) {
        (void)note("error", "failed", m_row.message);
    }
    refuseWaiting();
    m_questions.close();
    (void)m_context.writer.push(m_row);
    // A failure to write was reported by the writer; the run has ended all the same.
    (void)m_context.writer.flush();
    const std::lock_guard lock(m_mutex);
    enter(failed ? RunState::Failed : RunState::Finished, m_row.message);
}

}  // namespace azr::session
