/// The runs of the workspace, youngest first. UI thread.
#pragma once

#include <QAbstractTableModel>
#include <string>
#include <vector>

#include "core/session/forking/fork_change.h"
#include "core/store/rows.h"

namespace azr::ui {

class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Number, State, Preset, Steps, Seed, Started, Duration, Model, Message, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(const std::vector<store::RunRow>& runs);
    [[nodiscard]] const store::RunRow& run(int row) const { return m_runs[static_cast<std::size_t>(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    std::vector<store::RunRow> m_runs;
};

/// "Run 3": its name when it has one.
[[nodiscard]] QString runTitle(const store::RunRow& run);
/// "run 3, step 12"; empty for a run that is no fork.
[[nodiscard]] QString forkOrigin(const store::RunRow& run);
/// What was changed, in the user's language, of the text that a run's row has.
[[nodiscard]] QString forkChangeText(const session::ForkChange& change);
/// All that a run's row says of them, one behind the other.
[[nodiscard]] QString forkChangeText(const std::string& stored);

}  // namespace azr::ui
