#include "widgets/status_delegate.h"

#include <QApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

namespace azr::widgets {

namespace {

constexpr int kShape = 9;
constexpr int kPadding = 7;

}  // namespace

void paintShape(QPainter& painter, const QRectF& rect, Tone tone, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(color, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    const auto at = [&](double x, double y) { return rect.topLeft() + QPointF(x * rect.width(), y * rect.height()); };
    switch (tone) {
        case Tone::Neutral: painter.drawEllipse(rect.adjusted(1, 1, -1, -1)); break;
        case Tone::Info:
            painter.setBrush(color);
            painter.drawEllipse(rect.adjusted(1, 1, -1, -1));
            break;
        case Tone::Good: painter.drawPolyline(QPolygonF({at(0.08, 0.55), at(0.38, 0.85), at(0.95, 0.15)})); break;
        case Tone::Warning:
            painter.setBrush(color);
            painter.drawPolygon(QPolygonF({at(0.5, 0.1), at(0.95, 0.9), at(0.05, 0.9)}));
            break;
        case Tone::Bad:
            painter.drawLine(at(0.12, 0.12), at(0.88, 0.88));
            painter.drawLine(at(0.88, 0.12), at(0.12, 0.88));
            break;
    }
    painter.restore();
}

void StatusDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QStyleOptionViewItem base(option);
    initStyleOption(&base, index);
    const QString text = base.text;
    base.text.clear();
    const QWidget* widget = option.widget;
    (widget ? widget->style() : QApplication::style())->drawControl(QStyle::CE_ItemViewItem, &base, painter, widget);
    if (text.isEmpty()) return;
    const Colors colors = widget ? colorsOf(*widget) : lightColors();
    const Tone tone = static_cast<Tone>(index.data(kToneRole).toInt());
    const QColor color = colors.tone(tone);
    const int height = option.fontMetrics.height() + 4;
    const QString shown =
        option.fontMetrics.elidedText(text, Qt::ElideRight, option.rect.width() - 2 * kPadding - kShape - 10);
    const QRect badge(option.rect.left() + 4, option.rect.center().y() - height / 2 + 1,
                      option.fontMetrics.horizontalAdvance(shown) + kShape + 2 * kPadding + 5, height);
    QColor tint = color;
    tint.setAlphaF(colors.dark ? 0.16F : 0.10F);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(tint);
    painter->drawRoundedRect(badge, height / 2.0, height / 2.0);
    paintShape(*painter, QRectF(badge.left() + kPadding, badge.center().y() - kShape / 2.0 + 0.5, kShape, kShape), tone,
               color);
    painter->setPen(color);
    painter->drawText(badge.adjusted(kPadding + kShape + 5, 0, -2, 0), Qt::AlignVCenter | Qt::AlignLeft, shown);
    painter->restore();
}

int StatusDelegate::columnWidth(const QFontMetrics& metrics, const QStringList& words) {
    int widest = 0;
    for (const QString& word : words) widest = std::max(widest, metrics.horizontalAdvance(word));
    return widest + 2 * kPadding + kShape + 12;
}

QSize StatusDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return QStyledItemDelegate::sizeHint(option, index) + QSize(kShape + 2 * kPadding + 10, 4);
}

}  // namespace azr::widgets
