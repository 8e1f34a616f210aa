/// "Is it learning?": headline numbers and live curves of the shown run, with the alerts above them. UI thread.
#pragma once

#include <QList>

#include "ui/charts/chart_layouts.h"
#include "ui/pages/page.h"

class QComboBox;
class QLabel;
class QMenu;
class QSlider;
class QStackedWidget;
class QToolButton;

namespace azr::widgets {
class ChartPanel;
class StatTile;
}  // namespace azr::widgets

namespace azr::ui {

class AlertStrip;
class ChartBoard;
struct MeanShare;

class TrainingPage : public Page {
    Q_OBJECT
  public:
    TrainingPage(Workspace& workspace, const Actions& actions, QWidget* parent = nullptr);

    void resetZoom();
    [[nodiscard]] const QList<widgets::ChartPanel*>& panels() const;
    [[nodiscard]] ChartBoard& board() { return *m_board; }

  private:
    [[nodiscard]] QWidget* makeTiles();
    [[nodiscard]] QWidget* makeTools(const Actions& actions);
    [[nodiscard]] QWidget* makeSmoothing(QWidget* row);
    void makeMarks(QToolButton* button);
    void fillLayouts();
    void nameLayout();
    void runChanged();
    void readAlerts();
    void fillTiles();
    void fillAccuracy();
    /// Over the kinds; `first`: the oldest values instead of the newest.
    [[nodiscard]] MeanShare meanOfKinds(const QString& pattern, bool first = false) const;
    void keep();

    ChartPreferences m_preferences;
    QStackedWidget* m_stack;
    AlertStrip* m_alerts;
    ChartBoard* m_board;
    QSlider* m_smoothing = nullptr;
    QComboBox* m_axis = nullptr;
    QToolButton* m_layouts = nullptr;
    widgets::StatTile* m_accuracy = nullptr;
    widgets::StatTile* m_solved = nullptr;
    widgets::StatTile* m_valid = nullptr;
    widgets::StatTile* m_buffered = nullptr;
    widgets::StatTile* m_speed = nullptr;
    bool m_unmeasured = false;  // said once by the run
};

}  // namespace azr::ui
