/// All attempts at one task, in order. UI thread.
#pragma once

#include <QAbstractTableModel>
#include <vector>

#include "core/store/rows.h"

namespace azr::ui {

class AttemptTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Use, Verdict, Reward, Advantage, Tokens, Answer, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setAttempts(std::vector<store::AttemptRow> attempts);
    [[nodiscard]] const store::AttemptRow& attempt(int row) const { return m_attempts[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    std::vector<store::AttemptRow> m_attempts;
};

}  // namespace azr::ui
