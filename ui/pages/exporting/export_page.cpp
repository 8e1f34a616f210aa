#include "ui/pages/exporting/export_page.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <utility>

#include "ui/dialogs/steering/fork_dialog.h"
#include "ui/labels.h"
#include "ui/models/shown_kinds.h"
#include "ui/pages/exporting/export_folder.h"
#include "ui/pages/exporting/export_jobs.h"
#include "ui/pages/exporting/export_progress.h"

namespace azr::ui {

namespace {

struct Card {
    QFrame* frame;
    QVBoxLayout* column;
};

Card makeCard(const QString& title, const QString& text, QWidget* parent) {
    auto* frame = new QFrame(parent);
    frame->setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(20, 16, 20, 18);
    column->setSpacing(10);
    auto* heading = new QLabel(title, frame);
    heading->setObjectName(QStringLiteral("pageTitle"));
    auto* words = new QLabel(text, frame);
    words->setObjectName(QStringLiteral("muted"));
    words->setWordWrap(true);
    column->addWidget(heading);
    column->addWidget(words);
    return {frame, column};
}

QPushButton* primary(const QString& text, const QString& explanation, QWidget* parent) {
    auto* button = new QPushButton(text, parent);
    button->setObjectName(QStringLiteral("primary"));
    button->setAccessibleName(QString(text).remove(QLatin1Char('&')));
    button->setToolTip(explanation);
    return button;
}

}  // namespace

ExportPage::ExportPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_exports(workspace.bridge().databasePath()) {
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 14, 18, 14);
    layout->setSpacing(14);
    layout->addWidget(makeTasks());
    layout->addWidget(makeCheckpoints());
    layout->addStretch(1);
    connect(&workspace, &Workspace::runChanged, this, &ExportPage::runChanged);
    connect(&workspace, &Workspace::rowsChanged, this, [this](quint32 tables) {
        if (tables & session::Table::Checkpoints) readCheckpoints();
        if (tables & session::Table::Tasks && isVisible()) recount();
    });
    runChanged();
}

ExportPage::~ExportPage() {
    // The thread of the exports ends before the widgets do.
    m_tasksProgress->cancel();
    m_checkpointProgress->cancel();
}

QWidget* ExportPage::makeTasks() {
    const Card card = makeCard(tr("Tasks"),
                               tr("Valid tasks, one JSON object a line, in the fields of the reference "
                                  "implementation: program, input, output, message, imports."),
                               this);
    m_kind = new QComboBox(card.frame);
    m_kind->addItem(tr("All kinds"), QString());
    for (const selfplay::TaskKind kind : selfplay::kKinds)
        m_kind->addItem(labels::kind(kindName(kind)), kindName(kind));
    m_kind->setAccessibleName(tr("Kind"));
    m_kind->setToolTip(tr("Which kind of task"));
    m_status = new QComboBox(card.frame);
    m_status->addItem(tr("In a buffer now"), QStringLiteral("admitted"));
    m_status->addItem(tr("All valid ones"), QString());
    m_status->addItem(labels::taskStatus(QStringLiteral("vetoed")), QStringLiteral("vetoed"));
    m_status->setAccessibleName(tr("Status"));
    m_status->setToolTip(tr("Which state the tasks are in"));
    m_text = new QLineEdit(card.frame);
    m_text->setPlaceholderText(tr("only tasks that contain…"));
    m_text->setAccessibleName(tr("Text"));
    m_text->setToolTip(tr("Found in program, input, output or message"));
    m_count = new QLabel(card.frame);
    m_count->setObjectName(QStringLiteral("muted"));
    m_exportTasks = primary(tr("Export tas&ks…"), tr("Write the chosen tasks to a file"), card.frame);
    m_tasksProgress = new ExportProgress(tr("Export of tasks"), card.frame);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_kind);
    row->addWidget(m_status);
    row->addWidget(m_text, 1);
    row->addWidget(m_count);
    row->addWidget(m_exportTasks);
    card.column->addLayout(row);
    card.column->addWidget(m_tasksProgress);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &ExportPage::countTasks);
    connect(m_status, &QComboBox::currentIndexChanged, this, &ExportPage::countTasks);
    connect(m_text, &QLineEdit::editingFinished, this, &ExportPage::countTasks);
    connect(m_exportTasks, &QPushButton::clicked, this, &ExportPage::exportTasks);
    return card.frame;
}

