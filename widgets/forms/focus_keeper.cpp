#include "widgets/forms/focus_keeper.h"

#include <QApplication>
#include <QFocusEvent>
#include <QPainter>
#include <QSplitter>
#include <QStackedWidget>

#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr qreal kFrame = 2;  // as the focus of a button
constexpr qreal kRadius = 6;

/// The nearest visible part around the widget that can hold a child of ours: a splitter would make it a pane.
QWidget* placeFor(const QWidget& widget) {
    QWidget* place = widget.parentWidget();
    while (place && !place->isWindow() &&
           (!place->isVisible() || !place->isEnabled() || qobject_cast<QSplitter*>(place)))
        place = place->parentWidget();
    return place && place->isVisible() && !qobject_cast<QSplitter*>(place) ? place : nullptr;
}

void standInFor(QWidget& widget) {
    QWidget* place = placeFor(widget);
    if (!place) return;
    auto* former = qobject_cast<FocusStandIn*>(&widget);
    auto* standIn = new FocusStandIn(former ? former->gone() : &widget, *place);
    standIn->setFocus(Qt::OtherFocusReason);
    if (former) former->end();
}

/// The control can be used again.
void comeBack(QWidget& widget) {
    auto* standIn = qobject_cast<FocusStandIn*>(widget.window()->focusWidget());
    if (!standIn || standIn->gone() != &widget || !widget.isEnabled() || !widget.isVisible()) return;
    widget.setFocus(Qt::OtherFocusReason);
    standIn->end();  // in a window that is not active nobody tells it
}

}  // namespace

FocusKeeper::FocusKeeper(QApplication& application) : QObject(&application) {
    application.installEventFilter(this);
}

void FocusKeeper::install(QApplication& application) {
    if (!application.findChild<FocusKeeper*>(QString(), Qt::FindDirectChildrenOnly)) new FocusKeeper(application);
}

bool FocusKeeper::isAt(const QWidget& widget) {
    const QWidget* focus = widget.window()->focusWidget();
    if (focus == &widget) return true;
    const auto* standIn = qobject_cast<const FocusStandIn*>(focus);
    return standIn && standIn->gone() == &widget;
}

bool FocusKeeper::eventFilter(QObject* watched, QEvent* event) {
    if (!watched->isWidgetType()) return false;
    auto& widget = *static_cast<QWidget*>(watched);
    switch (event->type()) {
        case QEvent::FocusIn: focused(widget); break;
        case QEvent::EnabledChange: widget.isEnabled() ? comeBack(widget) : disabled(widget); break;
        case QEvent::Hide:
            if (!event->spontaneous()) hidden(widget);
            break;
        case QEvent::Show: comeBack(widget); break;
        default: break;
    }
    return false;
}

void FocusKeeper::focused(QWidget& widget) {
    const QWidget* window = widget.window();
    if (!m_focus.contains(window))
        connect(window, &QObject::destroyed, this, [this](const QObject* gone) { m_focus.remove(gone); });
    QPointer<QWidget>& focus = m_focus[window];
    // A disabled widget loses the focus before it is told that it is disabled.
    m_left = focus && focus != &widget && !focus->isEnabled() ? focus : nullptr;
    focus = &widget;
}

void FocusKeeper::disabled(QWidget& widget) {
    if (m_left != &widget && m_focus.value(widget.window()) != &widget) return;
    m_left = nullptr;
    if (widget.isVisible()) standInFor(widget);
}

void FocusKeeper::hidden(QWidget& widget) {
    const QWidget* around = widget.parentWidget();
    if (widget.isWindow() || !around || !around->isVisible() || qobject_cast<const QStackedWidget*>(around)) return;
    QWidget* focus = m_focus.value(widget.window());
    const bool inside = focus && (focus == &widget || widget.isAncestorOf(focus));
    if (inside && widget.window()->focusWidget() == focus) standInFor(*focus);
}

FocusStandIn::FocusStandIn(QWidget* gone, QWidget& place) : QWidget(&place), m_gone(gone) {
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::TabFocus);
    resize(0, 0);
    if (gone) {
        setAccessibleName(gone->accessibleName());
        setTabOrder(gone, this);
        gone->installEventFilter(this);
        follow();
    }
    show();
    raise();
}

void FocusStandIn::end() {
    setFocusPolicy(Qt::NoFocus);
    deleteLater();
}

void FocusStandIn::follow() {
    if (m_gone->isVisible() && parentWidget()->isAncestorOf(m_gone))
        setGeometry({m_gone->mapTo(parentWidget(), QPoint()), m_gone->size()});
}

bool FocusStandIn::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Move || event->type() == QEvent::Resize) follow();
    return QWidget::eventFilter(watched, event);
}

void FocusStandIn::focusOutEvent(QFocusEvent* event) {
    update();
    const Qt::FocusReason reason = event->reason();
    const bool returns =
        reason == Qt::ActiveWindowFocusReason || reason == Qt::PopupFocusReason || reason == Qt::MenuBarFocusReason;
    if (!returns) end();
}

void FocusStandIn::paintEvent(QPaintEvent*) {
    if (!hasFocus()) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colorsOf(*this).accent, kFrame));
    const qreal inset = kFrame / 2;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), kRadius, kRadius);
}

}  // namespace azr::widgets
