#include "ui/dialogs/seeds/seed_sources.h"

#include <QFileDialog>
#include <QInputDialog>

#include "core/session/draft_file.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/seeds/seed_words.h"
#include "ui/labels.h"

namespace azr::ui {

SeedSources::SeedSources(Background& background, TaskId shown, QWidget& dialog)
    : QObject(&dialog), m_background(background), m_shown(shown), m_dialog(dialog) {}

void SeedSources::askForTask() {
    auto* question = new QInputDialog(&m_dialog);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowTitle(tr("From a task"));
    question->setLabelText(tr("&Number of the task, in any run of this workspace"));
    question->setTextValue(m_shown.valid() ? QString::number(m_shown.value) : QString());
    question->setOkButtonText(tr("Take it"));
    question->setCancelButtonText(tr("Cancel"));
    connect(question, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        bool isNumber = false;
        const TaskId task{QString(text).remove(QLatin1Char('#')).trimmed().toLongLong(&isNumber)};
        if (isNumber && task.valid()) return readTask(task);
        Q_EMIT failed(tr("“%1” is no number of a task.").arg(text));
    });
    question->open();
}

void SeedSources::readTask(TaskId task) {
    m_background.read(
        this,
        [task](store::Reader& reader) -> Result<session::Draft> {
            AZR_TRY(const store::TaskRow row, reader.taskRow(task));
            return session::draftOf(row);
        },
        [this, task](const Result<session::Draft>& draft) {
            if (!draft) return Q_EMIT failed(labels::error(draft.error()));
            Q_EMIT taken({*draft}, tr("From task %1. Check runs the program in the sandbox.").arg(task.value));
        });
}

void SeedSources::askForFile() {
    const QString file =
        QFileDialog::getOpenFileName(&m_dialog, tr("Read seeds"), {}, tr("JSON lines (*.jsonl);;All files (*)"));
    if (!file.isEmpty()) readFile(file);
}

void SeedSources::readFile(const QString& file) {
    m_background.read(
        this, [path = file.toStdString()](store::Reader&) { return session::readDrafts(path); },
        [this](const Result<session::DraftFile>& read) {
            if (!read) return Q_EMIT failed(labels::error(read.error()));
            if (read->drafts.empty()) return Q_EMIT failed(fileText(*read));
            Q_EMIT taken(read->drafts, fileText(*read));
        });
}

}  // namespace azr::ui
