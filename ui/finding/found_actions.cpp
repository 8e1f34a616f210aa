#include "ui/finding/found_actions.h"

#include <QAction>
#include <QDialog>
#include <QDockWidget>
#include <QMenu>
#include <QToolBar>

#include "ui/actions.h"
#include "ui/pages/page.h"

namespace azr::ui {

namespace {

QString withoutMnemonic(QString text) {
    return text.remove(QLatin1Char('&'));
}

bool madeByQt(const QAction& action) {
    for (const QObject* parent = action.parent(); parent; parent = parent->parent()) {
        if (const auto* dock = qobject_cast<const QDockWidget*>(parent)) return dock->toggleViewAction() == &action;
        if (const auto* bar = qobject_cast<const QToolBar*>(parent)) return bar->toggleViewAction() == &action;
    }
    return false;
}

struct Surroundings {
    const Page* page = nullptr;
    QString part;  ///< the nearest thing on the page that has a name
    bool inDialog = false;
};

Surroundings around(const QAction& action, const QWidget& window) {
    Surroundings found;
    for (const QObject* parent = action.parent(); parent && parent != &window; parent = parent->parent()) {
        if (qobject_cast<const QDialog*>(parent)) found.inDialog = true;
        if (const auto* page = qobject_cast<const Page*>(parent)) {
            found.page = page;
            return found;
        }
        const auto* widget = qobject_cast<const QWidget*>(parent);
        const bool menu = qobject_cast<const QMenu*>(parent) != nullptr;
        if (widget && !menu && found.part.isEmpty()) found.part = withoutMnemonic(widget->accessibleName());
    }
    return found;
}

QString menuOf(const QAction& action) {
    for (QObject* object : action.associatedObjects())
        if (const auto* menu = qobject_cast<QMenu*>(object); menu && !menu->title().isEmpty())
            return withoutMnemonic(menu->title());
    return {};
}

}  // namespace

QList<FoundAction> actionsOf(const QWidget& window, const Page* page) {
    QList<FoundAction> found;
    for (QAction* action : window.findChildren<QAction*>()) {
        const QString text = withoutMnemonic(action->text());
        if (text.isEmpty() || action->isSeparator() || action->menu() || madeByQt(*action)) continue;
        const Surroundings place = around(*action, window);
        if (place.inDialog || (page && place.page && place.page != page)) continue;
        QStringList where;
        if (place.page) where.append(place.page->accessibleName());
        if (!place.part.isEmpty()) where.append(place.part);
        if (where.isEmpty()) where.append(menuOf(*action));
        found.append({action, text, where.join(QStringLiteral(" › "))});
    }
    return found;
}

QString whyDisabled(const QAction& action) {
    return action.isEnabled() ? QString() : action.property(kWhyDisabled).toString();
}

}  // namespace azr::ui
