#include "widgets/charts/chart_panel.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPixmap>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/charts/chart_export.h"
#include "widgets/charts/chart_marker.h"
#include "widgets/charts/chart_values.h"
#include "widgets/colors.h"
#include "widgets/elided_label.h"
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
    : QFrame(parent),
      m_chart(new ChartView(this)),
      m_heading(new ElidedLabel(this)),
      m_summary(new QLabel(this)),
      m_button(new QToolButton(this)),
      m_menu(new QMenu(this)),
      m_legend(new QWidget(this)) {
    setObjectName(QStringLiteral("card"));
    m_heading->setObjectName(QStringLiteral("cardTitle"));
    m_summary->setObjectName(QStringLiteral("cardValue"));
    m_chart->setMinimumHeight(kPlotHeight);
    m_button->setObjectName(QStringLiteral("chartMenu"));
    m_button->setText(QStringLiteral("⋯"));
    m_button->setPopupMode(QToolButton::InstantPopup);
    m_button->setMenu(m_menu);
    makeMenu();
    setTitle(title, explanation);

    auto* top = new QHBoxLayout;
    top->addWidget(m_heading, 1);
    top->addWidget(m_summary);
    top->addWidget(m_button);
    new FlowLayout(m_legend, 2);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    m_legend->setSizePolicy(policy);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(14, 8, 12, 8);
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addWidget(m_chart, 1);
    layout->addWidget(m_legend);
    m_legend->hide();
    connect(m_chart, &ChartView::pointChosen, this, &ChartPanel::pointChosen);
}

void ChartPanel::makeMenu() {
    m_enlarge = m_menu->addAction(tr("Enlarge"), this, &ChartPanel::enlargeWanted);
    m_menu->addAction(tr("Show the whole range"), m_chart, &ChartView::resetZoom);
    m_logarithmic = m_menu->addAction(tr("Logarithmic axis"));
    m_logarithmic->setCheckable(true);
    connect(m_logarithmic, &QAction::toggled, this, [this](bool on) {
        m_chart->setLogarithmic(on);
        Q_EMIT logarithmicChanged(on);
    });
    m_menu->addSeparator();
    m_menu->addAction(tr("Values as a table…"), this, &ChartPanel::showValues);
    m_menu->addAction(tr("Copy picture and values"), this, [this] {
        QGuiApplication::clipboard()->setMimeData(chartMimeData(*m_chart, m_title).release());
    });
    m_menu->addAction(tr("Export as PNG, SVG or CSV…"), this, &ChartPanel::exportTo);
}

void ChartPanel::setTitle(const QString& title, const QString& explanation) {
    m_title = title;
    m_heading->setText(title);
    // Over the curves a tool tip would cover what is pointed at: there the status bar tells it.
    const QString hand = tr("Ctrl+wheel zooms at the pointer, dragging zooms to a range, a double click shows all");
    m_heading->setToolTip(QStringLiteral("%1\n%2").arg(title, explanation).trimmed() + QLatin1Char('\n') + hand);
    for (QWidget* part : {static_cast<QWidget*>(m_chart), m_chart->viewport()}) part->setStatusTip(hand);
    m_chart->setAccessibleName(title);
    m_chart->setExplanation(explanation);
    m_button->setAccessibleName(tr("Menu of %1").arg(title));
    m_button->setToolTip(tr("Enlarge, logarithmic axis, values, export"));
}

void ChartPanel::setXName(const QString& name) {
    m_xName = name;
    m_chart->setXName(name);
}

void ChartPanel::setLogarithmic(bool logarithmic) {
    const QSignalBlocker quiet(m_logarithmic);
    m_logarithmic->setChecked(logarithmic);
    m_chart->setLogarithmic(logarithmic);
}

void ChartPanel::setEnlarged(bool enlarged) {
    m_enlarged = enlarged;
    m_enlarge->setText(enlarged ? tr("Back to all charts") : tr("Enlarge"));
}

void ChartPanel::showValues() {
    auto* dialog = new ChartValuesDialog(*m_chart, m_title, m_xName, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ChartValuesDialog::pointChosen, this, &ChartPanel::pointChosen);
    connect(dialog, &ChartValuesDialog::pointChosen, dialog, &QDialog::accept);
    dialog->open();
}

/// The name has its ending before the dialog looks whether such a file is there.
void ChartPanel::exportTo() {
    const QStringList kinds{tr("Picture (*.png)"), tr("Drawing (*.svg)"), tr("Values (*.csv)")};
    const QStringList endings{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("csv")};
    auto* dialog = new QFileDialog(this, tr("Export %1").arg(m_title), m_folder ? m_folder() : QString());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(kinds);
    dialog->setDefaultSuffix(endings.front());
    // Metrics have names like paths.
    dialog->selectFile(QString(m_title).replace(QLatin1Char('/'), QLatin1Char('-')) + QStringLiteral(".png"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, kinds, endings](const QString& kind) {
        const QString ending = endings.value(kinds.indexOf(kind), endings.front());
        dialog->setDefaultSuffix(ending);
        QString name = QFileInfo(dialog->selectedFiles().value(0)).fileName();
        for (const QString& one : endings)
            if (name.endsWith(QLatin1Char('.') + one)) name.chop(one.size() + 1);
        if (!name.isEmpty()) dialog->selectFile(name + QLatin1Char('.') + ending);
    });
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { Q_EMIT exported(path, writeChart(*m_chart, m_title, path)); });
    dialog->open();
}

void ChartPanel::contextMenuEvent(QContextMenuEvent* event) {
    m_menu->popup(event->globalPos());
}

void ChartPanel::setSummary(const QString& text) {
    m_summary->setText(text);
}

void ChartPanel::setCurves(const QList<NamedCurve>& curves) {
    m_chart->setCurves(curves);
    if (m_chart->curves().size() > kLegend) {
        m_legend->hide();
        setSummary(tr("%Ln curve(s)", nullptr, static_cast<int>(m_chart->curves().size())));
        return;
    }
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
    button->installEventFilter(this);
    m_legend->layout()->addWidget(button);
    m_buttons.insert(name, button);
    m_styles.insert(name, style);
    // Shown with its swatch: the entry would else be laid out without, and once more later.
    paintSwatches();
    m_legend->show();
}

/// Whose name is under the pointer, or has the focus, that curve is pointed at.
bool ChartPanel::eventFilter(QObject* watched, QEvent* event) {
    const QEvent::Type type = event->type();
    const bool comes = type == QEvent::Enter || type == QEvent::FocusIn;
    if (comes || type == QEvent::Leave || type == QEvent::FocusOut)
        m_chart->pointAtCurve(comes ? m_buttons.key(qobject_cast<QToolButton*>(watched)) : QString());
    return QFrame::eventFilter(watched, event);
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
