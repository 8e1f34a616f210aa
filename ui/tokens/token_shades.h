/// How tokens are tinted: one hue from the surface to a full tone, so that it reads by lightness alone, whatever
/// colours the eye tells apart; the text keeps its contrast on every tint. The legend that says what a tint means. UI
/// thread.
#pragma once

#include <QColor>
#include <QWidget>

#include "core/session/tokens/scored_completion.h"
#include "widgets/colors.h"

namespace azr::ui {

enum class TintBy { LogProbability, Entropy };

/// 0 (certain) to 1 (as unlikely, or as open, as the scale goes); 0 where it is not known.
[[nodiscard]] double tintOf(const session::ScoredToken& token, TintBy by);
[[nodiscard]] QColor shade(double tint, TintBy by, const widgets::Colors& colors);
/// Nats at the end of the scale.
[[nodiscard]] double scaleEnd(TintBy by);

class TokenLegend : public QWidget {
    Q_OBJECT
  public:
    explicit TokenLegend(QWidget* parent = nullptr);
    void setTintBy(TintBy by);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    /// What stands below the place of the scale.
    [[nodiscard]] QString labelAt(double tint) const;

    TintBy m_by = TintBy::LogProbability;
};

}  // namespace azr::ui
