#include "ui/dialogs/workspace_folder.h"

#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

namespace azr::ui {

namespace {

struct FolderTexts {
    Q_DECLARE_TR_FUNCTIONS(FolderTexts)
};

QMessageBox* boxOn(QWidget* window, QMessageBox::Icon icon, const QString& text, const QString& more) {
    auto* box = new QMessageBox(icon, FolderTexts::tr("Open a workspace"), text, QMessageBox::NoButton, window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(more);
    return box;
}

void nameFor(QPushButton* button) {
    button->setAccessibleName(button->text().remove(QLatin1Char('&')));
}

/// Opens after a yes.
void askOn(QMessageBox* box, const QString& yes, QWidget* window, const std::function<void()>& open) {
    QPushButton* accept = box->addButton(yes, QMessageBox::AcceptRole);
    QPushButton* cancel = box->addButton(FolderTexts::tr("Cancel"), QMessageBox::RejectRole);
    nameFor(accept);
    nameFor(cancel);
    box->setDefaultButton(accept);
    box->setEscapeButton(cancel);
    QObject::connect(box, &QMessageBox::finished, window, [box, accept, open] {
        if (box->clickedButton() == accept) open();
    });
}

}  // namespace

FolderState stateOfFolder(const QString& folder) {
    const QFileInfo found(folder);
    if (!found.isDir()) return FolderState::Missing;
    if (QFileInfo::exists(folder + QStringLiteral("/azr.db"))) return FolderState::Workspace;
    // Asks the system, which also knows of file systems that are mounted for reading alone.
    return ::access(QFile::encodeName(folder).constData(), W_OK | X_OK) == 0 ? FolderState::Free
                                                                             : FolderState::Unwritable;
}

void openAfterAsking(const QString& folder, QWidget* window, const std::function<void()>& open) {
    const QString shown = QDir::toNativeSeparators(folder);
    QMessageBox* box = nullptr;
    switch (stateOfFolder(folder)) {
        case FolderState::Workspace: return open();
        case FolderState::Free:
            box = boxOn(window, QMessageBox::Question, FolderTexts::tr("There is no workspace in %1.").arg(shown),
                        FolderTexts::tr("A workspace is a folder that holds runs, their tasks and checkpoints. A new "
                                        "one can be made here; other files in the folder stay as they are."));
            askOn(box, FolderTexts::tr("&Make a workspace here"), window, open);
            break;
        case FolderState::Unwritable:
            box = boxOn(window, QMessageBox::Warning, FolderTexts::tr("No workspace can be made in %1.").arg(shown),
                        FolderTexts::tr("This folder cannot be written. Allow writing to it, or choose another "
                                        "folder."));
            nameFor(box->addButton(QMessageBox::Ok));
            break;
        case FolderState::Missing:
            box = boxOn(window, QMessageBox::Warning, FolderTexts::tr("There is no folder %1.").arg(shown),
                        FolderTexts::tr("Choose another folder."));
            nameFor(box->addButton(QMessageBox::Ok));
            break;
    }
    box->open();
}

void makeAfterAsking(const QString& folder, QWidget* window, const std::function<void()>& open) {
    const FolderState state = stateOfFolder(folder);
    if (state == FolderState::Free) return open();
    if (state != FolderState::Workspace) return openAfterAsking(folder, window, open);
    QMessageBox* box =
        boxOn(window, QMessageBox::Question,
              FolderTexts::tr("There is a workspace in %1 already.").arg(QDir::toNativeSeparators(folder)),
              FolderTexts::tr("Its runs stay as they are. Choose another folder for a new one."));
    askOn(box, FolderTexts::tr("&Open it"), window, open);
    box->open();
}

QMessageBox* openingFailed(const QString& problem, QWidget* window) {
    QMessageBox* box =
        boxOn(window, QMessageBox::Critical, FolderTexts::tr("The workspace cannot be opened."), problem);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return box;
}

QString chooseFolder(const QString& start, QWidget* window) {
    return QFileDialog::getExistingDirectory(window, FolderTexts::tr("Open a workspace"), start);
}

void makeWorkspace(const QString& present, QWidget* window, const std::function<void(const QString& folder)>& open) {
    const QString folder = QFileDialog::getExistingDirectory(window, FolderTexts::tr("A folder for a new workspace"),
                                                             QFileInfo(present).absolutePath());
    if (folder.isEmpty()) return;
    if (QFileInfo(folder) != QFileInfo(present))
        return makeAfterAsking(folder, window, [open, folder] { open(folder); });
    QMessageBox* box =
        boxOn(window, QMessageBox::Information, FolderTexts::tr("This folder is the workspace that is open."),
              FolderTexts::tr("Choose another folder."));
    nameFor(box->addButton(QMessageBox::Ok));
    box->open();
}

}  // namespace azr::ui
