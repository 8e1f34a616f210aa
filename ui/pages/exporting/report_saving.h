/// The report of a run as a file: asks where it shall lie, writes it on a thread of its own, and tells what became of
/// it. UI thread.
#pragma once

#include <QObject>
#include <atomic>
#include <memory>

#include "core/base/ids.h"
#include "ui/bridge/background.h"

class QWidget;

namespace azr::ui {

class Workspace;

class ReportSaving : public QObject {
    Q_OBJECT
  public:
    ReportSaving(Workspace& workspace, QWidget* parent);
    ~ReportSaving() override;  ///< ends what is under way

    void ask(RunId run);
    void write(RunId run, const QString& file);
    [[nodiscard]] bool busy() const { return m_busy; }

  Q_SIGNALS:
    void busyChanged();

  private:
    void setBusy(bool busy);

    Workspace& m_workspace;
    QWidget* m_parent;
    bool m_busy = false;
    std::shared_ptr<std::atomic<bool>> m_ended = std::make_shared<std::atomic<bool>>(false);  // with the working thread
    Background m_background;
};

}  // namespace azr::ui
