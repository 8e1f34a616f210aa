#include "widgets/charts/scatter_view.h"

#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/charts/decimate.h"
#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr int kLeft = 52, kRight = 14, kTop = 12, kBottom = 40;
constexpr qsizetype kFew = 2000, kMany = 20000;  ///< points: of fewer each is larger and darker
constexpr int kClick = 4;                        ///< pixels that a hand trembles
constexpr double kMoves = 20;                    ///< of the range, one key press

QString axisText(double value, double step) {
    return QLocale().toString(std::abs(value) < step / 100 ? 0.0 : value, 'f', step < 1 ? 1 : 0);
}

}  // namespace

ScatterView::ScatterView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::CrossCursor);
}

void ScatterView::setPoints(const QList<QPointF>& points) {
    m_points = points;
    m_picture = {};
    update();
}

void ScatterView::setRange(const QRectF& range) {
    if (range == m_range || range.width() <= 0 || range.height() <= 0) return;
    m_range = range;
    m_picture = {};
    update();
}

void ScatterView::setAxes(const QString& x, const QString& y) {
    m_x = x;
    m_y = y;
    update();
}

void ScatterView::setEmptyText(const QString& text) {
    m_emptyText = text;
    update();
}

void ScatterView::setBrush(const std::optional<QRectF>& brush) {
    if (brush == m_brush) return;
    m_brush = brush;
    update();
}

QRectF ScatterView::plot() const {
    return QRectF(rect()).adjusted(kLeft, kTop, -kRight, -kBottom);
}

QPointF ScatterView::toPlot(const QPointF& value) const {
    const QRectF area = plot();
    return {area.left() + area.width() * (value.x() - m_range.left()) / m_range.width(),
            area.bottom() - area.height() * (value.y() - m_range.top()) / m_range.height()};
}

QPointF ScatterView::toValue(const QPointF& pixel) const {
    const QRectF area = plot();
    return {m_range.left() + m_range.width() * (pixel.x() - area.left()) / area.width(),
            m_range.top() + m_range.height() * (area.bottom() - pixel.y()) / area.height()};
}

/// Blended by hand: a painter takes ten times as long for as many points.
void ScatterView::drawPoints() {
    const qreal ratio = devicePixelRatioF();
    m_picture = QImage(size() * ratio, QImage::Format_ARGB32_Premultiplied);
    m_picture.fill(Qt::transparent);
    QColor color = colorsOf(*this).series[0];
    const bool few = m_points.size()<kFew, many = m_points.size()> kMany;
    // Where points lie on each other they grow darker.
    color.setAlpha(few ? 220 : many ? 90 : 150);
    const QRgb dot = qPremultiply(color.rgba());
    const int side = std::max(1, qRound((few ? 5 : many ? 2 : 3) * ratio));
    const QRectF area = plot();
    for (const QPointF& point : std::as_const(m_points)) {
        const QPointF at = toPlot(point);
        if (!area.adjusted(-1, -1, 1, 1).contains(at)) continue;
        const int left = qRound(at.x() * ratio) - side / 2, top = qRound(at.y() * ratio) - side / 2;
        for (int y = std::max(0, top); y < std::min(m_picture.height(), top + side); ++y) {
            auto* line = reinterpret_cast<QRgb*>(m_picture.scanLine(y));
            for (int x = std::max(0, left); x < std::min(m_picture.width(), left + side); ++x) {
                const int rest = 255 - qAlpha(dot);
                const QRgb below = line[x];
                line[x] = qRgba(qRed(dot) + qRed(below) * rest / 255, qGreen(dot) + qGreen(below) * rest / 255,
                                qBlue(dot) + qBlue(below) * rest / 255, qAlpha(dot) + qAlpha(below) * rest / 255);
            }
        }
    }
    m_picture.setDevicePixelRatio(ratio);
}

void ScatterView::drawAxes(QPainter& painter) const {
    const Colors colors = colorsOf(*this);
    const QRectF area = plot();
    const QFontMetricsF metrics(font());
    const double stepX = niceStep(m_range.width(), 8), stepY = niceStep(m_range.height(), 5);
    for (double x = std::ceil(m_range.left() / stepX) * stepX; x <= m_range.right() + stepX / 100; x += stepX) {
        const double at = toPlot({x, 0}).x();
        painter.setPen(colors.border);
        painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
        painter.setPen(colors.muted);
        painter.drawText(QRectF(at - 30, area.bottom() + 3, 60, metrics.height()), Qt::AlignHCenter,
                         axisText(x, stepX));
    }
    for (double y = std::ceil(m_range.top() / stepY) * stepY; y <= m_range.bottom() + stepY / 100; y += stepY) {
        const double at = toPlot({0, y}).y();
        painter.setPen(colors.border);
        painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
        painter.setPen(colors.muted);
        painter.drawText(QRectF(18, at - metrics.height() / 2, kLeft - 24, metrics.height()),
                         Qt::AlignRight | Qt::AlignVCenter, axisText(y, stepY));
    }
    painter.setPen(colors.text);
    painter.drawText(QRectF(area.left(), height() - metrics.height() - 2, area.width(), metrics.height()),
                     Qt::AlignHCenter, m_x);
    painter.save();
    painter.translate(metrics.height() - 2, area.center().y());
    painter.rotate(-90);
    painter.drawText(QRectF(-area.height() / 2, -metrics.height() + 2, area.height(), metrics.height()),
                     Qt::AlignHCenter, m_y);
    painter.restore();
}

