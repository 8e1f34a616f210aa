/// A table whose selection goes to the clipboard as tab-separated text (Ctrl+C), with its headings on Ctrl+Shift+C.
/// Rows are selected whole. Shows a sentence while it is empty; columns may give way where it is narrow, and a person
/// chooses which are shown (the menu of the headings). UI thread.
#pragma once

#include <QHash>
#include <QSet>
#include <QTableView>

class QMenu;

namespace azr::widgets {

/// What of a cell is copied, where that is more than is shown: a whole text of which the cell has a part.
constexpr int kCopyRole = Qt::UserRole + 41;

class CopyableTable : public QTableView {
    Q_OBJECT
  public:
    explicit CopyableTable(QWidget* parent = nullptr);

    /// Selected rows in view order; cells by tab, rows by line feed. A cell with tabs, line feeds or quotes is quoted,
    /// as spreadsheets read and write them.
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
    /// The column that the rows are sorted by stays.
    void keepLastColumn(int width, const QList<int>& givingWay);
    /// A person's choice: which columns are shown, and all of them again. The first one always is.
    [[nodiscard]] QMenu* columnMenu(QWidget* parent);
    void chooseColumn(int column, bool shown);
    /// Hidden unless a person chooses it.
    void leaveOut(int column);
    /// Widths and chosen columns, to be kept from one day to the next; what does not fit the table is passed over.
    [[nodiscard]] QByteArray columnState() const;
    void restoreColumnState(const QByteArray& state);

  Q_SIGNALS:
    void activatedRow(int row);  ///< Enter or double click

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void giveWay();
    [[nodiscard]] QString heading(int column) const;
    [[nodiscard]] bool sortsBy(int column) const;

    QString m_emptyText;
    QSet<int> m_leftOut;  // by a person, or until a person chooses them
    int m_lastWidth = 0;
    QList<int> m_givingWay;
    QHash<int, int> m_gaveWay;  // hidden column -> its width
};

}  // namespace azr::widgets
