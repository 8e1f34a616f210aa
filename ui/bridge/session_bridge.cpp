#include "ui/bridge/session_bridge.h"

#include <QTimer>
#include <algorithm>
#include <utility>

#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr int kDrainEveryMs = 50;
constexpr std::size_t kPart = 50;  ///< of an act: some milliseconds

template <class... Calls>
struct Overloaded : Calls... {
    using Calls::operator()...;
};
template <class... Calls>
Overloaded(Calls...) -> Overloaded<Calls...>;

}  // namespace

SessionBridge::SessionBridge() : m_pause(new QTimer(this)), m_turn(new QTimer(this)) {
    m_pause->setSingleShot(true);
    connect(m_pause, &QTimer::timeout, this, &SessionBridge::drain);
    m_turn->setSingleShot(true);
    connect(m_turn, &QTimer::timeout, this, qOverload<>(&SessionBridge::goOn));
}

/// What was begun is finished, and nobody listens any more.
SessionBridge::~SessionBridge() {
    blockSignals(true);
    while (!m_acts.empty()) goOn();
}

Result<std::unique_ptr<SessionBridge>> SessionBridge::open(const Opener& opener) {
    std::unique_ptr<SessionBridge> bridge(new SessionBridge);
    SessionBridge* raw = bridge.get();
    AZR_TRY(bridge->m_session,
            opener([raw] { QMetaObject::invokeMethod(raw, &SessionBridge::wake, Qt::QueuedConnection); }));
    bridge->wake();  // for what was told while it opened
    return bridge;
}

void SessionBridge::wake() {
    if (!m_session || m_pause->isActive()) return;
    const qint64 since = m_sinceDrain.isValid() ? m_sinceDrain.elapsed() : kDrainEveryMs;
    m_pause->start(static_cast<int>(std::max<qint64>(0, kDrainEveryMs - since)));
}

void SessionBridge::drain() {
    m_sinceDrain.start();
    for (const session::Notice& notice : m_session->drain()) {
        std::visit(Overloaded{[this](const session::StateChanged& n) { Q_EMIT stateChanged(n); },
                              [this](const session::Progress& n) { Q_EMIT progressed(n); },
                              [this](const session::RowsChanged& n) { Q_EMIT rowsChanged(n.run, n.tables); },
                              [this](const session::CommandAnswered& n) {
                                  const QString asked = m_asked.take(n.command.value);
                                  const QString text = labels::said(n.text);
                                  Q_EMIT commandAnswered(
                                      n.applied, asked.isEmpty() ? text : tr("%1: %2").arg(asked, text), n.command);
                              },
                              [this](const session::Alert& n) { Q_EMIT alertRaised(n); },
                              [this](const session::CheckFinished& n) { Q_EMIT checkFinished(n); },
                              [this](const session::ModelAnswered& n) { Q_EMIT modelAnswered(n); },
                              [this](const session::ForkProgress& n) { Q_EMIT forkProgressed(n); },
                              [this](const session::ForkFinished& n) { Q_EMIT forkFinished(n); },
                              [this](const session::Failure& n) { Q_EMIT failed(labels::error(n.error)); }},
                   notice);
    }
}

Result<RunId> SessionBridge::start(const session::StartRequest& request) {
    auto run = tryStart(request);
    if (!run) Q_EMIT failed(labels::error(run.error()));
    return run;
}

Result<RunId> SessionBridge::tryStart(const session::StartRequest& request) {
    return m_session->start(request);
}

Result<std::uint64_t> SessionBridge::fork(const session::ForkRequest& request) {
    return m_session->startFork(request);
}

void SessionBridge::cancelFork(std::uint64_t ticket) {
    m_session->cancelFork(ticket);
}

Result<CommandId> SessionBridge::post(const session::Command& command) {
    auto id = tryPost(command);
    if (!id) Q_EMIT failed(labels::error(id.error()));
    return id;
}

Result<CommandId> SessionBridge::tryPost(const session::Command& command) {
    auto id = m_session->post(command);
    if (id && id->valid()) m_asked.insert(id->value, labels::command(command));
    return id;
}

