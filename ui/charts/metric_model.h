/// The metrics of a run as rows to choose from: name, definition, formula, unit; each may be ticked. Values; the words
/// come from telemetry::metricTable(). UI thread.
#pragma once

#include <QAbstractTableModel>
#include <QSet>
#include <QStringList>

namespace azr::ui {

class MetricModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    enum Column { Name, Definition, Formula, Unit, ColumnCount };

    explicit MetricModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}
    void setMetrics(const QStringList& names);
    /// In the order in which they were ticked.
    void setChosen(const QStringList& names);
    [[nodiscard]] const QStringList& chosen() const { return m_chosen; }
    [[nodiscard]] QString name(int row) const { return m_names.at(row); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

    /// Of one metric, for people; empty for an unknown name.
    [[nodiscard]] static QString definition(const QString& metric);
    [[nodiscard]] static QString formula(const QString& metric);
    [[nodiscard]] static QString unit(const QString& metric);

  Q_SIGNALS:
    void chosenChanged();

  private:
    QStringList m_names, m_chosen;
};

}  // namespace azr::ui
