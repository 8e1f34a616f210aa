#include "ui/theme.h"

#include <QApplication>
#include <QFile>
#include <QFont>
#include <QFontDatabase>
#include <QHash>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QRegularExpression>
#include <QStyleFactory>
#include <QWidget>

#include "widgets/colors.h"

namespace azr::ui {

namespace {

using widgets::Colors;

QColor mix(const QColor& a, const QColor& b, double share) {
    return QColor::fromRgbF(static_cast<float>(a.redF() * (1 - share) + b.redF() * share),
                            static_cast<float>(a.greenF() * (1 - share) + b.greenF() * share),
                            static_cast<float>(a.blueF() * (1 - share) + b.blueF() * share));
}

QHash<QString, QString> styleNames(const Colors& c) {
    return {{"window", c.window.name()},
            {"surface", c.surface.name()},
            {"surfaceAlt", c.surfaceAlt.name()},
            {"hover", c.hover.name()},
            {"border", c.border.name()},
            {"strongBorder", c.strongBorder.name()},
            {"text", c.text.name()},
            {"muted", c.muted.name()},
            {"disabled", mix(c.muted, c.surface, 0.35).name()},
            {"accent", c.accent.name()},
            {"accentHover", c.accentHover.name()},
            {"onAccent", c.onAccent.name()},
            {"selection", c.selection.name()},
            {"warning", c.warning.name()},
            {"bad", c.bad.name()},
            {"alertFill", mix(c.surface, c.warning, 0.12).name()},
            {"scroll", mix(c.border, c.strongBorder, 0.4).name()},
            {"mode", c.dark ? "dark" : "light"}};
}

QPalette paletteOf(const Colors& c) {
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.surface);
    palette.setColor(QPalette::AlternateBase, c.surfaceAlt);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::Button, c.surface);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::BrightText, c.bad);
    palette.setColor(QPalette::ToolTipBase, c.surfaceAlt);
    palette.setColor(QPalette::ToolTipText, c.text);
    palette.setColor(QPalette::PlaceholderText, c.muted);
    palette.setColor(QPalette::Highlight, c.selection);
    palette.setColor(QPalette::HighlightedText, c.text);
    palette.setColor(QPalette::Link, c.accent);
    palette.setColor(QPalette::LinkVisited, c.accent);
    palette.setColor(QPalette::Mid, c.border);
    palette.setColor(QPalette::Dark, c.strongBorder);
    palette.setColor(QPalette::Light, c.surfaceAlt);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, mix(c.muted, c.surface, 0.35));
    return palette;
}

}  // namespace

QString styleSheet(const Colors& colors) {
    QFile file(QStringLiteral(":/themes/window.qss"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QString text = QString::fromUtf8(file.readAll());
    const QHash<QString, QString> names = styleNames(colors);
    static const QRegularExpression pattern(QStringLiteral("@([A-Za-z]+)"));
    QString result;
    qsizetype from = 0;
    for (auto at = pattern.globalMatch(text); at.hasNext();) {
        const QRegularExpressionMatch match = at.next();
        result += QStringView(text).mid(from, match.capturedStart() - from);
        result += names.value(match.captured(1), match.captured(0));
        from = match.capturedEnd();
    }
    return result + text.mid(from);
}

bool desktopIsDark() {
    return QPalette().color(QPalette::Window).lightness() < 128;
}

void applyTheme(QApplication& application, bool dark) {
    const Colors colors = dark ? widgets::darkColors() : widgets::lightColors();
    widgets::setColors(application, colors);
    // Style and font are those of both themes: setting them again would have every widget laid out anew.
    if (application.styleSheet().isEmpty()) {
        if (QStyle* fusion = QStyleFactory::create(QStringLiteral("Fusion"))) QApplication::setStyle(fusion);
        QFont font(QStringLiteral("Inter"));
        font.setFamilies({QStringLiteral("Inter"), QStringLiteral("DejaVu Sans")});
        font.setPointSizeF(9.5);
        QApplication::setFont(font);
    }
    QApplication::setPalette(paletteOf(colors));
    // From one sheet to another Qt tells a widget once for each of its ancestors, fifteen times where charts stand.
    application.setStyleSheet({});
    application.setStyleSheet(styleSheet(colors));
}

QIcon icon(const QString& name, const QWidget& widget) {
    const Colors colors = widgets::colorsOf(widget);
    const auto render = [&](const QColor& color) {
        QPixmap pixmap;
        const QString key = QStringLiteral("icon/%1/%2").arg(name, color.name());
        if (QPixmapCache::find(key, &pixmap)) return pixmap;
        QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
        if (!file.open(QIODevice::ReadOnly)) return pixmap;
        QByteArray painted = file.readAll();
        painted.replace("currentColor", color.name().toLatin1());
        // Twice the nominal size, so that it stays sharp on dense screens.
        painted.replace("width=\"24\" height=\"24\"", "width=\"48\" height=\"48\"");
        pixmap.loadFromData(painted, "SVG");
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    };
    QIcon result(render(colors.text));
    result.addPixmap(render(mix(colors.muted, colors.surface, 0.45)), QIcon::Disabled);
    return result;
}

}  // namespace azr::ui
