/// The actions of a window as they are, found by looking: a new one needs no list. UI thread.
#pragma once

#include <QList>
#include <QString>

class QAction;
class QWidget;

namespace azr::ui {

class Page;

struct FoundAction {
    QAction* action = nullptr;
    QString text;   ///< without the sign of its mnemonic
    QString where;  ///< the menu or the page that it stands in, and the part of that page
};

/// Every action that has a name: those of the window and its menus, and those of `page`, or of every page where it is
/// null. Not: menus themselves, and what Qt makes for showing docks and toolbars.
[[nodiscard]] QList<FoundAction> actionsOf(const QWidget& window, const Page* page);
/// What a disabled action waits for, as whoever disabled it says; empty where nothing is known.
[[nodiscard]] QString whyDisabled(const QAction& action);

}  // namespace azr::ui
