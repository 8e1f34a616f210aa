/// What all tables over the database have in common, and where they stand while rows come and go. UI thread.
#pragma once

#include <QAbstractTableModel>

#include "core/base/error.h"

class QTableView;

namespace azr::ui {

/// What needs meta-object code; the rest is PagedTableModel.
class PagedTable : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;
    virtual void refresh() = 0;
    /// Rows in sight; the view's page tells them on scrolling.
    void setVisibleRows(int first, int last) {
        m_firstVisible = first;
        m_lastVisible = last;
    }

  Q_SIGNALS:
    void loaded();  ///< an answer was applied
    void failed(const QString& text);

  protected:
    void tell(const Error& error);  ///< in the user's language

    int m_firstVisible = 0;
    int m_lastVisible = 0;
};

/// Keeps the model's visible range true to the view's scrolling.
void followScrolling(QTableView& view, PagedTable& model);

/// Rows that come and go do not move what is looked at: the current row where it is selected and in sight, or else the
/// uppermost row in sight. At the very top with nothing selected the youngest rows are shown as they come.
void keepInPlace(QTableView& view, PagedTable& model);

}  // namespace azr::ui
