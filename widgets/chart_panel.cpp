#include "widgets/chart_panel.h"

#include <QEvent>
#include <QLabel>
#include <QPainter>
#include <QPixmap>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/colors.h"
#include "widgets/flow_layout.h"

namespace azr::widgets {

namespace {

constexpr QSize kSwatch(22, 10);
constexpr int kLine = 16;  ///< the rest is a gap before the name, which the line would else seem to strike through

/// Hollow where the curve is hidden.
QIcon swatch(const QColor& color, bool dashed, bool shown, qreal ratio) {
    QPixmap pixmap(kSwatch * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!shown) {
        painter.setPen(QPen(color, 1));
        painter.drawRect(QRectF(1, 3, kLine - 2, kSwatch.height() - 6));
        return QIcon(pixmap);
    }
    QPen pen(color, 3);
    pen.setCapStyle(Qt::FlatCap);
    if (dashed) pen.setDashPattern({1.8, 1.2});
    painter.setPen(pen);
    painter.drawLine(QPointF(0, kSwatch.height() / 2.0), QPointF(kLine, kSwatch.height() / 2.0));
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
    for (auto at = m_buttons.cbegin(); at != m_buttons.cend(); ++at) {
        const CurveStyle style = m_styles.value(at.key());
        at.value()->setIcon(swatch(colors.series[static_cast<std::size_t>(style.color) % colors.series.size()],
                                   style.dashed, at.value()->isChecked(), devicePixelRatioF()));
    }
}

void ChartPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) paintSwatches();
}

}  // namespace azr::widgets
