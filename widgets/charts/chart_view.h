/// A line chart for many points: decimated drawing, smoothing over a faint raw line, bands of 95% intervals where
/// shares have counts, of many curves of the one that is pointed at; shapes along each curve, marks of events, zoom,
/// pan, a logarithmic axis, a crosshair with a table of the values under it, a sentence where there is no data. UI
/// thread.
///
/// Mouse: drag zooms, Shift+drag or the middle button pans; Ctrl+wheel, or the wheel of a chart that has the focus,
/// zooms at the pointer; a click tells its point, a double click resets.
/// Keys: + and - zoom, 0 or Home resets, left and right move the crosshair, with Shift they pan, up and down point at
/// the curve above or below; Enter tells the point under the crosshair.
#pragma once

#include <QList>
#include <QPointF>
#include <QStringList>
#include <QtCharts/QChartView>
#include <optional>
#include <utility>

#include "widgets/charts/chart_curve.h"
#include "widgets/charts/chart_scale.h"

class QLineSeries;
class QValueAxis;

namespace azr::widgets {

class ChartView : public QChartView {
    Q_OBJECT
  public:
    static constexpr int kDrawnPoints = 2000;     ///< of one curve at most; fewer where the chart is narrow
    static constexpr int kDrawnInAll = 24000;     ///< of all curves together
    static constexpr qsizetype kFullCurves = 12;  ///< more are thin lines without raw ones, shapes and bands
    static constexpr qsizetype kReadings = 8;     ///< in the table under the crosshair; of more, those at the pointer
    using Range = std::pair<double, double>;

    explicit ChartView(QWidget* parent = nullptr);

    /// Replaces the whole curves of these names, adding those that are new, and draws once.
    void setCurves(const QList<NamedCurve>& curves);
    void setCurve(const QString& name, const QList<QPointF>& points, CurveStyle style) {
        setCurves({{name, points, style}});
    }
    void clear();
    void forget();  ///< keeps the curves without their points
    void setCurveVisible(const QString& name, bool visible);
    void setEvents(const QList<ChartEvent>& events);
    /// What the curves mean, for those who cannot see it; the latest events are told behind it.
    void setExplanation(const QString& text);
    [[nodiscard]] const QList<ChartEvent>& events() const { return m_events; }
    /// 0 shows the raw points; towards 1 the line follows more slowly.
    void setSmoothing(double factor);
    void setEmptyText(const QString& text);
    [[nodiscard]] const QString& emptyText() const { return m_emptyText; }
    [[nodiscard]] QRectF readingsBox() const { return m_readingsBox; }  ///< where the table was painted last
    void setXName(const QString& name);                                 ///< written where the axes meet
    /// Whether x counts something, so that labels between whole numbers say nothing.
    void setXWhole(bool whole);
    void setUnit(const QString& unit);  ///< written after every value, e.g. " %"
    [[nodiscard]] const QString& unit() const { return m_unit; }
    /// Of more visible curves with intervals only the one that is pointed at has its band.
    void setMostBands(qsizetype most);
    /// The curve that the pointer is on, or the keys, or a legend; empty: none.
    void pointAtCurve(const QString& name);
    [[nodiscard]] const QString& pointedCurve() const { return m_pointed; }
    /// The curves whose bands are drawn.
    [[nodiscard]] QStringList banded() const;
    /// Values of zero and below are not drawn on a logarithmic axis.
    void setLogarithmic(bool logarithmic);
    [[nodiscard]] bool isLogarithmic() const { return m_logarithmic; }

    [[nodiscard]] QStringList curves() const;
    [[nodiscard]] bool isCurveVisible(const QString& name) const;
    [[nodiscard]] std::optional<double> lastValue(const QString& name) const;
    [[nodiscard]] int drawnPoints(const QString& name) const;
    [[nodiscard]] CurveStyle styleOf(const QString& name) const;
    /// What is drawn and read of a curve; empty for an unknown name.
    [[nodiscard]] const CurveValues& values(const QString& name) const;

    void zoom(double factor, double aboutX);
    void pan(double distance);  ///< in x; never beyond the data
    void resetZoom();
    void setZoom(const std::optional<Range>& range);  ///< empty: the whole range
    [[nodiscard]] const std::optional<Range>& zoomRange() const { return m_zoom; }
    [[nodiscard]] bool isZoomed() const { return m_zoom.has_value(); }
    [[nodiscard]] Range xRange() const;

