/// Everything about one task: program, input, output or pairs, where it came from, every attempt. UI thread.
#pragma once

#include <QWidget>

#include "core/store/reader.h"

class QLabel;
class QPlainTextEdit;
class QStackedWidget;
class QTabWidget;

namespace azr::widgets {
class CodeView;
class CopyableTable;
class LogView;
}  // namespace azr::widgets

namespace azr::ui {

class AttemptTableModel;
class TokenView;
class Workspace;

class TaskDetailView : public QWidget {
    Q_OBJECT
  public:
    explicit TaskDetailView(Workspace& workspace, QWidget* parent = nullptr);

    void show(const store::TaskDetail& detail);
    void clear();
    /// The text that is searched for in completions: the first attempt that holds it is chosen, and shown there.
    void seek(const QString& text) { m_sought = text; }
    [[nodiscard]] TaskId task() const { return m_task; }

  Q_SIGNALS:
    void taskWanted(azr::TaskId task);
    void lineageWanted(azr::TaskId task);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    [[nodiscard]] QWidget* makeFacts();
    [[nodiscard]] QWidget* makeAttempts();
    void showFacts(const store::TaskDetail& detail);
    void showGiven(const store::TaskRow& task);
    [[nodiscard]] QString link(TaskId task, const QString& name) const;
    void showAttempt(int row);

    TaskId m_task;
    QString m_sought;
    store::TaskDetail m_detail;
    QStackedWidget* m_stack;
    QLabel* m_title = nullptr;
    QLabel* m_verdict = nullptr;
    QLabel* m_facts = nullptr;
    QLabel* m_origin = nullptr;
    QLabel* m_givenNote = nullptr;
    widgets::CodeView* m_given = nullptr;
    widgets::CodeView* m_program = nullptr;
    QTabWidget* m_tabs = nullptr;
    AttemptTableModel* m_attempts;
    widgets::CopyableTable* m_attemptTable = nullptr;
    QPlainTextEdit* m_completion = nullptr;
    TokenView* m_tokens = nullptr;
    bool m_tokensFollow = true;  // the attempt that is chosen in the table
    QPlainTextEdit* m_proposal = nullptr;
    widgets::LogView* m_history = nullptr;
};

}  // namespace azr::ui
