/// Runs any program through exactly the path of the loop's proposals, on the lane that is reserved for the window, and
/// shows verdict, value, times, what it printed, and the safety findings in the code. UI thread.
#pragma once

#include <QFrame>

#include "ui/bridge/session_bridge.h"

class QLabel;
class QLineEdit;
class QPushButton;

namespace azr::widgets {
class CodeView;
}

namespace azr::ui {

class SnippetConsole : public QFrame {
    Q_OBJECT
  public:
    explicit SnippetConsole(SessionBridge& bridge, QWidget* parent = nullptr);

    [[nodiscard]] QString result() const;  ///< the text that is shown
    void setSnippet(const QString& program, const QString& input);
    void run();

  private:
    void show(const session::CheckFinished& finished);

    SessionBridge& m_bridge;
    widgets::CodeView* m_program;
    QLineEdit* m_input;
    QPushButton* m_run;
    QLabel* m_verdict;
    QLabel* m_value;
    QLabel* m_details;
    std::uint64_t m_ticket = 0;
};

}  // namespace azr::ui
