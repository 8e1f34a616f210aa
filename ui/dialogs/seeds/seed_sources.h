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
    /// `shown`: the task that is proposed; invalid: none.
    SeedSources(Background& background, TaskId shown, QWidget& dialog);

    void askForTask();
    void askForFile();

  Q_SIGNALS:
    void taken(const std::vector<azr::session::Draft>& drafts, const QString& said);
    void failed(const QString& text);

  private:
    void readTask(TaskId task);
    void readFile(const QString& file);

    Background& m_background;
    TaskId m_shown;
    QWidget& m_dialog;
};

}  // namespace azr::ui
