/// How the window looked, from one day to the next: theme, place on the screen, splitters, columns of tables, the page.
/// In the user's settings; what belongs to one workspace is in Workspace::memory(). UI thread.
#pragma once

#include "ui/theme.h"

namespace azr::ui {

class MainWindow;

/// System: as chosen last time.
void restoreTheme(MainWindow& window, Theme wanted);
void restoreWindow(MainWindow& window);
void rememberWindow(const MainWindow& window);

}  // namespace azr::ui
