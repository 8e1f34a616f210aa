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
/// A button or a tab of a page that no action stands for.
struct FoundControl {
    QWidget* control = nullptr;  ///< the button, or what the tab shows
    bool button = false;
    QString text;  ///< without the sign of its mnemonic
    const Page* page = nullptr;
};

/// Those of all pages, each name once a page. Not: those of dialogs, and those that show a menu.
[[nodiscard]] QList<FoundControl> controlsOf(const QWidget& window);
/// Opens the tabs that it stands in; its page is the window's business.
void reveal(QWidget& control);

/// What a disabled action waits for, as whoever disabled it says; empty where nothing is known.
[[nodiscard]] QString whyDisabled(const QAction& action);

}  // namespace azr::ui
