/// Two sides of named values, differing ones first and marked; a switch shows the equal ones too. UI thread.
#pragma once

#include <QList>
#include <QWidget>

class QCheckBox;
class QLabel;
class QStandardItemModel;

namespace azr::widgets {

class CopyableTable;

struct DiffRow {
    QString name, left, right;
    QString note = {};
    QString reason = {};       ///< why it differs
    QString explanation = {};  ///< of the value, shown with the row
};

class DiffView : public QWidget {
    Q_OBJECT
  public:
    explicit DiffView(QWidget* parent = nullptr);

    void setSides(const QString& left, const QString& right);
    void setRows(const QList<DiffRow>& rows);
    /// Title of a last column with each row's note; without one there is no such column.
    void setNoteTitle(const QString& title);
    /// Title of a column with each differing row's reason, which is there where one has any. The reason of the row that
    /// the keyboard is at stands below the table, whole.
    void setReasonTitle(const QString& title);
    [[nodiscard]] int differences() const;

  private:
    void rebuild();
    void fill(const QStringList& titles);
    void showDetail();

    QList<DiffRow> m_rows;
    QString m_left, m_right, m_noteTitle, m_reasonTitle;
    QStandardItemModel* m_model;
    CopyableTable* m_table;
    QCheckBox* m_all;
    QLabel* m_summary;
    QLabel* m_detail;
};

}  // namespace azr::widgets
