#include "ui/dialogs/lineage_dialog.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/bridge/background.h"
#include "ui/labels.h"
#include "widgets/layered_graph.h"

namespace azr::ui {

namespace {

constexpr int kShownGenerations = 3;  ///< to either side; one more is read, to know where more would follow

bool isShown(const store::LineageTask& task) {
    return task.generation >= -kShownGenerations && task.generation <= kShownGenerations;
}

}  // namespace

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
    auto* hint =
        new QLabel(tr("Left: what the proposer was shown. Right: what was proposed from it. Arrow keys walk, "
                      "Ctrl and the wheel zoom, 0 fits. … stands where more came before or after than is shown."),
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
        this, [task](store::Reader& reader) { return reader.lineage(task, {.generations = kShownGenerations + 1}); },
        [this](Result<store::Lineage> lineage) {
            m_failed->setVisible(!lineage);
            if (lineage)
                fill(*lineage);
            else
                m_failed->setText(labels::error(lineage.error()));
        });
}

void LineageDialog::fill(const store::Lineage& lineage) {
    m_tasks.clear();
    m_cutBefore.clear();
    m_cutAfter.clear();
    for (const store::LineageTask& task : lineage.tasks)
        if (isShown(task)) m_tasks.insert(task.id.value, task);
    QList<QPair<qint64, qint64>> edges;
    QHash<qint64, std::int64_t> children;
    for (const auto& [from, to] : lineage.edges) {
        ++children[from.value];
        if (!m_tasks.contains(from.value))
            m_cutBefore.insert(to.value);
        else if (!m_tasks.contains(to.value))
            m_cutAfter.insert(from.value);
        else
            edges.append({from.value, to.value});
    }
    QList<widgets::GraphNode> nodes;
    for (const store::LineageTask& task : lineage.tasks) {
        if (!isShown(task)) continue;
        if (task.generation >= 0 && children.value(task.id.value) < task.children) m_cutAfter.insert(task.id.value);
        QString title = labels::taskNumber(task.id);
        if (m_cutBefore.contains(task.id.value)) title.prepend(QStringLiteral("… "));
        if (m_cutAfter.contains(task.id.value)) title.append(QStringLiteral(" …"));
        const QString step = task.step > 0 ? tr("step %1").arg(task.step) : tr("seed");
        nodes.append({task.id.value, task.generation, title,
                      QStringLiteral("%1 · %2").arg(labels::kind(labels::text(task.kind)), step), task.learnability,
                      task.generation == 0});
    }
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
    if (m_cutBefore.contains(id)) text += QStringLiteral(" · ") + tr("what it came from is not shown");
    if (m_cutAfter.contains(id)) text += QStringLiteral(" · ") + tr("not all that came from it is shown");
    m_about->setText(text);
    m_graph->setAccessibleDescription(text);
    m_center->setEnabled(task.generation != 0);
}

}  // namespace azr::ui
