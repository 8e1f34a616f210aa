#include "ui/pages/exporting/export_page.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <utility>

#include "ui/dialogs/steering/fork_dialog.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/pages/exporting/export_card.h"
#include "ui/pages/exporting/export_folder.h"
#include "ui/pages/exporting/export_jobs.h"
#include "ui/pages/exporting/export_progress.h"
#include "ui/pages/exporting/metrics_card.h"

namespace azr::ui {

using exporting::TaskFormat;

namespace {

constexpr char kFormatKey[] = "export/format";  // of tasks

/// In the order of the list, each with the ending of its file; a folder has none.
struct Offered {
    TaskFormat format;
    const char* name;
    const char* ending;
};
constexpr std::array<Offered, exporting::kTaskFormatNames.size()> kOffered = {{
    {TaskFormat::Reference, QT_TRANSLATE_NOOP("azr::ui::ExportPage", "Reference (JSON lines)"), "jsonl"},
    {TaskFormat::Jsonl, QT_TRANSLATE_NOOP("azr::ui::ExportPage", "Everything (JSON lines)"), "jsonl"},
    {TaskFormat::Csv, QT_TRANSLATE_NOOP("azr::ui::ExportPage", "Table (CSV)"), "csv"},
    {TaskFormat::Preferences, QT_TRANSLATE_NOOP("azr::ui::ExportPage", "Preference pairs (JSON lines)"), "jsonl"},
    {TaskFormat::HuggingFace, QT_TRANSLATE_NOOP("azr::ui::ExportPage", "Dataset (Hugging Face)"), ""},
    {TaskFormat::Environment, QT_TRANSLATE_NOOP("azr::ui::ExportPage", "Environment (verifiers)"), ""},
}};

/// What is in such a file or folder.
QString explanationOf(TaskFormat format) {
    switch (format) {
        case TaskFormat::Reference:
            return ExportPage::tr(
                "The fields of the reference implementation: program, input, output, message, imports");
        case TaskFormat::Jsonl:
            return ExportPage::tr("With prompts, completions, attempts, verdicts, lineage, tags and notes");
        case TaskFormat::Csv: return ExportPage::tr("For a spreadsheet; no cell is taken for a formula");
        case TaskFormat::Preferences:
            return ExportPage::tr("Of one prompt, a completion that solved the task and one that did not");
        case TaskFormat::HuggingFace:
            return ExportPage::tr("A folder for the datasets library: tasks, completions with rewards, preferences");
        case TaskFormat::Environment:
            return ExportPage::tr(
                "A Python package for other trainers: the tasks, how often each was solved, and our verdicts as "
                "reward");
    }
    return {};
}

}  // namespace

ExportPage::ExportPage(Workspace& workspace, QWidget* parent) : Page(workspace, parent) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(14);
    layout->addWidget(makeTasks());
    layout->addWidget(new MetricsCard(workspace, this));
    layout->addWidget(makeCheckpoints());
    layout->addStretch(1);
    connect(&workspace, &Workspace::runChanged, this, &ExportPage::runChanged);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (tables & session::Table::Checkpoints) readCheckpoints();
        if (tables & session::Table::Tasks && isVisible()) recount();
    });
    runChanged();
}

void ExportPage::makeFormats() {
    m_format = new QComboBox(this);
    for (const Offered& one : kOffered) {
        m_format->addItem(tr(one.name), static_cast<int>(one.format));
        m_format->setItemData(m_format->count() - 1, explanationOf(one.format), Qt::ToolTipRole);
    }
    m_format->setAccessibleName(tr("Format of the tasks"));
    m_format->setCurrentIndex(qMax(0, m_format->findData(workspace().memory().value(QLatin1String(kFormatKey)))));
    const auto chosen = [this] {
        m_format->setToolTip(m_format->currentData(Qt::ToolTipRole).toString());
        countTasks();
    };
    m_format->setToolTip(m_format->currentData(Qt::ToolTipRole).toString());
    connect(m_format, &QComboBox::currentIndexChanged, this, chosen);
}

