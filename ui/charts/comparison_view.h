/// Runs beside each other: their curves in one chart for each number, means over the kinds that all of them train, and
/// of two runs the settings that differ; of a fork and the run that it began from also the paired difference. Shares
/// have the bands of their 95% intervals; with more than kBands runs only the one under the pointer has. Any metric may
/// be added.
/// Two hundred runs are read one after the other, so that others who read get their turn. UI thread.
#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/selfplay/kinds.h"
#include "core/store/reader.h"
#include "ui/charts/compared_run.h"
#include "ui/runs/grouped_runs.h"

class QGridLayout;
class QLabel;
class QTabWidget;
class QTimer;

namespace azr::widgets {
class ChartPanel;
class DiffView;
}  // namespace azr::widgets

namespace azr::ui {

class DifferenceView;
class Workspace;

class ComparisonView : public QWidget {
    Q_OBJECT
  public:
    static constexpr int kBands = 4;  ///< more would cover each other

    explicit ComparisonView(Workspace& workspace, QWidget* parent = nullptr);

    /// Told by shown() when everything was read.
    void compare(const QList<RunId>& runs);
    /// The same of groups of runs: of each the mean over its runs, with its 95% interval.
    void compareGroups(const QList<ComparedGroup>& groups);
    [[nodiscard]] const QList<widgets::ChartPanel*>& panels() const { return m_panels; }
    /// Of two runs with a common past.
    [[nodiscard]] DifferenceView& difference() { return *m_difference; }
    [[nodiscard]] bool showsDifference() const;
    /// Charts of these metrics, after the standard ones; kept between starts.
    void setChosen(const QStringList& metrics);
    [[nodiscard]] const QStringList& chosen() const { return m_chosen; }

  Q_SIGNALS:
    void shown();

  private:
    void begin(const QList<RunId>& runs);
    void makeTabs();
    void makePanels();
    void choose();
    void readNext(quint64 generation, qsizetype index);
    void showAll();
    void showNext();
    void showChart(int index);
    void curvePointed(int chart, const QString& run);
    void readPointed();
    [[nodiscard]] bool isCrowd() const;
    void showSettings();
    void showDifference();

    Workspace& m_workspace;
    QLabel* m_title;
    QTabWidget* m_tabs;
    QWidget* m_canvas = nullptr;
    QGridLayout* m_grid = nullptr;
    widgets::DiffView* m_diff = nullptr;
    DifferenceView* m_difference = nullptr;
    QStringList m_chosen;
    QList<ComparedChart> m_charts;
    std::vector<selfplay::TaskKind> m_kinds = selfplay::shownKinds({});  ///< that all compared runs train
    QList<widgets::ChartPanel*> m_panels;
    QList<RunId> m_runs;
    QList<ComparedGroup> m_groups;  ///< empty: each run by itself
    std::vector<ComparedRun> m_read;
    QTimer* m_drawing;   ///< one chart at a time
    QTimer* m_pointing;  ///< reads the intervals of the run that the pointer rests on
    int m_pointedChart = -1;
    QString m_pointedRun;
    int m_next = 0;
    quint64 m_generation = 0;
};

}  // namespace azr::ui
