#include "ui/charts/metric_model.h"

#include "core/telemetry/metric_table.h"
#include "ui/labels.h"

namespace azr::ui {

namespace {

QString unitText(telemetry::Unit unit) {
    switch (unit) {
        case telemetry::Unit::None: return QStringLiteral("–");
        case telemetry::Unit::Share: return MetricModel::tr("share");
        case telemetry::Unit::Count: return MetricModel::tr("count");
        case telemetry::Unit::Tokens: return MetricModel::tr("tokens");
        case telemetry::Unit::Nats: return MetricModel::tr("nats");
        case telemetry::Unit::Seconds: return MetricModel::tr("seconds");
        case telemetry::Unit::PerSecond: return MetricModel::tr("per second");
        case telemetry::Unit::Megabytes: return MetricModel::tr("MiB");
    }
    return {};
}

const telemetry::MetricDescription* described(const QString& metric) {
    return telemetry::describeMetric(metric.toStdString());
}

}  // namespace

QString MetricModel::definition(const QString& metric) {
    const auto* row = described(metric);
    return row ? labels::said(std::string(row->text)) : QString();
}

QString MetricModel::formula(const QString& metric) {
    const auto* row = described(metric);
    return row ? QString::fromUtf8(row->formula.data(), qsizetype(row->formula.size())) : QString();
}

QString MetricModel::unit(const QString& metric) {
    const auto* row = described(metric);
    return row ? unitText(row->unit) : QString();
}

void MetricModel::setMetrics(const QStringList& names) {
    beginResetModel();
    m_names = names;
    endResetModel();
}

void MetricModel::setChosen(const QStringList& names) {
    beginResetModel();
    m_chosen = names;
    endResetModel();
    Q_EMIT chosenChanged();
}

int MetricModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_names.size());
}

int MetricModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant MetricModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const QString& metric = m_names.at(index.row());
    if (role == Qt::CheckStateRole && index.column() == Name)
        return int(m_chosen.contains(metric) ? Qt::Checked : Qt::Unchecked);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
        case Name: return metric;
        case Definition: return definition(metric);
        case Formula: return formula(metric);
        case Unit: return unit(metric);
        default: return {};
    }
}

QVariant MetricModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (section) {
        case Name: return tr("Metric");
        case Definition: return tr("What it is");
        case Formula: return tr("Formula");
        case Unit: return tr("Unit");
        default: return {};
    }
}

Qt::ItemFlags MetricModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.column() == Name) flags |= Qt::ItemIsUserCheckable;
    return flags;
}

bool MetricModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || index.column() != Name) return false;
    const QString& metric = m_names.at(index.row());
    m_chosen.removeAll(metric);
    if (value.toInt() == Qt::Checked) m_chosen.append(metric);
    Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
    Q_EMIT chosenChanged();
    return true;
}

}  // namespace azr::ui
