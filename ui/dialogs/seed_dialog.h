/// A task written by a person: kind, program, input; Check runs it in the sandbox by the loop's own verifier and asks
/// whether the run at work would take it, and only a task that passed, unchanged since, can be added. What refuses it
/// then leaves the dialog open with the reason. UI thread; checking never blocks it.
#pragma once

#include <QDialog>

#include "ui/bridge/session_bridge.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSettings;
class QTimer;

namespace azr::widgets {
class CodeView;
}

namespace azr::ui {

class SeedDialog : public QDialog {
    Q_OBJECT
  public:
    explicit SeedDialog(SessionBridge& bridge, QWidget* parent = nullptr);

    /// The kinds of the run that is seeded; at first those of a fresh configuration.
    void offerKinds(const std::vector<selfplay::TaskKind>& kinds);
    /// What is written is kept there while it is written, and what stands there is shown again: it survives the
    /// dialog, the program and a crash. `memory` outlives the dialog.
    void keepDraft(QSettings& memory);
    /// It has become a task.
    static void forgetDraft(QSettings& memory);
    /// A task that was refused after all, to be changed.
    void restore(const session::Draft& draft, const QString& reason);

  Q_SIGNALS:
    /// Sent to the run; it answers with this command.
    void seeded(azr::CommandId command, const azr::session::Draft& draft);

  protected:
    void done(int result) override;

  private:
    void prepareFields();
    void arrange();
    [[nodiscard]] session::Draft draft() const;
    void edited();
    void writeDraft();
    void startAnew();
    void check();
    void showResult(const session::CheckFinished& result);
    void markImport(std::size_t index, const QString& text);
    void showRefusal(const session::SeedRefusal& refusal);
    void add();

    SessionBridge& m_bridge;
    QComboBox* m_kind;
    QLineEdit* m_imports;
    widgets::CodeView* m_program;
    QPlainTextEdit* m_inputs;
    QLabel* m_inputsLabel;
    QLineEdit* m_message;
    QLabel* m_messageLabel;
    QLabel* m_result;
    QPushButton* m_check;
    QPushButton* m_add;
    QPushButton* m_clear;
    QTimer* m_writing;  // waits until typing pauses
    QSettings* m_memory = nullptr;
    std::uint64_t m_ticket = 0;
    session::Draft m_checked;
    execution::ValidateOutcome m_outcome;
};

}  // namespace azr::ui
