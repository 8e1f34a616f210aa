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
};

class DiffView : public QWidget {
    Q_OBJECT
  public:
    explicit DiffView(QWidget* parent = nullptr);

    void setSides(const QString& left, const QString& right);
    void setRows(const QList<DiffRow>& rows);
    /// Title of a last column with each row's note; without one there is no such column.
    void setNoteTitle(const QString& title);
    [[nodiscard]] int differences() const;

  private:
    void rebuild();

    QList<DiffRow> m_rows;
    QString m_left, m_right, m_noteTitle;
    QStandardItemModel* m_model;
    CopyableTable* m_table;
    QCheckBox* m_all;
    QLabel* m_summary;
};

}  // namespace azr::widgets
