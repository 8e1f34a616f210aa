#include "widgets/forms/focus_ring.h"

#include <QApplication>
#include <QFocusEvent>
#include <QGraphicsView>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QSplitter>

#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr int kRingGap = 2;
constexpr qreal kRingRadius = 4;

bool needsRing(const QWidget& widget) {
    return qobject_cast<const QLabel*>(&widget) || qobject_cast<const QScrollArea*>(&widget) ||
           qobject_cast<const QGraphicsView*>(&widget);
}

bool byKeyboard(Qt::FocusReason reason) {
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

class RingWatcher final : public QObject {
  public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() != QEvent::FocusIn || !watched->isWidgetType()) return false;
        auto& widget = *static_cast<QWidget*>(watched);
        QWidget* place = widget.parentWidget();
        // A child of a splitter would become a pane.
        while (place && qobject_cast<QSplitter*>(place)) place = place->parentWidget();
        if (place && needsRing(widget) && byKeyboard(static_cast<QFocusEvent*>(event)->reason()))
            new FocusRing(widget, *place);
        return false;
    }
};

constexpr char kRingWatcher[] = "focusRings";

}  // namespace

void FocusRing::install(QApplication& application) {
    if (application.findChild<QObject*>(QLatin1String(kRingWatcher), Qt::FindDirectChildrenOnly)) return;
    auto* watcher = new RingWatcher(&application);
    watcher->setObjectName(QLatin1String(kRingWatcher));
    application.installEventFilter(watcher);
}

FocusRing::FocusRing(QWidget& around, QWidget& place) : QWidget(&place), m_around(&around) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    around.installEventFilter(this);
    follow();
    show();
    raise();
}

void FocusRing::follow() {
    const QRect frame(m_around->mapTo(parentWidget(), QPoint()), m_around->size());
    setGeometry(frame.adjusted(-kRingGap, -kRingGap, kRingGap, kRingGap).intersected(parentWidget()->rect()));
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::FocusOut:
        case QEvent::Hide: deleteLater(); break;
        case QEvent::Move:
        case QEvent::Resize:
            if (watched == m_around) follow();
            break;
        default: break;
    }
    return QWidget::eventFilter(watched, event);
}

void FocusRing::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colorsOf(*this).accent, 1.5));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRingRadius, kRingRadius);
}

}  // namespace azr::widgets
