/// A titled card around one chart: heading with its explanation, the newest value, a legend of buttons that show and
/// hide curves. UI thread.
#pragma once

#include <QFrame>
#include <QHash>

#include "widgets/charts/chart_view.h"

class QLabel;
class QToolButton;

namespace azr::widgets {

class ChartPanel : public QFrame {
    Q_OBJECT
  public:
    ChartPanel(const QString& title, const QString& explanation, QWidget* parent = nullptr);

    [[nodiscard]] ChartView& chart() { return *m_chart; }
    void setSummary(const QString& text);  ///< right of the title
    /// Like ChartView::setCurves, each with its legend entry.
    void setCurves(const QList<NamedCurve>& curves);
    void clear();

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void addToLegend(const QString& name, CurveStyle style);
    void paintSwatches();

    ChartView* m_chart;
    QLabel* m_summary;
    QWidget* m_legend;
    QHash<QString, QToolButton*> m_buttons;
    QHash<QString, CurveStyle> m_styles;
};

}  // namespace azr::widgets
