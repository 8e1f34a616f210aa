#include "ui/models/run_table_model.h"

#include <QFileInfo>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <utility>

#include "core/base/size_text.h"
#include "core/session/forking/fork_change.h"
#include "ui/labels.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

bool isNumericRunColumn(int column) {
    return column == RunTableModel::Steps || column == RunTableModel::Seed || column == RunTableModel::Best ||
           column == RunTableModel::Last || column == RunTableModel::Size;
}

QString percent(double share) {
    return QLocale().toString(100 * share, 'f', 1);
}

/// "52.1 %", with its interval, step and suite where there is room.
QString accuracyText(const std::optional<session::Accuracy>& accuracy, bool whole) {
    if (!accuracy) return whole ? RunTableModel::tr("not measured") : QStringLiteral("–");
    const auto interval = accuracy->interval();
    const QString shown =
        RunTableModel::tr("%1 (%2–%3)").arg(percent(accuracy->share()), percent(interval.low), percent(interval.high));
    if (!whole) return shown;
    return RunTableModel::tr("%1 of %2 items of %3 after step %4: %5 percent, with the 95% interval")
        .arg(accuracy->solved)
        .arg(accuracy->total)
        .arg(labels::text(accuracy->suite))
        .arg(accuracy->step)
        .arg(shown);
}

QString sizeTip(const session::RunSummary& one) {
    return RunTableModel::tr("about %1 of the database, %2 of checkpoints")
        .arg(labels::text(sizeText(one.databaseBytes)), labels::text(sizeText(one.size.checkpointBytes)));
}

QString tagsOf(const store::RunRow& run) {
    QStringList tags;
    for (const std::string& tag : run.tags) tags.append(labels::text(tag));
    return tags.join(QStringLiteral(", "));
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
    std::vector<session::RunSummary> summaries;
    for (const store::RunRow& run : runs) {
        const auto known =
            std::find_if(m_all.begin(), m_all.end(), [&](const auto& one) { return one.run.id == run.id; });
        summaries.push_back(known == m_all.end() ? session::RunSummary() : *known);
        summaries.back().run = run;
    }
    arrange(std::move(summaries));
}

void RunTableModel::setSummaries(std::vector<session::RunSummary> runs) {
    arrange(std::move(runs));
}

void RunTableModel::setQuery(session::RunQuery query) {
    m_query = std::move(query);
    arrange(m_all);  // who is told of the change still asks for the old rows
}

/// Rows that stay where they are keep their selection.
void RunTableModel::arrange(std::vector<session::RunSummary> runs) {
    std::vector<RunId> before, after;
    for (const std::size_t place : m_shown) before.push_back(m_all[place].run.id);
    std::vector<std::size_t> shown = session::select(runs, m_query);
    for (const std::size_t place : shown) after.push_back(runs[place].run.id);
    const bool sameRows = before == after;
    if (!sameRows) beginResetModel();
    m_all = std::move(runs);
    m_shown = std::move(shown);
    if (!sameRows)
        endResetModel();
    else if (!m_shown.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int RunTableModel::rowOf(RunId run) const {
    for (std::size_t row = 0; row < m_shown.size(); ++row)
        if (m_all[m_shown[row]].run.id == run) return static_cast<int>(row);
    return -1;
}

std::string RunTableModel::fieldOf(int column) {
    switch (column) {
        case Number: return "run";
        case State: return "state";
        case Preset: return "preset";
        case Steps: return "steps";
        case Best: return "best";
        case Last: return "last";
        case Seed: return "seed";
        case Started: return "started";
        case Duration: return "seconds";
        case Size: return "size";
        case Model: return "model";
        case Tags: return "tags";
        default: return "message";
    }
}

int RunTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
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
        case Best: return accuracyText(summary(index.row()).best, role == Qt::ToolTipRole);
        case Last: return accuracyText(summary(index.row()).last, role == Qt::ToolTipRole);
        case Seed: return QString::number(one.seed);
        case Size:
            return role == Qt::ToolTipRole ? sizeTip(summary(index.row()))
                                           : labels::text(sizeText(summary(index.row()).bytes()));
        case Tags: return tagsOf(one);
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
        case Best: return tr("Best");
        case Last: return tr("Last");
        case Seed: return tr("Seed");
        case Started: return tr("Started");
        case Duration: return tr("Duration");
        case Size: return tr("Size");
        case Model: return tr("Model");
        case Tags: return tr("Tags");
        case Message: return tr("Note");
        default: return {};
    }
}

}  // namespace azr::ui
