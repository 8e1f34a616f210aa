#include "widgets/screen_keeper.h"

#include <QApplication>
#include <QEvent>
#include <QScreen>
#include <QWidget>
#include <algorithm>

namespace azr::widgets {

namespace {

/// Pop-ups and tooltips place themselves.
bool isKept(const QWidget& widget) {
    const auto type = widget.windowFlags() & Qt::WindowType_Mask;
    return widget.isWindow() && (type == Qt::Window || type == Qt::Dialog || type == Qt::Sheet) &&
           !(widget.windowState() & (Qt::WindowMaximized | Qt::WindowFullScreen | Qt::WindowMinimized));
}

void keep(QWidget& window) {
    const QScreen* screen = window.screen();
    if (!screen) return;
    const QRect room = screen->availableGeometry();
    const QRect place = window.geometry();
    const QRect frame = window.frameGeometry();
    // The frame of the window manager belongs to it.
    const QMargins border(place.left() - frame.left(), place.top() - frame.top(), frame.right() - place.right(),
                          frame.bottom() - place.bottom());
    const QRect wanted = ScreenKeeper::fitted(frame, room).marginsRemoved(border);
    if (wanted == place) return;
    window.setMinimumSize(window.minimumSize().boundedTo(wanted.size()));
    window.setGeometry(wanted);
}

}  // namespace

ScreenKeeper::ScreenKeeper(QApplication& application) : QObject(&application) {
    application.installEventFilter(this);
}

void ScreenKeeper::install(QApplication& application) {
    if (!application.findChild<ScreenKeeper*>(QString(), Qt::FindDirectChildrenOnly)) new ScreenKeeper(application);
}

QRect ScreenKeeper::fitted(const QRect& window, const QRect& room) {
    const QSize size = window.size().boundedTo(room.size());
    const int x = std::clamp(window.x(), room.x(), room.x() + room.width() - size.width());
    const int y = std::clamp(window.y(), room.y(), room.y() + room.height() - size.height());
    return {QPoint(x, y), size};
}

bool ScreenKeeper::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::Show || event->spontaneous() || !watched->isWidgetType()) return false;
    auto& widget = *static_cast<QWidget*>(watched);
    if (isKept(widget)) keep(widget);
    return false;
}

}  // namespace azr::widgets
