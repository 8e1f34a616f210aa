#include "widgets/layered_graph.h"

#include <QGraphicsPathItem>
#include <QGraphicsSimpleTextItem>
#include <QKeyEvent>
#include <QMap>
#include <QWheelEvent>
#include <algorithm>
#include <limits>

#include "widgets/colors.h"

namespace azr::widgets {

namespace {

constexpr double kWidth = 156, kHeight = 46, kAcross = 64, kBetween = 12;
constexpr double kLeastZoom = 0.15, kMostZoom = 3, kZoomStep = 1.2;
constexpr double kMargin = 24;

QPainterPath curve(const QRectF& from, const QRectF& to) {
    const QPointF start(from.right(), from.center().y()), end(to.left(), to.center().y());
    const double bend = std::max(24.0, (end.x() - start.x()) / 2);
    QPainterPath path(start);
    path.cubicTo(start + QPointF(bend, 0), end - QPointF(bend, 0), end);
    return path;
}

}  // namespace

LayeredGraph::LayeredGraph(QWidget* parent) : QGraphicsView(parent) {
    setScene(new QGraphicsScene(this));
    setRenderHint(QPainter::Antialiasing);
    setDragMode(QGraphicsView::ScrollHandDrag);
    setTransformationAnchor(QGraphicsView::AnchorUnderMouse);
    setFrameShape(QFrame::NoFrame);
}

void LayeredGraph::setGraph(const QList<GraphNode>& nodes, const QList<QPair<qint64, qint64>>& edges) {
    m_nodes = nodes;
    m_edges = edges;
    m_selected = 0;
    for (const GraphNode& node : m_nodes)
        if (node.chief) m_selected = node.id;
    layOut();
    draw();
    fit();
    if (m_selected != 0) Q_EMIT selectionChanged(m_selected);
}

bool LayeredGraph::joined(qint64 a, qint64 b) const {
    return m_edges.contains({a, b}) || m_edges.contains({b, a});
}

/// Layers become columns; within one, nodes follow the mean place of those that they are joined with in the column
/// nearer to the middle.
void LayeredGraph::layOut() {
    m_places.clear();
    QMap<int, QList<qint64>> layers;
    for (const GraphNode& node : m_nodes) layers[node.layer].append(node.id);
    QHash<qint64, double> rank;
    const auto settle = [&](int layer, int inner) {
        QList<qint64>& ids = layers[layer];
        QHash<qint64, double> wish;
        for (const qint64 id : ids) {
            double sum = 0;
            int count = 0;
            for (const qint64 other : layers.value(inner))
                if (joined(id, other)) sum += rank.value(other), ++count;
            wish[id] = count > 0 ? sum / count : std::numeric_limits<double>::max();
        }
        std::stable_sort(ids.begin(), ids.end(), [&](qint64 a, qint64 b) { return wish[a] < wish[b]; });
    };
    const auto place = [&](int layer) {
        const QList<qint64>& ids = layers[layer];
        const double all = static_cast<double>(ids.size()) * (kHeight + kBetween) - kBetween;
        for (qsizetype i = 0; i < ids.size(); ++i) {
            const double y = static_cast<double>(i) * (kHeight + kBetween) - all / 2;
            rank[ids[i]] = y;
            m_places[ids[i]] = QRectF(layer * (kWidth + kAcross), y, kWidth, kHeight);
        }
    };
    const QList<int> numbers = layers.keys();
    if (numbers.isEmpty()) return;
    place(0);
    for (int layer = 1; layer <= numbers.last(); ++layer) settle(layer, layer - 1), place(layer);
    for (int layer = -1; layer >= numbers.first(); --layer) settle(layer, layer + 1), place(layer);
}

void LayeredGraph::draw() {
    const Colors colors = colorsOf(*this);
    scene()->clear();
    scene()->setBackgroundBrush(colors.surface);
    for (const auto& [from, to] : std::as_const(m_edges)) {
        if (!m_places.contains(from) || !m_places.contains(to)) continue;
        const bool near = from == m_selected || to == m_selected;
        auto* line = scene()->addPath(curve(m_places[from], m_places[to]),
                                      QPen(near ? colors.accent : colors.strongBorder, near ? 2 : 1));
        line->setZValue(near ? 1 : 0);
    }
    QFont bold = font();
    bold.setBold(true);
    const QFontMetricsF titles(bold), texts(font());
    for (const GraphNode& node : std::as_const(m_nodes)) {
        const QRectF place = m_places[node.id];
        QPainterPath box;
        box.addRoundedRect(place, 7, 7);
        const bool chosen = node.id == m_selected;
        auto* item =
            scene()->addPath(box, QPen(chosen || node.chief ? colors.accent : colors.border, chosen ? 2.5 : 1.2),
                             chosen ? colors.selection : colors.surfaceAlt);
        item->setZValue(2);
        const auto write = [&](const QString& text, const QFont& style, const QFontMetricsF& metrics, double y,
                               const QColor& color) {
            auto* words = new QGraphicsSimpleTextItem(metrics.elidedText(text, Qt::ElideRight, kWidth - 18), item);
            words->setFont(style);
            words->setBrush(color);
            words->setPos(place.topLeft() + QPointF(9, y));
        };
        write(node.title, bold, titles, 5, colors.text);
        write(node.text, font(), texts, 5 + titles.height(), colors.muted);
        if (node.value < 0) continue;
        const QRectF bar(place.left() + 9, place.bottom() - 6, kWidth - 18, 3);
        auto* all = new QGraphicsRectItem(bar, item);
        all->setPen(Qt::NoPen);
        all->setBrush(colors.border);
        auto* part =
            new QGraphicsRectItem(QRectF(bar.topLeft(), QSizeF(bar.width() * std::min(1.0, node.value), 3)), item);
        part->setPen(Qt::NoPen);
        part->setBrush(colors.good);
    }
    QRectF all;
    for (const QRectF& place : std::as_const(m_places)) all = all.united(place);
    scene()->setSceneRect(all.adjusted(-kMargin, -kMargin, kMargin, kMargin));
}

void LayeredGraph::select(qint64 id) {
    if (id == m_selected || !m_places.contains(id)) return;
    m_selected = id;
    draw();
    ensureVisible(m_places[id], 20, 20);
    Q_EMIT selectionChanged(id);
}

void LayeredGraph::zoom(double factor) {
    const double now = transform().m11();
    const double wanted = qBound(kLeastZoom, now * factor, kMostZoom);
    scale(wanted / now, wanted / now);
    m_fitted = false;
}

void LayeredGraph::fit() {
    fitInView(sceneRect(), Qt::KeepAspectRatio);
    if (transform().m11() > 1) resetTransform();
    if (transform().m11() < kLeastZoom) zoom(kLeastZoom / transform().m11());
    m_fitted = true;
}

void LayeredGraph::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    if (m_fitted) fit();
}

