/// Which charts are shown, and in which order: the standard layout, and those that a person made, kept in the settings
/// of the program. UI thread.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include "ui/charts/chart_specs.h"

namespace azr::ui {

struct ChartLayout {
    QString name;  ///< empty: the standard one, which is never changed
    QList<ChartSpec> charts;
    [[nodiscard]] bool isStandard() const { return name.isEmpty(); }
};

[[nodiscard]] ChartLayout standardLayout();

class ChartLayouts {
  public:
    [[nodiscard]] static QStringList names();  ///< without the standard one
    /// The standard one where there is none of this name.
    [[nodiscard]] static ChartLayout load(const QString& name);
    static void save(const ChartLayout& layout);  ///< under its name, which is not empty
    static void remove(const QString& name);
    [[nodiscard]] static ChartLayout current();  ///< that was shown last
    static void setCurrent(const QString& name);
    /// "My charts", or with a number where that is taken: kept in English, whatever the language of that day.
    [[nodiscard]] static QString freeName();
    /// The name as people read it.
    [[nodiscard]] static QString shownName(const QString& name);
};

/// How all charts are shown; kept between starts.
struct ChartPreferences {
    int smoothing = 60;   ///< percent
    int xAxis = 0;        ///< XAxis
    int hiddenMarks = 0;  ///< bits by ChartEventKind
    [[nodiscard]] static ChartPreferences load();
    void save() const;
};

}  // namespace azr::ui
