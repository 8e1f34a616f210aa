/// Settings of a new run: model, preset, seed, length, and every other field; what differs from the preset is listed.
/// The model is read on the background thread; Start is enabled while the configuration is valid and the model is one.
/// UI thread.
#pragma once

#include <optional>

#include "core/session/models/known_models.h"
#include "core/session/models/model_facts.h"
#include "ui/dialogs/sending_dialog.h"
#include "ui/dialogs/wrapper_panel.h"

class QComboBox;
class QLabel;
class QPushButton;
class QTabWidget;
class QTimer;

namespace azr::widgets {
class FieldForm;
}  // namespace azr::widgets

namespace azr::ui {

class DeparturesPanel;
class Background;
class ModelCard;
class ModelPicker;
class PromptPreview;

/// What the dialog asks of the engine room and the machine; tests give their own.
struct NewRunParts {
    NewRunParts();  ///< the product's

    std::function<Result<session::ModelFacts>(const config::RunConfig&)> inspect;
    std::function<std::vector<session::KnownModel>()> known;  ///< models on this machine; on a background thread
    MeasureCall measure;
    std::function<Status(const config::RunConfig&)> renderPrompts;  ///< whether they can be; on a background thread
    std::int64_t memory = 0;                                        ///< bytes of this machine,
    std::function<std::int64_t()> available;                        ///< and what may be taken of them now
    Background* work = nullptr;  ///< for what takes minutes; null: the one that reads
};

class NewRunDialog : public SendingDialog {
    Q_OBJECT
  public:
    explicit NewRunDialog(Background& background, QWidget* parent = nullptr, NewRunParts parts = {});

    [[nodiscard]] const config::RunConfig& config() const { return m_config; }
    [[nodiscard]] widgets::FieldForm& form() { return *m_form; }
    void showField(const QString& path);  ///< among all settings

    /// A chat template may fail only when it is rendered: it is, before a run is started with it.
    void accept() override;

  protected:
    void showRefusal(const QString& text) override;

  private:
    void fillChoices();
    void layOut();
    void connectParts();
    [[nodiscard]] QWidget* makeBasics();
    [[nodiscard]] QWidget* makePrompts();
    [[nodiscard]] QString presetName() const;
    [[nodiscard]] std::optional<config::RunConfig> chosenPreset() const;
    void choosePreset();
    void rebuild();
    void readModel();
    void takeModel(Result<session::ModelFacts> facts);
    void findModels();
    void showModel();
    [[nodiscard]] QStringList memoryProblems(const session::ModelFacts& facts, std::int64_t available) const;
    void showProblems(QStringList problems);

    Background& m_background;
    NewRunParts m_parts;
    config::RunConfig m_config;
    std::optional<Result<session::ModelFacts>> m_model;  // empty: being read
    QString m_modelPath;                                 // of that
    quint64 m_asked = 0;
    QTimer* m_typing;
    QComboBox* m_preset;
    QComboBox* m_ablation;
    QLabel* m_presetNote;
    QTabWidget* m_tabs;
    widgets::FieldForm* m_form;
    DeparturesPanel* m_departures;
    PromptPreview* m_prompts;
    WrapperPanel* m_wrappers;
    ModelPicker* m_picker;
    ModelCard* m_card;
    QLabel* m_problem;
    QPushButton* m_start = nullptr;
    QStringList m_problems;   // of the settings
    QString m_promptProblem;  // found when a start was asked for
    QString m_refusal;        // of the start; it may be tried again
    quint64 m_tried = 0;
};

}  // namespace azr::ui
