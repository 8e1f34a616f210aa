/// The settings that may change while a run trains. What was changed is asked of the loop, one command for each field.
/// UI thread.
#pragma once

#include <QDialog>

#include "core/config/run_config.h"
#include "core/store/reader.h"

class QLabel;
class QPushButton;

namespace azr::widgets {
class FieldForm;
}

namespace azr::ui {

/// The configuration with which a run trains now: the one it began with, and what was changed since. Blocking.
[[nodiscard]] Result<config::RunConfig> currentConfig(store::Reader& reader, RunId run);

class LiveSettingsDialog : public QDialog {
    Q_OBJECT
  public:
    LiveSettingsDialog(const config::RunConfig& current, QWidget* parent = nullptr);

    [[nodiscard]] QList<QPair<QString, QString>> changes() const;

  private:
    void edited();

    widgets::FieldForm* m_form;
    QLabel* m_problem;
    QPushButton* m_apply;
};

}  // namespace azr::ui
