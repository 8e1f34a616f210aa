/// The runs of the workspace: those that a query means, in its order. Rows are known before what is summed up of them.
/// UI thread.
#pragma once

#include <QAbstractTableModel>
#include <string>
#include <vector>

#include "core/session/forking/fork_change.h"
#include "core/session/history/run_query.h"
#include "core/store/rows.h"

namespace azr::ui {

class RunTableModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column {
        Number,
        State,
        Preset,
        Steps,
        Best,
        Last,
        Seed,
        Started,
        Duration,
        Size,
        Model,
        Tags,
        Message,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(const std::vector<store::RunRow>& runs);  ///< what was summed up of them stays
    void setSummaries(std::vector<session::RunSummary> runs);
    void setQuery(session::RunQuery query);
    [[nodiscard]] const session::RunSummary& summary(int row) const {
        return m_all[m_shown[static_cast<std::size_t>(row)]];
    }
    [[nodiscard]] const store::RunRow& run(int row) const { return summary(row).run; }
    [[nodiscard]] int rowOf(RunId run) const;  ///< -1: it is not shown
    [[nodiscard]] const std::vector<session::RunSummary>& all() const { return m_all; }
    [[nodiscard]] const std::vector<std::size_t>& shown() const { return m_shown; }
    /// The field of a query that orders by a column.
    [[nodiscard]] static std::string fieldOf(int column);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

  private:
    void arrange(std::vector<session::RunSummary> runs);

    std::vector<session::RunSummary> m_all;
    std::vector<std::size_t> m_shown;  ///< places in m_all
    session::RunQuery m_query{{}, {}, {}, true};
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
