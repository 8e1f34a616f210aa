/// The workspaces that were opened last, kept in the user's settings, and the menu that offers them. UI thread.
#pragma once

#include <QMenu>
#include <QStringList>
#include <functional>

namespace azr::ui {

/// At most ten absolute paths, the last one first; also those that are no longer there.
[[nodiscard]] QStringList recentWorkspaces();
void rememberWorkspace(const QString& folder);
void forgetWorkspace(const QString& folder);
[[nodiscard]] bool isThere(const QString& folder);  ///< it is still a workspace

class RecentWorkspacesMenu : public QMenu {
    Q_OBJECT
  public:
    using Open = std::function<void(const QString& folder)>;

    /// `present`: the one that is open, which is not offered.
    RecentWorkspacesMenu(QString present, Open open, QWidget* parent = nullptr);

    /// Opens the workspace; asks whether to forget one that is gone.
    void choose(const QString& folder);
    [[nodiscard]] QStringList offered() const;

  private:
    void fill();

    QString m_present;
    Open m_open;
};

}  // namespace azr::ui
