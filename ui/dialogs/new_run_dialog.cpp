#include "ui/dialogs/new_run_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>

#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "ui/dialogs/prompt_preview.h"
#include "ui/words.h"
#include "widgets/diff_view.h"
#include "widgets/field_form.h"

namespace azr::ui {

namespace {

widgets::FormField formField(const config::Field& field, const config::RunConfig& config) {
    using Type = widgets::FormField::Type;
    widgets::FormField result;
    result.path = words::text(field.path);
    result.label = result.path.section(QLatin1Char('.'), -1).replace(QLatin1Char('_'), QLatin1Char(' '));
    result.explanation = words::text(field.doc);
    result.unit = words::text(field.unit);
    switch (field.kind) {
        case config::FieldKind::Flag: result.type = Type::Flag; break;
        case config::FieldKind::Integer: result.type = Type::Integer; break;
        case config::FieldKind::Number: result.type = Type::Number; break;
        case config::FieldKind::Choice: result.type = Type::Choice; break;
        default: result.type = Type::Text;
    }
    for (const std::string& choice : field.choices) result.choices.append(words::text(choice));
    result.minimum = field.low;
    result.maximum = field.high;
    if (const auto value = config::getField(config, field.path)) result.standard = words::text(*value);
    return result;
}

/// A line edit of the basics that mirrors one field of the form.
QLineEdit* mirror(widgets::FieldForm* form, const QString& path, const QString& name, const QString& explanation,
                  QWidget* parent) {
    auto* edit = new QLineEdit(form->value(path), parent);
    edit->setAccessibleName(name);
    edit->setToolTip(explanation);
    QObject::connect(edit, &QLineEdit::textEdited, form,
                     [form, path](const QString& text) { form->setValue(path, text); });
    QObject::connect(form, &widgets::FieldForm::changed, edit, [form, edit, path] {
        if (!edit->hasFocus()) edit->setText(form->value(path));
    });
    return edit;
}

}  // namespace

NewRunDialog::NewRunDialog(Background& background, QWidget* parent)
    : QDialog(parent),
      m_preset(new QComboBox(this)),
      m_presetNote(new QLabel(this)),
      m_tabs(new QTabWidget(this)),
      m_form(new widgets::FieldForm(this)),
      m_diff(new widgets::DiffView(this)),
      m_prompts(new PromptPreview(background, this)),
      m_problem(new QLabel(this)) {
    setWindowTitle(tr("New run"));
    resize(880, 640);
    QList<widgets::FormField> fields;
    for (const config::Field& field : config::runFields())
        if (field.path != "preset") fields.append(formField(field, m_config));
    m_form->setFields(fields);
    m_preset->setObjectName(QStringLiteral("preset"));
    for (const config::Preset& preset : config::presets()) m_preset->addItem(words::text(preset.name));
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->setToolTip(tr("Where the settings start from"));
    m_presetNote->setObjectName(QStringLiteral("muted"));
    m_presetNote->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);

    m_tabs->addTab(makeBasics(), tr("&Basics"));
    m_tabs->addTab(m_form, tr("&All settings"));
    m_tabs->addTab(m_prompts, tr("Pr&ompts"));
    m_tabs->addTab(m_diff, tr("Differences from the &preset"));
    m_tabs->setAccessibleName(tr("Settings of the run"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("Start training"), QDialogButtonBox::AcceptRole);
    m_start->setDefault(true);
    m_start->setAccessibleName(m_start->text());
    m_start->setToolTip(tr("Start the run with these settings"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 16, 18, 16);
    layout->setSpacing(12);
    layout->addWidget(m_tabs, 1);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_preset, &QComboBox::currentIndexChanged, this, &NewRunDialog::choosePreset);
    connect(m_form, &widgets::FieldForm::changed, this, &NewRunDialog::rebuild);
    choosePreset();
}

QWidget* NewRunDialog::makeBasics() {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(4, 16, 4, 4);
    form->setVerticalSpacing(12);
    form->setHorizontalSpacing(18);
    form->addRow(tr("&Preset"), m_preset);
    form->addRow(QString(), m_presetNote);
    form->addRow(tr("&Random seed"),
                 mirror(m_form, "seed", tr("Random seed"), tr("The same seed gives the same run"), page));
    form->addRow(tr("&Steps"), mirror(m_form, "steps", tr("Steps"), tr("0: until stopped"), page));
    form->addRow(tr("Time limit in &minutes"),
                 mirror(m_form, "minutes", tr("Time limit in minutes"), tr("0: no limit"), page));
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    m_model = mirror(m_form, "model.folder", tr("Model folder"),
                     tr("A Hugging Face folder; empty: the built-in nano model"), page);
    m_model->setPlaceholderText(tr("the built-in nano model"));
    auto* browse = new QPushButton(tr("Choose…"), page);
    browse->setAccessibleName(tr("Choose the model folder"));
    browse->setToolTip(tr("A folder with config.json, model.safetensors and tokenizer.json"));
    connect(browse, &QPushButton::clicked, this, &NewRunDialog::chooseModel);
    row->addWidget(m_model, 1);
    row->addWidget(browse);
    auto* label = new QLabel(tr("Mo&del"), page);
    label->setBuddy(m_model);
    form->addRow(label, row);
    auto* note =
        new QLabel(tr("Every other setting is under “All settings”, each with its explanation and range."), page);
    note->setObjectName(QStringLiteral("muted"));
    note->setWordWrap(true);
    form->addRow(QString(), note);
    return page;
}

void NewRunDialog::choosePreset() {
    const auto& presets = config::presets();
    const auto index = static_cast<std::size_t>(qMax(0, m_preset->currentIndex()));
    if (index >= presets.size()) return;
    m_presetNote->setText(words::text(presets[index].doc));
    QHash<QString, QString> standards;
    for (const config::Field& field : config::runFields())
        if (const auto value = config::getField(presets[index].config, field.path))
            standards.insert(words::text(field.path), words::text(*value));
    m_form->setStandards(standards);
    rebuild();
}

void NewRunDialog::chooseModel() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Model folder"), m_model->text());
    if (folder.isEmpty()) return;
    m_model->setText(folder);
    m_form->setValue(QStringLiteral("model.folder"), folder);
}

void NewRunDialog::rebuild() {
    const auto& presets = config::presets();
    const auto index = static_cast<std::size_t>(qMax(0, m_preset->currentIndex()));
    if (index >= presets.size()) return;
    QStringList problems = m_form->problems();
    m_config = presets[index].config;
    for (const auto& [path, value] : m_form->changes())
        if (const Status set = config::setField(m_config, path.toStdString(), value.toStdString());
            !set && problems.isEmpty())
            problems.append(words::error(set.error()));
    if (problems.isEmpty())
        if (const Status valid = config::validate(m_config); !valid) problems.append(words::error(valid.error()));
    QList<widgets::DiffRow> rows;
    for (const config::Field& field : config::runFields()) {
        const auto left = config::getField(presets[index].config, field.path);
        const auto right = config::getField(m_config, field.path);
        if (left && right) rows.append({words::text(field.path), words::text(*left), words::text(*right)});
    }
    if (problems.isEmpty()) m_prompts->setConfig(m_config);
    m_diff->setSides(m_preset->currentText(), tr("this run"));
    m_diff->setRows(rows);
    m_problem->setText(problems.isEmpty() ? QString() : QStringLiteral("✖ ") + problems.join(QStringLiteral("\n✖ ")));
    m_problem->setVisible(!problems.isEmpty());
    if (m_start) m_start->setEnabled(problems.isEmpty());
}

}  // namespace azr::ui
