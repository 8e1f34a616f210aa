/// A table whose selection goes to the clipboard as tab-separated text (Ctrl+C), with its headings on Ctrl+Shift+C.
/// Rows are selected whole. Shows a sentence while it is empty. UI thread.
#pragma once

#include <QTableView>

namespace azr::widgets {

class CopyableTable : public QTableView {
    Q_OBJECT
  public:
    explicit CopyableTable(QWidget* parent = nullptr);

    /// Selected rows in view order; cells by tab, rows by line feed; tabs and line feeds inside cells become spaces.
    [[nodiscard]] QString selectionAsText(bool withHeadings) const;
    void setEmptyText(const QString& text);
    /// Of a column that shows each of these texts whole.
    [[nodiscard]] int widthOf(const QStringList& texts) const;
    /// At least these widths, and at least what each heading needs.
    void setColumnWidths(const QList<int>& widths);

  Q_SIGNALS:
    void activatedRow(int row);  ///< Enter or double click

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    QString m_emptyText;
};

}  // namespace azr::widgets
