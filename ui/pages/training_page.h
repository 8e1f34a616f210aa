/// "Is it learning?": headline numbers and live curves of the shown run, with the alerts above them. UI thread.
#pragma once

#include <QHash>
#include <QList>
#include <QSet>

#include "ui/models/metric_series.h"
#include "ui/pages/chart_specs.h"
#include "ui/pages/page.h"

class QGridLayout;
class QLabel;
class QSlider;
class QStackedWidget;
class QTimer;

namespace azr::widgets {
class ChartPanel;
class StatTile;
}  // namespace azr::widgets

namespace azr::ui {

class AlertStrip;

class TrainingPage : public Page {
    Q_OBJECT
  public:
    TrainingPage(Workspace& workspace, const Actions& actions, QWidget* parent = nullptr);

    void resetZoom();
    [[nodiscard]] const QList<widgets::ChartPanel*>& panels() const { return m_panels; }

  protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

  private:
    [[nodiscard]] QWidget* makeCharts();
    [[nodiscard]] QWidget* makeTiles();
    [[nodiscard]] QWidget* makeTools(const Actions& actions);
    void placeLegends();
    void arrange();
    void runChanged();
    void readAlerts();
    void readChanges();
    void draw(const QStringList& metrics);
    void drawNext();
    void drawPanel(int index);
    void fillTiles();
    void share(int index);

    QList<ChartSpec> m_specs;
    MetricSeries m_series;
    QStackedWidget* m_stack;
    AlertStrip* m_alerts;
    QGridLayout* m_grid = nullptr;
    QSlider* m_smoothing = nullptr;
    QLabel* m_hint = nullptr;
    QList<widgets::ChartPanel*> m_panels;
    QHash<QString, int> m_panelOf;  // metric -> chart
    QSet<int> m_stale;              // charts to draw again
    QTimer* m_drawing;              // one of them at a time
    widgets::StatTile* m_accuracy = nullptr;
    widgets::StatTile* m_solved = nullptr;
    widgets::StatTile* m_valid = nullptr;
    widgets::StatTile* m_buffered = nullptr;
    widgets::StatTile* m_speed = nullptr;
    int m_columns = 0;
    bool m_unmeasured = false;  // said once by the run
};

}  // namespace azr::ui
