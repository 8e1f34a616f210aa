/// A line chart for many points: decimated drawing (at most kDrawnPoints a curve), smoothing over a faint raw line,
/// shapes along each curve, zoom by wheel, drag and keys, a crosshair with the values under it, a sentence where there
/// is no data. UI thread.
///
/// Keys: + and - zoom, 0 or Home resets, left and right move the crosshair. A double click resets too.
#pragma once

#include <QList>
#include <QPointF>
#include <QStringList>
#include <QtCharts/QChartView>
#include <optional>
#include <utility>

class QLineSeries;
class QValueAxis;

namespace azr::widgets {

struct CurveStyle {
    int color = 0;  ///< index into Colors::series, and of the shape that goes with it
    bool dashed = false;
    bool operator==(const CurveStyle&) const = default;
};

struct NamedCurve {
    QString name;
    QList<QPointF> points;  ///< ordered by x
    CurveStyle style;
};

/// Something that happened at one x: a line across the plot, with its words under the crosshair.
struct ChartEvent {
    double x = 0;
    QString text;
};

class ChartView : public QChartView {
    Q_OBJECT
  public:
    static constexpr int kDrawnPoints = 2000;  ///< at most; fewer where the chart is narrow

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
    [[nodiscard]] const QList<ChartEvent>& events() const { return m_events; }
    /// 0 shows the raw points; towards 1 the line follows more slowly.
    void setSmoothing(double factor);
    void setEmptyText(const QString& text);
    void setXName(const QString& name);  ///< written where the axes meet
    void setUnit(const QString& unit);   ///< written after every value, e.g. " %"

    [[nodiscard]] QStringList curves() const;
    [[nodiscard]] bool isCurveVisible(const QString& name) const;
    [[nodiscard]] std::optional<double> lastValue(const QString& name) const;
    [[nodiscard]] int drawnPoints(const QString& name) const;

    void zoom(double factor, double aboutX);
    void resetZoom();
    void setZoom(const std::optional<std::pair<double, double>>& range);  ///< empty: the whole range
    [[nodiscard]] const std::optional<std::pair<double, double>>& zoomRange() const { return m_zoom; }
    [[nodiscard]] bool isZoomed() const { return m_zoom.has_value(); }
    [[nodiscard]] std::pair<double, double> xRange() const;

  Q_SIGNALS:
    void zoomChanged();  ///< by the user's hand

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
    void drawForeground(QPainter* painter, const QRectF& rect) override;

  private:
    struct Curve;
    [[nodiscard]] bool isSmoothed(const Curve& curve) const;
    struct Reading;  // a value under the crosshair
    struct Curve {
        QString name;
        QList<QPointF> points;
        CurveStyle style;
        bool visible = true;
        QLineSeries* raw = nullptr;   // faint, shown while smoothing
        QLineSeries* line = nullptr;  // what is read
    };

    [[nodiscard]] Curve* find(const QString& name);
    [[nodiscard]] const Curve* find(const QString& name) const;
    [[nodiscard]] bool hasData() const;
    [[nodiscard]] int pointLimit() const;
    [[nodiscard]] std::pair<double, double> fullRange() const;
    [[nodiscard]] double xAt(const QPoint& position) const;
    [[nodiscard]] QString valueText(double value) const;
    void redraw();
    void restyle();
    void fitY(double low, double high);
    void pickCursor(double x);
    void drawEmpty(QPainter* painter) const;
    void drawXName(QPainter* painter) const;
    void drawMarkers(QPainter* painter) const;
    void drawEvents(QPainter* painter) const;
    void drawCrosshair(QPainter* painter) const;
    void drawReadings(QPainter* painter, const QList<Reading>& readings, double lineX) const;
    void drawDrag(QPainter* painter) const;

    QList<Curve> m_curves;
    QList<ChartEvent> m_events;
    QValueAxis* m_x;
    QValueAxis* m_y;
    double m_smoothing = 0;
    QString m_unit;
    QString m_emptyText;
    QString m_xName;
    std::optional<std::pair<double, double>> m_zoom;
    std::optional<double> m_cursor;
    std::optional<std::pair<QPoint, QPoint>> m_drag;
};

}  // namespace azr::widgets
