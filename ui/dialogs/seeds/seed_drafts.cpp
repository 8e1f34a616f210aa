#include "ui/dialogs/seeds/seed_drafts.h"

#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/dialogs/seeds/kept_drafts.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"

namespace azr::ui {

namespace {

constexpr int kDraftsWidth = 210;

}  // namespace

SeedDrafts::SeedDrafts(QWidget* parent)
    : QWidget(parent), m_list(new QListWidget(this)), m_drop(new QPushButton(tr("&Drop"), this)), m_entries(1) {
    setFixedWidth(kDraftsWidth);
    m_list->setObjectName(QStringLiteral("drafts"));
    m_list->setAccessibleName(tr("Drafts"));
    m_list->setWordWrap(false);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_drop->setAutoDefault(false);
    m_drop->setAccessibleName(tr("Drop this draft"));
    m_drop->setToolTip(tr("Take the chosen draft off the list"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_drop);
    connect(m_list, &QListWidget::currentRowChanged, this, &SeedDrafts::choose);
    connect(m_drop, &QPushButton::clicked, this, [this] {
        drop(m_current);
        Q_EMIT dropped();
    });
    showAll();
}

QString SeedDrafts::lineOf(int index) const {
    const DraftEntry& entry = m_entries[static_cast<std::size_t>(index)];
    const char* const marks[] = {"–", "…", "✔", "✖"};
    QString program = labels::text(entry.draft.program).simplified();
    if (program.isEmpty()) program = tr("empty");
    return QStringLiteral("%1 %2: %3")
        .arg(QString::fromUtf8(marks[static_cast<int>(entry.state)]), labels::kind(kindName(entry.draft.kind)),
             program);
}

void SeedDrafts::showAll() {
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    for (int i = 0; i < count(); ++i) m_list->addItem(lineOf(i));
    m_list->setCurrentRow(m_current);
    setVisible(count() > 1);
}

void SeedDrafts::refresh(int index) {
    const DraftEntry& entry = at(index);
    m_list->item(index)->setText(lineOf(index));
    m_list->item(index)->setToolTip(entry.said.isEmpty() ? labels::text(entry.draft.program) : entry.said);
}

void SeedDrafts::add(const std::vector<session::Draft>& drafts, bool over) {
    if (drafts.empty()) return;
    if (over) m_entries.erase(m_entries.begin() + m_current);
    const auto first = static_cast<int>(m_entries.size());
    for (const session::Draft& draft : drafts) {
        m_entries.emplace_back();
        m_entries.back().draft = draft;
    }
    m_current = first;
    showAll();
    Q_EMIT chosen(m_current);
}

void SeedDrafts::choose(int index) {
    if (index < 0 || index >= count()) return;
    m_current = index;
    if (m_list->currentRow() != index) {
        const QSignalBlocker quiet(m_list);
        m_list->setCurrentRow(index);
    }
    Q_EMIT chosen(index);
}

void SeedDrafts::drop(int index) {
    if (count() < 2) return;
    m_entries.erase(m_entries.begin() + index);
    if (m_current > index || m_current >= count()) --m_current;
    showAll();
    Q_EMIT chosen(m_current);
}

void SeedDrafts::append(DraftEntry entry) {
    m_entries.push_back(std::move(entry));
    showAll();
}

int SeedDrafts::find(const session::Draft& draft) const {
    const auto found =
        std::ranges::find_if(m_entries, [&draft](const DraftEntry& entry) { return isSameTask(entry.draft, draft); });
    return found == m_entries.end() ? -1 : static_cast<int>(found - m_entries.begin());
}

std::vector<session::Draft> SeedDrafts::others() const {
    std::vector<session::Draft> drafts;
    for (int i = 0; i < count(); ++i)
        if (i != m_current) drafts.push_back(m_entries[static_cast<std::size_t>(i)].draft);
    return drafts;
}

}  // namespace azr::ui
