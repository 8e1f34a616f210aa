#include "ui/window_app.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QMessageBox>
#include <QTimer>
#include <QTranslator>

#include "ui/main_window.h"
#include "ui/words.h"

namespace azr::ui {

namespace {

constexpr int kSettleMs = 1200;

Result<std::unique_ptr<MainWindow>> openWindow(const std::filesystem::path& workspace) {
    AZR_TRY(auto bridge, SessionBridge::open([workspace](session::Session::Wakeup wakeup) {
                return session::Session::open(workspace, std::move(wakeup));
            }));
    return std::make_unique<MainWindow>(std::move(bridge));
}

void showProblem(const Error& error) {
    QMessageBox::critical(nullptr, QApplication::translate("window", "AZR Studio"), words::error(error));
}

/// One page after the other, each with time to read and draw.
void shoot(MainWindow& window, const QString& folder, int page) {
    QDir().mkpath(folder);
    window.showPage(page);
    QTimer::singleShot(kSettleMs, &window, [&window, folder, page] {
        window.grab().save(QStringLiteral("%1/page-%2.png").arg(folder).arg(page + 1));
        if (page + 1 < window.pageCount())
            shoot(window, folder, page + 1);
        else
            window.close();
    });
}

void translate(QApplication& application) {
    auto* ours = new QTranslator(&application);
    if (ours->load(QLocale(), QStringLiteral("azr"), QStringLiteral("_"), QStringLiteral(":/translations")))
        QApplication::installTranslator(ours);
    auto* qts = new QTranslator(&application);
    if (qts->load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                  QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(qts);
}

}  // namespace

int runWindow(int argc, char** argv, const WindowOptions& options) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("azr-studio"));
    QApplication::setApplicationDisplayName(QStringLiteral("AZR Studio"));
    QApplication::setApplicationVersion(QStringLiteral(AZR_VERSION));
    QApplication::setQuitOnLastWindowClosed(false);
    translate(application);
    applyTheme(application, desktopIsDark());

    std::unique_ptr<MainWindow> window;
    std::filesystem::path wanted = options.workspace;
    // Another workspace is another window: the old one finishes its run, then gives way.
    while (!wanted.empty()) {
        window.reset();
        auto opened = openWindow(wanted);
        if (!opened) {
            showProblem(opened.error());
            return 1;
        }
        window = std::move(*opened);
        const std::filesystem::path current = std::exchange(wanted, {});
        window->setTheme(options.theme);
        QObject::connect(window.get(), &MainWindow::workspaceWanted, &application, [&](const QString& folder) {
            wanted = folder.toStdString();
            window->close();
        });
        QObject::connect(window.get(), &MainWindow::closed, &application, &QCoreApplication::quit);
        window->show();
        if (options.demo && current == options.workspace) window->actions().startDemo->trigger();
        if (!options.screenshots.empty()) shoot(*window, QString::fromStdString(options.screenshots.string()), 0);
        QApplication::exec();
    }
    return 0;
}

}  // namespace azr::ui
