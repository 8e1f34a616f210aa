#include "ui/dialogs/new_run_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QTabWidget>
#include <QTimer>
#include <utility>

#include "core/config/ablations.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/session/models/machine.h"
#include "core/session/models/memory_check.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/departures_panel.h"
#include "ui/dialogs/form_field.h"
#include "ui/dialogs/model_card.h"
#include "ui/dialogs/model_picker.h"
#include "ui/dialogs/prompt_preview.h"
#include "ui/labels.h"
#include "ui/recent_models.h"
#include "widgets/forms/field_form.h"

namespace azr::ui {

namespace {

constexpr int kTypingPauseMs = 300;
constexpr char kModelField[] = "model.folder";
constexpr char kWrapperField[] = "prompt.wrapper";

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

/// On a small screen it scrolls.
QScrollArea* scrolled(QWidget* page, QWidget* parent) {
    auto* scroll = new QScrollArea(parent);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    page->setObjectName(QStringLiteral("canvas"));
    scroll->setWidget(page);
    return scroll;
}

}  // namespace

NewRunParts::NewRunParts()
    : inspect([](const config::RunConfig& config) { return session::inspectModelOf(config); }),
      known([] { return session::knownModels(); }),
      measure([](const config::RunConfig& config, const session::RatesListener& listener, Control& control) {
          return session::measureWrappers(config, listener, control);
      }),
      renderPrompts([](const config::RunConfig& config) -> Status {
          AZR_TRY([[maybe_unused]] const auto prompts, session::previewPrompts(config));
          return {};
      }),
      memory(session::memoryBytes()),
      available(session::availableMemory) {}

NewRunDialog::NewRunDialog(Background& background, QWidget* parent, NewRunParts parts)
    : SendingDialog(parent),
      m_background(background),
      m_parts(std::move(parts)),
      m_typing(new QTimer(this)),
      m_preset(new QComboBox(this)),
      m_ablation(new QComboBox(this)),
      m_presetNote(new QLabel(this)),
      m_tabs(new QTabWidget(this)),
      m_form(new widgets::FieldForm(this)),
      m_departures(new DeparturesPanel(this)),
      m_prompts(new PromptPreview(background, this)),
      m_wrappers(new WrapperPanel(m_parts.work ? *m_parts.work : background, m_parts.measure, this)),
      m_picker(new ModelPicker(this)),
      m_card(new ModelCard(this)),
      m_problem(new QLabel(this)) {
    setWindowTitle(tr("New run"));
    resize(900, 660);
    m_typing->setSingleShot(true);
    m_typing->setInterval(kTypingPauseMs);
    fillChoices();
    layOut();
    connectParts();
    choosePreset();
    readModel();
    findModels();
}

void NewRunDialog::findModels() {
    using Known = std::vector<session::KnownModel>;
    (m_parts.work != nullptr ? *m_parts.work : m_background)
        .read(
            this, [known = m_parts.known](store::Reader&) -> Result<Known> { return known(); },
            [this](const Result<Known>& models) {
                if (models) m_picker->setFound(foundModels(*models, m_parts.available()));
            });
}

void NewRunDialog::showField(const QString& path) {
    m_tabs->setCurrentWidget(m_form);
    m_form->showField(path);
}

void NewRunDialog::fillChoices() {
    QList<widgets::FormField> fields;
    for (const config::Field& field : config::runFields())
        if (field.path != "preset") fields.append(formField(field, m_config));
    m_form->setFields(fields);
    m_preset->setObjectName(QStringLiteral("preset"));
    for (const config::Preset& preset : config::presets())
        m_preset->addItem(labels::text(preset.name), labels::text(preset.name));
    m_preset->setAccessibleName(tr("Preset"));
    m_preset->setToolTip(tr("Where the settings start from"));
    m_ablation->setObjectName(QStringLiteral("ablation"));
    m_ablation->addItem(tr("none"), QString());
    for (const config::Ablation& ablation : config::ablations())
        m_ablation->addItem(labels::text(ablation.name), labels::text(ablation.name));
    m_ablation->setAccessibleName(tr("Ablation"));
    m_ablation->setToolTip(tr("A change upon the preset that the paper tried, too"));
    m_presetNote->setObjectName(QStringLiteral("muted"));
    m_presetNote->setWordWrap(true);
    m_presetNote->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_presetNote->setMinimumHeight(2 * m_presetNote->fontMetrics().lineSpacing());  // no jump from preset to preset
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextInteractionFlags(Qt::TextSelectableByMouse);
}

void NewRunDialog::layOut() {
    m_tabs->addTab(scrolled(makeBasics(), m_tabs), tr("&Basics"));
    m_tabs->addTab(m_form, tr("&All settings"));
    m_tabs->addTab(makePrompts(), tr("Pr&ompts"));
    m_tabs->addTab(m_departures, tr("&Departures"));
    m_tabs->setAccessibleName(tr("Settings of the run"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    m_start = buttons->addButton(tr("Start training"), QDialogButtonBox::AcceptRole);
    m_start->setObjectName(QStringLiteral("primary"));
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
}

void NewRunDialog::connectParts() {
    connect(m_preset, &QComboBox::currentIndexChanged, this, &NewRunDialog::choosePreset);
    connect(m_ablation, &QComboBox::currentIndexChanged, this, &NewRunDialog::choosePreset);
    connect(m_form, &widgets::FieldForm::changed, this, &NewRunDialog::rebuild);
    connect(m_typing, &QTimer::timeout, this, &NewRunDialog::readModel);
    connect(m_picker, &ModelPicker::picked, this,
            [this](const QString& path) { m_form->setValue(QLatin1String(kModelField), path); });
    connect(m_card, &ModelCard::presetWanted, this, [this](const QString& preset) {
        m_preset->setCurrentIndex(m_preset->findData(preset));
        m_preset->setFocus();  // the button that was pressed is gone
    });
    connect(m_wrappers, &WrapperPanel::wrapperWanted, this,
            [this](const QString& wrapper) { m_form->setValue(QLatin1String(kWrapperField), wrapper); });
}

QWidget* NewRunDialog::makeBasics() {
    auto* page = new QWidget(this);
    auto* form = new QFormLayout(page);
    form->setContentsMargins(4, 16, 4, 4);
    form->setVerticalSpacing(12);
    form->setHorizontalSpacing(18);
    const auto label = [page](const QString& text, QWidget* buddy) {
        auto* result = new QLabel(text, page);
        result->setBuddy(buddy);
        return result;
    };
    form->addRow(label(tr("&Model"), m_picker), m_picker);
    form->addRow(QString(), m_card);
    auto* start = new QHBoxLayout;
    start->setSpacing(10);
    start->addWidget(m_preset, 1);
    start->addSpacing(8);
    start->addWidget(label(tr("Ab&lation"), m_ablation));
    start->addWidget(m_ablation, 1);
    form->addRow(label(tr("&Preset"), m_preset), start);
    form->addRow(QString(), m_presetNote);
    auto* seed = mirror(m_form, "seed", tr("Random seed"), tr("The same seed gives the same run"), page);
    auto* steps = mirror(m_form, "steps", tr("Steps"), tr("0: until stopped"), page);
    auto* minutes = mirror(m_form, "minutes", tr("Time limit in minutes"), tr("0: no limit"), page);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(seed, 1);
    row->addSpacing(8);
    row->addWidget(label(tr("&Steps"), steps));
    row->addWidget(steps, 1);
    row->addSpacing(8);
    row->addWidget(label(tr("&Time limit in minutes"), minutes));
    row->addWidget(minutes, 1);
    form->addRow(label(tr("&Random seed"), seed), row);
    auto* note =
        new QLabel(tr("Every other setting is under “All settings”, each with its explanation and range."), page);
    note->setObjectName(QStringLiteral("muted"));
    note->setWordWrap(true);
    form->addRow(QString(), note);
    return page;
}

QWidget* NewRunDialog::makePrompts() {
    auto* split = new QSplitter(Qt::Vertical, this);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(10);
    split->addWidget(m_prompts);
    split->addWidget(m_wrappers);
    split->setStretchFactor(0, 1);
    return split;
}

/// With its ablation: "paper-7b+no-induction".
QString NewRunDialog::presetName() const {
    const QString ablation = m_ablation->currentData().toString();
    return m_preset->currentData().toString() + (ablation.isEmpty() ? QString() : QLatin1Char('+') + ablation);
}

std::optional<config::RunConfig> NewRunDialog::chosenPreset() const {
    auto preset = config::presetNamed(presetName().toStdString());
    return preset ? std::optional(*preset) : std::nullopt;
}

void NewRunDialog::choosePreset() {
    const auto& presets = config::presets();
    const auto index = static_cast<std::size_t>(qMax(0, m_preset->currentIndex()));
    const auto preset = chosenPreset();
    if (index >= presets.size() || !preset) return;
    const auto ablation = static_cast<std::size_t>(qMax(0, m_ablation->currentIndex()));
    m_presetNote->setText(
        labels::said(presets[index].doc) +
        (ablation > 0 ? QLatin1Char(' ') + labels::said(config::ablations()[ablation - 1].doc) : QString()));
    QHash<QString, QString> standards;
    for (const config::Field& field : config::runFields())
        if (const auto value = config::getField(*preset, field.path))
            standards.insert(labels::text(field.path), labels::text(*value));
    m_form->setStandards(standards);
    rebuild();
}

void NewRunDialog::accept() {
    if (m_config.prompt.wrapper != config::WrapperStyle::Chat) return SendingDialog::accept();
    const quint64 tried = ++m_tried;
    m_start->setEnabled(false);
    m_background.read(
        this,
        [render = m_parts.renderPrompts, config = m_config](store::Reader&) -> Result<bool> {
            AZR_CHECK(render(config));
            return true;
        },
        [this, tried](const Result<bool>& rendered) {
            if (tried != m_tried) return;  // the settings changed meanwhile
            if (rendered) {
                showModel();
                return SendingDialog::accept();
            }
            m_promptProblem = labels::error(rendered.error());
            showModel();
        });
}

void NewRunDialog::showRefusal(const QString& text) {
    m_refusal = text;
    showModel();
}

void NewRunDialog::rebuild() {
    ++m_tried;
    m_promptProblem.clear();
    m_refusal.clear();
    const auto preset = chosenPreset();
    if (!preset) return;
    QStringList problems = m_form->problems();
    m_config = *preset;
    for (const auto& [path, value] : m_form->changes())
        if (const Status set = config::setField(m_config, path.toStdString(), value.toStdString());
            !set && problems.isEmpty())
            problems.append(labels::error(set.error()));
    if (problems.isEmpty())
        if (const Status valid = config::validate(m_config); !valid) problems.append(labels::error(valid.error()));
    if (problems.isEmpty()) m_prompts->setConfig(m_config);
    m_departures->setPreset(m_preset->currentData().toString());
    m_departures->setConfig(m_config);
    m_wrappers->setConfig(m_config);
    m_problems = problems;
    const QString path = labels::text(m_config.model.folder);
    m_picker->setPath(path);
    if (path != m_modelPath) {
        m_modelPath = path;
        m_model.reset();
        m_typing->start();
    }
    showModel();
}

void NewRunDialog::readModel() {
    const quint64 asked = ++m_asked;
    m_background.read(
        this, [inspect = m_parts.inspect, config = m_config](store::Reader&) { return inspect(config); },
        [this, asked](Result<session::ModelFacts> facts) {
            if (asked != m_asked || m_typing->isActive()) return;
            takeModel(std::move(facts));
        });
}

/// A name becomes the path that it stands for: that is what the run keeps.
void NewRunDialog::takeModel(Result<session::ModelFacts> facts) {
    m_model = std::move(facts);
    if (*m_model && !m_modelPath.isEmpty()) {
        m_modelPath = labels::text((*m_model)->path.string());
        rememberModel(m_modelPath);
        m_form->setValue(QLatin1String(kModelField), m_modelPath);
    }
    showModel();
}

/// The card, the marks on the presets, and what stands in the way of a start.
void NewRunDialog::showModel() {
    const bool known = m_model && *m_model;
    const std::int64_t available = m_parts.available();
    const QList<session::PresetFit> fits = [&] {
        if (!known) return QList<session::PresetFit>();
        const auto all = presetFits(**m_model, available);
        return QList<session::PresetFit>(all.begin(), all.end());
    }();
    for (int i = 0; i < m_preset->count(); ++i) {
        const QString name = m_preset->itemData(i).toString();
        m_preset->setItemText(i, i < fits.size() ? QStringLiteral("%1   %2").arg(name, fitText(fits.at(i))) : name);
    }
    QStringList problems = m_problems;
    if (known) {
        m_card->showFacts(**m_model, m_config, {m_parts.memory, available});
        problems += memoryProblems(**m_model, available);
        if ((*m_model)->tokens == 0)
            problems.append(tr("%1 has no tokenizer.json – copy it there from where the model was published")
                                .arg(QString::fromStdString((*m_model)->path.string())));
    } else if (m_model) {
        m_card->showProblem();
        problems.append(labels::error(m_model->error()));
    } else {
        m_card->showReading();
    }
    m_wrappers->setObstacle(!known                ? tr("The model has to be read first.")
                            : !problems.isEmpty() ? tr("The settings have to be in order first.")
                            : (*m_model)->nano    ? tr("The built-in model has a wrapper of its own: nano.")
                                                  : QString());
    // The wrapper may be what is wrong: this does not stand in the way of measuring them.
    if (known && session::fitOf(m_config, **m_model, available).suits == session::Suits::OtherModel)
        problems.append((*m_model)->nano
                            ? tr("The built-in model has a language of its own – choose a model, or a preset for it")
                            : tr("This model does not speak the built-in model's language – choose another preset"));
    if (!m_promptProblem.isEmpty()) problems.append(m_promptProblem);
    showProblems(problems);
}

/// The refusal of the start, with the settings that would make it fit.
QStringList NewRunDialog::memoryProblems(const session::ModelFacts& facts, std::int64_t available) const {
    if (!m_problems.isEmpty()) return {};
    const session::MemoryVerdict verdict = session::judgeMemory(m_config, facts.config, available);
    if (verdict.fits()) return {};
    const QString lack = tr("The run needs about %1 of memory, %2 are free")
                             .arg(labels::bytes(verdict.needed), labels::bytes(verdict.available));
    if (verdict.savings.empty())
        return {tr("%1 – no setting makes it fit: choose a smaller model, or end other programs").arg(lack)};
    return {tr("%1 – it fits with %2 (about %3)")
                .arg(lack, labels::text(session::savingsText(verdict.savings)), labels::bytes(verdict.neededThen))};
}

void NewRunDialog::showProblems(QStringList problems) {
    // What refused a start, such as a full disk, may be over when it is tried again.
    if (m_start) m_start->setEnabled(problems.isEmpty());
    if (!m_refusal.isEmpty()) problems.append(m_refusal);
    for (QString& problem : problems) problem.prepend(QStringLiteral("✖ "));
    m_problem->setText(problems.join(QLatin1Char('\n')));
    m_problem->setVisible(!problems.isEmpty());
}

}  // namespace azr::ui
