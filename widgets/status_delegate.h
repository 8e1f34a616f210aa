/// Paints a status as a small badge: a shape, a word and a tint. The model gives the tone under kToneRole. UI thread.
#pragma once

#include <QStyledItemDelegate>

#include "widgets/colors.h"

namespace azr::widgets {

constexpr int kToneRole = Qt::UserRole + 40;  ///< int(Tone)

class StatusDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Of a column in which each of the words can be read.
    [[nodiscard]] static int columnWidth(const QFontMetrics& metrics, const QStringList& words);
};

/// The tone's shape (disc, ring, tick, triangle, cross) in `rect`.
void paintShape(QPainter& painter, const QRectF& rect, Tone tone, const QColor& color);

}  // namespace azr::widgets
