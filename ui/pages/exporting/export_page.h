/// "Take it along": tasks of a run as JSONL, a checkpoint as a Hugging Face or PEFT folder. Both run on a thread of
/// their own, so that a long export holds up no table. UI thread.
#pragma once

#include <functional>

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
    ExportPage(Workspace& workspace, QWidget* parent = nullptr);
    ~ExportPage() override;  ///< ends what is under way

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    [[nodiscard]] QWidget* makeTasks();
    [[nodiscard]] QWidget* makeCheckpoints();
    void runChanged();
    void readCheckpoints();
    void showCheckpoints(const std::vector<store::CheckpointRow>& rows);
    void countTasks();
    void recount();  ///< without a gap in what is shown
    [[nodiscard]] store::TaskFilter filter() const;
    /// The focus goes to the button, where it was at the way out that vanishes.
    static void finish(QPushButton& button, ExportProgress& progress, const QString& text, const QString& folder);
    void exportTasks();
    void exportCheckpoint();

    Background m_exports;
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
