#include "ui/finding/recent_workspaces.h"

#include <QDir>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>

#include "ui/dialogs/workspace_folder.h"

namespace azr::ui {

namespace {

constexpr char kWorkspacesKey[] = "workspaces/recent";
constexpr int kMostWorkspaces = 10;

QString absolutePath(const QString& folder) {
    return QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
}

}  // namespace

QStringList recentWorkspaces() {
    return QSettings().value(QLatin1String(kWorkspacesKey)).toStringList();
}

void rememberWorkspace(const QString& folder) {
    QStringList folders = recentWorkspaces();
    folders.removeAll(absolutePath(folder));
    folders.prepend(absolutePath(folder));
    while (folders.size() > kMostWorkspaces) folders.removeLast();
    QSettings().setValue(QLatin1String(kWorkspacesKey), folders);
}

void forgetWorkspace(const QString& folder) {
    QStringList folders = recentWorkspaces();
    folders.removeAll(absolutePath(folder));
    QSettings().setValue(QLatin1String(kWorkspacesKey), folders);
}

bool isThere(const QString& folder) {
    return stateOfFolder(folder) == FolderState::Workspace;
}

RecentWorkspacesMenu::RecentWorkspacesMenu(QString present, Open open, QWidget* parent)
    : QMenu(tr("&Recent workspaces"), parent), m_present(absolutePath(present)), m_open(std::move(open)) {
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &RecentWorkspacesMenu::fill);
    fill();
}

QStringList RecentWorkspacesMenu::offered() const {
    QStringList folders = recentWorkspaces();
    folders.removeAll(m_present);
    return folders;
}

void RecentWorkspacesMenu::fill() {
    clear();
    const QStringList folders = offered();
    int number = 0;
    for (const QString& folder : folders) {
        QString text = QDir::toNativeSeparators(folder).replace(QLatin1Char('&'), QStringLiteral("&&"));
        if (!isThere(folder)) text = tr("%1 (no longer there)").arg(text);
        const int digit = ++number % 10;
        auto* action =
            addAction(QStringLiteral("&%1  %2").arg(digit).arg(text), this, [this, folder] { choose(folder); });
        action->setToolTip(folder);
        action->setData(folder);
    }
    if (folders.isEmpty()) {
        addAction(tr("No other workspace was opened yet"))->setEnabled(false);
        return;
    }
    addSeparator();
    addAction(tr("&Forget all of them"), this, [folders] {
        for (const QString& folder : folders) forgetWorkspace(folder);
    });
}

void RecentWorkspacesMenu::choose(const QString& folder) {
    if (isThere(folder)) return m_open(folder);
    auto* box =
        new QMessageBox(QMessageBox::Question, tr("Recent workspaces"),
                        tr("There is no workspace in %1 any more.").arg(folder), QMessageBox::NoButton, parentWidget());
    box->setInformativeText(tr("It may be on a drive that is not connected."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* remove = box->addButton(tr("&Remove it from the list"), QMessageBox::AcceptRole);
    QPushButton* keep = box->addButton(tr("&Keep it"), QMessageBox::RejectRole);
    for (QPushButton* button : {remove, keep}) button->setAccessibleName(button->text().remove(QLatin1Char('&')));
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(box, &QMessageBox::finished, this, [box, remove, folder] {
        if (box->clickedButton() == remove) forgetWorkspace(folder);
    });
    box->open();
}

}  // namespace azr::ui
