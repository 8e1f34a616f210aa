/// The answer to a SELECT, as far as a table holds it. UI thread.
#pragma once

#include <QAbstractTableModel>
#include <QStringList>
#include <vector>

#include "core/store/asking/query.h"

namespace azr::ui {

/// What was read; made on a worker's thread.
struct SqlAnswer {
    static constexpr std::size_t kMostRows = 10'000;  ///< of a table
    std::vector<std::string> columns;
    std::vector<std::vector<store::SqlValue>> rows;
    bool more = false;  ///< there are rows beyond the bound
    double seconds = 0;
};

class SqlTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    using QAbstractTableModel::QAbstractTableModel;

    void setAnswer(SqlAnswer answer);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    SqlAnswer m_answer;
};

}  // namespace azr::ui
