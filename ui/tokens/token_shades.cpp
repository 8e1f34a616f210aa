#include "ui/tokens/token_shades.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

#include "ui/labels.h"

namespace azr::ui {

namespace {

constexpr double kLogprobEnd = 6;  ///< e^-6 is a quarter of a percent
constexpr double kEntropyEnd = 4;
constexpr int kBarHeight = 9, kLegendWidth = 176;
constexpr std::array<double, 3> kTicks = {0, 0.5, 1};

QColor fullTone(TintBy by, const widgets::Colors& colors) {
    if (by == TintBy::Entropy) return colors.dark ? QColor("#1f5c9e") : QColor("#8fc1f2");
    return colors.dark ? QColor("#8a4a0a") : QColor("#f5a95c");
}

int mixed(int from, int to, double share) {
    return static_cast<int>(std::lround(from + (to - from) * share));
}

}  // namespace

double scaleEnd(TintBy by) {
    return by == TintBy::Entropy ? kEntropyEnd : kLogprobEnd;
}

double tintOf(const session::ScoredToken& token, TintBy by) {
    const double value = by == TintBy::Entropy ? double(token.entropy) : -double(token.logprob);
    return std::isnan(value) ? 0 : std::clamp(value / scaleEnd(by), 0.0, 1.0);
}

QColor shade(double tint, TintBy by, const widgets::Colors& colors) {
    const QColor from = colors.surface, to = fullTone(by, colors);
    return {mixed(from.red(), to.red(), tint), mixed(from.green(), to.green(), tint),
            mixed(from.blue(), to.blue(), tint)};
}

TokenLegend::TokenLegend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setTintBy(TintBy::LogProbability);
}

void TokenLegend::setTintBy(TintBy by) {
    m_by = by;
    const QString meaning = by == TintBy::Entropy
                                ? tr("The deeper the tint, the more open was what comes next: entropy in nats")
                                : tr("The deeper the tint, the less likely was the token: its probability");
    setToolTip(meaning);
    setAccessibleName(meaning);
    update();
}

QSize TokenLegend::sizeHint() const {
    return {kLegendWidth, kBarHeight + 3 + fontMetrics().height()};
}

QString TokenLegend::labelAt(double tint) const {
    const double value = tint * scaleEnd(m_by);
    if (m_by == TintBy::Entropy) return (tint < 1 ? QString() : QStringLiteral("≥ ")) + labels::number(value, 0);
    return (tint < 1 ? QString() : QStringLiteral("≤ ")) + labels::percent(std::exp(-value));
}

void TokenLegend::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    const widgets::Colors colors = widgets::colorsOf(*this);
    const QRect bar(0, 0, width() - 1, kBarHeight);
    for (int x = bar.left(); x <= bar.right(); ++x) {
        painter.setPen(shade(double(x) / bar.width(), m_by, colors));
        painter.drawLine(x, bar.top(), x, bar.bottom());
    }
    painter.setPen(colors.strongBorder);
    painter.drawRect(bar);
    painter.setPen(colors.muted);
    for (const double tick : kTicks) {
        const int flag = tick == 0 ? Qt::AlignLeft : tick == 1 ? Qt::AlignRight : Qt::AlignHCenter;
        painter.drawText(rect().adjusted(0, kBarHeight + 2, 0, 0), flag | Qt::AlignTop, labelAt(tick));
    }
}

}  // namespace azr::ui
