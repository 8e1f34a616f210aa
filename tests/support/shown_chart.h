/// A chart on the screen, where its points stand, and curves of shares for it. UI thread.
#pragma once

#include <QTest>
#include <QtCharts/QChart>
#include <QtCharts/QValueAxis>

#include "widgets/charts/chart_view.h"

namespace azr::test {

inline bool shown(QWidget& widget, const QSize& size = {600, 300}) {
    widget.resize(size);
    widget.show();
    return QTest::qWaitForWindowExposed(&widget);
}

/// Where a point stands in the viewport.
inline QPoint placeOf(widgets::ChartView& chart, double x, double y) {
    const QRectF area = chart.chart()->plotArea();
    const auto [low, high] = chart.xRange();
    const auto* axis = static_cast<QValueAxis*>(chart.chart()->axes(Qt::Vertical).front());
    return QPointF(area.left() + area.width() * (x - low) / (high - low),
                   area.bottom() - area.height() * (y - axis->min()) / (axis->max() - axis->min()))
        .toPoint();
}

inline widgets::NamedCurve share(const QString& name, const QList<double>& percents, double count) {
    widgets::NamedCurve curve{name, {}, {0, false}, {}, 100};
    for (int i = 0; i < percents.size(); ++i) {
        curve.points.append({double(i + 1), percents.at(i)});
        curve.counts.append(count);
    }
    return curve;
}

}  // namespace azr::test
