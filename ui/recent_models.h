/// The models that were looked at last, kept in the user's settings (of the window, never of an experiment). UI thread.
#pragma once

#include <QStringList>

namespace azr::ui {

/// Paths, the last one first.
[[nodiscard]] QStringList recentModels();
void rememberModel(const QString& path);

}  // namespace azr::ui