QWidget* ExportPage::makeCheckpoints() {
    const Card card = makeCard(tr("Model"),
                               tr("A checkpoint as a Hugging Face folder: config.json, model.safetensors, "
                                  "tokenizer.json. Other programs load it as it is. Of a run that trains adapters "
                                  "(LoRA), the adapter is merged into the weights, or written alone as a PEFT folder."),
                               this);
    m_checkpoint = new QComboBox(card.frame);
    m_checkpoint->setAccessibleName(tr("Checkpoint"));
    m_checkpoint->setToolTip(tr("Checkpoints of the shown run"));
    m_form = new QComboBox(card.frame);
    m_form->addItem(tr("All weights, merged"), static_cast<int>(exporting::Form::Model));
    m_form->addItem(tr("Adapter alone (PEFT)"), static_cast<int>(exporting::Form::Adapter));
    m_form->setAccessibleName(tr("Form"));
    m_form->setToolTip(tr("What is written of a run that trains adapters"));
    m_form->hide();
    m_type = new QComboBox(card.frame);
    m_type->addItem(tr("Number type as stored"), QString());
    for (const char* name : {"float32", "bfloat16", "float16"})
        m_type->addItem(QString::fromLatin1(name), QString::fromLatin1(name));
    m_type->setAccessibleName(tr("Number type"));
    m_type->setToolTip(tr("The type in which the weights are written"));
    m_exportCheckpoint = primary(tr("Export &model…"), tr("Write the checkpoint into a folder"), card.frame);
    m_checkpointProgress = new ExportProgress(tr("Export of the model"), card.frame);
    auto* row = new QHBoxLayout;
    row->setSpacing(10);
    row->addWidget(m_checkpoint, 1);
    row->addWidget(m_form);
    row->addWidget(m_type);
    m_fork = new QPushButton(tr("F&ork…"), card.frame);
    m_fork->setAccessibleName(tr("Fork from this checkpoint"));
    m_fork->setToolTip(tr("A new run that begins from this checkpoint, with one thing changed"));
    row->addWidget(m_fork);
    row->addWidget(m_exportCheckpoint);
    card.column->addLayout(row);
    card.column->addWidget(m_checkpointProgress);
    connect(m_fork, &QPushButton::clicked, this,
            [this] { ForkDialog::openFor(workspace(), this, workspace().run(), m_checkpoint->currentData().toInt()); });
    connect(m_exportCheckpoint, &QPushButton::clicked, this, &ExportPage::exportCheckpoint);
    return card.frame;
}

void ExportPage::runChanged() {
    countTasks();
    readCheckpoints();
}

store::TaskFilter ExportPage::filter() const {
    store::TaskFilter filter;
    filter.run = const_cast<ExportPage*>(this)->workspace().run();
    filter.kind = m_kind->currentData().toString().toStdString();
    filter.verdict = "ok";  // others have no output to tell, and are not written
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

void ExportPage::finish(QPushButton& button, ExportProgress& progress, const QString& text, const QString& folder) {
    button.setEnabled(true);
    if (progress.focused()) button.setFocus();
    progress.end(text, folder);
}

void ExportPage::exportTasks() {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export tasks"),
                                                      exportFolder(workspace()) + QStringLiteral("/tasks.jsonl"),
                                                      tr("JSON lines (*.jsonl)"));
    if (file.isEmpty()) return;
    rememberExportFolder(workspace(), file);
    m_exportTasks->setEnabled(false);
    const ExportJob job = taskExport(filter(), {}, file.toStdString(), m_tasksProgress->begin());
    m_exports.read(this, job, [this, file](Result<std::int64_t> count) {
        finish(*m_exportTasks, *m_tasksProgress,
               count
                   ? QStringLiteral("✔ ") + tr("%Ln task(s) written to %1", nullptr, static_cast<int>(*count)).arg(file)
                   : QStringLiteral("✖ ") + labels::error(count.error()),
               count ? QFileInfo(file).absolutePath() : QString());
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
    m_exports.read(this, job, [this, folder](Result<std::int64_t> size) {
        finish(*m_exportCheckpoint, *m_checkpointProgress,
               size ? QStringLiteral("✔ ") + tr("%1 written to %2").arg(labels::bytes(*size), folder)
                    : QStringLiteral("✖ ") + labels::error(size.error()),
               size ? folder : QString());
    });
}

}  // namespace azr::ui
