#include "ui/diversity/cluster_table.h"

#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QTableWidget>
#include <QVBoxLayout>

#include "core/selfplay/rules/task_facts.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/labels.h"
#include "widgets/code_view.h"

namespace azr::ui {

namespace {

enum ClusterColumn { SizeColumn, BufferedColumn, SolvedColumn, StepsColumn, ProgramColumn, ClusterColumns };
constexpr int kExamplesWidth = 260;

}  // namespace

ClusterTable::ClusterTable(Workspace& workspace, QWidget* parent)
    : QWidget(parent),
      m_workspace(workspace),
      m_table(new QTableWidget(0, ClusterColumns, this)),
      m_examples(new widgets::CodeView(widgets::CodeView::Mode::ReadOnly, this)),
      m_note(new QLabel(this)),
      m_thin(new QPushButton(tr("Th&in this cluster…"), this)),
      m_open(new QPushButton(tr("&Open its first task"), this)) {
    m_note->setObjectName(QStringLiteral("muted"));
    m_note->setWordWrap(true);
    m_table->setAccessibleName(tr("Clusters of near-duplicates"));
    m_table->setHorizontalHeaderLabels({tr("Tasks"), tr("In buffers"), tr("Solved"), tr("Steps"), tr("First program")});
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    for (const int column : {StepsColumn, ProgramColumn})
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (const int column : {SizeColumn, BufferedColumn, SolvedColumn})
        m_table->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(ProgramColumn, QHeaderView::Stretch);
    m_examples->setAccessibleName(tr("Examples of the cluster"));
    m_thin->setAccessibleName(tr("Thin this cluster"));
    m_open->setAccessibleName(tr("Open its first task"));
    m_open->setToolTip(tr("The oldest task of the cluster, in the table of tasks"));
    auto* split = new QSplitter(Qt::Horizontal, this);
    split->setObjectName(QStringLiteral("clusters"));
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    split->addWidget(m_table);
    split->addWidget(m_examples);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    m_examples->setMinimumWidth(kExamplesWidth);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_thin);
    buttons->addWidget(m_open);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 10, 0, 0);
    column->setSpacing(10);
    column->addWidget(m_note);
    column->addWidget(split, 1);
    column->addLayout(buttons);
    connect(m_table, &QTableWidget::itemSelectionChanged, this, &ClusterTable::refresh);
    connect(m_table, &QTableWidget::cellDoubleClicked, m_open, &QPushButton::click);
    connect(m_thin, &QPushButton::clicked, this, &ClusterTable::thin);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const auto* cluster = chosen()) Q_EMIT m_workspace.taskWanted(cluster->founder);
    });
    connect(&workspace.bridge(), &SessionBridge::stateChanged, this, &ClusterTable::refresh);
    setClusters({}, 0);
}

const diversity::Cluster* ClusterTable::chosen() const {
    const int row = m_table->currentRow();
    return row >= 0 && row < std::ssize(m_clusters) ? &m_clusters[static_cast<std::size_t>(row)] : nullptr;
}

void ClusterTable::setClusters(std::vector<diversity::Cluster> clusters, std::size_t all) {
    const TaskId before = chosen() != nullptr ? chosen()->founder : TaskId{};
    m_clusters = std::move(clusters);
    const QLocale locale;
    m_table->setRowCount(static_cast<int>(m_clusters.size()));
    int row = 0, again = 0;
    for (const diversity::Cluster& cluster : m_clusters) {
        const QStringList cells = {locale.toString(qlonglong(cluster.size)),
                                   locale.toString(qlonglong(cluster.buffered)), labels::percent(cluster.meanSolveRate),
                                   cluster.firstStep == cluster.lastStep
                                       ? QString::number(cluster.firstStep)
                                       : tr("%1 to %2").arg(cluster.firstStep).arg(cluster.lastStep),
                                   labels::text(cluster.program).simplified()};
        for (int i = 0; i < ClusterColumns; ++i) {
            auto* cell = new QTableWidgetItem(cells.at(i));
            if (i < StepsColumn) cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
            cell->setToolTip(i == ProgramColumn ? labels::text(cluster.program) : cells.at(i));
            m_table->setItem(row, i, cell);
        }
        if (cluster.founder == before) again = row;
        ++row;
    }
    if (row > 0) m_table->selectRow(again);
    m_note->setText(
        row == 0
            ? tr("Clusters appear here once three tasks are near-duplicates of one another.")
            : tr("Near-duplicates of one program: the same but for names and values, or, of a short one, two tokens "
                 "apart. The %1 largest of %2 groups; a cluster can be thinned while its run trains.")
                  .arg(row)
                  .arg(locale.toString(qulonglong(all))));
    refresh();
}

void ClusterTable::refresh() {
    const diversity::Cluster* cluster = chosen();
    const bool live = m_workspace.showsLiveRun();
    m_open->setEnabled(cluster != nullptr);
    m_thin->setEnabled(cluster != nullptr);
    m_thin->setToolTip(live
                           ? tr("A rule takes its tasks out of the buffers, all but the first, and keeps new ones out. "
                                "It is tried on the history first; Undo takes it back.")
                           : tr("Shows what a rule would do; it is put in force while the run trains"));
    QStringList examples;
    if (cluster != nullptr)
        for (const auto& example : cluster->examples)
            examples.append(QStringLiteral("# %1\n%2")
                                .arg(labels::taskNumber(example.task), labels::text(example.program).trimmed()));
    const QString shown = examples.join(QStringLiteral("\n\n"));
    if (m_examples->code() != shown) m_examples->setCode(shown);
}

selfplay::Rule ClusterTable::thinningRule(const diversity::Cluster& cluster) {
    const auto number = static_cast<qlonglong>(selfplay::numberInRun(cluster.founder));
    selfplay::Rule rule;
    rule.name = tr("Thin the cluster of #%1").arg(number).toStdString();
    rule.condition = QStringLiteral("near(%1) = 1 and number != %1").arg(number).toStdString();
    rule.act = selfplay::RuleAct::Veto;
    return rule;
}

void ClusterTable::thin() {
    const diversity::Cluster* cluster = chosen();
    if (cluster == nullptr) return;
    auto* editor = new RuleEditor(m_workspace, thinningRule(*cluster), this);
    editor->setAttribute(Qt::WA_DeleteOnClose);
    editor->setWindowTitle(tr("Thin this cluster"));
    editor->open();
    editor->tryOut();
}

}  // namespace azr::ui
