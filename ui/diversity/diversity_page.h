/// "Does it stay varied?": lineages, outlines, near-duplicates, complexity, lengths and types step by step, with the
/// early warning; clusters of near-duplicates; the map of tasks. Read some dozens of steps at a time in the background,
/// and only while the page is shown. UI thread.
#pragma once

#include <memory>

#include "core/diversity/survey.h"
#include "ui/pages/page.h"

class QGridLayout;
class QLabel;
class QProgressBar;
class QTabWidget;

namespace azr::widgets {
class ChartPanel;
}

namespace azr::ui {

class ClusterTable;
class TaskMap;

class DiversityPage : public Page {
    Q_OBJECT
  public:
    DiversityPage(Workspace& workspace, QWidget* parent = nullptr);

    [[nodiscard]] const std::vector<diversity::StepFigures>& steps() const { return m_steps; }
    [[nodiscard]] const QList<widgets::ChartPanel*>& panels() const { return m_panels; }
    [[nodiscard]] ClusterTable& clusters() { return *m_clusters; }
    [[nodiscard]] TaskMap& map() { return *m_map; }
    [[nodiscard]] QString sentence() const;

  Q_SIGNALS:
    void drawn();  ///< everything that there is of the run is shown

  protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    struct Snapshot {
        bool more = false;
        int read = 0, last = 0;  ///< steps
        std::vector<diversity::StepFigures> steps;
        std::vector<diversity::Cluster> clusters;
        std::size_t groups = 0;
        std::vector<diversity::MapPoint> points;
    };
    [[nodiscard]] static Result<Snapshot> readOn(store::Reader& reader, RunId run,
                                                 std::shared_ptr<diversity::Survey>& survey);
    [[nodiscard]] QWidget* makeCharts();
    void forget();
    void rowsChanged(quint32 tables);
    void read();
    void take(const Snapshot& snapshot);
    void draw(const Snapshot& snapshot, bool read);
    void arrange();

    std::shared_ptr<std::shared_ptr<diversity::Survey>> m_survey;  // of the background while a read is under way
    std::vector<diversity::StepFigures> m_steps;
    QLabel* m_sentence;
    QProgressBar* m_progress;
    QLabel* m_progressText;
    QTabWidget* m_tabs;
    QWidget* m_canvas = nullptr;
    QGridLayout* m_grid = nullptr;
    QList<widgets::ChartPanel*> m_panels;
    ClusterTable* m_clusters;
    TaskMap* m_map;
    int m_columns = 0;
    bool m_stale = true, m_reading = false;
};

}  // namespace azr::ui
