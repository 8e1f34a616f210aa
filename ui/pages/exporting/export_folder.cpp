#include "ui/pages/exporting/export_folder.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include "ui/bridge/workspace.h"

namespace azr::ui {

namespace {

constexpr char kExportFolderKey[] = "export/folder";

}  // namespace

QString exportFolder(Workspace& workspace) {
    QString home = workspace.bridge().workspace();
    for (const QString& folder :
         {workspace.memory().value(QLatin1String(kExportFolderKey)).toString(), home + QStringLiteral("/exports")})
        if (!folder.isEmpty() && QFileInfo(folder).isDir()) return folder;
    return home;
}

void rememberExportFolder(Workspace& workspace, const QString& path) {
    const QFileInfo chosen(path);
    workspace.memory().setValue(QLatin1String(kExportFolderKey),
                                chosen.isDir() ? chosen.absoluteFilePath() : chosen.absolutePath());
}

}  // namespace azr::ui
