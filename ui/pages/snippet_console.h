/// Runs any program through exactly the path of the loop's proposals, on the lane that is reserved for the window, and
/// shows verdict, value, times, what it printed, and the safety findings in the code. A run can be cancelled; what is
/// written here is kept in the workspace. UI thread.
#pragma once

#include <QFrame>

#include "ui/bridge/workspace.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTimer;

namespace azr::widgets {
class CodeView;
}

namespace azr::ui {

class SnippetConsole : public QFrame {
    Q_OBJECT
  public:
    explicit SnippetConsole(Workspace& workspace, QWidget* parent = nullptr);
    ~SnippetConsole() override;

    [[nodiscard]] QString result() const;  ///< the text that is shown
    void setSnippet(const QString& program, const QString& input);
    void run();
    void cancel();

  private:
    [[nodiscard]] QString limits() const;
    void readDraft();
    void writeDraft();
    void show(const session::CheckFinished& finished);

    Workspace& m_workspace;
    SessionBridge& m_bridge;
    widgets::CodeView* m_program;
    QLineEdit* m_input;
    QPushButton* m_run;
    QPushButton* m_cancel;
    QTimer* m_writing;  // waits until typing pauses
    QLabel* m_verdict;
    QLabel* m_value;
    QLabel* m_details;
    std::uint64_t m_ticket = 0;
};

}  // namespace azr::ui
