/// The headings of a table. The mark of the column that orders the rows stands above the heading, where it covers
/// nothing and takes no room. UI thread.
#pragma once

#include <QHeaderView>

namespace azr::widgets {

class SortHeader : public QHeaderView {
    Q_OBJECT
  public:
    explicit SortHeader(QWidget* parent = nullptr);

  protected:
    void initStyleOptionForIndex(QStyleOptionHeader* option, int logicalIndex) const override;
    void paintSection(QPainter* painter, const QRect& rect, int logicalIndex) const override;
};

}  // namespace azr::widgets
