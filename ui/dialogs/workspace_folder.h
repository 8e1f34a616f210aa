/// What a folder is as a workspace, and what is told or asked before it is opened: nothing is made unasked, and what
/// cannot be opened is told with what helps, while the present window stays. UI thread.
#pragma once

#include <QString>
#include <functional>

class QMessageBox;
class QWidget;

namespace azr::ui {

enum class FolderState : quint8 {
    Workspace,   ///< a database is there
    Free,        ///< none, and one can be made
    Unwritable,  ///< none, and none can be made
    Missing      ///< no such folder
};

[[nodiscard]] FolderState stateOfFolder(const QString& folder);
/// Calls `open` at once for a workspace, after a yes for a free folder, and not at all for others, which are told.
void openAfterAsking(const QString& folder, QWidget* window, const std::function<void()>& open);
/// The same where a new workspace is wanted: a free folder is asked for nothing more, and one that holds a workspace is
/// opened after a yes.
void makeAfterAsking(const QString& folder, QWidget* window, const std::function<void()>& open);
/// A workspace that could not be opened. The caller adds the buttons.
[[nodiscard]] QMessageBox* openingFailed(const QString& problem, QWidget* window);
/// The folder that a person chooses; empty: none.
[[nodiscard]] QString chooseFolder(const QString& start, QWidget* window);
/// Asks for a folder for a new one beside the `present` one, and calls `open` with it.
void makeWorkspace(const QString& present, QWidget* window, const std::function<void(const QString& folder)>& open);

}  // namespace azr::ui
