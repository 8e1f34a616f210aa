/// Tasks of one run, filtered and ordered by the database. UI thread; pages are read on the background thread.
#pragma once

#include "ui/models/paged_table_model.h"

namespace azr::ui {

class Background;

class TaskTableModel : public PagedTableModel<store::TaskRow, store::TaskCursor> {
    Q_OBJECT
  public:
    enum Column { Number, Kind, Step, Verdict, SolveRate, Learnability, Reward, Status, Origin, Program, ColumnCount };

    explicit TaskTableModel(Background& background, QObject* parent = nullptr);

    void setFilter(const store::TaskFilter& filter);
    [[nodiscard]] const store::TaskFilter& filter() const { return m_filter; }

    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// By number, step, solve rate, learnability or reward; other columns leave the order as it is. With Shift held
    /// what was asked for before stays, and this orders what is equal in it.
    void sort(int column, Qt::SortOrder order) override;
    void sortBy(int column, Qt::SortOrder order, bool further);

  protected:
    void request(const std::optional<store::TaskCursor>& after, Reply reply) override;
    [[nodiscard]] std::int64_t keyOf(const store::TaskRow& row) const override { return row.id.value; }
    [[nodiscard]] store::TaskCursor cursorOf(const store::TaskRow& row) const override;
    [[nodiscard]] bool looksTheSame(const store::TaskRow& one, const store::TaskRow& other) const override;

  private:
    [[nodiscard]] QString heading(int section) const;
    [[nodiscard]] QString text(const store::TaskRow& row, int column) const;

    Background& m_background;
    store::TaskFilter m_filter;
    std::vector<store::TaskOrder> m_order = {{}};
};

}  // namespace azr::ui
