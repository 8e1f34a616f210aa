#include "ui/pages/exporting/report_saving.h"

#include <QFileDialog>
#include <QWidget>
#include <filesystem>

#include "core/base/files.h"
#include "core/report/report.h"
#include "ui/bridge/workspace.h"
#include "ui/labels.h"
#include "ui/pages/exporting/export_folder.h"

namespace azr::ui {

ReportSaving::ReportSaving(Workspace& workspace, QWidget* parent)
    : QObject(parent), m_workspace(workspace), m_parent(parent), m_background(workspace.bridge().databasePath()) {}

ReportSaving::~ReportSaving() {
    *m_ended = true;
}

void ReportSaving::ask(RunId run) {
    const QString file = QFileDialog::getSaveFileName(
        m_parent, tr("Report of run %1").arg(run.value),
        QStringLiteral("%1/run-%2.html").arg(exportFolder(m_workspace)).arg(run.value), tr("Web page (*.html)"));
    if (!file.isEmpty()) write(run, file);
}

void ReportSaving::write(RunId run, const QString& file) {
    if (m_busy) return;
    setBusy(true);
    rememberExportFolder(m_workspace, file);
    Q_EMIT m_workspace.messageForUser(tr("The report of run %1 is being written").arg(run.value), false);
    report::ReportRequest request{m_workspace.bridge().databasePath(), run};
    request.madeBy = "AZR Studio " AZR_VERSION;
    request.going = [ended = m_ended](const std::string&) { return !*ended; };
    const auto job = [request = std::move(request),
                      target = std::filesystem::path(file.toStdString())](store::Reader&) -> Result<std::size_t> {
        AZR_TRY(const std::string page, report::htmlReport(request));
        AZR_CHECK(writeFileAtomic(target, page));
        return page.size();
    };
    m_background.read(this, job, [this, file](const Result<std::size_t>& size) {
        setBusy(false);
        Q_EMIT m_workspace.messageForUser(size ? tr("Report written to %1").arg(file) : labels::error(size.error()),
                                          !size);
    });
}

void ReportSaving::setBusy(bool busy) {
    m_busy = busy;
    Q_EMIT busyChanged();
}

}  // namespace azr::ui
