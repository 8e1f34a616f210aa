#include "ui/bridge/run_watch.h"

#include <QAction>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QSettings>
#include <QTimer>
#include <QVariantMap>

#include "ui/labels.h"
#include "ui/models/run_table_model.h"

namespace azr::ui {

namespace {

constexpr char kWantedKey[] = "window/notifications";
constexpr int kWatchEveryMs = 2000;

}  // namespace

void notifyDesktop(const QString& title, const QString& text) {
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    constexpr int kUsualTime = -1;
    call.setArguments({QStringLiteral("AZR Studio"), 0U, QStringLiteral("azr-studio"), title, text.toHtmlEscaped(),
                       QStringList(), QVariantMap(), kUsualTime});
    QDBusConnection::sessionBus().send(call);
}

RunWatch::RunWatch(Workspace& workspace, QAction* wanted, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_wanted(wanted), m_timer(new QTimer(this)) {
    m_elapsed.start();
    m_clock = [this] { return double(m_elapsed.elapsed()) / 1000; };
    m_wanted->setCheckable(true);
    m_wanted->setChecked(QSettings().value(kWantedKey, false).toBool());
    connect(m_wanted, &QAction::toggled, this, [](bool on) { QSettings().setValue(kWantedKey, on); });
    SessionBridge& bridge = workspace.bridge();
    connect(&bridge, &SessionBridge::stateChanged, this, &RunWatch::stateChanged);
    connect(&bridge, &SessionBridge::progressed, this, [this](const session::Progress& progress) {
        m_step = progress.step;
        heard();
    });
    connect(&bridge, &SessionBridge::rowsChanged, this, &RunWatch::heard);
    connect(m_timer, &QTimer::timeout, this, &RunWatch::look);
}

QString RunWatch::runName(RunId run) const {
    for (const store::RunRow& row : m_workspace.runs())
        if (row.id == run) return runTitle(row);
    return tr("Run %1").arg(run.value);
}

void RunWatch::stateChanged(const session::StateChanged& change) {
    using session::RunState;
    if (change.state == RunState::Starting) {
        m_meter = {};  // what was usual in another run is not so here
        m_step = 0;
    }
    if (change.state == RunState::Running) {
        m_meter.start(m_clock());
        m_timer->start(kWatchEveryMs);
        return;
    }
    m_meter.stop();
    m_timer->stop();
    endSilence();
    if (change.state == RunState::Finished)
        tell(tr("%1 has ended").arg(runName(change.run)), labels::said(change.message));
    if (change.state == RunState::Failed) tell(tr("%1 failed").arg(runName(change.run)), labels::said(change.message));
}

void RunWatch::heard() {
    m_meter.heard(m_clock(), m_step);
    endSilence();
}

void RunWatch::endSilence() {
    if (!m_told) return;
    m_told = false;
    Q_EMIT heardAgain();
    note({m_silentStep, m_clock() - m_silentFrom, 0, true});
}

/// Among the alerts of the run, where charts and other windows find it.
void RunWatch::note(const session::Silence& silence) {
    if (const Status noted = m_workspace.bridge().noteSilence(silence); !noted)
        Q_EMIT m_workspace.messageForUser(labels::error(noted.error()), true);
}

void RunWatch::look() {
    const std::optional<double> silence = m_meter.stalled(m_clock());
    if (!silence || m_told) return;
    m_told = true;
    m_silentStep = m_step;
    m_silentFrom = m_clock() - *silence;
    const QString text =
        tr("Step %1 has said nothing for %2; usually the longest silence is %3. Is the machine busy with "
           "something else, or asleep?")
            .arg(m_step)
            .arg(labels::duration(*silence), labels::duration(m_meter.usual().value_or(0)));
    Q_EMIT stalled(text);
    note({m_step, *silence, m_meter.usual().value_or(0), false});
    Q_EMIT m_workspace.messageForUser(text, true);
    tell(tr("%1 stands still").arg(runName(m_workspace.bridge().currentRun().value_or(RunId{}))), text);
}

void RunWatch::tell(const QString& title, const QString& text) {
    if (m_wanted->isChecked()) m_notify(title, text);
}

}  // namespace azr::ui
