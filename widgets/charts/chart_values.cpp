#include "widgets/charts/chart_values.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/charts/chart_view.h"
#include "widgets/charts/decimate.h"
#include "widgets/copyable_table.h"

namespace azr::widgets {

namespace {

QString number(double value) {
    return QLocale().toString(value, 'g', 6);
}

}  // namespace

ChartValuesModel::ChartValuesModel(const ChartView& chart, const QString& xName, QObject* parent)
    : QAbstractTableModel(parent), m_xName(xName), m_unit(chart.unit()) {
    for (const QString& name : chart.curves()) {
        if (!chart.isCurveVisible(name) || chart.values(name).raw.isEmpty()) continue;
        const CurveValues& values = chart.values(name);
        const qsizetype curve = m_values.size();
        m_names.append(name);
        m_values.append(values);
        m_columns.append({curve, What::Measured});
        if (values.shown != values.raw) m_columns.append({curve, What::Smoothed});
        if (!values.intervals.isEmpty()) m_columns.append({curve, What::Interval});
        for (const QPointF& point : values.raw) m_xs.append(point.x());
    }
    std::sort(m_xs.begin(), m_xs.end(), std::greater<>());
    m_xs.erase(std::unique(m_xs.begin(), m_xs.end()), m_xs.end());
}

int ChartValuesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_xs.size());
}

int ChartValuesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size()) + 1;
}

QString ChartValuesModel::text(int row, const Column& column) const {
    const CurveValues& values = m_values.at(column.curve);
    const qsizetype at = nearestPoint(values.raw, m_xs.at(row));
    if (at < 0 || values.raw.at(at).x() != m_xs.at(row)) return {};
    const CurveReading reading = values.at(at);
    switch (column.what) {
        case What::Measured: return number(reading.raw) + m_unit;
        case What::Smoothed: return number(reading.shown) + m_unit;
        case What::Interval: break;
    }
    if (!reading.interval) return {};
    return QStringLiteral("%1 – %2").arg(number(reading.interval->low), number(reading.interval->high));
}

QVariant ChartValuesModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (index.column() == 0) return number(m_xs.at(index.row()));
    return text(index.row(), m_columns.at(index.column() - 1));
}

QVariant ChartValuesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    if (section == 0) return m_xName;
    const Column& column = m_columns.at(section - 1);
    const QString& name = m_names.at(column.curve);
    switch (column.what) {
        case What::Measured: return name;
        case What::Smoothed: return tr("%1, smoothed").arg(name);
        case What::Interval: return tr("%1, 95%").arg(name);
    }
    return {};
}

ChartValuesDialog::ChartValuesDialog(const ChartView& chart, const QString& title, const QString& xName,
                                     QWidget* parent)
    : QDialog(parent) {
    setWindowTitle(tr("Values: %1").arg(title));
    auto* model = new ChartValuesModel(chart, xName, this);
    auto* table = new CopyableTable(this);
    table->setModel(model);
    table->setAccessibleName(tr("Values of %1").arg(title));
    table->setEmptyText(tr("No values yet"));
    QList<int> widths;
    for (int column = 0; column < model->columnCount(); ++column) widths.append(table->sizeHintOfColumn(column) + 8);
    table->setColumnWidths(widths);
    auto* hint = new QLabel(tr("Ctrl+C copies the chosen rows, Ctrl+Shift+C with headings; Enter shows the tasks of "
                               "the step."),
                            this);
    hint->setObjectName(QStringLiteral("muted"));
    hint->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(table, &CopyableTable::activatedRow, this, [this, model](int row) { Q_EMIT pointChosen(model->x(row)); });
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(table, 1);
    layout->addWidget(hint);
    layout->addWidget(buttons);
    resize(720, 480);
    if (model->rowCount() > 0) table->selectRow(0);
}

}  // namespace azr::widgets
