/// The charts of one run, in the order of a layout that a person may change: they share zoom, crosshair, smoothing, x
/// axis and marks, and are filled from the database one at a time, so that a click is never kept waiting. UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QSet>
#include <QWidget>
#include <vector>

#include "ui/bridge/workspace.h"
#include "ui/charts/chart_layouts.h"
#include "ui/charts/metric_series.h"
#include "ui/charts/run_events.h"
#include "ui/charts/share_counts.h"
#include "ui/charts/step_axis.h"

class QGridLayout;
class QScrollArea;
class QTimer;

namespace azr::widgets {
class ChartPanel;
}

namespace azr::ui {

class ChartBoard : public QWidget {
    Q_OBJECT
  public:
    /// `also`: metrics that are read beside those of the charts.
    ChartBoard(Workspace& workspace, QStringList also, QWidget* parent = nullptr);

    void show(const ChartLayout& layout);
    [[nodiscard]] const ChartLayout& layout() const { return m_layout; }
    void setPreferences(const ChartPreferences& preferences);
    [[nodiscard]] const QList<widgets::ChartPanel*>& panels() const { return m_panels; }
    [[nodiscard]] const MetricSeries& series() const { return m_series; }
    [[nodiscard]] const ShareCounts& counts() const { return m_counts; }

    void addChart();  ///< asks which metrics
    void edit(int index);
    void move(int index, int by);
    void remove(int index);
    void rename(int index, const QString& title);
    void enlarge(int index);  ///< alone, or with the others again
    void resetZoom();

  Q_SIGNALS:
    void edited();       ///< layout() is another one now
    void numbersRead();  ///< series() or counts() have new ones

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    void makePanels();
    [[nodiscard]] widgets::ChartPanel* makePanel(int index);
    void addMenu(widgets::ChartPanel& panel);
    void arrange();
    void runChanged();
    void readEvents();
    void readSteps();
    void forgetSteps();
    void placeLegends();
    void wantMetrics();
    void redrawAll();
    void draw(const QStringList& metrics);
    void drawNext();
    void drawPanel(int index);
    [[nodiscard]] QList<widgets::ChartEvent> placedEvents() const;
    void change(const ChartLayout& layout);
    [[nodiscard]] int indexOf(const widgets::ChartPanel* panel) const;

    Workspace& m_workspace;
    const QStringList m_also;
    ChartLayout m_layout;
    ChartPreferences m_preferences;
    MetricSeries m_series;
    ShareCounts m_counts;
    StepAxis m_axis;
    std::vector<store::StepRow> m_steps;
    std::vector<RunEvent> m_events;
    QScrollArea* m_scroll;
    QWidget* m_canvas;
    QGridLayout* m_grid;
    QList<widgets::ChartPanel*> m_panels;
    QMultiHash<QString, int> m_panelsOf;  // metric -> charts
    QSet<int> m_stale;                    // charts to draw again
    QTimer* m_drawing;                    // one of them at a time
    int m_columns = 0;
    int m_enlarged = -1;
    quint64 m_generation = 0;  // of m_steps
    bool m_readingSteps = false, m_stepsAgain = false;
};

}  // namespace azr::ui
