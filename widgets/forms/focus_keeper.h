/// Keeps the keyboard where the person left it. When the control with the focus is disabled or hidden by the program (a
/// button that works, a part that is replaced), Qt moves the focus on to whatever stands next in the chain: another
/// button, often one of the toolbar. Instead a stand-in takes it at the same place in that chain: it does nothing with
/// any key, Tab leads on from there, and the control has the focus back once it can be used again, unless the person
/// has moved on. Pages of a stack are left to Qt, which picks a control of the new page. Also in windows that are not
/// active, as after a file dialog. UI thread.
#pragma once

#include <QHash>
#include <QPointer>
#include <QWidget>

class QApplication;

namespace azr::widgets {

class FocusKeeper : public QObject {
    Q_OBJECT
  public:
    /// From now on; once is enough.
    static void install(QApplication& application);
    /// Whether the keyboard is at the widget, or stays where it was.
    [[nodiscard]] static bool isAt(const QWidget& widget);

    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    explicit FocusKeeper(QApplication& application);
    void focused(QWidget& widget);
    void disabled(QWidget& widget);
    void hidden(QWidget& widget);

    QHash<const QObject*, QPointer<QWidget>> m_focus;  // by window
    QPointer<QWidget> m_left;                          // had the focus until Qt took it away, being disabled
};

/// Where the focus is while its control is gone: as large as that one where it is still seen, with a frame.
class FocusStandIn : public QWidget {
    Q_OBJECT
  public:
    /// `place`: visible, and around `gone`.
    FocusStandIn(QWidget* gone, QWidget& place);

    [[nodiscard]] QWidget* gone() const { return m_gone; }
    void end();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

  private:
    void follow();

    QPointer<QWidget> m_gone;
};

}  // namespace azr::widgets
