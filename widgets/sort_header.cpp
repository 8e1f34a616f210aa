#include "widgets/sort_header.h"

#include <QPainter>
#include <QStyleOptionHeader>

#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr qreal kMarkWidth = 7, kMarkHeight = 3.5, kMarkTop = 4;

}  // namespace

SortHeader::SortHeader(QWidget* parent) : QHeaderView(Qt::Horizontal, parent) {
    setSectionsClickable(true);
    setHighlightSections(false);
}

void SortHeader::initStyleOptionForIndex(QStyleOptionHeader* option, int logicalIndex) const {
    QHeaderView::initStyleOptionForIndex(option, logicalIndex);
    option->sortIndicator = QStyleOptionHeader::None;
}

void SortHeader::paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const {
    painter->save();  // the style leaves its clip behind
    QHeaderView::paintSection(painter, rect, logicalIndex);
    painter->restore();
    if (!isSortIndicatorShown() || sortIndicatorSection() != logicalIndex) return;
    const bool up = sortIndicatorOrder() == Qt::AscendingOrder;
    const qreal middle = rect.center().x() + 0.5, top = rect.top() + kMarkTop;
    const qreal tip = up ? top : top + kMarkHeight, base = up ? top + kMarkHeight : top;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(colorsOf(*this).muted, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawLine(QPointF(middle - kMarkWidth / 2, base), QPointF(middle, tip));
    painter->drawLine(QPointF(middle, tip), QPointF(middle + kMarkWidth / 2, base));
    painter->restore();
}

}  // namespace azr::widgets
