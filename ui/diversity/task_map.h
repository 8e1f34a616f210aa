/// The map: how often tasks are solved against how complex they are, and a brush over it that chooses tasks. Drawn with
/// the mouse, or set in four fields. UI thread.
#pragma once

#include <QVariantMap>
#include <QWidget>
#include <vector>

#include "core/diversity/survey.h"

class QDoubleSpinBox;
class QLabel;
class QPushButton;

namespace azr::widgets {
class ScatterView;
}

namespace azr::ui {

class TaskMap : public QWidget {
    Q_OBJECT
  public:
    explicit TaskMap(QWidget* parent = nullptr);

    void setPoints(std::vector<diversity::MapPoint> points);
    [[nodiscard]] widgets::ScatterView& view() { return *m_view; }
    [[nodiscard]] qsizetype chosenTasks() const;  ///< within the brush
    /// The brush as a filter of the table of tasks (TaskFilters::setState); empty without one.
    [[nodiscard]] QVariantMap filter() const;

  Q_SIGNALS:
    void tasksWanted(const QVariantMap& filter);

  private:
    [[nodiscard]] QDoubleSpinBox* makeBound(const QString& name, double step, int decimals);
    void brushed();
    void boundsChanged();
    void tellCount();
    void want();

    std::vector<diversity::MapPoint> m_points;
    widgets::ScatterView* m_view;
    QDoubleSpinBox *m_lowComplexity, *m_highComplexity, *m_lowSolved, *m_highSolved;
    QLabel* m_count;
    QPushButton* m_show;
};

}  // namespace azr::ui
