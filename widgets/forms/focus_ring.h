/// Shows where the keyboard is on controls whose style has no mark of its own for it: texts that can be selected, areas
/// that scroll, charts. A frame around the control while it has the focus, not after a click. UI thread.
#pragma once

#include <QPointer>
#include <QWidget>

class QApplication;

namespace azr::widgets {

class FocusRing : public QWidget {
    Q_OBJECT
  public:
    /// Around every such control of the application from now on; once is enough.
    static void install(QApplication& application);

    FocusRing(QWidget& around, QWidget& place);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void follow();

    QPointer<QWidget> m_around;
};

}  // namespace azr::widgets
