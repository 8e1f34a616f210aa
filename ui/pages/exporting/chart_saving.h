/// Charts as files: where the last export went, and what became of this one. UI thread.
#pragma once

namespace azr::widgets {
class ChartPanel;
}

namespace azr::ui {

class Workspace;

/// The panel's export begins in the workspace's folder of exports, and is told in the status bar.
void saveInto(Workspace& workspace, widgets::ChartPanel& panel);

}  // namespace azr::ui
