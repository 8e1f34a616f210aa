/// The filters of the table of tasks, and those that a person saved under a name (in the settings of the program). UI
/// thread.
#pragma once

#include "core/store/reader.h"
#include "widgets/forms/filter_bar.h"

class QMenu;

namespace azr::ui {

class TaskFilters : public widgets::FilterBar {
    Q_OBJECT
  public:
    explicit TaskFilters(QWidget* parent = nullptr);

    [[nodiscard]] store::TaskFilter filter(RunId run) const;
    /// The filter that is set gets this name, which another may have had.
    void save(const QString& name);
    void use(const QString& name);  ///< nothing where there is no such name
    void forget(const QString& name);
    [[nodiscard]] static QStringList saved();  ///< in the order of the alphabet

  private:
    void addMoreFilters();
    void addSaved();
    void fillMenu(QMenu& menu);
    void askName();
};

}  // namespace azr::ui