Status SessionBridge::postAll(std::vector<session::Command> commands) {
    if (commands.empty()) return {};
    if (commands.size() == 1) {
        AZR_TRY([[maybe_unused]] const CommandId id, tryPost(commands.front()));
        return {};
    }
    Act act{std::move(commands), {}, 0, {}, {}};
    AZR_CHECK(goOn(act));
    if (act.finished()) return {};
    m_acts.push_back(std::move(act));
    m_turn->start();
    return {};
}

void SessionBridge::takeBackNext(session::Direction direction) {
    m_acts.push_back({{}, {}, 0, {}, direction});
    if (m_acts.size() == 1) goOn();
}

Status SessionBridge::goOn(Act& act) {
    if (const auto direction = std::exchange(act.next, std::nullopt)) {
        AZR_TRY(act.back, m_session->nextAct(*direction));
    }
    const std::size_t from = act.done;
    if (act.back.empty()) {
        act.done = std::min(from + kPart, act.commands.size());
        const std::vector part(act.commands.begin() + qsizetype(from), act.commands.begin() + qsizetype(act.done));
        AZR_TRY(const std::vector<CommandId> ids, m_session->postTogether(part, act.act));
        for (std::size_t i = 0; i < ids.size(); ++i)
            if (ids[i].valid()) m_asked.insert(ids[i].value, labels::command(part[i]));
        return {};
    }
    act.done = std::min(from + kPart, act.back.size());
    const std::vector part(act.back.begin() + qsizetype(from), act.back.begin() + qsizetype(act.done));
    std::optional<Error> refused;
    // One by itself stays one.
    if (act.back.size() == 1) {
        AZR_TRY(const CommandId id, m_session->takeBack(part.front()));
        m_asked.insert(id.value, tr("Undo"));
        return {};
    }
    AZR_TRY(const std::vector<CommandId> ids, m_session->takeBackTogether(part, act.act, refused));
    for (const CommandId id : ids)
        if (id.valid()) m_asked.insert(id.value, tr("Undo"));
    if (refused) Q_EMIT failed(labels::error(*refused));
    return {};
}

void SessionBridge::goOn() {
    if (const Status done = goOn(m_acts.front()); !done) {
        m_acts.pop_front();
        Q_EMIT failed(labels::error(done.error()));
    } else if (m_acts.front().finished()) {
        m_acts.pop_front();
    }
    if (!m_acts.empty()) m_turn->start();
}

Result<std::uint64_t> SessionBridge::check(const session::Draft& draft) {
    return m_session->check(draft);
}

void SessionBridge::cancelCheck(std::uint64_t ticket) {
    m_session->cancelCheck(ticket);
}

std::optional<session::SeedRefusal> SessionBridge::seedRefusal(const selfplay::Task& task) const {
    return m_session->seedRefusal(task);
}

Result<std::uint64_t> SessionBridge::ask(const selfplay::Task& task) {
    return m_session->ask(task);
}

Status SessionBridge::noteSilence(const session::Silence& silence) {
    return m_session->noteSilence(silence);
}

void SessionBridge::cancelQuestion(std::uint64_t ticket) {
    m_session->cancelQuestion(ticket);
}

void SessionBridge::stop() {
    m_session->stop();
    drain();
}

QString SessionBridge::workspace() const {
    return QString::fromStdString(m_session->workspace().string());
}

std::filesystem::path SessionBridge::databasePath() const {
    return m_session->databasePath();
}

bool SessionBridge::readOnly() const {
    return m_session->readOnly();
}

QString SessionBridge::lockHolder() const {
    return labels::text(m_session->lockHolder());
}

bool SessionBridge::mayTakeOver() const {
    return m_session->mayTakeOver();
}

Status SessionBridge::takeOver() {
    AZR_CHECK(m_session->takeOver());
    Q_EMIT accessChanged();
    return {};
}

session::RunState SessionBridge::state() const {
    return m_session->state();
}

bool SessionBridge::isTraining() const {
    switch (state()) {
        case session::RunState::Idle:
        case session::RunState::Finished:
        case session::RunState::Failed: return false;
        default: return true;
    }
}

std::optional<RunId> SessionBridge::currentRun() const {
    return m_session->currentRun();
}

execution::ExecutorStats SessionBridge::executorStats() const {
    return m_session->executorStats();
}

std::optional<execution::SandboxReport> SessionBridge::sandboxReport() const {
    return m_session->sandboxReport();
}

}  // namespace azr::ui
