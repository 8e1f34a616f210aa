#include "ui/models/task_table_model.h"

#include <QGuiApplication>
#include <algorithm>

#include "ui/bridge/background.h"
#include "ui/labels.h"
#include "widgets/copyable_table.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

/// The program on one line: what tells tasks apart at a glance is its body.
QString preview(const std::string& program) {
    const QString text = QString::fromStdString(program);
    const bool bodyFollows = text.startsWith(QLatin1String("def f("));
    return text.mid(bodyFollows ? text.indexOf(QLatin1Char('\n')) + 1 : 0).simplified().left(160);
}

/// The marks in words, behind the number.
QString marksTip(const store::TaskRow& task) {
    QStringList lines{labels::taskNumber(task.id)};
    if (task.pinned) lines.append(TaskTableModel::tr("Pinned"));
    QStringList tags;
    for (const std::string& tag : task.tags) tags.append(labels::text(tag));
    if (!tags.isEmpty()) lines.append(TaskTableModel::tr("Tags: %1").arg(tags.join(QStringLiteral(", "))));
    if (!task.note.empty()) lines.append(labels::text(task.note));
    return lines.join(QLatin1Char('\n'));
}

/// Looked up once: a font made from its name costs a search at every cell.
const QFont& programFont() {
    static const QFont font(QStringLiteral("DejaVu Sans Mono"), 8);
    return font;
}

/// What a column can be sorted by.
std::optional<store::TaskSort> sortOf(int column) {
    switch (column) {
        case TaskTableModel::Number: return store::TaskSort::Id;
        case TaskTableModel::Step: return store::TaskSort::Step;
        case TaskTableModel::SolveRate: return store::TaskSort::SolveRate;
        case TaskTableModel::Learnability: return store::TaskSort::Learnability;
        case TaskTableModel::Reward: return store::TaskSort::Reward;
        default: return std::nullopt;
    }
}

bool isNumber(int column) {
    return column == TaskTableModel::Step || (column >= TaskTableModel::SolveRate && column <= TaskTableModel::Reward);
}

}  // namespace

TaskTableModel::TaskTableModel(Background& background, QObject* parent)
    : PagedTableModel(parent), m_background(background) {}

void TaskTableModel::setFilter(const store::TaskFilter& filter) {
    m_filter = filter;
    reload();
}

int TaskTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString TaskTableModel::text(const store::TaskRow& row, int column) const {
    switch (column) {
        case Number:
            return labels::taskNumber(row.id) + labels::marks(row.pinned, !row.tags.empty(), !row.note.empty());
        case Kind: return labels::kind(labels::text(row.kind));
        case Step: return row.step > 0 ? QString::number(row.step) : tr("seed");
        case Verdict: return labels::taskVerdict(labels::text(row.verdict));
        case SolveRate: return labels::percent(row.learnability);
        case Learnability: return row.learnability < 0 ? QStringLiteral("–") : labels::number(row.learnReward, 2);
        case Reward:
            return row.learnability < 0 && row.reward == 0 ? QStringLiteral("–") : labels::number(row.reward, 2);
        case Status:
            return row.pending.empty() ? labels::taskStatus(labels::text(row.status))
                                       : labels::pending(labels::text(row.pending));
        case Origin: return labels::origin(labels::text(row.origin));
        case Program: return preview(row.program);
        default: return {};
    }
}

QVariant TaskTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const store::TaskRow& task = row(index.row());
    switch (role) {
        case Qt::DisplayRole: return text(task, index.column());
        case Qt::ToolTipRole:
            if (index.column() == Verdict && !task.reason.empty())
                return QStringLiteral("%1\n%2").arg(labels::text(task.reason), labels::text(task.detail));
            if (index.column() == Number) return marksTip(task);
            if (index.column() == Program) return labels::text(task.program);
            return text(task, index.column());
        case Qt::TextAlignmentRole:
            if (isNumber(index.column())) return int(Qt::AlignRight | Qt::AlignVCenter);
            return int(Qt::AlignLeft | Qt::AlignVCenter);
        case Qt::FontRole:
            if (index.column() == Program) return programFont();
            return {};
        case widgets::kCopyRole:
            if (index.column() == Program) return labels::text(task.program);
            return {};
        case widgets::kToneRole:
            return int(index.column() == Verdict ? labels::verdictTone(labels::text(task.verdict))
                                                 : labels::taskStatusTone(labels::text(task.status)));
        default: return {};
    }
}

QVariant TaskTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole && isNumber(section)) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == SolveRate) return tr("Share of the solver's attempts that were correct");
    if (role == Qt::ToolTipRole && section == Learnability)
        return tr("What the proposer earns for the solve rate: nothing where all or none succeed (equation 4)");
    if (role == Qt::ToolTipRole && sortOf(section)) return tr("Click to sort; with Shift, sort what is equal so far");
    if (role != Qt::DisplayRole) return {};
    // Where several orders follow each other, each says its place.
    const auto by = sortOf(section);
    const auto place = by ? std::ranges::find(m_order, *by, &store::TaskOrder::by) : m_order.end();
    if (m_order.size() < 2 || place == m_order.end()) return heading(section);
    return QStringLiteral("%1 %2%3")
        .arg(heading(section))
        .arg(place - m_order.begin() + 1)
        .arg(place->descending ? QStringLiteral("▾") : QStringLiteral("▴"));
}

QString TaskTableModel::heading(int section) const {
    switch (section) {
        case Number: return tr("Task");
        case Kind: return tr("Kind");
        case Step: return tr("Step");
        case Verdict: return tr("Verdict");
        case SolveRate: return tr("Solved");
        case Learnability: return tr("Learnability");
        case Reward: return tr("Reward");
        case Status: return tr("Status");
        case Origin: return tr("From");
        case Program: return tr("Program");
        default: return {};
    }
}

void TaskTableModel::sort(int column, Qt::SortOrder order) {
    sortBy(column, order, QGuiApplication::keyboardModifiers().testFlag(Qt::ShiftModifier));
}

void TaskTableModel::sortBy(int column, Qt::SortOrder order, bool further) {
    const auto by = sortOf(column);
    if (!by) return;
    const store::TaskOrder chosen{*by, order == Qt::DescendingOrder};
    const auto same = std::ranges::find(m_order, chosen.by, &store::TaskOrder::by);
    if (!further)
        m_order = {chosen};
    else if (same != m_order.end())
        *same = chosen;
    else
        m_order.push_back(chosen);
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    reload();
}

store::TaskCursor TaskTableModel::cursorOf(const store::TaskRow& row) const {
    return store::cursorOf(row, m_order);
}

bool TaskTableModel::looksTheSame(const store::TaskRow& one, const store::TaskRow& other) const {
    // The rest of a task never changes after its first commit, and its scores.
    return one.pinned == other.pinned && one.tags == other.tags && one.note == other.note &&
           one.pending == other.pending && one.status == other.status && one.verdict == other.verdict &&
           one.learnability == other.learnability && one.learnReward == other.learnReward && one.reward == other.reward;
}

void TaskTableModel::request(const std::optional<store::TaskCursor>& after, Reply reply) {
    if (!m_filter.run.valid()) {
        reply(Page{});
        return;
    }
    store::TaskQuery query;
    query.filter = m_filter;
    query.order = m_order;
    query.after = after;
    m_background.read(
        this, [query](store::Reader& reader) { return reader.tasks(query); },
        [reply](Result<store::TaskPage> page) {
            if (page)
                reply(Page{std::move(page->rows), page->next});
            else
                reply(tl::make_unexpected(page.error()));
        });
}

}  // namespace azr::ui
