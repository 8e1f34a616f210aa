/// Ctrl+Tab and Ctrl+Shift+Tab turn the tabs of the window that is used: those around the focus, or else the first
/// ones that are seen in it. (Qt does so only while the focus is among the tabs.) UI thread.
#pragma once

#include <QObject>

class QApplication;

namespace azr::widgets {

class TabSwitcher : public QObject {
    Q_OBJECT
  public:
    /// From now on; once is enough.
    static void install(QApplication& application);

    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    explicit TabSwitcher(QApplication& application);
};

}  // namespace azr::widgets
