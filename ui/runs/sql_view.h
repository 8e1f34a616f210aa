/// A SELECT over the workspace's database, and its answer as a table or a CSV file. Read on a thread of its own, so
/// that no other page waits, and cancellable. UI thread.
#pragma once

#include <QWidget>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

#include "core/store/asking/query.h"
#include "ui/bridge/background.h"
#include "ui/runs/sql_table_model.h"

class QLabel;
class QPushButton;

namespace azr::widgets {
class CodeView;
class CopyableTable;
}  // namespace azr::widgets

namespace azr::ui {

class Workspace;

/// A query at work that may be cancelled, before it begins and while it is read. Thread-safe.
class CancellableQuery {
  public:
    void cancel();
    /// Opens it and lets `work` read it; Cancelled where somebody cancelled before.
    Status run(const std::filesystem::path& database, const std::string& sql,
               const std::function<Status(store::Query&)>& work);

  private:
    std::mutex m_mutex;
    store::Query* m_query = nullptr;  // guarded by m_mutex
    bool m_cancelled = false;         // guarded by m_mutex
};

class SqlView : public QWidget {
    Q_OBJECT
  public:
    explicit SqlView(Workspace& workspace, QWidget* parent = nullptr);
    ~SqlView() override;

    void setSql(const QString& sql);
    void ask();
    void cancel();
    void exportTo(const QString& file);  ///< all rows, as CSV
    [[nodiscard]] bool atWork() const { return m_asked != nullptr; }
    [[nodiscard]] QString said() const;
    [[nodiscard]] SqlTableModel& model() { return *m_model; }

  Q_SIGNALS:
    void finished();  ///< answered, refused or cancelled

  private:
    void arrange();
    void chooseFile();
    void begin(const QString& said);
    void end(const QString& said);
    void refresh();

    Workspace& m_workspace;
    Background* m_background;
    widgets::CodeView* m_editor;
    QPushButton* m_ask;
    QPushButton* m_cancel;
    QPushButton* m_export;
    QLabel* m_said;
    SqlTableModel* m_model;
    widgets::CopyableTable* m_table;
    std::shared_ptr<CancellableQuery> m_asked;  ///< null: none is at work
};

}  // namespace azr::ui
