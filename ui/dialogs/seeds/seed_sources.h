/// Where drafts come from beside a person's hand: a task of any run, or a file. Asks for its number or name, reads it
/// in the background. UI thread.
#pragma once

#include <QObject>
#include <vector>

#include "core/base/ids.h"
#include "core/session/draft.h"

class QWidget;

namespace azr::ui {

class Background;

class SeedSources : public QObject {
    Q_OBJECT
  public:
    /// `run`: the one that a number alone belongs to, as the window counts tasks by run; `shown`: the task that is
    /// proposed; invalid: none.
    SeedSources(Background& background, RunId run, TaskId shown, QWidget& dialog);

    /// "12", "#12": of `run`; "2:12": of run 2; 1000000012: as the command line tells tasks. Invalid for what is none.
    [[nodiscard]] static TaskId taskIn(const QString& text, RunId run);

    void askForTask();
    void askForFile();
    void readTask(TaskId task);  ///< taken(), or failed()

  Q_SIGNALS:
    void taken(const std::vector<azr::session::Draft>& drafts, const QString& said);
    void failed(const QString& text);

  private:
    void readFile(const QString& file);

    Background& m_background;
    RunId m_run;
    TaskId m_shown;
    QWidget& m_dialog;
};

}  // namespace azr::ui
