#include "ui/bridge/session_bridge.h"

#include <QTimer>

#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr int kDrainEveryMs = 50;

template <class... Calls>
struct Overloaded : Calls... {
    using Calls::operator()...;
};
template <class... Calls>
Overloaded(Calls...) -> Overloaded<Calls...>;

}  // namespace

SessionBridge::SessionBridge() : m_pause(new QTimer(this)) {
    m_pause->setSingleShot(true);
    connect(m_pause, &QTimer::timeout, this, &SessionBridge::drain);
}

SessionBridge::~SessionBridge() = default;

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
    auto run = m_session->start(request);
    if (!run) Q_EMIT failed(labels::error(run.error()));
    return run;
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

Result<CommandId> SessionBridge::takeBackNext(session::Direction direction) {
    auto id = m_session->takeBackNext(direction);
    if (!id) Q_EMIT failed(labels::error(id.error()));
    if (id && id->valid()) m_asked.insert(id->value, tr("Undo"));
    return id;
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
