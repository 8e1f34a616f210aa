#include "ui/runs/sql_table_model.h"

#include <utility>
#include <variant>

#include "ui/labels.h"
#include "widgets/copyable_table.h"

namespace azr::ui {

namespace {

constexpr std::size_t kShownBytes = 200;
constexpr std::size_t kTipBytes = 4000;

bool isNumber(const store::SqlValue& value) {
    return std::holds_alternative<std::int64_t>(value) || std::holds_alternative<double>(value);
}

}  // namespace

void SqlTableModel::setAnswer(SqlAnswer answer) {
    beginResetModel();
    m_answer = std::move(answer);
    endResetModel();
}

int SqlTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_answer.rows.size());
}

int SqlTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_answer.columns.size());
}

QVariant SqlTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& value = m_answer.rows[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
    switch (role) {
        case Qt::DisplayRole:
            return std::holds_alternative<std::monostate>(value)
                       ? QStringLiteral("NULL")
                       : labels::text(store::textOf(value, kShownBytes)).simplified();
        case Qt::ToolTipRole: return labels::text(store::textOf(value, kTipBytes));
        case widgets::kCopyRole: return labels::text(store::textOf(value));
        case Qt::TextAlignmentRole: return int((isNumber(value) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
        default: return {};
    }
}

QVariant SqlTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (role != Qt::DisplayRole) return {};
    if (orientation == Qt::Vertical) return section + 1;
    return labels::text(m_answer.columns[static_cast<std::size_t>(section)]);
}

}  // namespace azr::ui