    /// The crosshair at the measured x nearest to this; without the table, which stands in the chart under the hand.
    void followCursor(const std::optional<double>& x);
    [[nodiscard]] const std::optional<double>& cursor() const { return m_cursor; }
    /// What the crosshair's table says, by curve, the nearest to the pointer first where there are many.
    [[nodiscard]] QList<std::pair<QString, CurveReading>> readings() const;

    /// Into `target`, in the size of the widget, without crosshair and focus.
    void paintPlain(QPainter& painter, const QRectF& target);

  Q_SIGNALS:
    void zoomChanged();                                ///< by the user's hand
    void cursorMoved(const std::optional<double>& x);  ///< by the user's hand; empty: it left
    void pointChosen(double x);                        ///< a click, or Enter
    void curvePointed(const QString& name);            ///< another one, or none

  protected:
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

  private:
    struct Curve {
        NamedCurve given;
        CurveValues values;
        bool visible = true;
        // Of few curves, which Qt Charts draws; each series costs it time that grows with their number.
        QLineSeries* raw = nullptr;   // faint, shown while smoothing
        QLineSeries* line = nullptr;  // what is read
        QList<QPointF> path;          // of many: what is drawn, in heights
    };
    struct Drag {
        QPoint from, to;
        bool pans = false;
        Range range;  // that was shown when it began
    };

    [[nodiscard]] Curve* find(const QString& name);
    [[nodiscard]] const Curve* find(const QString& name) const;
    [[nodiscard]] bool hasData() const;
    [[nodiscard]] bool hasDataIn(double low, double high) const;
    [[nodiscard]] bool isCrowded() const;
    [[nodiscard]] int pointLimit() const;
    [[nodiscard]] Range fullRange() const;
    [[nodiscard]] double xAt(const QPoint& position) const;
    [[nodiscard]] double heightOf(double value) const;  // as it is plotted: itself, or its logarithm
    [[nodiscard]] bool isPlotted(double value) const { return !m_logarithmic || value > 0; }
    [[nodiscard]] QPointF toPlot(const QPointF& point) const;
    [[nodiscard]] QList<QPointF> plotted(const QList<QPointF>& points) const;
    [[nodiscard]] QString valueText(double value) const;
    [[nodiscard]] QString xText(double x) const;
    void addSeries(Curve& curve);
    void removeSeries(Curve& curve);
    void measure(Curve& curve) const;
    void redraw();
    void restyle();
    void describe();
    void fitX(double low, double high);
    void fitY(double low, double high);
    void showAxes(bool horizontal, bool vertical);
    void setHeights(double bottom, double top);
    void pickCursor(double x);
    void moveCursor(double x);
    void stepCursor(bool right);
    [[nodiscard]] std::optional<double> pointAt(const QPointF& position) const;
    void showRange(double low, double high);
    [[nodiscard]] bool bandsOfAll() const;
    [[nodiscard]] QString curveNear(const QPointF& position) const;
    void pointAlong(bool up);
    void drawBands(QPainter* painter) const;
    void drawBand(QPainter* painter, const Curve& curve) const;
    void drawPaths(QPainter* painter) const;
    void drawSentence(QPainter* painter, const QString& text) const;
    void drawXName(QPainter* painter) const;
    void drawLabels(QPainter* painter) const;
    void drawMarkers(QPainter* painter) const;
    void drawEvents(QPainter* painter) const;
    void drawCrosshair(QPainter* painter) const;
    void drawReadings(QPainter* painter, double lineX) const;
    [[nodiscard]] QRectF readingsPlace(const QSizeF& size, double lineX) const;
    void drawDrag(QPainter* painter) const;

    QList<Curve> m_curves;
    QList<ChartEvent> m_events;
    QString m_explanation;
    QValueAxis* m_x;
    QValueAxis* m_y;
    QList<AxisLabel> m_labels;  // of a logarithmic axis, which Qt Charts cannot label within a decade
    Range m_heights{0, 1};      // of the plot, as heightOf() gives them
    double m_smoothing = 0;
    QString m_unit;
    QString m_emptyText;
    mutable QRectF m_readingsBox;
    QString m_xName;
    bool m_xWhole = true;
    bool m_logarithmic = false;
    std::optional<Range> m_zoom;
    std::optional<double> m_cursor;
    qsizetype m_mostBands = kFullCurves;
    QString m_pointed;
    double m_pointerHeight = 0;  // where the pointer is, in heights of the plot
    bool m_follows = false;      // the crosshair stands where another chart has it
    std::optional<Drag> m_drag;
    bool m_plain = false;  // paints for others
};

}  // namespace azr::widgets
