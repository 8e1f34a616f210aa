#include "widgets/charts/chart_panel.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/charts/chart_marker.h"
#include "widgets/colors.h"
#include "widgets/forms/flow_layout.h"

namespace azr::widgets {

namespace {

constexpr QSize kSwatch(22, 12);
constexpr int kLine = 18;  ///< the rest is a gap before the name, which the line would else seem to strike through

/// The curve's line and shape; a hollow bar where it is hidden.
QIcon swatch(CurveStyle style, const Colors& colors, bool shown, qreal ratio) {
    const QColor color = curveColor(colors, style);
    QPixmap pixmap(kSwatch * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!shown) {
        painter.setPen(QPen(color, 1));
        painter.drawRect(QRectF(1, 4, kLine - 2, kSwatch.height() - 8));
        return QIcon(pixmap);
    }
    QPen pen(color, 3);
    pen.setCapStyle(Qt::FlatCap);
    if (style.dashed) pen.setDashPattern({1, 0.7});
    painter.setPen(pen);
    const QPointF middle(kLine / 2.0, kSwatch.height() / 2.0);
    painter.drawLine(QPointF(0, middle.y()), QPointF(kLine, middle.y()));
    paintMarker(painter, middle, style, colors);
    return QIcon(pixmap);
}

}  // namespace

ChartPanel::ChartPanel(const QString& title, const QString& explanation, QWidget* parent)
    : QFrame(parent), m_chart(new ChartView(this)), m_summary(new QLabel(this)), m_legend(new QWidget(this)) {
    setObjectName(QStringLiteral("card"));
    auto* heading = new QLabel(title, this);
    heading->setObjectName(QStringLiteral("cardTitle"));
    heading->setToolTip(explanation);
    m_summary->setObjectName(QStringLiteral("cardValue"));
    m_chart->setAccessibleName(title);
    m_chart->setAccessibleDescription(explanation);
    setToolTip(explanation);

    auto* top = new QHBoxLayout;
    top->addWidget(heading, 1);
    top->addWidget(m_summary);
    new FlowLayout(m_legend, 2);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    m_legend->setSizePolicy(policy);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 10, 12, 8);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_legend);
    m_legend->hide();
}

void ChartPanel::setSummary(const QString& text) {
    m_summary->setText(text);
}

void ChartPanel::setCurves(const QList<NamedCurve>& curves) {
    m_chart->setCurves(curves);
    for (const NamedCurve& curve : curves)
        if (!m_buttons.contains(curve.name)) addToLegend(curve.name, curve.style);
}

void ChartPanel::addToLegend(const QString& name, CurveStyle style) {
    auto* button = new QToolButton(m_legend);
    button->setObjectName(QStringLiteral("legend"));
    button->setCheckable(true);
    button->setChecked(true);
    button->setText(name);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(kSwatch);
    button->setAccessibleName(tr("Show curve %1").arg(name));
    button->setToolTip(tr("Show or hide this curve"));
    connect(button, &QToolButton::toggled, this, [this, name](bool on) {
        m_chart->setCurveVisible(name, on);
        paintSwatches();
    });
    m_legend->layout()->addWidget(button);
    m_buttons.insert(name, button);
    m_styles.insert(name, style);
    m_legend->show();
    paintSwatches();
}

void ChartPanel::clear() {
    m_chart->clear();
    qDeleteAll(m_buttons);
    m_buttons.clear();
    m_styles.clear();
    m_summary->clear();
    m_legend->hide();
}

void ChartPanel::paintSwatches() {
    const Colors colors = colorsOf(*this);
    for (auto at = m_buttons.cbegin(); at != m_buttons.cend(); ++at)
        at.value()->setIcon(swatch(m_styles.value(at.key()), colors, at.value()->isChecked(), devicePixelRatioF()));
}

void ChartPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) paintSwatches();
}

}  // namespace azr::widgets