QWidget* ExportPage::makeTasks() {
    auto* card = new ExportCard(tr("Tasks"),
                                tr("Valid tasks with their inputs and outputs, for other trainers, for spreadsheets or "
                                   "as a data set. “Everything” and the table hold the others, too."),
                                this);
    makeFormats();
    m_kind = new QComboBox(card);
    m_kind->addItem(tr("All kinds"), QString());
    for (const selfplay::TaskKind kind : selfplay::kKinds)
        m_kind->addItem(labels::kind(kindName(kind)), kindName(kind));
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->setToolTip(tr("Which kind of task"));
    m_status = new QComboBox(card);
    m_status->addItem(tr("In a buffer now"), QStringLiteral("admitted"));
    m_status->addItem(tr("All valid ones"), QString());
    m_status->addItem(labels::taskStatus(QStringLiteral("vetoed")), QStringLiteral("vetoed"));
    m_status->setAccessibleName(tr("Status"));
    m_status->setToolTip(tr("Which state the tasks are in"));
    m_text = new QLineEdit(card);
    m_text->setPlaceholderText(tr("only tasks that contain…"));
    m_text->setAccessibleName(tr("Text"));
    m_text->setToolTip(tr("Found in program, input, output or message"));
    m_count = new QLabel(card);
    m_count->setObjectName(QStringLiteral("muted"));
    m_exportTasks = card->primary(tr("Export tas&ks…"), tr("Write the chosen tasks to a file or a folder"));
    m_tasksProgress = card->addProgress(tr("Export of tasks"));
    QHBoxLayout* row = card->row();
    row->addWidget(m_format);
    row->addWidget(m_kind);
    row->addWidget(m_status);
    row->addWidget(m_text, 1);
    row->addWidget(m_count);
    row->addWidget(m_exportTasks);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ExportPage::countTasks);
    connect(m_status, &QComboBox::currentIndexChanged, this, &ExportPage::countTasks);
    connect(m_text, &QLineEdit::editingFinished, this, &ExportPage::countTasks);
    connect(m_exportTasks, &QPushButton::clicked, this, &ExportPage::exportTasks);
    return card;
}

QWidget* ExportPage::makeCheckpoints() {
    auto* card =
        new ExportCard(tr("Model"),
                       tr("A checkpoint as a Hugging Face folder: config.json, model.safetensors, "
                          "tokenizer.json. Other programs load it as it is. Of a run that trains adapters "
                          "(LoRA), the adapter is merged into the weights, or written alone as a PEFT folder."),
                       this);
    m_checkpoint = new QComboBox(card);
    m_checkpoint->setAccessibleName(tr("Checkpoint"));
    m_checkpoint->setToolTip(tr("Checkpoints of the shown run"));
    m_form = new QComboBox(card);
    m_form->addItem(tr("All weights, merged"), static_cast<int>(exporting::Form::Model));
    m_form->addItem(tr("Adapter alone (PEFT)"), static_cast<int>(exporting::Form::Adapter));
    m_form->setAccessibleName(tr("Form"));
    m_form->setToolTip(tr("What is written of a run that trains adapters"));
    m_form->hide();
    m_type = new QComboBox(card);
    m_type->addItem(tr("Number type as stored"), QString());
    for (const char* name : {"float32", "bfloat16", "float16"})
        m_type->addItem(QString::fromLatin1(name), QString::fromLatin1(name));
    m_type->setAccessibleName(tr("Number type"));
    m_type->setToolTip(tr("The type in which the weights are written"));
    m_exportCheckpoint = card->primary(tr("Export &model…"), tr("Write the checkpoint into a folder"));
    m_checkpointProgress = card->addProgress(tr("Export of the model"));
    QHBoxLayout* row = card->row();
    row->addWidget(m_checkpoint, 1);
    row->addWidget(m_form);
    row->addWidget(m_type);
    m_fork = new QPushButton(tr("F&ork…"), card);
    m_fork->setAccessibleName(tr("Fork from this checkpoint"));
    m_fork->setToolTip(tr("A new run that begins from this checkpoint, with one thing changed, or several"));
    row->addWidget(m_fork);
    row->addWidget(m_exportCheckpoint);
    connect(m_fork, &QPushButton::clicked, this,
            [this] { ForkDialog::openFor(workspace(), this, workspace().run(), m_checkpoint->currentData().toInt()); });
    connect(m_exportCheckpoint, &QPushButton::clicked, this, &ExportPage::exportCheckpoint);
    return card;
}

void ExportPage::runChanged() {
    countTasks();
    readCheckpoints();
}

store::TaskFilter ExportPage::filter() const {
    store::TaskFilter filter;
    filter.run = const_cast<ExportPage*>(this)->workspace().run();
    filter.kind = m_kind->currentData().toString().toStdString();
    if (!exporting::takesInvalid(format())) filter.verdict = "ok";  // others have no output to tell
    filter.status = m_status->currentData().toString().toStdString();
    filter.text = m_text->text().trimmed().toStdString();
    return filter;
}

void ExportPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    recount();
}

void ExportPage::countTasks() {
    m_exportTasks->setEnabled(false);
    m_count->clear();
    recount();
}

void ExportPage::recount() {
    if (!workspace().run().valid()) return;
    workspace().background().read(
        this, [filter = filter()](store::Reader& reader) { return reader.countTasks(filter); },
        [this](Result<std::int64_t> count) {
            if (!count) return;
            m_count->setText(tr("%Ln task(s)", nullptr, static_cast<int>(*count)));
            m_exportTasks->setEnabled(*count > 0 && !m_tasksProgress->busy());
        });
}

