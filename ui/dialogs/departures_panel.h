/// Where the settings of a new run depart from a preset, setting by setting, with the paper's section. UI thread.
#pragma once

#include <QWidget>

#include "core/config/run_config.h"

class QComboBox;

namespace azr::widgets {
class DiffView;
}

namespace azr::ui {

class DeparturesPanel : public QWidget {
    Q_OBJECT
  public:
    explicit DeparturesPanel(QWidget* parent = nullptr);

    void setConfig(const config::RunConfig& config);
    /// The preset that the settings start from; it is what they are compared with until another is chosen here.
    void setPreset(const QString& name);

  private:
    void rebuild();
    [[nodiscard]] QString reasonOf(const std::string& path) const;

    config::RunConfig m_config;
    bool m_chosen = false;  ///< by hand
    QComboBox* m_against;
    widgets::DiffView* m_diff;
};

}  // namespace azr::ui
