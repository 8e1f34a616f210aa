/// Many points on two axes, drawn once into a picture, and a rectangle over them that a person draws: the brush. UI
/// thread.
///
/// Mouse: drag draws the brush, a click takes it away, a double click chooses it. Keys: arrows move it, with Shift its
/// far corner; Escape takes it away, Enter chooses it.
#pragma once

#include <QImage>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <QWidget>
#include <optional>

namespace azr::widgets {

class ScatterView : public QWidget {
    Q_OBJECT
  public:
    explicit ScatterView(QWidget* parent = nullptr);

    void setPoints(const QList<QPointF>& points);
    [[nodiscard]] const QList<QPointF>& points() const { return m_points; }
    /// What the axes show; points outside are not drawn.
    void setRange(const QRectF& range);
    [[nodiscard]] const QRectF& range() const { return m_range; }
    void setAxes(const QString& x, const QString& y);
    void setEmptyText(const QString& text);
    /// In the units of the axes; top is the smaller y. Empty: none.
    void setBrush(const std::optional<QRectF>& brush);
    [[nodiscard]] const std::optional<QRectF>& brush() const { return m_brush; }
    [[nodiscard]] QPointF toPlot(const QPointF& value) const;  ///< pixels of the widget
    [[nodiscard]] QPointF toValue(const QPointF& pixel) const;

    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 180}; }

  Q_SIGNALS:
    void brushed();  ///< by the user's hand
    void chosen();   ///< a double click, or Enter

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

  private:
    [[nodiscard]] QRectF plot() const;
    void drawPoints();
    void drawAxes(QPainter& painter) const;
    void moveBrush(QPointF by, bool corner);

    QList<QPointF> m_points;
    QRectF m_range{0, 0, 1, 1};
    QString m_x, m_y, m_emptyText;
    std::optional<QRectF> m_brush;
    std::optional<QPointF> m_from;  // of a drag, in pixels
    QImage m_picture;               // of the points; null: to be drawn
};

}  // namespace azr::widgets
