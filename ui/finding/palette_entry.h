/// One line of the command palette. A value.
#pragma once

#include <QIcon>
#include <QString>
#include <functional>

namespace azr::ui {

struct PaletteEntry {
    QString id;     ///< the same every time: what was used recently is remembered by it
    QString text;   ///< what is searched
    QString where;  ///< a menu, a page, "Run", "Setting", …
    QString hint;   ///< at the right: its keys, a path
    QString why;    ///< why it cannot be done now; empty: it can
    QIcon icon;
    std::function<void()> run;
};

}  // namespace azr::ui
