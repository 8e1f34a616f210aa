#include "ui/charts/step_axis.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace azr::ui {

namespace {

constexpr double kManySeconds = 2 * 3600;
constexpr double kManyTokens = 1e6;

struct AxisTexts {
    Q_DECLARE_TR_FUNCTIONS(AxisTexts)
};

}  // namespace

StepAxis::StepAxis(XAxis axis, const std::vector<store::StepRow>& steps, const QList<QPointF>& tokens) : m_axis(axis) {
    double sum = 0;
    if (axis == XAxis::Time) {
        for (const store::StepRow& row : steps) {
            if (row.status == "open") continue;
            sum += std::max(0.0, row.seconds);
            m_ends.emplace_back(row.step, sum);
        }
        m_large = sum >= kManySeconds;
        for (QPointF& end : m_ends) end.ry() /= m_large ? 3600 : 60;
    } else if (axis == XAxis::Tokens) {
        for (const QPointF& point : tokens) {
            sum += std::max(0.0, point.y());
            m_ends.emplace_back(point.x(), sum);
        }
        m_large = sum >= kManyTokens;
        for (QPointF& end : m_ends) end.ry() /= m_large ? 1e6 : 1e3;
    }
}

std::optional<double> StepAxis::place(int step) const {
    if (m_axis == XAxis::Step) return step;
    if (m_ends.empty() || step > m_ends.back().x()) return std::nullopt;
    const auto after = std::upper_bound(m_ends.begin(), m_ends.end(), double(step),
                                        [](double value, const QPointF& end) { return value < end.x(); });
    return after == m_ends.begin() ? 0 : std::prev(after)->y();
}

int StepAxis::step(double x) const {
    if (m_axis == XAxis::Step) return qRound(x);
    if (m_ends.empty()) return 0;
    const auto nearest = std::min_element(m_ends.begin(), m_ends.end(), [x](const QPointF& a, const QPointF& b) {
        return std::abs(a.y() - x) < std::abs(b.y() - x);
    });
    return qRound(nearest->x());
}

QString StepAxis::name() const {
    switch (m_axis) {
        case XAxis::Step: return AxisTexts::tr("step");
        case XAxis::Time: return m_large ? AxisTexts::tr("h") : AxisTexts::tr("min");
        case XAxis::Tokens: return m_large ? AxisTexts::tr("M tok.") : AxisTexts::tr("k tok.");
    }
    return {};
}

QString StepAxis::title(XAxis axis) {
    switch (axis) {
        case XAxis::Step: return AxisTexts::tr("Steps");
        case XAxis::Time: return AxisTexts::tr("Training time");
        case XAxis::Tokens: return AxisTexts::tr("Trained tokens");
    }
    return {};
}

}  // namespace azr::ui
