#include "widgets/colors.h"

#include <QApplication>
#include <QVariant>
#include <QWidget>
#include <cmath>

namespace azr::widgets {

namespace {

constexpr char kProperty[] = "azrColors";

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

}  // namespace

QColor Colors::tone(Tone tone) const {
    switch (tone) {
        case Tone::Neutral: return muted;
        case Tone::Info: return info;
        case Tone::Good: return good;
        case Tone::Warning: return warning;
        case Tone::Bad: return bad;
    }
    return text;
}

Colors lightColors() {
    Colors c;
    c.dark = false;
    c.window = "#f3f5f8";
    c.surface = "#ffffff";
    c.surfaceAlt = "#f7f9fb";
    c.hover = "#e9eef6";
    c.border = "#dce1e8";
    c.strongBorder = "#8a94a3";
    c.text = "#18202c";
    c.muted = "#566174";
    c.accent = "#2b59d1";
    c.accentHover = "#2149b3";
    c.onAccent = "#ffffff";
    c.selection = "#dbe6ff";
    c.info = "#1d63b3";
    c.good = "#17733a";
    c.warning = "#8a5600";
    c.bad = "#b92323";
    c.keyword = "#8a2aa8";
    c.string = "#17733a";
    c.number = "#a04510";
    c.comment = "#5f6b7a";
    c.definition = "#2b59d1";
    c.error = "#fbe3e3";
    c.series = {"#2b59d1", "#cf5414", "#178a4b", "#9b3bc4", "#0d8494", "#b8336f", "#8a6d00", "#66707f"};
    return c;
}

Colors darkColors() {
    Colors c;
    c.dark = true;
    c.window = "#12151b";
    c.surface = "#1a1e26";
    c.surfaceAlt = "#1f242d";
    c.hover = "#28303c";
    c.border = "#2f3744";
    c.strongBorder = "#7b8798";
    c.text = "#e6eaf1";
    c.muted = "#a3adbd";
    c.accent = "#7ea4ff";
    c.accentHover = "#9dbbff";
    c.onAccent = "#0c1426";
    c.selection = "#2b3d66";
    c.info = "#7cb8f7";
    c.good = "#62cf8c";
    c.warning = "#f0b74d";
    c.bad = "#ff8a8a";
    c.keyword = "#d79bf0";
    c.string = "#8bd8a4";
    c.number = "#f2a878";
    c.comment = "#94a0b1";
    c.definition = "#8fb2ff";
    c.error = "#4a2326";
    c.series = {"#7ea4ff", "#ff9c66", "#5fd08f", "#d08cf2", "#4cc9d8", "#f587b3", "#d9bf4e", "#a3adbd"};
    return c;
}

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a);
    const double second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

Colors colorsOf(const QWidget& /*widget*/) {
    const QVariant stored = qApp->property(kProperty);
    return stored.isValid() ? stored.value<Colors>() : lightColors();
}

void setColors(QApplication& application, const Colors& colors) {
    application.setProperty(kProperty, QVariant::fromValue(colors));
}

}  // namespace azr::widgets
