#include "ui/models/run_table_model.h"

#include <QFileInfo>
#include <QStringList>

#include "ui/labels.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

bool isNumericRunColumn(int column) {
    return column == RunTableModel::Steps || column == RunTableModel::Seed;
}

}  // namespace

QString runTitle(const store::RunRow& run) {
    if (!run.name.empty()) return labels::text(run.name);
    return RunTableModel::tr("Run %1").arg(run.id.value);
}

QString forkOrigin(const store::RunRow& run) {
    if (!run.forkedFrom.valid()) return {};
    return RunTableModel::tr("run %1, step %2").arg(run.forkedFrom.value).arg(run.forkedAt);
}

QString forkChangeText(const session::ForkChange& change) {
    if (const auto* const set = std::get_if<session::ChangeSetting>(&change)) {
        const QString text = QStringLiteral("%1 = %2").arg(labels::text(set->path), labels::text(set->value));
        return set->before.empty() ? text : RunTableModel::tr("%1 (before: %2)").arg(text, labels::text(set->before));
    }
    if (const auto* const undo = std::get_if<session::UndoVeto>(&change))
        return RunTableModel::tr("veto of %1 undone").arg(labels::taskNumber(undo->task));
    if (const auto* const veto = std::get_if<session::MakeVeto>(&change))
        return RunTableModel::tr("veto of %1").arg(labels::taskNumber(veto->task));
    if (const auto* const rule = std::get_if<session::ChangeRule>(&change)) {
        const QString condition = labels::text(rule->rule.condition);
        return rule->rule.id == 0 ? RunTableModel::tr("new rule: %1").arg(condition)
                                  : RunTableModel::tr("rule %1: %2").arg(rule->rule.id).arg(condition);
    }
    return RunTableModel::tr("rule %1 switched off").arg(std::get<session::SwitchRuleOff>(change).rule);
}

QString forkChangeText(const std::string& stored) {
    const auto changes = session::forkChangesFrom(stored);
    if (!changes) return labels::text(stored);
    QStringList texts;
    for (const session::ForkChange& change : *changes) texts.append(forkChangeText(change));
    return texts.isEmpty() ? RunTableModel::tr("nothing changed") : texts.join(QStringLiteral("; "));
}

void RunTableModel::setRuns(const std::vector<store::RunRow>& runs) {
    const bool sameRows =
        runs.size() == m_runs.size() &&
        std::equal(runs.begin(), runs.end(), m_runs.begin(), [](const auto& a, const auto& b) { return a.id == b.id; });
    if (sameRows) {
        m_runs = runs;
        if (!runs.empty()) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_runs = runs;
    endResetModel();
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int RunTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RunTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const store::RunRow& one = run(index.row());
    if (role == widgets::kToneRole) return int(labels::runStateTone(labels::text(one.state)));
    if (role == Qt::TextAlignmentRole)
        return int((isNumericRunColumn(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
        case Number:
            return role == Qt::ToolTipRole && !one.note.empty()
                       ? runTitle(one) + QLatin1Char('\n') + labels::text(one.note)
                       : runTitle(one) + labels::marks(one.pinned, !one.tags.empty(), !one.note.empty());
        case State: return labels::runState(labels::text(one.state));
        case Preset: return labels::text(one.preset);
        case Steps: return QString::number(one.lastStep);
        case Seed: return QString::number(one.seed);
        case Started: return labels::time(one.created);
        case Duration:
            if (one.ended <= 0) return QStringLiteral("–");
            return role == Qt::ToolTipRole
                       ? tr("%1 by the clock, from start to end with its pauses").arg(labels::duration(one.took()))
                       : labels::duration(one.took());
        case Model:
            return one.modelFolder.empty() ? tr("built-in nano") : QFileInfo(labels::text(one.modelFolder)).fileName();
        case Message:
            return one.message.empty() && one.forkedFrom.valid()
                       ? tr("Fork of %1: %2").arg(forkOrigin(one), forkChangeText(one.forkedChange))
                       : labels::said(one.message);
        default: return {};
    }
}

QVariant RunTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole && isNumericRunColumn(section)) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (section) {
        case Number: return tr("Run");
        case State: return tr("State");
        case Preset: return tr("Preset");
        case Steps: return tr("Steps");
        case Seed: return tr("Seed");
        case Started: return tr("Started");
        case Duration: return tr("Duration");
        case Model: return tr("Model");
        case Message: return tr("Note");
        default: return {};
    }
}

}  // namespace azr::ui
