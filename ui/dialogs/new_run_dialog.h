/// Settings of a new run: preset, seed, length, model, and every other field; what differs from the preset is listed.
/// Start is enabled while the configuration is valid. UI thread.
#pragma once

#include <QDialog>

#include "core/config/run_config.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;

namespace azr::widgets {
class DiffView;
class FieldForm;
}  // namespace azr::widgets

namespace azr::ui {

class Background;
class PromptPreview;

class NewRunDialog : public QDialog {
    Q_OBJECT
  public:
    explicit NewRunDialog(Background& background, QWidget* parent = nullptr);

    [[nodiscard]] const config::RunConfig& config() const { return m_config; }
    [[nodiscard]] widgets::FieldForm& form() { return *m_form; }

  private:
    [[nodiscard]] QWidget* makeBasics();
    void choosePreset();
    void chooseModel();
    void rebuild();

    config::RunConfig m_config;
    QComboBox* m_preset;
    QLabel* m_presetNote;
    QTabWidget* m_tabs;
    widgets::FieldForm* m_form;
    widgets::DiffView* m_diff;
    PromptPreview* m_prompts;
    QLabel* m_problem;
    QPushButton* m_start;
    QLineEdit* m_model = nullptr;
};

}  // namespace azr::ui
