#include "ui/finding/command_palette.h"

#include <QAccessible>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <tuple>

#include "ui/finding/fuzzy.h"
#include "widgets/colors.h"

namespace azr::ui {

namespace {

constexpr char kUsedKey[] = "palette/recent";
constexpr int kUsed = 30;
constexpr int kMostOffered = 200;
constexpr QSize kPaletteSize(660, 420);
constexpr int kFromTop = 60;

enum PaletteColumn { NameColumn, WhereColumn, HintColumn };

void rememberUsed(const QString& id) {
    QStringList ids = recentlyUsed();
    ids.removeAll(id);
    ids.prepend(id);
    while (ids.size() > kUsed) ids.removeLast();
    QSettings().setValue(QLatin1String(kUsedKey), ids);
}

}  // namespace

QStringList recentlyUsed() {
    return QSettings().value(QLatin1String(kUsedKey)).toStringList();
}

CommandPalette::CommandPalette(QList<PaletteEntry> entries, QWidget* window)
    : QDialog(window),
      m_entries(std::move(entries)),
      m_before(window->focusWidget()),
      m_typed(new QLineEdit(this)),
      m_list(new QTableView(this)),
      m_rows(new QStandardItemModel(0, 3, this)),
      m_note(new QLabel(this)) {
    setWindowTitle(tr("Command palette"));
    m_typed->setPlaceholderText(tr("Type some letters of a command, page, run, setting or workspace"));
    m_typed->setAccessibleName(tr("What to do"));
    m_typed->setToolTip(tr("Up and down choose, Enter does it, Escape closes"));
    m_typed->setClearButtonEnabled(true);
    m_typed->installEventFilter(this);
    m_list->setModel(m_rows);
    m_list->setAccessibleName(tr("What fits"));
    m_list->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setShowGrid(false);
    m_list->setTabKeyNavigation(false);
    m_list->setWordWrap(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->verticalHeader()->hide();
    m_list->horizontalHeader()->hide();
    m_list->horizontalHeader()->setSectionResizeMode(NameColumn, QHeaderView::Stretch);
    for (const int column : {int(WhereColumn), int(HintColumn)})
        m_list->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    m_list->horizontalHeader()->setMaximumSectionSize(kPaletteSize.width() / 2);
    m_note->setObjectName(QStringLiteral("muted"));
    m_note->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_typed);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    resize(kPaletteSize.boundedTo(window->size()));
    const QPoint middle = window->mapToGlobal(QPoint((window->width() - width()) / 2, 0));
    move(middle + QPoint(0, std::min(kFromTop, std::max(0, (window->height() - height()) / 2))));
    connect(m_typed, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QTableView::activated, this, &CommandPalette::use);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &CommandPalette::tellChosen);
    search();
    m_typed->setFocus();
}

QList<PaletteEntry> CommandPalette::shown() const {
    QList<PaletteEntry> entries;
    for (const int place : m_shown) entries.append(m_entries[place]);
    return entries;
}

void CommandPalette::search() {
    const QStringList recent = recentlyUsed();
    using Rank = std::tuple<bool, qsizetype, int, int>;  // smaller is better
    QList<std::pair<Rank, int>> found;
    for (int i = 0; i < m_entries.size(); ++i) {
        const auto fit = fits(m_typed->text(), m_entries[i].text);
        if (!fit) continue;
        const qsizetype used = recent.indexOf(m_entries[i].id);
        found.append({{!fit->together, used < 0 ? qsizetype(kUsed) : used, -fit->score, i}, i});
    }
    std::sort(found.begin(), found.end());
    m_shown.clear();
    m_rows->removeRows(0, m_rows->rowCount());
    const QBrush muted(widgets::colorsOf(*this).muted);
    for (const auto& [rank, place] : found) {
        if (m_shown.size() == kMostOffered) break;
        m_shown.append(place);
        const PaletteEntry& entry = m_entries[place];
        auto* text = new QStandardItem(entry.icon, entry.text);
        auto* where = new QStandardItem(entry.where);
        auto* hint = new QStandardItem(entry.hint);
        where->setForeground(muted);
        hint->setForeground(muted);
        if (!entry.why.isEmpty()) text->setForeground(muted);
        QStringList spoken = {entry.text, entry.where, entry.hint, entry.why};
        spoken.removeAll(QString());
        text->setData(spoken.join(QStringLiteral(", ")), Qt::AccessibleTextRole);
        m_rows->appendRow({text, where, hint});
    }
    choose(0);
    tellChosen();
}

void CommandPalette::choose(int row) {
    if (m_rows->rowCount() == 0) return;
    m_list->setCurrentIndex(m_rows->index(qBound(0, row, m_rows->rowCount() - 1), 0));
    tellReader();
}

/// Asked of the list: the headings are children as well, though they are hidden.
QAccessibleInterface* CommandPalette::chosenLine() const {
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(m_list);
    QAccessibleTableInterface* table = list != nullptr ? list->tableInterface() : nullptr;
    return table != nullptr ? table->cellAt(m_list->currentIndex().row(), 0) : nullptr;
}

/// The keyboard stays in the field: a reader is told what was chosen.
void CommandPalette::tellReader() {
    if (!QAccessible::isActive()) return;
    QAccessibleInterface* line = chosenLine();
    if (line == nullptr) return;
    QAccessibleEvent event(line, QAccessible::Focus);
    QAccessible::updateAccessibility(&event);
}

void CommandPalette::tellChosen() {
    const int row = m_list->currentIndex().row();
    if (m_shown.isEmpty()) return m_note->setText(tr("Nothing fits."));
    if (row < 0 || row >= m_shown.size()) return m_note->clear();
    const PaletteEntry& entry = m_entries[m_shown[row]];
    m_note->setText(entry.why.isEmpty() ? tr("Enter: %1").arg(entry.text) : tr("Not now: %1").arg(entry.why));
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_typed || event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
    const int row = m_list->currentIndex().row();
    const int page = std::max(1, m_list->viewport()->height() / std::max(1, m_list->rowHeight(0)) - 1);
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down: choose(row + 1); return true;
        case Qt::Key_Up: choose(row - 1); return true;
        case Qt::Key_PageDown: choose(row + page); return true;
        case Qt::Key_PageUp: choose(row - page); return true;
        case Qt::Key_Return:
        case Qt::Key_Enter: use(); return true;
        default: return QDialog::eventFilter(watched, event);
    }
}

void CommandPalette::use() {
    const int row = m_list->currentIndex().row();
    if (row < 0 || row >= m_shown.size()) return;
    const PaletteEntry entry = m_entries[m_shown[row]];
    if (!entry.why.isEmpty()) return;  // the note says why
    rememberUsed(entry.id);
    accept();
    // Closed first: what it opens is not to stand in front of the palette.
    if (entry.run) entry.run();
}

void CommandPalette::done(int result) {
    QDialog::done(result);
    if (m_before) m_before->setFocus(Qt::PopupFocusReason);
}

}  // namespace azr::ui
