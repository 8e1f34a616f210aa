/// How the window looks: Fusion, one of two palettes (widgets/colors.h), the style sheet, the fonts. UI thread.
#pragma once

#include <QIcon>
#include <QString>

class QApplication;
class QWidget;

namespace azr::widgets {
struct Colors;
}

namespace azr::ui {

enum class Theme { System, Light, Dark };

/// The style sheet with its @names replaced; every name must be known.
[[nodiscard]] QString styleSheet(const widgets::Colors& colors);
/// True when the desktop's own colours are dark; ask before the first applyTheme.
[[nodiscard]] bool desktopIsDark();
void applyTheme(QApplication& application, bool dark);

/// An icon of resources/icons in the text colour of the current theme (disabled: fainter).
[[nodiscard]] QIcon icon(const QString& name, const QWidget& widget);

}  // namespace azr::ui
