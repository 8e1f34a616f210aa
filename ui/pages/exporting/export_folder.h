/// Where exports go: the folder of the last one, kept in the workspace's memory. UI thread.
#pragma once

#include <QString>

namespace azr::ui {

class Workspace;

/// The folder of the last export, else the workspace's own; always one that is there, so that a dialog can begin in it.
[[nodiscard]] QString exportFolder(Workspace& workspace);
/// `path`: a folder, or a file in it.
void rememberExportFolder(Workspace& workspace, const QString& path);

}  // namespace azr::ui
