/// A fork beside the run that it began from: the difference of one number after the fork, step by step, with its 95%
/// interval, and a sentence that says what it comes to and what that rests on. UI thread.
#pragma once

#include <QList>
#include <QWidget>
#include <optional>

#include "core/store/rows.h"
#include "ui/charts/metric_series.h"
#include "ui/charts/paired_difference.h"
#include "ui/charts/share_counts.h"

class QComboBox;
class QLabel;
class QTimer;

namespace azr::widgets {
class ChartPanel;
}

namespace azr::ui {

class Workspace;
struct ComparedChart;

/// Two runs with a common past: a fork and its parent, or two forks of one run.
struct RunPair {
    store::RunRow left, right;  ///< right - left: the fork is on the right
    int forkedAt = 0;           ///< the last step that they share
};
/// Nothing where neither comes from the other, nor both from one.
[[nodiscard]] std::optional<RunPair> pairOf(const store::RunRow& one, const store::RunRow& other);

class DifferenceView : public QWidget {
    Q_OBJECT
  public:
    explicit DifferenceView(Workspace& workspace, QWidget* parent = nullptr);

    void setCharts(const QList<ComparedChart>& charts);
    void showPair(const RunPair& pair, const QString& leftTitle, const QString& rightTitle);
    void choose(int chart);
    [[nodiscard]] widgets::ChartPanel& panel() { return *m_panel; }
    [[nodiscard]] const PairedDifference& difference() const { return m_difference; }
    [[nodiscard]] QString sentence() const;

  Q_SIGNALS:
    void drawn();

  private:
    /// What is read of one run.
    struct Side {
        explicit Side(Background& background) : series(background, {}), counts(background) {}
        MetricSeries series;
        ShareCounts counts;
    };
    void read();
    [[nodiscard]] QList<PairedPoint> points() const;
    void draw();
    [[nodiscard]] QString basisText(const QList<PairedPoint>& points) const;
    [[nodiscard]] QString told(const QList<PairedPoint>& points) const;

    Workspace& m_workspace;
    QComboBox* m_choice;
    QLabel* m_sentence;
    widgets::ChartPanel* m_panel;
    QTimer* m_drawing;  ///< once for what comes together
    QList<ComparedChart> m_charts;
    std::optional<RunPair> m_pair;
    QString m_leftTitle, m_rightTitle;
    Side m_left, m_right;
    PairedDifference m_difference;
};

}  // namespace azr::ui