void ScatterView::paintEvent(QPaintEvent*) {
    const Colors colors = colorsOf(*this);
    QPainter painter(this);
    painter.fillRect(rect(), colors.surface);
    if (m_points.isEmpty()) {
        painter.setPen(colors.muted);
        painter.drawText(rect().adjusted(20, 20, -20, -20), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
    } else {
        drawAxes(painter);
        if (m_picture.isNull()) drawPoints();
        painter.drawImage(QPointF(0, 0), m_picture);
        if (m_brush) {
            QColor fill = colors.accent;
            fill.setAlpha(40);
            painter.setPen(QPen(colors.accent, 1.5));
            painter.setBrush(fill);
            painter.drawRect(QRectF(toPlot(m_brush->topLeft()), toPlot(m_brush->bottomRight())).normalized());
            painter.setBrush(Qt::NoBrush);
        }
    }
    painter.setPen(QPen(hasFocus() ? colors.accent : colors.border, hasFocus() ? 2 : 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 6, 6);
}

void ScatterView::resizeEvent(QResizeEvent* event) {
    m_picture = {};
    QWidget::resizeEvent(event);
}

void ScatterView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) m_picture = {};
    QWidget::changeEvent(event);
}

void ScatterView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || m_points.isEmpty()) return QWidget::mousePressEvent(event);
    m_from = event->position();
}

void ScatterView::mouseMoveEvent(QMouseEvent* event) {
    if (!m_from || (event->position() - *m_from).manhattanLength() < kClick) return;
    const QRectF drawn = QRectF(toValue(*m_from), toValue(event->position())).normalized();
    m_brush = drawn.intersected(m_range);
    update();
    Q_EMIT brushed();
}

void ScatterView::mouseReleaseEvent(QMouseEvent* event) {
    if (!m_from) return;
    const bool click = (event->position() - *m_from).manhattanLength() < kClick;
    m_from.reset();
    if (!click || !m_brush) return;
    // Within the brush a click may be the first of two.
    if (m_brush->contains(toValue(event->position()))) return;
    setBrush(std::nullopt);
    Q_EMIT brushed();
}

void ScatterView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (m_brush && event->button() == Qt::LeftButton) Q_EMIT chosen();
}

void ScatterView::moveBrush(QPointF by, bool corner) {
    QRectF moved = m_brush.value_or(
        QRectF(m_range.topLeft() + QPointF(m_range.width(), m_range.height()) / 4, m_range.size() / 2));
    const QPointF step(by.x() * m_range.width() / kMoves, by.y() * m_range.height() / kMoves);
    if (!m_brush) {
        // The first key draws one in the middle.
    } else if (corner) {
        moved.setRight(std::clamp(moved.right() + step.x(), moved.left(), m_range.right()));
        moved.setBottom(std::clamp(moved.bottom() + step.y(), moved.top(), m_range.bottom()));
    } else {
        const double left = std::clamp(moved.left() + step.x(), m_range.left(), m_range.right() - moved.width());
        const double top = std::clamp(moved.top() + step.y(), m_range.top(), m_range.bottom() - moved.height());
        moved.moveTopLeft({left, top});
    }
    setBrush(moved);
    Q_EMIT brushed();
}

void ScatterView::keyPressEvent(QKeyEvent* event) {
    const bool corner = event->modifiers().testFlag(Qt::ShiftModifier);
    const int key = event->key();
    if (m_points.isEmpty()) return QWidget::keyPressEvent(event);
    switch (key) {
        case Qt::Key_Left: return moveBrush({-1, 0}, corner);
        case Qt::Key_Right: return moveBrush({1, 0}, corner);
        case Qt::Key_Up: return moveBrush({0, 1}, corner);
        case Qt::Key_Down: return moveBrush({0, -1}, corner);
        default: break;
    }
    if (key == Qt::Key_Escape && m_brush) {
        setBrush(std::nullopt);
        Q_EMIT brushed();
    } else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_brush) {
        Q_EMIT chosen();
    } else {
        QWidget::keyPressEvent(event);
    }
}

}  // namespace azr::widgets
