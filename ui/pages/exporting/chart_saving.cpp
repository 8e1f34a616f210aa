#include "ui/pages/exporting/chart_saving.h"

#include <QCoreApplication>

#include "ui/bridge/workspace.h"
#include "ui/pages/exporting/export_folder.h"
#include "widgets/charts/chart_panel.h"

namespace azr::ui {

namespace {

class ChartSaving {
    Q_DECLARE_TR_FUNCTIONS(azr::ui::ChartSaving)
};

}  // namespace

void saveInto(Workspace& workspace, widgets::ChartPanel& panel) {
    panel.setExportFolder([&workspace] { return exportFolder(workspace); });
    QObject::connect(
        &panel, &widgets::ChartPanel::exported, &workspace, [&workspace](const QString& path, const QString& problem) {
            const bool fine = problem.isEmpty();
            if (fine) rememberExportFolder(workspace, path);
            Q_EMIT workspace.messageForUser(fine ? ChartSaving::tr("Chart written to %1").arg(path) : problem, !fine);
        });
}

}  // namespace azr::ui
