#include "ui/frame/workspace_status.h"

#include <QLabel>
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

void WorkspaceStatus::refresh() {
    m_folder->setText(m_bridge.workspace());
    m_isolation->setText(isolationText(m_bridge.sandboxReport()));
    m_isolation->setToolTip(isolationExplanation(m_bridge.sandboxReport()));
    m_lock->setVisible(m_bridge.readOnly());
    const QString holder = m_bridge.lockHolder();
    m_lock->setText(holder.isEmpty() ? tr("▲ Read-only: this folder cannot be written")
                                     : tr("▲ Read-only: %1 trains here").arg(holder));
}

}  // namespace azr::ui
