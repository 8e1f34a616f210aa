#include "ui/pages/exporting/metrics_card.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <utility>

#include "ui/bridge/workspace.h"
#include "ui/labels.h"
#include "ui/pages/exporting/export_folder.h"
#include "ui/pages/exporting/export_jobs.h"
#include "ui/pages/exporting/export_progress.h"

namespace azr::ui {

using exporting::MetricFormat;

MetricsCard::MetricsCard(Workspace& workspace, QWidget* parent)
    : ExportCard(tr("Metrics"),
                 tr("Every metric of every step of the shown run. With the setting telemetry.tensorboard the files for "
                    "TensorBoard are written while a run trains."),
                 parent),
      m_workspace(workspace),
      m_format(new QComboBox(this)),
      m_export(primary(tr("Export metr&ics…"), tr("Write the metrics of the shown run"))),
      m_progress(addProgress(tr("Export of metrics"))) {
    m_format->addItem(tr("Table (CSV)"), static_cast<int>(MetricFormat::Csv));
    m_format->addItem(tr("JSON lines"), static_cast<int>(MetricFormat::Jsonl));
    m_format->addItem(tr("TensorBoard"), static_cast<int>(MetricFormat::TensorBoard));
    m_format->setAccessibleName(tr("Format of the metrics"));
    m_format->setToolTip(tr("A row for each step, or event files that TensorBoard, W&B and MLflow read"));
    row()->addWidget(m_format);
    row()->addStretch(1);
    row()->addWidget(m_export);
    connect(m_export, &QPushButton::clicked, this, &MetricsCard::exportMetrics);
    connect(&workspace, &Workspace::runChanged, this, &MetricsCard::runChanged);
    runChanged();
}

void MetricsCard::runChanged() {
    m_export->setEnabled(m_workspace.run().valid() && !m_progress->busy());
}

QString MetricsCard::chosenTarget() {
    const auto format = static_cast<MetricFormat>(m_format->currentData().toInt());
    const QString folder = exportFolder(m_workspace);
    const auto run = m_workspace.run().value;
    if (format == MetricFormat::TensorBoard) {
        const QString parent =
            QFileDialog::getExistingDirectory(this, tr("Where the folder of event files shall lie"), folder);
        return parent.isEmpty() ? QString() : QStringLiteral("%1/run-%2-tensorboard").arg(parent).arg(run);
    }
    const QString ending = format == MetricFormat::Csv ? QStringLiteral("csv") : QStringLiteral("jsonl");
    return QFileDialog::getSaveFileName(this, tr("Export metrics"),
                                        QStringLiteral("%1/run-%2-metrics.%3").arg(folder).arg(run).arg(ending),
                                        QStringLiteral("%1 (*.%2)").arg(m_format->currentText(), ending));
}

void MetricsCard::exportMetrics() {
    const QString target = chosenTarget();
    if (target.isEmpty()) return;
    rememberExportFolder(m_workspace, target);
    exporting::MetricExport request;
    request.runs = {m_workspace.run()};
    request.format = static_cast<MetricFormat>(m_format->currentData().toInt());
    request.progress = m_progress->begin();
    m_export->setEnabled(false);
    m_workspace.exports().read(
        this, metricsExport(std::move(request), target.toStdString()), [this, target](Result<std::int64_t> steps) {
            finish(*m_export, *m_progress,
                   steps ? QStringLiteral("✔ ") +
                               tr("%Ln step(s) written to %1", nullptr, static_cast<int>(*steps)).arg(target)
                         : QStringLiteral("✖ ") + labels::error(steps.error()),
                   steps ? QFileInfo(target).absolutePath() : QString());
        });
}

}  // namespace azr::ui
