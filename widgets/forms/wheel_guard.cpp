#include "widgets/forms/wheel_guard.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QEvent>
#include <QScrollBar>
#include <QTabBar>

namespace azr::widgets {

namespace {

bool wouldChange(const QObject* widget) {
    return qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QTabBar*>(widget) ||
           (qobject_cast<const QAbstractSlider*>(widget) && !qobject_cast<const QScrollBar*>(widget));
}

}  // namespace

WheelGuard::WheelGuard(QApplication& application) : QObject(&application) {
    application.installEventFilter(this);
}

void WheelGuard::install(QApplication& application) {
    if (!application.findChild<WheelGuard*>(QString(), Qt::FindDirectChildrenOnly)) new WheelGuard(application);
}

bool WheelGuard::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Wheel && wouldChange(watched)) {
        event->ignore();  // so that Qt offers it to the parent
        return true;
    }
    // Qt gives the focus before it delivers the wheel. Every widget is polished before it is first shown.
    if (event->type() == QEvent::Polish && wouldChange(watched)) {
        auto* widget = static_cast<QWidget*>(watched);
        if (widget->focusPolicy() == Qt::WheelFocus) widget->setFocusPolicy(Qt::StrongFocus);
    }
    return false;
}

}  // namespace azr::widgets