void ExportPage::readCheckpoints() {
    m_exportCheckpoint->setEnabled(false);
    m_fork->setEnabled(false);
    if (!workspace().run().valid()) {
        m_checkpoint->clear();
        m_checkpoint->addItem(tr("No run is shown"));
        return;
    }
    using Found = std::pair<std::vector<store::CheckpointRow>, bool>;
    workspace().background().read(
        this,
        [run = workspace().run()](store::Reader& reader) -> Result<Found> {
            AZR_TRY(const store::RunRow row, reader.run(run));
            AZR_TRY(auto rows, reader.checkpoints(run, false));
            return Found{std::move(rows), exporting::trainedAdapter(row)};
        },
        [this](Result<Found> found) {
            if (!found) return;
            m_form->setVisible(found->second);
            if (!found->second) m_form->setCurrentIndex(0);
            showCheckpoints(found->first);
        });
}

void ExportPage::showCheckpoints(const std::vector<store::CheckpointRow>& rows) {
    const QVariant chosen = m_checkpoint->currentIndex() > 0 ? m_checkpoint->currentData() : QVariant();
    m_checkpoint->clear();
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        QString text =
            tr("Step %1 · %2 · %3").arg(row->step).arg(labels::bytes(row->bytes), labels::time(row->created));
        if (row->best) text += tr(" · best so far");
        m_checkpoint->addItem(text, row->step);
    }
    if (rows.empty()) m_checkpoint->addItem(tr("No checkpoints yet"));
    // The youngest stays the choice until another one was made.
    if (chosen.isValid()) m_checkpoint->setCurrentIndex(qMax(0, m_checkpoint->findData(chosen)));
    m_exportCheckpoint->setEnabled(!rows.empty() && !m_checkpointProgress->busy());
    m_fork->setEnabled(!rows.empty() && !workspace().bridge().readOnly());
}

TaskFormat ExportPage::format() const {
    return static_cast<TaskFormat>(m_format->currentData().toInt());
}

QString ExportPage::chosenTarget() {
    const Offered& offered = *std::ranges::find(kOffered, format(), &Offered::format);
    const QString folder = exportFolder(workspace());
    if (exporting::makesFolder(offered.format)) {
        const QString parent = QFileDialog::getExistingDirectory(this, tr("Where the folder shall lie"), folder);
        const QString name = offered.format == TaskFormat::Environment ? QStringLiteral("azr-tasks-run-%1")
                                                                       : QStringLiteral("run-%1-dataset");
        return parent.isEmpty() ? QString() : parent + QLatin1Char('/') + name.arg(workspace().run().value);
    }
    const QString ending = QLatin1String(offered.ending);
    return QFileDialog::getSaveFileName(this, tr("Export tasks"), folder + QStringLiteral("/tasks.") + ending,
                                        QStringLiteral("%1 (*.%2)").arg(tr(offered.name), ending));
}

void ExportPage::exportTasks() {
    const QString target = chosenTarget();
    if (target.isEmpty()) return;
    rememberExportFolder(workspace(), target);
    workspace().memory().setValue(QLatin1String(kFormatKey), static_cast<int>(format()));
    m_exportTasks->setEnabled(false);
    exporting::TaskExport request;
    request.format = format();
    request.filter = filter();
    request.progress = m_tasksProgress->begin();
    const ExportJob job = taskExport(std::move(request), target.toStdString());
    workspace().exports().read(this, job, [this, target](Result<std::int64_t> count) {
        ExportCard::finish(*m_exportTasks, *m_tasksProgress,
                           count ? QStringLiteral("✔ ") +
                                       tr("%Ln task(s) written to %1", nullptr, static_cast<int>(*count)).arg(target)
                                 : QStringLiteral("✖ ") + labels::error(count.error()),
                           count ? QFileInfo(target).absolutePath() : QString());
    });
}

void ExportPage::exportCheckpoint() {
    const QString parent =
        QFileDialog::getExistingDirectory(this, tr("Where the model's folder shall lie"), exportFolder(workspace()));
    if (parent.isEmpty()) return;
    rememberExportFolder(workspace(), parent);
    exporting::CheckpointExport request;
    request.workspace = workspace().bridge().workspace().toStdString();
    request.run = workspace().run();
    request.step = m_checkpoint->currentData().toInt();
    request.form = static_cast<exporting::Form>(m_form->currentData().toInt());
    request.dtype = m_type->currentData().toString().toStdString();
    const bool adapter = request.form == exporting::Form::Adapter;
    const QString folder = QStringLiteral("%1/run-%2-step-%3%4")
                               .arg(parent)
                               .arg(request.run.value)
                               .arg(*request.step)
                               .arg(adapter ? QStringLiteral("-adapter") : QString());
    request.target = folder.toStdString();
    request.progress = m_checkpointProgress->begin();
    m_exportCheckpoint->setEnabled(false);
    const ExportJob job = checkpointExport(std::move(request));
    workspace().exports().read(this, job, [this, folder](Result<std::int64_t> size) {
        ExportCard::finish(*m_exportCheckpoint, *m_checkpointProgress,
                           size ? QStringLiteral("✔ ") + tr("%1 written to %2").arg(labels::bytes(*size), folder)
                                : QStringLiteral("✖ ") + labels::error(size.error()),
                           size ? folder : QString());
    });
}

}  // namespace azr::ui
