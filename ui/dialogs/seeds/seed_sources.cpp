#include "ui/dialogs/seeds/seed_sources.h"

#include <QFileDialog>
#include <QInputDialog>
#include <QRegularExpression>

#include "core/session/draft_file.h"
#include "core/store/rows.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/seeds/seed_words.h"
#include "ui/labels.h"

namespace azr::ui {

SeedSources::SeedSources(Background& background, RunId run, TaskId shown, QWidget& dialog)
    : QObject(&dialog), m_background(background), m_run(run), m_shown(shown), m_dialog(dialog) {}

TaskId SeedSources::taskIn(const QString& text, RunId run) {
    static const QRegularExpression pattern(QStringLiteral("^\\s*(?:(\\d{1,9})\\s*:\\s*)?#?\\s*(\\d{1,18})\\s*$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch()) return {};
    const qint64 number = match.captured(2).toLongLong();
    const bool named = !match.captured(1).isEmpty();
    if (number > store::kIdsPerRun) return named ? TaskId{} : TaskId{number};
    const RunId of = named ? RunId{match.captured(1).toLongLong()} : run;
    return number > 0 && of.valid() ? TaskId{store::firstIdOf(of) + number} : TaskId{};
}

void SeedSources::askForTask() {
    auto* question = new QInputDialog(&m_dialog);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowTitle(tr("From a task"));
    question->setLabelText(tr("&Number of the task in the shown run; 2:12 is task #12 of run 2"));
    question->setTextValue(m_shown.valid() ? labels::taskNumber(m_shown) : QString());
    question->setOkButtonText(tr("Take it"));
    question->setCancelButtonText(tr("Cancel"));
    connect(question, &QInputDialog::textValueSelected, this, [this](const QString& text) {
        const TaskId task = taskIn(text, m_run);
        if (task.valid()) return readTask(task);
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
            Q_EMIT taken({*draft},
                         tr("From task %1. Check runs the program in the sandbox.").arg(labels::taskNumber(task)));
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
