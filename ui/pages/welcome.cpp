#include "ui/pages/welcome.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/actions.h"
#include "ui/finding/recent_workspaces.h"
#include "ui/theme.h"

namespace azr::ui {

namespace {

constexpr int kTextWidth = 680;
constexpr int kCardWidth = 252;

QPushButton* buttonFor(QAction* action, const QString& text, const QString& style, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setObjectName(style);
    button->setAccessibleName(text);
    button->setToolTip(action->toolTip());
    button->setCursor(Qt::PointingHandCursor);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::changed, button, [button, action] { button->setEnabled(action->isEnabled()); });
    button->setEnabled(action->isEnabled());
    return button;
}

}  // namespace

Welcome::Welcome(const Actions& actions, QWidget* parent) : QWidget(parent) {
    auto* title = new QLabel(tr("A model that teaches itself to reason"), this);
    title->setObjectName(QStringLiteral("heroTitle"));
    title->setAlignment(Qt::AlignCenter);
    auto* text =
        new QLabel(tr("The Absolute Zero Reasoner invents small programming tasks, solves them, and learns from "
                      "what a sandboxed Python says about the answers. No data set, no teacher.\n"
                      "The built-in model is small enough to watch it happen on this computer."),
                   this);
    text->setObjectName(QStringLiteral("heroText"));
    text->setAlignment(Qt::AlignCenter);
    text->setWordWrap(true);
    text->setFixedWidth(kTextWidth);

    auto* cards = new QHBoxLayout;
    cards->setSpacing(14);
    cards->addWidget(
        makeCard(QStringLiteral("seed"), tr("1  It proposes"),
                 tr("The model writes a program and an input. The sandbox runs it and keeps what is valid.")));
    cards->addWidget(makeCard(
        QStringLiteral("tasks"), tr("2  It solves"),
        tr("It predicts outputs, finds inputs, or writes the program from examples. Every answer is executed.")));
    cards->addWidget(
        makeCard(QStringLiteral("training"), tr("3  It learns"),
                 tr("Tasks that are neither too easy nor too hard earn the most. You watch, veto and add tasks.")));

    QPushButton* demo = buttonFor(actions.startDemo, tr("Start the demo"), QStringLiteral("hero"), this);
    QPushButton* settings = buttonFor(actions.newRun, tr("New run with own settings…"), QString(), this);
    auto* recent = new QPushButton(tr("Open a recent workspace"), this);
    recent->setAccessibleName(tr("Open a recent workspace"));
    recent->setToolTip(tr("The workspaces that were opened last"));
    recent->setMenu(actions.recentWorkspaces->menu());
    recent->setVisible(!recentWorkspaces().isEmpty());
    auto* note = new QLabel(tr("Everything is kept in this workspace and can be continued later."), this);
    note->setObjectName(QStringLiteral("muted"));

    auto* column = new QVBoxLayout(this);
    column->setSpacing(14);
    column->addStretch(2);
    column->addWidget(title);
    // In a row of its own: a centred item would not be asked for its height at this width.
    auto* words = new QHBoxLayout;
    words->addStretch(1);
    words->addWidget(text);
    words->addStretch(1);
    column->addLayout(words);
    column->addSpacing(14);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addLayout(cards);
    row->addStretch(1);
    column->addLayout(row);
    column->addSpacing(18);
    column->addWidget(demo, 0, Qt::AlignHCenter);
    column->addWidget(settings, 0, Qt::AlignHCenter);
    column->addWidget(recent, 0, Qt::AlignHCenter);
    column->addWidget(note, 0, Qt::AlignHCenter);
    column->addStretch(3);
    demo->setFocus();
    paintIcons();
}

QWidget* Welcome::makeCard(const QString& iconName, const QString& heading, const QString& body) {
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    card->setFixedWidth(kCardWidth);
    auto* picture = new QLabel(card);
    picture->setAlignment(Qt::AlignLeft);
    m_icons.append({picture, iconName});
    auto* head = new QLabel(heading, card);
    head->setObjectName(QStringLiteral("cardTitle"));
    auto* explanation = new QLabel(body, card);
    explanation->setObjectName(QStringLiteral("muted"));
    explanation->setWordWrap(true);
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(18, 16, 18, 16);
    column->setSpacing(6);
    column->addWidget(picture);
    column->addWidget(head);
    column->addWidget(explanation);
    column->addStretch(1);
    return card;
}

void Welcome::paintIcons() {
    for (const auto& [label, name] : std::as_const(m_icons)) label->setPixmap(icon(name, *this).pixmap(28, 28));
}

void Welcome::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) paintIcons();
}

}  // namespace azr::ui
