/// A titled card around one chart: heading with its explanation, the newest value, a menu (enlarge, logarithmic axis,
/// values, export), a legend of buttons that show, hide and point at curves. UI thread.
#pragma once

#include <QFrame>
#include <QHash>
#include <functional>
#include <utility>

#include "widgets/charts/chart_view.h"

class QLabel;
class QMenu;
class QToolButton;

namespace azr::widgets {

class ChartPanel : public QFrame {
    Q_OBJECT
  public:
    static constexpr int kPlotHeight = 168;   ///< at least, however long the legend is
    static constexpr qsizetype kLegend = 24;  ///< of more curves there is none

    ChartPanel(const QString& title, const QString& explanation, QWidget* parent = nullptr);

    [[nodiscard]] ChartView& chart() { return *m_chart; }
    [[nodiscard]] const QString& title() const { return m_title; }
    void setTitle(const QString& title, const QString& explanation);
    /// The folder that the dialog of an export begins in; else the one that Qt has.
    void setExportFolder(std::function<QString()> folder) { m_folder = std::move(folder); }
    void setSummary(const QString& text);  ///< right of the title
    void setXName(const QString& name);
    /// Like ChartView::setCurves, each with its legend entry.
    void setCurves(const QList<NamedCurve>& curves);
    void clear();
    /// Also opened with the right button and the menu key; others may add to it.
    [[nodiscard]] QMenu& menu() { return *m_menu; }
    void setLogarithmic(bool logarithmic);  ///< without telling of it
    void setEnlarged(bool enlarged);
    [[nodiscard]] bool isEnlarged() const { return m_enlarged; }

  Q_SIGNALS:
    void enlargeWanted();        ///< or the way back
    void pointChosen(double x);  ///< in the chart or in its table
    void logarithmicChanged(bool on);
    void exported(const QString& path, const QString& problem);  ///< problem: empty when it went well

  protected:
    void changeEvent(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void makeMenu();
    void addToLegend(const QString& name, CurveStyle style);
    void paintSwatches();
    void showValues();
    void exportTo();

    QString m_title, m_xName;
    std::function<QString()> m_folder;
    ChartView* m_chart;
    QLabel* m_heading;
    QLabel* m_summary;
    QToolButton* m_button;
    QMenu* m_menu;
    QAction* m_enlarge = nullptr;
    QAction* m_logarithmic = nullptr;
    QWidget* m_legend;
    bool m_enlarged = false;
    QHash<QString, QToolButton*> m_buttons;
    QHash<QString, CurveStyle> m_styles;
};

}  // namespace azr::widgets
