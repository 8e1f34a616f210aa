// window.h with Qt: the application object, and one main window per workspace.
#include "app/window.h"

#include <QApplication>
#include <QDir>
#include <QMessageBox>
#include <memory>

#include "core/config/presets.h"
#include "ui/main_window.h"
#include "ui/theme.h"

namespace azr::app {
namespace {

Result<std::unique_ptr<ui::SessionBridge>> bridgeTo(const std::filesystem::path& workspace) {
    return ui::SessionBridge::open(
        [&](session::Session::Wakeup wakeup) { return session::Session::open(workspace, std::move(wakeup)); });
}

/// Holds the window that is open, and replaces it when another workspace is wanted.
class Studio : public QObject {
  public:
    Status open(const std::filesystem::path& workspace) {
        AZR_TRY(auto bridge, bridgeTo(workspace));
        m_window = std::make_unique<ui::MainWindow>(std::move(bridge));
        connect(m_window.get(), &ui::MainWindow::workspaceWanted, this, &Studio::change, Qt::QueuedConnection);
        m_window->show();
        return {};
    }
    [[nodiscard]] ui::MainWindow& window() { return *m_window; }

  private:
    void change(const QString& folder) {
        const auto previous = m_window->workspace().bridge().workspace();
        m_window.reset();  // its lock must be free before the same folder can be opened again
        const auto status = open(folder.toStdString());
        if (status) return;
        QMessageBox::warning(nullptr, tr("Open workspace"), QString::fromStdString(describe(status.error())));
        if (!open(previous.toStdString())) QApplication::quit();
    }

    std::unique_ptr<ui::MainWindow> m_window;
};

}  // namespace

ExitCode openWindow(const std::filesystem::path& workspace, bool demo, const Console& console) {
    int count = 1;
    char name[] = "azr-studio";
    char* words[] = {name, nullptr};
    QApplication application(count, words);
    QApplication::setApplicationName("AZR Studio");
    QApplication::setApplicationVersion(AZR_VERSION);
    QApplication::setOrganizationName("azr-studio");
    QApplication::setQuitOnLastWindowClosed(true);
    Studio studio;
    if (const auto status = studio.open(workspace); !status) return console.error(status.error());
    if (demo) {
        session::StartRequest request;
        request.config = config::presets().front().config;
        const auto run = studio.window().workspace().bridge().start(request);
        if (!run) console.error(run.error());
    }
    return QApplication::exec() == 0 ? ExitCode::Ok : ExitCode::Failure;
}

}  // namespace azr::app
