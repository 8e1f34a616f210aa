/// The colours of one theme, named by purpose. Widgets ask colorsOf(*this) when they paint or when their palette
/// changes; the application chooses by putting a Colors into its own property (see setColors). UI thread.
#pragma once

#include <QColor>
#include <QMetaType>
#include <array>

class QWidget;
class QApplication;

namespace azr::widgets {

/// What a status means; painted as a shape and a word, the colour only helps.
enum class Tone { Neutral, Info, Good, Warning, Bad };

struct Colors {
    bool dark = false;
    QColor window, surface, surfaceAlt, hover, border, strongBorder;
    QColor text, muted, accent, accentHover, onAccent, selection;
    QColor info, good, warning, bad;
    QColor keyword, string, number, comment, definition, error;  ///< of code
    std::array<QColor, 8> series;

    [[nodiscard]] QColor tone(Tone tone) const;
};

[[nodiscard]] Colors lightColors();
[[nodiscard]] Colors darkColors();
/// WCAG contrast of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor& a, const QColor& b);

/// The application's colours; light where none were set.
[[nodiscard]] Colors colorsOf(const QWidget& widget);
/// Call before QApplication::setPalette, whose change events make widgets ask again.
void setColors(QApplication& application, const Colors& colors);

}  // namespace azr::widgets

Q_DECLARE_METATYPE(azr::widgets::Colors)
