/// Windows and dialogs stay on the screen: one that is shown larger than its screen, or beside it (another monitor was
/// there yesterday, everything is drawn at 200%), is made to fit and moved back. UI thread.
#pragma once

#include <QObject>
#include <QRect>

class QApplication;
class QWidget;

namespace azr::widgets {

class ScreenKeeper : public QObject {
    Q_OBJECT
  public:
    /// From now on; once is enough.
    static void install(QApplication& application);
    /// The place of a window on a screen with this room: moved and, where it must be, made smaller.
    [[nodiscard]] static QRect fitted(const QRect& window, const QRect& room);

    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    explicit ScreenKeeper(QApplication& application);
};

}  // namespace azr::widgets
