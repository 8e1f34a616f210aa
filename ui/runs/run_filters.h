/// What of the workspace's runs is listed, in which order, and what they are grouped by. UI thread.
#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>

#include "core/session/history/run_query.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace azr::widgets {
class FilterBar;
}  // namespace azr::widgets

namespace azr::ui {

class RunFilters : public QWidget {
    Q_OBJECT
  public:
    explicit RunFilters(QWidget* parent = nullptr);

    /// Of a filter that is not understood yet the one before stays.
    [[nodiscard]] const session::RunQuery& query() const { return m_query; }
    [[nodiscard]] bool showsBin() const;
    /// The field that runs are grouped by; empty: none.
    [[nodiscard]] std::string groupField() const;
    /// Those in which the runs differ come first, then all others.
    void setGroupFields(const QStringList& differing);
    /// By a column: the next call of the same field turns the order around.
    void orderBy(const std::string& field);
    void focusSearch();

  Q_SIGNALS:
    void changed();  ///< the query, or which runs it is about
    void groupingChanged();

  private:
    void readQuery();

    widgets::FilterBar* m_bar;
    QLineEdit* m_filter;
    QComboBox* m_group;
    QLabel* m_problem;
    session::RunQuery m_query;
    std::optional<session::RunOrder> m_column;  ///< by a heading, in place of the choice
};

}  // namespace azr::ui
