/// Where the steps of a run stand on the x axis: by number, by training time, by tokens trained through. A value; the
/// numbers come from the table of steps and from the metric update/tokens.
#pragma once

#include <QList>
#include <QPointF>
#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/store/rows.h"

namespace azr::ui {

enum class XAxis : std::uint8_t { Step, Time, Tokens };
constexpr int kXAxes = static_cast<int>(XAxis::Tokens) + 1;

class StepAxis {
  public:
    StepAxis() = default;
    StepAxis(XAxis axis, const std::vector<store::StepRow>& steps, const QList<QPointF>& tokens);

    /// At the end of the step: minutes or hours of training time, or thousands or millions of tokens. Nothing for a
    /// step after the last one that is known to have ended.
    [[nodiscard]] std::optional<double> place(int step) const;
    [[nodiscard]] int step(double x) const;  ///< the nearest
    [[nodiscard]] bool isWhole() const { return m_axis == XAxis::Step; }
    [[nodiscard]] QString name() const;  ///< with its unit: "step", "min"
    [[nodiscard]] static QString title(XAxis axis);

  private:
    XAxis m_axis = XAxis::Step;
    bool m_large = false;         // hours, millions
    std::vector<QPointF> m_ends;  // (step, x), ascending in both
};

}  // namespace azr::ui
