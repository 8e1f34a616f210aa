/// Runs beside each other: their curves in one chart for each number, means over the kinds that all of them train, and
/// of two runs the settings that differ; of a fork and the run that it began from also the paired difference. Any
/// metric may be added.
/// Two hundred runs are read one after the other, so that others who read get their turn. UI thread.
#pragma once

#include <QList>
#include <QPointF>
#include <QStringList>
#include <QWidget>
#include <vector>

#include "core/selfplay/kinds.h"
#include "core/store/reader.h"
#include "ui/charts/chart_specs.h"

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

/// One number, laid over each other for all runs: the mean over its metrics.
struct ComparedChart {
    QString title, explanation, unit;
    double scale = 1;
    QStringList metrics;
};

class ComparisonView : public QWidget {
    Q_OBJECT
  public:
    explicit ComparisonView(Workspace& workspace, QWidget* parent = nullptr);

    /// Told by shown() when everything was read.
    void compare(const QList<RunId>& runs);
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
    struct ReadRun {
        store::RunRow row;
        QString title;
        std::vector<store::ConfigChangeRow> changes;
        QList<QList<QPointF>> curves;  ///< of each chart
    };
    /// On the background thread; `most` points a curve, 0: all.
    static Result<ReadRun> readRun(store::Reader& reader, RunId run, const QList<ComparedChart>& charts, int most);

    void makeTabs();
    void makePanels();
    void choose();
    void readNext(quint64 generation, qsizetype index);
    void showAll();
    void showNext();
    void showChart(int index);
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
    std::vector<ReadRun> m_read;
    QTimer* m_drawing;  ///< one chart at a time
    int m_next = 0;
    quint64 m_generation = 0;
};

}  // namespace azr::ui
