/// The numbers of a chart as a table, for reading without a mouse: a row for each x, for each curve what was measured,
/// the average and the 95% interval where there are. UI thread.
#pragma once

#include <QAbstractTableModel>
#include <QDialog>
#include <QList>
#include <QStringList>

#include "widgets/charts/chart_curve.h"

namespace azr::widgets {

class ChartView;

/// A copy of what the chart showed when it was made; the newest row is the first.
class ChartValuesModel : public QAbstractTableModel {
    Q_OBJECT
  public:
    explicit ChartValuesModel(const ChartView& chart, const QString& xName, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] double x(int row) const { return m_xs.at(row); }

  private:
    enum class What { Measured, Smoothed, Interval };
    struct Column {
        qsizetype curve = 0;
        What what = What::Measured;
    };
    [[nodiscard]] QString text(int row, const Column& column) const;

    QString m_xName, m_unit;
    QStringList m_names;
    QList<CurveValues> m_values;
    QList<Column> m_columns;
    QList<double> m_xs;
};

class ChartValuesDialog : public QDialog {
    Q_OBJECT
  public:
    ChartValuesDialog(const ChartView& chart, const QString& title, const QString& xName, QWidget* parent = nullptr);

  Q_SIGNALS:
    void pointChosen(double x);  ///< Enter or a double click on a row
};

}  // namespace azr::widgets
