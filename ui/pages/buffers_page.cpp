#include "ui/pages/buffers_page.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/models/task_table_model.h"
#include "widgets/copyable_table.h"

namespace azr::ui {

namespace {

constexpr int kProgramWidth = 112;  ///< for its sake others give way

}  // namespace

BuffersPage::BuffersPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent) {
    auto* note =
        new QLabel(tr("Valid tasks wait here. Proposers are shown some of them as references, and solvers get them "
                      "when a step invents too few. Enter or a double click opens a task."),
                   this);
    note->setObjectName(QStringLiteral("muted"));
    note->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    for (const selfplay::TaskKind kind : selfplay::kKinds) row->addWidget(makeColumn(kind), 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(12);
    layout->addWidget(note);
    layout->addLayout(row, 1);
    connect(&workspace, &Workspace::runChanged, this, &BuffersPage::runChanged);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (!(tables & (session::Table::Buffers | session::Table::Tasks))) return;
        m_stale = true;
        if (isVisible()) refresh();
    });
    runChanged();
}

void BuffersPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    if (m_stale) refresh();
}

void BuffersPage::refresh() {
    m_stale = false;
    for (const Column& column : std::as_const(m_columns)) column.model->refresh();
    readSizes();
}

QWidget* BuffersPage::makeColumn(selfplay::TaskKind kindOfTask) {
    const QString kind = kindName(kindOfTask);
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    Column column;
    column.kind = kind;
    column.card = card;
    auto* title = new QLabel(labels::kind(kind), card);
    title->setObjectName(QStringLiteral("cardTitle"));
    column.size = new QLabel(QStringLiteral("–"), card);
    column.size->setObjectName(QStringLiteral("tileValue"));
    auto* caption = new QLabel(tr("tasks"), card);
    caption->setObjectName(QStringLiteral("muted"));
    column.model = new TaskTableModel(workspace().background(), this);
    auto* table = new widgets::CopyableTable(card);
    table->setModel(column.model);
    table->setAccessibleName(tr("Buffer of %1").arg(labels::kind(kind)));
    table->setObjectName(QStringLiteral("buffer_%1").arg(kind));
    table->setEmptyText(tr("This buffer is empty"));
    for (const int hidden : {int(TaskTableModel::Kind), int(TaskTableModel::Verdict), int(TaskTableModel::Learnability),
                             int(TaskTableModel::Reward), int(TaskTableModel::Status), int(TaskTableModel::Origin)})
        table->leaveOut(hidden);
    table->setColumnWidths({table->widthOf({QStringLiteral("#99999")}), 0, 48, 0, 64, 0, 0, 0, 0, 60});
    table->keepLastColumn(kProgramWidth, {TaskTableModel::Step, TaskTableModel::SolveRate});
    followScrolling(*table, *column.model);
    connect(table, &widgets::CopyableTable::activatedRow, this,
            [this, model = column.model](int index) { Q_EMIT workspace().taskWanted(model->row(index).id); });
    auto* head = new QHBoxLayout;
    head->addWidget(title, 1);
    head->addWidget(column.size);
    head->addWidget(caption, 0, Qt::AlignBottom);
    auto* layout = new QVBoxLayout(card);
    layout->setContentsMargins(14, 10, 14, 14);
    layout->addLayout(head);
    layout->addWidget(table, 1);
    m_columns.append(column);
    return card;
}

void BuffersPage::runChanged() {
    const auto shown = shownKinds(workspace().runRow());
    for (const Column& column : std::as_const(m_columns)) {
        column.card->setVisible(
            std::ranges::any_of(shown, [&](selfplay::TaskKind kind) { return kindName(kind) == column.kind; }));
        store::TaskFilter filter;
        filter.run = workspace().run();
        filter.buffer = column.kind.toStdString();
        column.model->setFilter(filter);
        column.size->setText(QStringLiteral("–"));
    }
    readSizes();
}

void BuffersPage::readSizes() {
    if (!workspace().run().valid()) return;
    workspace().background().read(
        this, [run = workspace().run()](store::Reader& reader) { return reader.bufferSizes(run); },
        [this](Result<std::vector<store::BufferSize>> sizes) {
            if (!sizes) return;
            for (const Column& column : std::as_const(m_columns)) {
                qlonglong size = 0;
                for (const store::BufferSize& one : *sizes)
                    if (labels::text(one.kind) == column.kind) size = one.size;
                column.size->setText(QLocale().toString(size));
            }
        });
}

}  // namespace azr::ui
