#include "ui/finding/found_actions.h"

#include <QAction>
#include <QDialog>
#include <QDockWidget>
#include <QMenu>
#include <QPushButton>
#include <QSet>
#include <QTabWidget>
#include <QToolBar>
#include <utility>

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

/// The page that it stands on; null for what stands in a dialog, or on no page.
const Page* pageOf(const QWidget& control, const QWidget& window) {
    for (const QWidget* around = &control; around && around != &window; around = around->parentWidget()) {
        if (qobject_cast<const QDialog*>(around)) return nullptr;
        if (const auto* page = qobject_cast<const Page*>(around)) return page;
    }
    return nullptr;
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

QList<FoundControl> controlsOf(const QWidget& window) {
    QList<FoundControl> found;
    QSet<std::pair<const Page*, QString>> names;
    const auto add = [&](QWidget* control, const QString& caption, bool button) {
        const QString text = withoutMnemonic(caption);
        const Page* page = pageOf(*control, window);
        if (text.isEmpty() || page == nullptr || names.contains({page, text})) return;
        names.insert({page, text});
        found.append({control, button, text, page});
    };
    for (QPushButton* button : window.findChildren<QPushButton*>())
        if (button->menu() == nullptr) add(button, button->text(), true);
    for (const QTabWidget* tabs : window.findChildren<QTabWidget*>())
        for (int i = 0; i < tabs->count(); ++i) add(tabs->widget(i), tabs->tabText(i), false);
    return found;
}

void reveal(QWidget& control) {
    for (QWidget* shown = &control; shown != nullptr; shown = shown->parentWidget())
        for (QWidget* around = shown->parentWidget(); around != nullptr; around = around->parentWidget())
            if (auto* tabs = qobject_cast<QTabWidget*>(around); tabs && tabs->indexOf(shown) >= 0)
                tabs->setCurrentWidget(shown);
}

QString whyDisabled(const QAction& action) {
    return action.isEnabled() ? QString() : action.property(kWhyDisabled).toString();
}

}  // namespace azr::ui
