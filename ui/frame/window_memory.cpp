#include "ui/frame/window_memory.h"

#include <QSettings>
#include <QSplitter>

#include "ui/main_window.h"
#include "widgets/copyable_table.h"

namespace azr::ui {

namespace {

constexpr char kThemeKey[] = "window/theme";
constexpr char kGeometryKey[] = "window/geometry";
constexpr char kStateKey[] = "window/state";
constexpr char kPageKey[] = "window/page";

/// Those that are worth keeping have a name.
template <class Widget>
QList<Widget*> named(const MainWindow& window) {
    QList<Widget*> found = window.findChildren<Widget*>();
    found.removeIf([](const Widget* widget) { return widget->objectName().isEmpty(); });
    return found;
}

QString splitterKey(const QSplitter& splitter) {
    return QStringLiteral("window/splitters/%1").arg(splitter.objectName());
}

QString tableKey(const widgets::CopyableTable& table) {
    return QStringLiteral("window/tables/%1").arg(table.objectName());
}

}  // namespace

void restoreTheme(MainWindow& window, Theme wanted) {
    const int stored = QSettings().value(kThemeKey, int(Theme::System)).toInt();
    window.setTheme(wanted == Theme::System ? static_cast<Theme>(qBound(0, stored, 2)) : wanted);
}

void restoreWindow(MainWindow& window) {
    const QSettings settings;
    window.restoreGeometry(settings.value(kGeometryKey).toByteArray());
    window.restoreState(settings.value(kStateKey).toByteArray());
    window.showPage(static_cast<PageName>(qBound(0, settings.value(kPageKey).toInt(), kPageCount - 1)));
    for (QSplitter* splitter : named<QSplitter>(window))
        splitter->restoreState(settings.value(splitterKey(*splitter)).toByteArray());
    for (widgets::CopyableTable* table : named<widgets::CopyableTable>(window))
        table->restoreColumnState(settings.value(tableKey(*table)).toByteArray());
}

void rememberWindow(const MainWindow& window) {
    QSettings settings;
    settings.setValue(kThemeKey, int(window.theme()));
    settings.setValue(kGeometryKey, window.saveGeometry());
    settings.setValue(kStateKey, window.saveState());
    settings.setValue(kPageKey, int(window.page()));
    for (const QSplitter* splitter : named<QSplitter>(window))
        settings.setValue(splitterKey(*splitter), splitter->saveState());
    for (const widgets::CopyableTable* table : named<widgets::CopyableTable>(window))
        settings.setValue(tableKey(*table), table->columnState());
}

}  // namespace azr::ui
