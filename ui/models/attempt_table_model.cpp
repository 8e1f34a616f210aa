#include "ui/models/attempt_table_model.h"

#include <QFont>

#include "ui/labels.h"
#include "widgets/copyable_table.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

bool isNumericAttemptColumn(int column) {
    return column == AttemptTableModel::Reward || column == AttemptTableModel::Advantage ||
           column == AttemptTableModel::Tokens;
}

}  // namespace

void AttemptTableModel::setAttempts(std::vector<store::AttemptRow> attempts) {
    beginResetModel();
    m_attempts = std::move(attempts);
    endResetModel();
}

int AttemptTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_attempts.size());
}

int AttemptTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant AttemptTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const store::AttemptRow& one = attempt(index.row());
    if (role == widgets::kToneRole) return int(labels::verdictTone(labels::text(one.verdict)));
    if (role == Qt::TextAlignmentRole)
        return int((isNumericAttemptColumn(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::FontRole && index.column() == Answer) return QFont(QStringLiteral("DejaVu Sans Mono"), 8);
    if (role == Qt::ToolTipRole && index.column() == Verdict && !one.reason.empty())
        return QStringLiteral("%1\n%2").arg(labels::text(one.reason), labels::text(one.detail));
    if (role == widgets::kCopyRole && index.column() == Answer) return labels::text(one.answer);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
        case Use: return labels::use(labels::text(one.use));
        case Verdict: return labels::verdict(labels::text(one.verdict));
        case Reward: return labels::number(one.reward, 2);
        case Advantage: return labels::number(one.advantage, 2);
        case Answer: return labels::text(one.answer).simplified();
        case Tokens: return one.clipped ? tr("%1, cut off").arg(one.tokens) : QString::number(one.tokens);
        default: return {};
    }
}

QVariant AttemptTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole && isNumericAttemptColumn(section)) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Use: return tr("Use");
        case Verdict: return tr("Verdict");
        case Reward: return tr("Reward");
        case Advantage: return tr("Advantage");
        case Answer: return tr("Answer");
        case Tokens: return tr("Tokens");
        default: return {};
    }
}

}  // namespace azr::ui
