#include "ui/window_app.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>
#include <QTimer>
#include <QTranslator>

#include "ui/dialogs/workspace_folder.h"
#include "ui/finding/recent_workspaces.h"
#include "ui/frame/openings.h"
#include "ui/frame/window_memory.h"
#include "ui/labels.h"
#include "ui/leaving.h"
#include "ui/main_window.h"
#include "ui/opening_window.h"
#include "widgets/manners.h"

namespace azr::ui {

namespace {

constexpr int kSettleMs = 1500;
constexpr char kEnding[] = "ending";  ///< of the application: it was told to end

/// Cancelled when the user did not wait for it.
Result<std::unique_ptr<session::Session>> openSession(const std::filesystem::path& workspace,
                                                      session::Session::Wakeup wakeup) {
    Result<std::unique_ptr<session::Session>> session;
    if (!workBehindWindow([&] {
            session =
                guarded("opening the workspace", [&] { return session::Session::open(workspace, std::move(wakeup)); });
        }))
        return fail(ErrorCode::Cancelled, "the window was closed", workspace.string());
    return session;
}

Result<std::unique_ptr<MainWindow>> openWindow(const std::filesystem::path& workspace) {
    AZR_TRY(auto bridge, SessionBridge::open([workspace](session::Session::Wakeup wakeup) {
                return openSession(workspace, std::move(wakeup));
            }));
    return std::make_unique<MainWindow>(std::move(bridge));
}

/// One page after the other, in both themes, each with time to read and draw.
void shoot(MainWindow& window, const QString& folder, int picture) {
    const int page = picture % kPageCount;
    const bool dark = picture >= kPageCount;
    QDir().mkpath(folder);
    window.setTheme(dark ? Theme::Dark : Theme::Light);
    window.showPage(static_cast<PageName>(page));
    QTimer::singleShot(kSettleMs, &window, [&window, folder, picture, page, dark] {
        const QString theme = dark ? QStringLiteral("dark") : QStringLiteral("light");
        window.grab().save(QStringLiteral("%1/page-%2-%3.png").arg(folder).arg(page + 1).arg(theme));
        if (picture + 1 < 2 * kPageCount)
            shoot(window, folder, picture + 1);
        else
            window.close();
    });
}

void translate(QApplication& application) {
    // English has plurals to translate, too; other languages are looked up before it.
    auto* plurals = new QTranslator(&application);
    if (plurals->load(QStringLiteral(":/translations/azr_en.qm"))) QApplication::installTranslator(plurals);
    const auto install = [&application](const QString& name, const QString& folder) {
        auto* translator = new QTranslator(&application);
        if (translator->load(QLocale(), name, QStringLiteral("_"), folder)) QApplication::installTranslator(translator);
    };
    install(QStringLiteral("azr"), QStringLiteral(":/translations"));
    install(QStringLiteral("core"), QStringLiteral(":/translations"));
    install(QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
}

/// There is no window yet: a person who started this from a menu sees no terminal. The next folder to try; empty: none.
QString askForAnother(const Error& error, const QString& folder) {
    const QPointer<QMessageBox> box = openingFailed(labels::error(error), nullptr);
    box->setAttribute(Qt::WA_DeleteOnClose, false);
    QPushButton* choose =
        box->addButton(QApplication::translate("window", "&Choose another folder…"), QMessageBox::AcceptRole);
    QPushButton* end = box->addButton(QApplication::translate("window", "&Quit"), QMessageBox::RejectRole);
    for (QPushButton* button : {choose, end}) button->setAccessibleName(button->text().remove(QLatin1Char('&')));
    box->setEscapeButton(end);
    box->exec();
    const bool another = box && box->clickedButton() == choose;
    delete box;
    return another ? chooseFolder(folder, nullptr) : QString();
}

/// On the page that shows it, whichever was open last time.
void startDemo(MainWindow& window) {
    window.showPage(PageName::Training);
    window.actions().startDemo->trigger();
}

}  // namespace

void leaveWindow() {
    if (!qApp) return;
    QMetaObject::invokeMethod(
        qApp,
        [] {
            qApp->setProperty(kEnding, true);
            for (QWidget* widget : QApplication::topLevelWidgets()) {
                if (auto* window = qobject_cast<MainWindow*>(widget)) window->leaving().end();
                if (auto* opening = qobject_cast<OpeningWindow*>(widget)) opening->close();
                if (auto* box = qobject_cast<QMessageBox*>(widget); box && !box->parentWidget()) box->close();
            }
        },
        Qt::QueuedConnection);
}

Status runWindow(int argc, char** argv, const WindowOptions& options) {
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("azr-studio"));
    QApplication::setOrganizationName(QStringLiteral("azr-studio"));
    QApplication::setApplicationDisplayName(QStringLiteral("AZR Studio"));
    QApplication::setApplicationVersion(QStringLiteral(AZR_VERSION));
    QApplication::setQuitOnLastWindowClosed(false);
    translate(application);
    const bool desktopDark = desktopIsDark();  // while its colours are those in use
    applyTheme(application, desktopDark);

    widgets::installManners(application);
    std::unique_ptr<MainWindow> window;
    Openings openings(options.workspace, options.demo);
    QString problem;  // of the workspace that was to be opened, told in the window that is open again
    // Another workspace is another window: the old one finishes its run, then gives way.
    while (!openings.wanted().empty()) {
        window.reset();
        auto opened = openWindow(openings.wanted());
        if (!opened) {
            const bool cancelled = opened.error().code == ErrorCode::Cancelled;
            if (cancelled && application.property(kEnding).toBool()) return {};
            if (openings.goBack()) {
                if (!cancelled) problem = labels::error(opened.error());
                continue;
            }
            if (cancelled) return {};
            const QString folder = QString::fromStdString(openings.wanted().string());
            openings.want(askForAnother(opened.error(), folder).toStdString());
            if (openings.wanted().empty()) return tl::make_unexpected(opened.error());
            continue;
        }
        window = std::move(*opened);
        window->setDesktopDark(desktopDark);
        openings.opened();
        const bool pictures = !options.screenshots.empty();
        restoreTheme(*window, options.theme);
        if (!pictures) {
            restoreWindow(*window);
            rememberWorkspace(window->workspace().bridge().workspace());
        }
        QObject::connect(window.get(), &MainWindow::closed, &application, &QCoreApplication::quit);
        window->show();
        if (const QString text = std::exchange(problem, {}); !text.isEmpty()) {
            QMessageBox* box = openingFailed(text, window.get());
            box->addButton(QMessageBox::Ok)->setAccessibleName(QApplication::translate("window", "OK"));
            box->open();
        }
        if (openings.takeDemo()) startDemo(*window);
        if (pictures) shoot(*window, QString::fromStdString(options.screenshots.string()), 0);
        QApplication::exec();
        if (!pictures) rememberWindow(*window);
        openings.want(window->nextWorkspace().toStdString());
    }
    return {};
}

}  // namespace azr::ui
