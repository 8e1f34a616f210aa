/// The window on a FakeWorkspace for tests that look at it: two finished runs, an executor's figures, and pictures.
/// UI thread.
#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "tests/support/fake_session.h"
#include "tests/support/synthetic_run.h"
#include "ui/main_window.h"

namespace azr::testing {

/// Preferences of one test program, which go with it.
class OwnSettings {
  public:
    void begin(const char* application) {
        QCoreApplication::setOrganizationName(QStringLiteral("azr-test"));
        QCoreApplication::setApplicationName(QString::fromLatin1(application));
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder.path());
    }

  private:
    QTemporaryDir m_folder;
};

inline std::unique_ptr<ui::MainWindow> openWindow(FakeWorkspace& workspace) {
    auto bridge = ui::SessionBridge::open(openerOf(workspace));
    auto window = std::make_unique<ui::MainWindow>(std::move(*bridge));
    window->show();
    window->resize(1280, 800);  // whatever screen the test has
    return window;
}

/// Everything that was asked of the database has been answered.
inline bool settled(ui::MainWindow& window) {
    return QTest::qWaitFor([&] { return window.workspace().loaded() && window.workspace().background().idle(); },
                           10000);
}

/// The window while run 1 of its process trains.
inline std::unique_ptr<ui::MainWindow> openAtWork(FakeWorkspace& workspace) {
    writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
    workspace.run = RunId{1};
    workspace.state = session::RunState::Running;
    auto window = openWindow(workspace);
    if (!settled(*window)) qFatal("the window still reads");
    return window;
}

inline void fill(FakeWorkspace& workspace) {
    writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 40, .seed = 1});
    writeSyntheticRun(*workspace.writer, {.id = 2, .steps = 60, .seed = 2, .learningRate = 1e-4});
    workspace.report = execution::SandboxReport{3,
                                                "Programs run in their own namespaces behind a filter of system calls.",
                                                "",
                                                {{"user namespace", true, ""},
                                                 {"network namespace", true, "no interfaces"},
                                                 {"seccomp", true, "allow-list"},
                                                 {"cgroup", false, "not delegated to this user"}},
                                                {},
                                                true,
                                                "/usr/bin/python3.11",
                                                "3.11.2",
                                                true,
                                                11.2,
                                                0.31};
    workspace.stats = {5231, 18440, 812, 1,   0,    2,
                       40,   3,     2,   1.4, 18.0, {16021, 1203, 310, 120, 611, 40, 0, 3, 2, 8, 0, 2}};
}

/// Saves a picture of the widget where AZR_SCREENSHOTS names a folder.
inline void savePicture(QWidget& widget, const QString& name) {
    const QString folder = qEnvironmentVariable("AZR_SCREENSHOTS");
    if (folder.isEmpty()) return;
    QDir().mkpath(folder);
    QCoreApplication::processEvents();
    QVERIFY(widget.grab().save(folder + QLatin1Char('/') + name + QStringLiteral(".png")));
}

}  // namespace azr::testing
