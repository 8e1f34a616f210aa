/// Tasks written by a person, taken from tasks of any run or read from a file: kind, program, input. Check runs them in
/// the sandbox by the loop's own verifier and asks whether the run at work would take them, and only a task that
/// passed, unchanged since, can be added. What refuses it then leaves the dialog open with the reason. The model of the
/// run at work can be asked what it makes of a task that passed. UI thread; nothing of this blocks it.
#pragma once

#include <QDialog>
#include <vector>

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

class Background;
class SeedDrafts;
class SeedSources;
struct DraftText;

class SeedDialog : public QDialog {
    Q_OBJECT
  public:
    explicit SeedDialog(SessionBridge& bridge, QWidget* parent = nullptr);

    /// The kinds of the run that is seeded; at first those of a fresh configuration.
    void offerKinds(const std::vector<selfplay::TaskKind>& kinds);
    /// What is written is kept there while it is written, and what stands there is shown again: it survives the
    /// dialog, the program and a crash. `memory` outlives the dialog.
    void keepDraft(QSettings& memory);
    /// Drafts may also come from tasks and files, which `background` reads; `run`: the one that numbers of tasks belong
    /// to; `shown`: the task to begin with, or none.
    void readFrom(Background& background, RunId run, TaskId shown);
    /// Each becomes a draft behind those that are there, or in place of one that was not touched.
    void take(const std::vector<session::Draft>& drafts, const QString& said = {});
    /// A task that was refused after all, to be changed: beside what is being written.
    void restore(const session::Draft& draft, const QString& reason);
    void choose(const session::Draft& draft);  ///< shows it, where it is among them
    /// The run has it: it is no draft any more, unless it is what is being written.
    void forget(const session::Draft& draft);
    /// Begins with a task that readFrom()'s background reads.
    void takeTask(TaskId task);

  Q_SIGNALS:
    /// Sent to the run; it answers with this command.
    void seeded(azr::CommandId command, const azr::session::Draft& draft);

  protected:
    void done(int result) override;

  private:
    void prepareFields();
    void arrange();
    [[nodiscard]] DraftText text() const;
    void fill(const DraftText& text);
    void edited();
    void showFields();
    void showSaid();
    void writeDraft();
    void startAnew();
    void check();
    void checkNext();
    void stopChecking();
    void showResult(const session::CheckFinished& result);
    void showEntry();
    void say(int index, const QString& text);
    void refuse(int index, const QString& text);
    void markImport(std::size_t index, const QString& text);
    void showRefusal(int index, const session::SeedRefusal& refusal);
    void ask();
    void stopAsking();
    void showAnswers(const session::ModelAnswered& answers);
    void add();
    [[nodiscard]] bool send(int index);
    void updateButtons();

    SessionBridge& m_bridge;
    QComboBox* m_kind;
    QLineEdit* m_imports;
    widgets::CodeView* m_program;
    QPlainTextEdit* m_inputs;
    QLabel* m_inputsLabel;
    QLineEdit* m_message;
    QLabel* m_messageLabel;
    QLabel* m_result;
    QLabel* m_answers;
    SeedDrafts* m_drafts;
    QPushButton* m_fromTask;
    QPushButton* m_fromFile;
    QPushButton* m_ask;
    QPushButton* m_check;
    QPushButton* m_add;
    QPushButton* m_clear;
    QTimer* m_writing;  // waits until typing pauses
    QSettings* m_memory = nullptr;
    SeedSources* m_sources = nullptr;
    std::vector<session::Draft> m_sent;  // not answered; kept with the drafts
    std::uint64_t m_ticket = 0;          // of the check under way
    int m_checking = 0;                  // its draft
    bool m_all = false;                  // the others follow
    std::uint64_t m_question = 0;        // to the model; 0: none waits
    bool m_filling = false, m_touched = false;
};

}  // namespace azr::ui
