#include "ui/activity_log.h"

#include <QAction>
#include <QDateTime>
#include <QDockWidget>
#include <QLocale>
#include <QMainWindow>

#include "ui/labels.h"

namespace azr::ui {

namespace {

QString clock(double secondsSince1970) {
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(secondsSince1970 * 1000))
        .toString(QStringLiteral("HH:mm:ss"));
}

QString now() {
    return QDateTime::currentDateTime().toString(QStringLiteral("HH:mm:ss"));
}

}  // namespace

ActivityLog::ActivityLog(Workspace& workspace, QWidget* parent) : LogView(parent), m_workspace(workspace) {
    setAccessibleName(tr("Activity"));
    connect(&workspace, &Workspace::runChanged, this, &ActivityLog::runChanged);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (tables & session::Table::Events) readEvents();
    });
    SessionBridge& bridge = workspace.bridge();
    connect(&bridge, &SessionBridge::stateChanged, this, [this](const session::StateChanged& change) {
        QString text = labels::runState(change.state);
        if (!change.message.empty()) text += QStringLiteral(": ") + labels::said(change.message);
        append(now(), change.state == session::RunState::Failed ? widgets::Tone::Bad : widgets::Tone::Info, text);
    });
    connect(&bridge, &SessionBridge::commandAnswered, this, [this](bool applied, const QString& text) {
        append(now(), applied ? widgets::Tone::Good : widgets::Tone::Warning, text);
    });
    connect(&bridge, &SessionBridge::failed, this,
            [this](const QString& text) { append(now(), widgets::Tone::Bad, text); });
}

void ActivityLog::runChanged() {
    clear();
    m_lastEvent = 0;
    readEvents();
}

void ActivityLog::readEvents() {
    if (!m_workspace.run().valid() || m_reading) return;
    m_reading = true;
    const RunId run = m_workspace.run();
    m_workspace.background().read(
        this, [run](store::Reader& reader) { return reader.events(run, 0, store::kPageLimit); },
        [this, run](Result<std::vector<store::EventRow>> events) {
            m_reading = false;
            if (!events) return;
            if (run != m_workspace.run()) {
                readEvents();
                return;
            }
            for (auto event = events->rbegin(); event != events->rend(); ++event) {
                if (event->id <= m_lastEvent) continue;
                m_lastEvent = event->id;
                append(clock(event->at), labels::severityTone(labels::text(event->severity)),
                       tr("step %1: %2").arg(event->step).arg(labels::said(event->text)));
            }
        });
}

void makeActivityDock(Workspace& workspace, QAction& action, QMainWindow& window) {
    auto* dock = new QDockWidget(ActivityLog::tr("Activity"), &window);
    dock->setObjectName(QStringLiteral("activityDock"));
    dock->setWidget(new ActivityLog(workspace, dock));
    window.addDockWidget(Qt::BottomDockWidgetArea, dock);
    dock->hide();
    action.setCheckable(true);
    QObject::connect(&action, &QAction::toggled, dock, &QWidget::setVisible);
    QObject::connect(dock, &QDockWidget::visibilityChanged, &action,
                     [dock, &action] { action.setChecked(!dock->isHidden()); });
}

}  // namespace azr::ui
