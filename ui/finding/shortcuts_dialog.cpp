#include "ui/finding/shortcuts_dialog.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace azr::ui {

namespace {

constexpr QSize kShortcutsSize(760, 560);

QString keysOf(const QAction& action) {
    QStringList keys;
    for (const QKeySequence& one : action.shortcuts()) keys.append(one.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

}  // namespace

ShortcutsDialog::ShortcutsDialog(const QList<FoundAction>& actions, QWidget* parent)
    : QDialog(parent), m_search(new QLineEdit(this)), m_tree(new QTreeWidget(this)) {
    setWindowTitle(tr("Keyboard shortcuts"));
    m_search->setPlaceholderText(tr("Search keys and commands…"));
    m_search->setClearButtonEnabled(true);
    m_search->setAccessibleName(tr("Search shortcuts"));
    m_search->setToolTip(tr("Finds commands, what they do, and keys"));
    m_tree->setColumnCount(3);
    m_tree->setHeaderLabels({tr("Command"), tr("Keys"), tr("What it does")});
    m_tree->setAccessibleName(tr("Shortcuts by menu and page"));
    m_tree->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (const FoundAction& one : actions) {
        if (one.action->shortcut().isEmpty()) continue;
        const auto groups = m_tree->findItems(one.where, Qt::MatchExactly);
        QTreeWidgetItem* group = groups.isEmpty() ? new QTreeWidgetItem(m_tree, {one.where}) : groups.first();
        group->setFirstColumnSpanned(true);
        new QTreeWidgetItem(group, {one.text, keysOf(*one.action), one.action->statusTip()});
    }
    addCharts();
    m_tree->expandAll();
    m_tree->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    if (m_tree->topLevelItemCount() > 0) m_tree->setCurrentItem(m_tree->topLevelItem(0)->child(0));
    auto* buttons = new QDialogButtonBox(this);
    QPushButton* close = buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    close->setAccessibleName(close->text());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(10);
    layout->addWidget(m_search);
    layout->addWidget(m_tree, 1);
    layout->addWidget(buttons);
    resize(kShortcutsSize);
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutsDialog::search);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_search->setFocus();
}

/// What hands and keys do to a chart belongs to no command.
void ShortcutsDialog::addCharts() {
    auto* group = new QTreeWidgetItem(m_tree, {tr("Charts")});
    group->setFirstColumnSpanned(true);
    const auto add = [group](const QString& what, const QString& keys, const QString& explanation) {
        new QTreeWidgetItem(group, {what, keys, explanation});
    };
    add(tr("Zoom"), tr("Ctrl+wheel, +, −"), tr("At the pointer; after a click into the chart the wheel alone will do"));
    add(tr("Zoom to a range"), tr("Drag"), tr("Shows what lies between both ends"));
    add(tr("Show the whole range"), tr("Double click, 0, Home"), tr("Takes the zoom back"));
    add(tr("Move along"), tr("Shift+drag, Shift+arrow"), tr("Of a zoomed chart, also with the middle button"));
    add(tr("Read values"), tr("Pointer, ←, →"), tr("A table of the values at the crosshair"));
    add(tr("Point at a curve"), tr("Pointer, ↑, ↓"), tr("Shows its interval where there are many curves"));
    add(tr("Tasks of a step"), tr("Click, Enter"), tr("Of the point under the pointer or the crosshair"));
}

void ShortcutsDialog::search(const QString& text) {
    const QString wanted = text.trimmed();
    for (int i = 0; i < m_tree->topLevelItemCount(); ++i) {
        QTreeWidgetItem* group = m_tree->topLevelItem(i);
        bool any = false;
        for (int j = 0; j < group->childCount(); ++j) {
            QTreeWidgetItem* row = group->child(j);
            bool holds = false;
            for (int column = 0; column < 3; ++column)
                holds = holds || row->text(column).contains(wanted, Qt::CaseInsensitive);
            row->setHidden(!holds);
            any = any || holds;
        }
        group->setHidden(!any);
    }
}

}  // namespace azr::ui
