/// How the window closes while a run is at work: it asks first, then lets the step finish and the checkpoint be written
/// while it stays usable, and closes when the run has ended. UI thread; nothing here blocks.
#pragma once

#include <QObject>

class QWidget;

namespace azr::ui {

class SessionBridge;

class Leaving : public QObject {
    Q_OBJECT
  public:
    Leaving(SessionBridge& bridge, QWidget& window);

    /// What the window gives way to: the question and its buttons say so.
    enum class To { End, AnotherWorkspace };
    void setTo(To to) { m_to = to; }

    /// For closeEvent: true when nothing is at work. Else it asks or, asked again while the step finishes, ends the run
    /// at once, back to its last checkpoint.
    [[nodiscard]] bool mayClose();
    /// Closes without a question.
    void leave();
    /// The same because the program is told to end: no other workspace follows, and no failure is waited for.
    void end();

  Q_SIGNALS:
    void waiting(const QString& text);  ///< what the window waits for
    void refused();                     ///< the answer was to stay
    void ending();                      ///< end() was called

  private:
    void ask();
    void stayOpen();
    void stateChanged();

    SessionBridge& m_bridge;
    QWidget& m_window;
    To m_to = To::End;
    bool m_asking = false;
    bool m_leaving = false;
    bool m_ending = false;
};

}  // namespace azr::ui
