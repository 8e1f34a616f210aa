#include "ui/recent_models.h"

#include <QSettings>

namespace azr::ui {

namespace {

constexpr char kKey[] = "models/recent";
constexpr int kMost = 8;

}  // namespace

QStringList recentModels() {
    return QSettings().value(kKey).toStringList();
}

void rememberModel(const QString& path) {
    QStringList paths = recentModels();
    paths.removeAll(path);
    paths.prepend(path);
    while (paths.size() > kMost) paths.removeLast();
    QSettings().setValue(kKey, paths);
}

}  // namespace azr::ui
