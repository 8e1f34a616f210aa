#include "ui/frame/take_over_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/bridge/workspace.h"
#include "ui/labels.h"

namespace azr::ui {

TakeOverBar::TakeOverBar(Workspace& workspace, QWidget* parent)
    : QFrame(parent), m_workspace(workspace), m_text(new QLabel(this)) {
    setObjectName(QStringLiteral("notice"));
    setAccessibleName(tr("The workspace can be taken over"));
    m_text->setWordWrap(true);
    auto* take = new QPushButton(tr("Train in this &window"), this);
    take->setObjectName(QStringLiteral("primary"));
    take->setAccessibleName(tr("Train in this window"));
    take->setToolTip(tr("Take the workspace over: start, continue and change runs here"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 8, 10, 8);
    layout->setSpacing(12);
    layout->addWidget(m_text, 1);
    layout->addWidget(take);
    hide();
    connect(take, &QPushButton::clicked, this, &TakeOverBar::takeOver);
    connect(&workspace, &Workspace::takeOverOffered, this, &TakeOverBar::offer);
}

void TakeOverBar::offer(bool possible) {
    const bool othersTrained = !m_workspace.bridge().lockHolder().isEmpty();
    m_text->setText(othersTrained
                        ? tr("The program that trained in this workspace has ended. This window may take it over.")
                        : tr("This workspace can be written again. This window may take it over."));
    setVisible(possible);
}

void TakeOverBar::takeOver() {
    if (const Status taken = m_workspace.bridge().takeOver(); !taken) {
        Q_EMIT m_workspace.messageForUser(labels::error(taken.error()), true);
        return;
    }
    hide();
    Q_EMIT m_workspace.messageForUser(tr("Runs can be started and continued in this window now"), false);
}

}  // namespace azr::ui
