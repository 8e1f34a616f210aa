#include "ui/charts/chart_layouts.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSettings>
#include <algorithm>

namespace azr::ui {

namespace {

constexpr char kLayouts[] = "charts/layouts";
constexpr char kCurrent[] = "charts/layout";
constexpr char kSmoothing[] = "charts/smoothing";
constexpr char kXAxis[] = "charts/x";
constexpr char kHiddenMarks[] = "charts/hidden_marks";
constexpr char kOwn[] = QT_TRANSLATE_NOOP("LayoutTexts", "My charts");

struct LayoutTexts {
    Q_DECLARE_TR_FUNCTIONS(LayoutTexts)
};

QJsonArray stored() {
    return QJsonDocument::fromJson(QSettings().value(kLayouts).toByteArray()).array();
}

void keep(const QJsonArray& layouts) {
    QSettings().setValue(kLayouts, QJsonDocument(layouts).toJson(QJsonDocument::Compact));
}

QString nameOf(const QJsonValue& layout) {
    return layout[QStringLiteral("name")].toString();
}

}  // namespace

ChartLayout standardLayout() {
    return {QString(), trainingCharts()};
}

QStringList ChartLayouts::names() {
    QStringList names;
    for (const QJsonValue layout : stored())
        if (const QString name = nameOf(layout); !name.isEmpty()) names.append(name);
    return names;
}

ChartLayout ChartLayouts::load(const QString& name) {
    for (const QJsonValue one : stored()) {
        if (name.isEmpty() || nameOf(one) != name) continue;
        ChartLayout layout{name, {}};
        for (const QJsonValue chart : one[QStringLiteral("charts")].toArray())
            if (auto spec = chartFromJson(chart.toObject())) layout.charts.append(*std::move(spec));
        return layout;
    }
    return standardLayout();
}

void ChartLayouts::save(const ChartLayout& layout) {
    if (layout.isStandard()) return;
    QJsonArray charts;
    for (const ChartSpec& chart : layout.charts) charts.append(toJson(chart));
    const QJsonObject entry{{QStringLiteral("name"), layout.name}, {QStringLiteral("charts"), charts}};
    QJsonArray all = stored();
    const auto same = std::find_if(all.begin(), all.end(), [&](const auto& one) { return nameOf(one) == layout.name; });
    if (same == all.end())
        all.append(entry);
    else
        *same = entry;
    keep(all);
}

void ChartLayouts::remove(const QString& name) {
    QJsonArray kept;
    for (const QJsonValue layout : stored())
        if (nameOf(layout) != name) kept.append(layout);
    keep(kept);
}

ChartLayout ChartLayouts::current() {
    return load(QSettings().value(kCurrent).toString());
}

void ChartLayouts::setCurrent(const QString& name) {
    QSettings().setValue(kCurrent, name);
}

QString ChartLayouts::shownName(const QString& name) {
    static const QRegularExpression own(QStringLiteral("^%1( \\d+)?$").arg(QLatin1String(kOwn)));
    const QRegularExpressionMatch match = own.match(name);
    return match.hasMatch() ? LayoutTexts::tr(kOwn) + match.captured(1) : name;
}

QString ChartLayouts::freeName() {
    const QStringList taken = names();
    const QString first = QLatin1String(kOwn);
    QString name = first;
    for (int number = 2; taken.contains(name); ++number) name = QStringLiteral("%1 %2").arg(first).arg(number);
    return name;
}

ChartPreferences ChartPreferences::load() {
    const QSettings settings;
    const ChartPreferences usual;
    return {qBound(0, settings.value(kSmoothing, usual.smoothing).toInt(), 98),
            qBound(0, settings.value(kXAxis, usual.xAxis).toInt(), 2),
            settings.value(kHiddenMarks, usual.hiddenMarks).toInt()};
}

void ChartPreferences::save() const {
    QSettings settings;
    settings.setValue(kSmoothing, smoothing);
    settings.setValue(kXAxis, xAxis);
    settings.setValue(kHiddenMarks, hiddenMarks);
}

}  // namespace azr::ui
