#include "widgets/forms/tab_switcher.h"

#include <QApplication>
#include <QKeyEvent>
#include <QTabWidget>

namespace azr::widgets {

namespace {

QTabWidget* tabsFor(QWidget& widget) {
    for (QWidget* around = &widget; around; around = around->parentWidget())
        if (auto* tabs = qobject_cast<QTabWidget*>(around)) return tabs;
    for (auto* tabs : widget.window()->findChildren<QTabWidget*>())
        if (tabs->isVisible()) return tabs;
    return nullptr;
}

void turn(QTabWidget& tabs, int by) {
    const int count = tabs.count();
    for (int i = 1; i <= count; ++i) {
        const int index = (tabs.currentIndex() + by * i + count * i) % count;
        if (!tabs.isTabEnabled(index) || !tabs.isTabVisible(index)) continue;
        tabs.setCurrentIndex(index);
        return;
    }
}

}  // namespace

TabSwitcher::TabSwitcher(QApplication& application) : QObject(&application) {
    application.installEventFilter(this);
}

void TabSwitcher::install(QApplication& application) {
    if (!application.findChild<TabSwitcher*>(QString(), Qt::FindDirectChildrenOnly)) new TabSwitcher(application);
}

bool TabSwitcher::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress || !watched->isWidgetType()) return false;
    const auto* key = static_cast<const QKeyEvent*>(event);
    const bool forward = key->key() == Qt::Key_Tab && key->modifiers() == Qt::ControlModifier;
    const bool back = (key->key() == Qt::Key_Backtab || key->key() == Qt::Key_Tab) &&
                      key->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
    if (!forward && !back) return false;
    QTabWidget* tabs = tabsFor(*static_cast<QWidget*>(watched));
    if (!tabs || tabs->count() < 2) return false;
    turn(*tabs, forward ? 1 : -1);
    return true;
}

}  // namespace azr::widgets
