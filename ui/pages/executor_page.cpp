#include "ui/pages/executor_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QStandardItemModel>
#include <QTimer>
#include <QVBoxLayout>

#include "ui/labels.h"
#include "ui/pages/snippet_console.h"
#include "widgets/copyable_table.h"
#include "widgets/stat_tile.h"
#include "widgets/status_delegate.h"

namespace azr::ui {

namespace {

constexpr int kRefreshMs = 1000;

QStandardItem* plain(const QString& text) {
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    return item;
}

QFrame* card(const QString& title, QWidget* content, QWidget* parent) {
    auto* frame = new QFrame(parent);
    frame->setObjectName(QStringLiteral("card"));
    auto* heading = new QLabel(title, frame);
    heading->setObjectName(QStringLiteral("cardTitle"));
    auto* layout = new QVBoxLayout(frame);
    layout->setContentsMargins(14, 10, 14, 14);
    layout->addWidget(heading);
    layout->addWidget(content, 1);
    return frame;
}

}  // namespace

QString isolationText(const std::optional<execution::SandboxReport>& report) {
    if (!report) return ExecutorPage::tr("Sandbox not started");
    const QString level = ExecutorPage::tr("Isolation L%1").arg(report->level);
    return report->trouble.empty() ? level : QStringLiteral("▲ ") + level;
}

QString isolationExplanation(const std::optional<execution::SandboxReport>& report) {
    if (!report) return ExecutorPage::tr("The sandbox starts with the first run or check");
    QString text = ExecutorPage::tr("How strongly programs of the model are kept apart from this computer: %1")
                       .arg(labels::said(report->explanation));
    if (!report->trouble.empty()) text += QLatin1Char('\n') + labels::said(report->trouble);
    return text;
}

ExecutorPage::ExecutorPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent),
      m_timer(new QTimer(this)),
      m_level(new QLabel(this)),
      m_explanation(new QLabel(this)),
      m_python(new QLabel(this)),
      m_layers(new QStandardItemModel(this)),
      m_verdicts(new QStandardItemModel(this)),
      m_layerTable(new widgets::CopyableTable(this)),
      m_verdictTable(new widgets::CopyableTable(this)),
      m_console(new SnippetConsole(workspace, this)),
      m_problem(new QLabel(this)) {
    m_level->setObjectName(QStringLiteral("pageTitle"));
    m_explanation->setObjectName(QStringLiteral("muted"));
    m_explanation->setWordWrap(true);
    m_python->setObjectName(QStringLiteral("muted"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    prepareTables();
    auto* tables = new QVBoxLayout;
    tables->setSpacing(12);
    tables->addWidget(card(tr("Layers of isolation"), m_layerTable, this), 3);
    tables->addWidget(card(tr("Verdicts"), m_verdictTable, this), 2);
    auto* lower = new QHBoxLayout;
    lower->setSpacing(12);
    lower->addWidget(m_console, 1);
    lower->addLayout(tables, 1);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(12);
    layout->addWidget(m_level);
    layout->addWidget(m_explanation);
    layout->addWidget(m_problem);
    layout->addLayout(makeTiles());
    layout->addLayout(lower, 1);
    layout->addWidget(m_python);
    m_timer->setInterval(kRefreshMs);
    connect(m_timer, &QTimer::timeout, this, &ExecutorPage::refresh);
    refresh();
}

QLayout* ExecutorPage::makeTiles() {
    auto* tiles = new QHBoxLayout;
    tiles->setSpacing(12);
    const auto add = [&](const QString& caption, const QString& explanation) {
        auto* tile = new widgets::StatTile(caption, explanation, this);
        tiles->addWidget(tile, 1);
        return tile;
    };
    m_executions = add(tr("Executions"), tr("Programs run since the executor started"));
    m_latency = add(tr("Latency"), tr("Half of the requests take less than this"));
    m_queue = add(tr("Waiting"), tr("Requests that wait for a worker"));
    m_cache = add(tr("Cache"), tr("Requests answered without running anything"));
    m_trouble = add(tr("Trouble"), tr("Workers restarted, executions that were lost, and results of the pool that a "
                                      "fork did not confirm"));
    return tiles;
}

void ExecutorPage::prepareTables() {
    m_layerTable->setModel(m_layers);
    m_layerTable->setAccessibleName(tr("Layers of isolation"));
    m_layerTable->setEmptyText(tr("The sandbox starts with the first run or check"));
    m_layerTable->setItemDelegateForColumn(1, new widgets::StatusDelegate(m_layerTable));
    m_verdictTable->setModel(m_verdicts);
    m_verdictTable->setAccessibleName(tr("Verdicts"));
    m_verdictTable->setEmptyText(tr("Nothing was executed yet"));
    m_verdictTable->setItemDelegateForColumn(0, new widgets::StatusDelegate(m_verdictTable));
    m_verdicts->setColumnCount(2);
    m_verdictTable->setColumnWidth(0, 180);
}

void ExecutorPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    refresh();
    m_timer->start();
}

void ExecutorPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_timer->stop();
}

