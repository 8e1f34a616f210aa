#include "widgets/charts/chart_export.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <algorithm>
#include <cmath>

#include "widgets/charts/chart_marker.h"
#include "widgets/charts/chart_view.h"
#include "widgets/colors.h"

namespace azr::widgets {

namespace {

struct ChartExport {
    Q_DECLARE_TR_FUNCTIONS(ChartExport)
};

constexpr int kSheetMargin = 14, kSheetTitle = 26, kSheetEntry = 20, kSheetShape = 14;

/// The names of the shown curves in lines of at most `width`; nothing where there are too many to tell apart.
QList<QList<QString>> legendOf(const ChartView& chart, const QFontMetrics& metrics, int width) {
    QList<QList<QString>> lines;
    int left = 0;
    for (const QString& name : chart.curves()) {
        if (!chart.isCurveVisible(name)) continue;
        const int wanted = metrics.horizontalAdvance(name) + 2 * kSheetShape;
        if (lines.isEmpty() || left + wanted > width) {
            lines.append(QList<QString>());
            left = 0;
        }
        lines.back().append(name);
        left += wanted;
    }
    return chart.curves().size() > ChartView::kFullCurves ? QList<QList<QString>>() : lines;
}

class Sheet {
  public:
    Sheet(ChartView& chart, const QString& title)
        : m_chart(chart), m_title(title), m_legend(legendOf(chart, chart.fontMetrics(), chart.width())) {}

    [[nodiscard]] QSize size() const {
        return {m_chart.width() + 2 * kSheetMargin,
                m_chart.height() + kSheetTitle + 2 * kSheetMargin + kSheetEntry * static_cast<int>(m_legend.size())};
    }

    void paint(QPainter& painter) const {
        const Colors colors = colorsOf(m_chart);
        painter.fillRect(QRect(QPoint(0, 0), size()), colors.surface);
        QFont bold = m_chart.font();
        bold.setWeight(QFont::DemiBold);
        painter.setFont(bold);
        painter.setPen(colors.text);
        painter.drawText(QRect(kSheetMargin, kSheetMargin, m_chart.width(), kSheetTitle), Qt::AlignLeft | Qt::AlignTop,
                         m_title);
        m_chart.paintPlain(painter, QRectF(QPointF(kSheetMargin, kSheetMargin + kSheetTitle), m_chart.size()));
        const QFontMetrics metrics(m_chart.font());
        painter.setFont(m_chart.font());
        int y = kSheetMargin + kSheetTitle + m_chart.height();
        for (const QList<QString>& line : m_legend) {
            int x = kSheetMargin;
            for (const QString& name : line) {
                paintMarker(painter, QPointF(x + kSheetShape / 2.0, y + kSheetEntry / 2.0), m_chart.styleOf(name),
                            colors);
                painter.setPen(colors.text);
                const int width = metrics.horizontalAdvance(name) + kSheetShape;
                painter.drawText(QRect(x + kSheetShape, y, width, kSheetEntry), Qt::AlignLeft | Qt::AlignVCenter, name);
                x += width + kSheetShape;
            }
            y += kSheetEntry;
        }
    }

  private:
    ChartView& m_chart;
    QString m_title;
    QList<QList<QString>> m_legend;
};

QString cell(QString text) {
    if (!text.contains(QLatin1Char(',')) && !text.contains(QLatin1Char('"'))) return text;
    return QLatin1Char('"') + text.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

QString written(double value) {
    // Ten digits are more than was measured, and hide what binary fractions make of percentages.
    return std::isfinite(value) ? QString::number(value, 'g', 10) : QString();
}

bool save(const QString& path, const QByteArray& bytes, QString& problem) {
    QSaveFile file(path);
    const bool saved = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    if (!saved) problem = QStringLiteral("%1: %2").arg(path, file.errorString());
    return saved;
}

}  // namespace

QImage chartImage(ChartView& chart, const QString& title) {
    constexpr qreal kFiner = 2;
    const Sheet sheet(chart, title);
    QImage image(sheet.size() * kFiner, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(kFiner);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    sheet.paint(painter);
    return image;
}

QString chartCsv(const ChartView& chart) {
    QString text = QStringLiteral("curve,x,measured,smoothed,low,high\n");
    for (const QString& name : chart.curves()) {
        if (!chart.isCurveVisible(name)) continue;
        const CurveValues& values = chart.values(name);
        for (qsizetype i = 0; i < values.raw.size(); ++i) {
            const CurveReading reading = values.at(i);
            const QString low = reading.interval ? written(reading.interval->low) : QString();
            const QString high = reading.interval ? written(reading.interval->high) : QString();
            text += QStringList{cell(name), written(reading.x), written(reading.raw), written(reading.shown), low, high}
                        .join(QLatin1Char(',')) +
                    QLatin1Char('\n');
        }
    }
    return text;
}

QString writeChart(ChartView& chart, const QString& title, const QString& path) {
    QString problem;
    if (path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)) {
        (void)save(path, chartCsv(chart).toUtf8(), problem);
        return problem;
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (path.endsWith(QLatin1String(".svg"), Qt::CaseInsensitive)) {
        const Sheet sheet(chart, title);
        QSvgGenerator generator;
        generator.setOutputDevice(&buffer);
        generator.setSize(sheet.size());
        generator.setViewBox(QRect(QPoint(0, 0), sheet.size()));
        generator.setTitle(title);
        QPainter painter(&generator);
        sheet.paint(painter);
        painter.end();
    } else if (path.endsWith(QLatin1String(".png"), Qt::CaseInsensitive)) {
        (void)chartImage(chart, title).save(&buffer, "PNG");
    } else {
        return ChartExport::tr("%1: the name should end in .png, .svg or .csv").arg(path);
    }
    (void)save(path, bytes, problem);
    return problem;
}

std::unique_ptr<QMimeData> chartMimeData(ChartView& chart, const QString& title) {
    auto data = std::make_unique<QMimeData>();
    data->setImageData(chartImage(chart, title));
    data->setText(chartCsv(chart));
    return data;
}

}  // namespace azr::widgets
