/// The mouse wheel as the window system tells of it: through the window, to what lies under the pointer, and on to its
/// parents where that ignores it. UI thread.
#pragma once

#include <QApplication>
#include <QTest>
#include <QWheelEvent>
#include <QWidget>
#include <QWindow>

namespace azr::testing {

/// One notch over `at` of a visible widget (its middle by default); up: away from the user.
inline void turnWheel(QWidget& widget, bool up, std::optional<QPoint> at = std::nullopt) {
    const QPoint spot = at.value_or(widget.rect().center());
    const QWidget* window = widget.window();
    QWheelEvent event(QPointF(widget.mapTo(window, spot)), QPointF(widget.mapToGlobal(spot)), QPoint(),
                      QPoint(0, up ? 120 : -120), Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QSpontaneKeyEvent::setSpontaneous(&event);
    qApp->notify(window->windowHandle(), &event);  // sendEvent() would call it our own, which goes to no parent
}

}  // namespace azr::testing
