/// What the pages share: the open workspace, the background reader, which run is looked at, and what the window
/// remembers of this workspace. One in which another process trains is looked at once a second. UI thread.
#pragma once

#include <QObject>
#include <QVariantMap>
#include <memory>
#include <optional>

#include "core/base/ids.h"
#include "core/store/rows.h"
#include "ui/bridge/background.h"
#include "ui/bridge/session_bridge.h"

class QSettings;
class QTimer;

namespace azr::ui {

class Workspace : public QObject {
    Q_OBJECT
  public:
    explicit Workspace(std::unique_ptr<SessionBridge> bridge, QObject* parent = nullptr);
    ~Workspace() override;

    [[nodiscard]] SessionBridge& bridge() { return *m_bridge; }
    [[nodiscard]] Background& background() { return *m_background; }
    /// A thread and a reader of their own for exports, so that no page waits for one.
    [[nodiscard]] Background& exports() { return *m_exports; }

    /// The run whose curves and tasks are shown; invalid when the workspace has none.
    [[nodiscard]] RunId run() const { return m_run; }
    [[nodiscard]] const store::RunRow& runRow() const { return m_row; }
    void show(RunId run);
    /// Every run, youngest first, as last read.
    [[nodiscard]] const std::vector<store::RunRow>& runs() const { return m_runs; }
    void refreshRuns();
    [[nodiscard]] bool showsLiveRun() const;
    [[nodiscard]] bool loaded() const { return m_loaded; }  ///< the runs were read at least once
    /// What the window remembers from one day to the next: drafts, filters, the shown run. Kept in the workspace
    /// (window.ini), never part of an experiment; written soon after each change, so that a crash loses nothing.
    [[nodiscard]] QSettings& memory() { return *m_memory; }

  Q_SIGNALS:
    void runChanged();                            ///< another run is shown, its row became known, or steps are gone
    void runsChanged();                           ///< the list of runs was read anew
    void rowsChanged(quint32 tables);             ///< of the shown run
    void taskWanted(azr::TaskId task);            ///< a link to a task was followed
    void stepWanted(int step);                    ///< the tasks of a step
    void tasksWanted(const QVariantMap& filter);  ///< those that a filter of the table finds (TaskFilters)
    void stepAccountWanted(int step);             ///< what the loop did in it
    void seedWanted(azr::TaskId task);            ///< a draft that begins with the task
    void messageForUser(const QString& text, bool problem);
    void takeOverOffered(bool possible);  ///< of a read-only workspace: it could be trained in now, or no longer

  private:
    void lookForChanges();
    void lookWhoTrains();
    [[nodiscard]] RunId firstShown() const;

    std::unique_ptr<SessionBridge> m_bridge;
    std::unique_ptr<QSettings> m_memory;
    QTimer* m_look = nullptr;  // while the workspace is read-only
    bool m_offered = false;
    std::unique_ptr<Background> m_background, m_exports;
    RunId m_run;
    store::RunRow m_row;
    std::vector<store::RunRow> m_runs;
    bool m_loaded = false;
    std::optional<std::int64_t> m_dataVersion;
};

}  // namespace azr::ui
