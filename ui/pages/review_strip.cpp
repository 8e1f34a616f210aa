#include "ui/pages/review_strip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/actions.h"

namespace azr::ui {

namespace {

/// A button with a letter of its own, which does what the action does.
QPushButton* buttonFor(QAction* action, const QString& text, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setToolTip(action->toolTip());
    button->setEnabled(action->isEnabled());
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button, [button, action] {
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());  // says why not
    });
    return button;
}

}  // namespace

ReviewStrip::ReviewStrip(const Actions& actions, QWidget* parent) : QFrame(parent), m_text(new QLabel(this)) {
    setObjectName(QStringLiteral("alert"));
    setAccessibleName(tr("Review"));
    m_text->setWordWrap(true);
    m_text->setAccessibleName(tr("Tasks that wait"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 8, 6);
    layout->addWidget(m_text, 1);
    layout->addWidget(buttonFor(actions.nextWaiting, tr("&Next waiting"), this));
    layout->addWidget(buttonFor(actions.admit, tr("&Admit"), this));
    layout->addWidget(buttonFor(actions.veto, tr("Veto…"), this));
    hide();
}

void ReviewStrip::setWaiting(const store::Waiting& waiting, const config::SelfPlayConfig& config) {
    setVisible(waiting.count > 0);
    const QString count = tr("%Ln task(s) wait(s) for you.", nullptr, static_cast<int>(waiting.count));
    const int step = waiting.oldestStep + config.reviewTimeout;
    const QString end = config.reviewDefault == config::ReviewDefault::Admit
                            ? tr("Without you, step %1 admits the oldest.").arg(step)
                            : tr("Without you, step %1 vetoes the oldest.").arg(step);
    m_text->setText(count + QLatin1Char(' ') + end);
}

}  // namespace azr::ui