qint64 LayeredGraph::nodeAt(const QPoint& at) const {
    const QPointF point = mapToScene(at);
    for (auto one = m_places.cbegin(); one != m_places.cend(); ++one)
        if (one.value().contains(point)) return one.key();
    return 0;
}

/// In the direction of the arrow: within the column the next one, to the sides the nearest, one that is joined first.
qint64 LayeredGraph::neighbour(int key) const {
    const QRectF here = m_places.value(m_selected);
    qint64 best = 0;
    double least = std::numeric_limits<double>::max();
    for (auto one = m_places.cbegin(); one != m_places.cend(); ++one) {
        const double across = one.value().x() - here.x(), down = one.value().y() - here.y();
        const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
        const double along = key == Qt::Key_Left    ? -across
                             : key == Qt::Key_Right ? across
                             : key == Qt::Key_Up    ? -down
                                                    : down;
        if (one.key() == m_selected || along < 1 || (!sideways && std::abs(across) > 1)) continue;
        const double cost =
            sideways ? along * 1000 + std::abs(down) - (joined(one.key(), m_selected) ? 1e6 : 0) : along;
        if (cost < least) least = cost, best = one.key();
    }
    return best;
}

void LayeredGraph::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down: select(neighbour(event->key())); return;
        case Qt::Key_Plus: zoom(kZoomStep); return;
        case Qt::Key_Minus: zoom(1 / kZoomStep); return;
        case Qt::Key_0: fit(); return;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_selected != 0) Q_EMIT activated(m_selected);
            return;
        default: QGraphicsView::keyPressEvent(event);
    }
}

void LayeredGraph::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) return QGraphicsView::wheelEvent(event);
    zoom(event->angleDelta().y() > 0 ? kZoomStep : 1 / kZoomStep);
    event->accept();
}

void LayeredGraph::mousePressEvent(QMouseEvent* event) {
    if (const qint64 id = nodeAt(event->pos()); id != 0) select(id);
    QGraphicsView::mousePressEvent(event);
}

void LayeredGraph::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const qint64 id = nodeAt(event->pos()); id != 0) Q_EMIT activated(id);
}

void LayeredGraph::changeEvent(QEvent* event) {
    QGraphicsView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) draw();
}

}  // namespace azr::widgets
