#include "ui/window_app.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QMessageBox>
#include <QSettings>
#include <QSplitter>
#include <QTimer>
#include <QTranslator>

#include "ui/labels.h"
#include "ui/leaving.h"
#include "ui/main_window.h"
#include "ui/opening_window.h"

namespace azr::ui {

namespace {

constexpr int kSettleMs = 1500;
constexpr char kThemeKey[] = "window/theme";
constexpr char kGeometryKey[] = "window/geometry";
constexpr char kStateKey[] = "window/state";
constexpr char kPageKey[] = "window/page";
constexpr char kSplitterKey[] = "window/splitters/%1";

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

/// Those whose position is worth keeping have a name.
QList<QSplitter*> splittersOf(const MainWindow& window) {
    QList<QSplitter*> named = window.findChildren<QSplitter*>();
    named.removeIf([](const QSplitter* splitter) { return splitter->objectName().isEmpty(); });
    return named;
}

QString splitterKey(const QSplitter& splitter) {
    return QString::fromLatin1(kSplitterKey).arg(splitter.objectName());
}

void restore(MainWindow& window, const WindowOptions& options) {
    const QSettings settings;
    const int stored = settings.value(kThemeKey, int(Theme::System)).toInt();
    window.setTheme(options.theme == Theme::System ? static_cast<Theme>(qBound(0, stored, 2)) : options.theme);
    if (!options.screenshots.empty()) return;
    window.restoreGeometry(settings.value(kGeometryKey).toByteArray());
    window.restoreState(settings.value(kStateKey).toByteArray());
    window.showPage(static_cast<PageName>(qBound(0, settings.value(kPageKey).toInt(), kPageCount - 1)));
    for (QSplitter* splitter : splittersOf(window))
        splitter->restoreState(settings.value(splitterKey(*splitter)).toByteArray());
}

void remember(const MainWindow& window, const WindowOptions& options) {
    if (!options.screenshots.empty()) return;
    QSettings settings;
    settings.setValue(kThemeKey, int(window.theme()));
    settings.setValue(kGeometryKey, window.saveGeometry());
    settings.setValue(kStateKey, window.saveState());
    settings.setValue(kPageKey, int(window.page()));
    for (const QSplitter* splitter : splittersOf(window))
        settings.setValue(splitterKey(*splitter), splitter->saveState());
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
            for (QWidget* widget : QApplication::topLevelWidgets()) {
                if (auto* window = qobject_cast<MainWindow*>(widget)) window->leaving().leave();
                if (auto* opening = qobject_cast<OpeningWindow*>(widget)) opening->close();
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
    applyTheme(application, desktopIsDark());

    std::unique_ptr<MainWindow> window;
    std::filesystem::path wanted = options.workspace;
    std::filesystem::path previous;
    // Another workspace is another window: the old one finishes its run, then gives way.
    while (!wanted.empty()) {
        window.reset();
        auto opened = openWindow(wanted);
        if (!opened) {
            const bool cancelled = opened.error().code == ErrorCode::Cancelled;
            if (previous.empty()) return cancelled ? Status() : tl::make_unexpected(opened.error());
            if (!cancelled)
                QMessageBox::critical(nullptr, QApplication::translate("window", "AZR Studio"),
                                      labels::error(opened.error()));
            wanted = std::exchange(previous, {});
            continue;
        }
        window = std::move(*opened);
        previous = std::exchange(wanted, {});
        restore(*window, options);
        QObject::connect(window.get(), &MainWindow::closed, &application, &QCoreApplication::quit);
        window->show();
        if (options.demo && previous == options.workspace) startDemo(*window);
        if (!options.screenshots.empty()) shoot(*window, QString::fromStdString(options.screenshots.string()), 0);
        QApplication::exec();
        remember(*window, options);
        wanted = window->nextWorkspace().toStdString();
    }
    return {};
}

}  // namespace azr::ui
