/// Controls found by the name that a screen reader says, and the answer to a file dialog. UI thread.
#pragma once

#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>

namespace azr::test {

inline QPushButton* buttonNamed(const QWidget& window, const QString& name) {
    for (QPushButton* button : window.findChildren<QPushButton*>())
        if (button->accessibleName() == name) return button;
    return nullptr;
}

/// Of a kind of widget, in `parent` or its dialogs; null where there is none.
template <class Widget>
Widget* widgetNamed(const QWidget& parent, const QString& name) {
    for (Widget* widget : parent.findChildren<Widget*>())
        if (widget->accessibleName() == name) return widget;
    return nullptr;
}

/// Answers the next file dialog with `path`; the dialog has an event loop of its own.
inline void answerFileDialog(const QString& path) {
    auto* timer = new QTimer(qApp);
    QObject::connect(timer, &QTimer::timeout, timer, [timer, path] {
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            auto* dialog = qobject_cast<QFileDialog*>(widget);
            if (!dialog || !dialog->isVisible()) continue;
            dialog->findChild<QLineEdit*>("fileNameEdit")->setText(path);
            timer->deleteLater();
            static_cast<QDialog*>(dialog)->accept();
            return;
        }
    });
    timer->start(20);
}

}  // namespace azr::test
