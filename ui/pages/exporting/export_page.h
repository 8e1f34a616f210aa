/// "Take it along": tasks of a run in the formats of other programs, its metrics, a checkpoint as a Hugging Face or
/// PEFT folder. They run on the thread of the exports, so that a long one holds up no table. UI thread.
#pragma once

#include <functional>

#include "core/exporting/tasks/task_export.h"
#include "core/store/reader.h"
#include "ui/pages/page.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace azr::ui {

class ExportProgress;

class ExportPage : public Page {
    Q_OBJECT
  public:
    explicit ExportPage(Workspace& workspace, QWidget* parent = nullptr);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void makeFormats();
    [[nodiscard]] QWidget* makeTasks();
    [[nodiscard]] QWidget* makeCheckpoints();
    void runChanged();
    void readCheckpoints();
    void showCheckpoints(const std::vector<store::CheckpointRow>& rows);
    void countTasks();
    void recount();  ///< without a gap in what is shown
    [[nodiscard]] store::TaskFilter filter() const;
    [[nodiscard]] exporting::TaskFormat format() const;
    [[nodiscard]] QString chosenTarget();  ///< a file or the folder to make; empty: none
    void exportTasks();
    void exportCheckpoint();

    QComboBox* m_format = nullptr;
    QComboBox* m_kind = nullptr;
    QComboBox* m_status = nullptr;
    QLineEdit* m_text = nullptr;
    QLabel* m_count = nullptr;
    QPushButton* m_exportTasks = nullptr;
    ExportProgress* m_tasksProgress = nullptr;
    QComboBox* m_checkpoint = nullptr;
    QComboBox* m_form = nullptr;
    QComboBox* m_type = nullptr;
    QPushButton* m_fork = nullptr;
    QPushButton* m_exportCheckpoint = nullptr;
    ExportProgress* m_checkpointProgress = nullptr;
};

}  // namespace azr::ui
