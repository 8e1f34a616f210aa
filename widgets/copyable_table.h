/// A table whose selection goes to the clipboard as tab-separated text (Ctrl+C), with its headings on Ctrl+Shift+C.
/// Rows are selected whole. Shows a sentence while it is empty; columns may give way where it is narrow. UI thread.
#pragma once

#include <QHash>
#include <QTableView>

namespace azr::widgets {

class CopyableTable : public QTableView {
    Q_OBJECT
  public:
    explicit CopyableTable(QWidget* parent = nullptr);

    /// Selected rows in view order; cells by tab, rows by line feed; tabs and line feeds inside cells become spaces.
    [[nodiscard]] QString selectionAsText(bool withHeadings) const;
    void setEmptyText(const QString& text);
    [[nodiscard]] const QString& emptyText() const { return m_emptyText; }
    /// Of a column that shows each of these texts whole.
    [[nodiscard]] int widthOf(const QStringList& texts) const;
    /// What the column's heading and its widest cell need.
    [[nodiscard]] int sizeHintOfColumn(int column) const;
    /// At least these widths, and at least what each heading needs.
    void setColumnWidths(const QList<int>& widths);
    /// Where a new size would leave the last column less than this, these are hidden, the first ones first. They are
    /// copied all the same.
    void keepLastColumn(int width, const QList<int>& givingWay);

  Q_SIGNALS:
    void activatedRow(int row);  ///< Enter or double click

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void giveWay();

    QString m_emptyText;
    int m_lastWidth = 0;
    QList<int> m_givingWay;
    QHash<int, int> m_gaveWay;  // hidden column -> its width
};

}  // namespace azr::widgets
