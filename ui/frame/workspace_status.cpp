#include "ui/frame/workspace_status.h"

#include <QLabel>
#include <QRegularExpression>
#include <QStatusBar>

#include "ui/bridge/session_bridge.h"
#include "ui/pages/executor_page.h"

namespace azr::ui {

WorkspaceStatus::WorkspaceStatus(SessionBridge& bridge, QStatusBar& bar)
    : QObject(&bar),
      m_bridge(bridge),
      m_isolation(new QLabel(&bar)),
      m_folder(new QLabel(&bar)),
      m_lock(new QLabel(&bar)) {
    m_folder->setToolTip(tr("The workspace: a folder that holds everything"));
    for (QLabel* label : {m_lock, m_isolation, m_folder}) bar.addPermanentWidget(label);
    bar.setSizeGripEnabled(false);
}

/// As the lock's file names it, in the window's language.
QString WorkspaceStatus::holderText(const QString& holder) {
    static const QRegularExpression parts(QStringLiteral("^process (\\d+) on (\\S+) since (.+)$"));
    const QRegularExpressionMatch match = parts.match(holder.trimmed());
    return match.hasMatch()
               ? tr("process %1 on %2 since %3").arg(match.captured(1), match.captured(2), match.captured(3))
               : holder;
}

void WorkspaceStatus::refresh() {
    m_folder->setText(m_bridge.workspace());
    m_isolation->setText(isolationText(m_bridge.sandboxReport()));
    m_isolation->setToolTip(isolationExplanation(m_bridge.sandboxReport()));
    m_lock->setVisible(m_bridge.readOnly());
    const QString holder = m_bridge.lockHolder();
    if (m_bridge.mayTakeOver()) return m_lock->setText(tr("▲ Read-only until this window takes over"));
    m_lock->setText(holder.isEmpty() ? tr("▲ Read-only: this folder cannot be written")
                                     : tr("▲ Read-only: %1 works here").arg(holderText(holder)));
}

}  // namespace azr::ui