void ExecutorPage::refresh() {
    showReport();
    showStats();
}

void ExecutorPage::showReport() {
    const auto report = workspace().bridge().sandboxReport();
    m_python->setVisible(report.has_value());
    m_problem->setVisible(report && !report->trouble.empty());
    if (report) m_problem->setText(QStringLiteral("▲ ") + labels::said(report->trouble));
    if (!report) {
        m_level->setText(tr("The sandbox is not running"));
        m_explanation->setText(
            tr("Programs that the model writes only ever run in separate processes without network, "
               "files or privileges. The sandbox starts with the first run or check."));
        return;
    }
    m_level->setText(tr("Isolation level L%1").arg(report->level));
    m_explanation->setText(labels::said(report->explanation) +
                           (report->selfTestPassed ? tr("  ✔ self-test passed") : tr("  ✖ self-test failed")));
    m_python->setText(tr("Python %1 · %2 · fork %3 ms · pooled %4 ms")
                          .arg(labels::text(report->pythonVersion), labels::text(report->python),
                               labels::number(report->forkMs, 1), labels::number(report->pooledMs, 2)));
    if (m_layers->rowCount() == int(report->layers.size())) return;
    m_layers->clear();
    m_layers->setHorizontalHeaderLabels({tr("Layer"), tr("State"), tr("Note")});
    for (const execution::SandboxLayer& layer : report->layers) {
        auto* state = plain(layer.active ? tr("active") : tr("missing"));
        state->setData(int(layer.active ? widgets::Tone::Good : widgets::Tone::Warning), widgets::kToneRole);
        m_layers->appendRow({plain(labels::said(layer.name)), state, plain(labels::said(layer.note))});
    }
    m_layerTable->setColumnWidths({150, 100, 80});
}

void ExecutorPage::showStats() {
    const execution::ExecutorStats stats = workspace().bridge().executorStats();
    const QLocale locale;
    // A new executor counts from nothing again.
    const double elapsed = m_sinceLast.isValid() ? double(m_sinceLast.restart()) / 1000 : 0;
    if (!m_sinceLast.isValid()) m_sinceLast.start();
    const double fresh = double(qMax<qint64>(0, stats.executions - m_lastExecutions));
    m_lastExecutions = stats.executions;
    m_executions->setValue(locale.toString(qlonglong(stats.executions)),
                           tr("%1 per second").arg(locale.toString(elapsed > 0 ? fresh / elapsed : 0, 'f', 0)));
    m_latency->setValue(stats.requests > 0 ? tr("%1 ms").arg(labels::number(stats.p50Ms, 1)) : QString(),
                        stats.requests > 0 ? tr("99 % below %1 ms").arg(labels::number(stats.p99Ms, 1)) : QString());
    m_queue->setValue(locale.toString(stats.queued), tr("%n worker(s)", nullptr, stats.workers));
    m_cache->setValue(locale.toString(qlonglong(stats.cacheHits)),
                      tr("of %1 requests").arg(locale.toString(qlonglong(stats.requests))));
    m_trouble->setValue(
        locale.toString(qlonglong(stats.restarts) + stats.infraErrors + stats.canaryAlarms),
        tr("restarts: %1, lost: %2, alarms: %3").arg(stats.restarts).arg(stats.infraErrors).arg(stats.canaryAlarms));
    showVerdicts(stats);
}

void ExecutorPage::showVerdicts(const execution::ExecutorStats& stats) {
    // In place, so that selection and scrolling stay.
    m_verdicts->setHorizontalHeaderLabels({tr("Verdict"), tr("Count")});
    m_verdicts->horizontalHeaderItem(1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    const QLocale locale;
    int row = 0;
    for (std::size_t i = 0; i < stats.verdicts.size() && i < execution::kVerdictNames.size(); ++i) {
        if (stats.verdicts[i] == 0) continue;
        const QString name = QString::fromLatin1(execution::kVerdictNames[i].data());
        if (row == m_verdicts->rowCount()) m_verdicts->appendRow({plain({}), plain({})});
        m_verdicts->item(row, 0)->setText(i == 0 ? tr("Valid or correct") : labels::verdict(name));
        m_verdicts->item(row, 0)->setData(int(labels::verdictTone(name)), widgets::kToneRole);
        m_verdicts->item(row, 1)->setText(locale.toString(qlonglong(stats.verdicts[i])));
        m_verdicts->item(row, 1)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        ++row;
    }
    m_verdicts->setRowCount(row);
}

}  // namespace azr::ui
