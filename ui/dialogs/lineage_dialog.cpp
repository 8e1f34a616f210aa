#include "ui/dialogs/lineage_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/bridge/background.h"
#include "ui/labels.h"
#include "widgets/layered_graph.h"

namespace azr::ui {

LineageDialog::LineageDialog(Background& background, TaskId task, QWidget* parent)
    : QDialog(parent),
      m_background(background),
      m_graph(new widgets::LayeredGraph(this)),
      m_about(new QLabel(this)),
      m_failed(new QLabel(this)),
      m_center(new QPushButton(tr("Lineage of &this one"), this)),
      m_open(new QPushButton(tr("&Open the task"), this)) {
    setWindowTitle(tr("Lineage"));
    resize(860, 560);
    auto* hint = new QLabel(tr("Left: what the proposer was shown. Right: what was proposed from it. Arrow keys walk, "
                               "Ctrl and the wheel zoom, 0 fits."),
                            this);
    hint->setObjectName(QStringLiteral("muted"));
    hint->setWordWrap(true);
    m_graph->setAccessibleName(tr("Lineage"));
    m_about->setWordWrap(true);
    m_about->setAccessibleName(tr("The chosen task"));
    m_failed->setObjectName(QStringLiteral("problem"));
    m_failed->hide();
    m_center->setAutoDefault(false);
    m_open->setAutoDefault(false);
    auto* close = new QPushButton(tr("&Close"), this);
    close->setAutoDefault(false);
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(m_about, 1);
    for (QPushButton* button : {m_center, m_open, close}) bottom->addWidget(button);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 14, 16, 14);
    layout->setSpacing(10);
    layout->addWidget(hint);
    layout->addWidget(m_graph, 1);
    layout->addWidget(m_failed);
    layout->addLayout(bottom);
    const auto open = [this] {
        Q_EMIT taskWanted(TaskId{m_graph->selected()});
        accept();
    };
    connect(m_graph, &widgets::LayeredGraph::selectionChanged, this, &LineageDialog::describe);
    connect(m_graph, &widgets::LayeredGraph::activated, this, open);
    connect(m_open, &QPushButton::clicked, this, open);
    connect(m_center, &QPushButton::clicked, this, [this] { show(TaskId{m_graph->selected()}); });
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    show(task);
}

void LineageDialog::show(TaskId task) {
    m_background.read(
        this, [task](store::Reader& reader) { return reader.lineage(task); },
        [this](Result<store::Lineage> lineage) {
            m_failed->setVisible(!lineage);
            if (lineage)
                fill(*lineage);
            else
                m_failed->setText(labels::error(lineage.error()));
        });
}

void LineageDialog::fill(const store::Lineage& lineage) {
    QList<widgets::GraphNode> nodes;
    m_tasks.clear();
    for (const store::LineageTask& task : lineage.tasks) {
        m_tasks.insert(task.id.value, task);
        const QString step = task.step > 0 ? tr("step %1").arg(task.step) : tr("seed");
        nodes.append({task.id.value, task.generation, labels::taskNumber(task.id),
                      QStringLiteral("%1 · %2").arg(labels::kind(labels::text(task.kind)), step), task.learnability,
                      task.generation == 0});
    }
    QList<QPair<qint64, qint64>> edges;
    for (const auto& [from, to] : lineage.edges) edges.append({from.value, to.value});
    m_graph->setGraph(nodes, edges);
    m_graph->setFocus();
}

void LineageDialog::describe(qint64 id) {
    const store::LineageTask task = m_tasks.value(id);
    QString text = QStringLiteral("%1 · %2 · %3")
                       .arg(labels::taskNumber(task.id), labels::kind(labels::text(task.kind)),
                            labels::taskStatus(labels::text(task.status)));
    if (task.learnability >= 0) text += tr(" · solved %1").arg(labels::percent(task.learnability));
    text += QStringLiteral(" · ") + tr("%Ln task(s) came from it", nullptr, static_cast<int>(task.children));
    m_about->setText(text);
    m_graph->setAccessibleDescription(text);
    m_center->setEnabled(task.generation != 0);
}

}  // namespace azr::ui
