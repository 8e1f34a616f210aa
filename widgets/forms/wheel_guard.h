/// The wheel scrolls, it never edits: over a drop-down, a spin box (dates among them), a slider, a dial or the tabs it
/// goes on to what scrolls around them, focused or not. With the focus they would still change when they are scrolled
/// under a pointer that rests, or after a choice by mouse. Scroll bars, lists and open drop-downs scroll as ever; what
/// has its own use for the wheel (charts, code) keeps it. Nor does turning the wheel bring them the focus. Seen by
/// everything of the application, the dialogs of Qt too. UI thread.
#pragma once

#include <QObject>

class QApplication;

namespace azr::widgets {

class WheelGuard : public QObject {
    Q_OBJECT
  public:
    /// From now on; once is enough.
    static void install(QApplication& application);

    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    explicit WheelGuard(QApplication& application);
};

}  // namespace azr::widgets
