/// A graph whose nodes stand in layers, from left to right: zoomed with Ctrl and the wheel, + and -, fitted with 0; the
/// arrow keys walk from node to node, Return or a double click activates one. UI thread.
#pragma once

#include <QGraphicsView>
#include <QHash>
#include <QList>
#include <QPair>

namespace azr::widgets {

struct GraphNode {
    qint64 id = 0;
    int layer = 0;
    QString title, text;
    double value = -1;   ///< 0..1, drawn as a bar; below 0: none
    bool chief = false;  ///< the one that the graph is about
};

class LayeredGraph : public QGraphicsView {
    Q_OBJECT
  public:
    explicit LayeredGraph(QWidget* parent = nullptr);

    /// The chief node is selected, and everything fitted into view.
    void setGraph(const QList<GraphNode>& nodes, const QList<QPair<qint64, qint64>>& edges);
    [[nodiscard]] qint64 selected() const { return m_selected; }  ///< 0: none
    void select(qint64 id);
    void zoom(double factor);  ///< within bounds, about the middle
    void fit();                ///< also when the size changes, until somebody zooms
    /// Where a node stands, in the scene; empty where there is no such node.
    [[nodiscard]] QRectF placeOf(qint64 id) const { return m_places.value(id); }

  Q_SIGNALS:
    void selectionChanged(qint64 id);
    void activated(qint64 id);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void layOut();
    void draw();
    [[nodiscard]] qint64 neighbour(int key) const;
    [[nodiscard]] qint64 nodeAt(const QPoint& at) const;
    [[nodiscard]] bool joined(qint64 a, qint64 b) const;

    QList<GraphNode> m_nodes;
    QList<QPair<qint64, qint64>> m_edges;
    QHash<qint64, QRectF> m_places;
    qint64 m_selected = 0;
    bool m_fitted = true;  ///< nobody has zoomed since
};

}  // namespace azr::widgets
