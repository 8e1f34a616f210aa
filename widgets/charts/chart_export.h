/// A chart as others take it: a picture with title and legend, its numbers. UI thread.
#pragma once

#include <QImage>
#include <QMimeData>
#include <QString>
#include <memory>

namespace azr::widgets {

class ChartView;

/// Twice as fine as on the screen, without crosshair.
[[nodiscard]] QImage chartImage(ChartView& chart, const QString& title);
/// One line a point: curve, x, measured, smoothed, low, high (95%); comma-separated, empty where there is none.
[[nodiscard]] QString chartCsv(const ChartView& chart);
/// By the ending of the path: .png, .svg or .csv. What went wrong, for people; empty: nothing.
[[nodiscard]] QString writeChart(ChartView& chart, const QString& title, const QString& path);
/// For the clipboard: the picture, and the numbers as text.
[[nodiscard]] std::unique_ptr<QMimeData> chartMimeData(ChartView& chart, const QString& title);

}  // namespace azr::widgets
