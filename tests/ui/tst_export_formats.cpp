// The page Export: every format of tasks and metrics comes where it was asked for, the chosen one is remembered, and no
// page waits while an export works.
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QPushButton>
#include <QtTest>
#include <semaphore>

#include "core/base/files.h"
#include "core/exporting/tasks/task_export.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/pages/exporting/export_page.h"
#include "ui/theme.h"

using namespace azr;
using namespace azr::testing;

namespace {

constexpr int kPatienceMs = 30000;

template <class Widget>
Widget* called(const QWidget& page, const QString& name) {
    for (Widget* one : page.findChildren<Widget*>())
        if (one->accessibleName() == name) return one;
    return nullptr;
}

bool told(const QWidget& page, const QString& target) {
    for (const QLabel* label : page.findChildren<QLabel*>())
        if (label->isVisible() && label->text().startsWith(QStringLiteral("✔")) && label->text().contains(target))
            return true;
    return false;
}

/// The page Export of a workspace with one run of five steps; nothing where it never comes to rest.
std::unique_ptr<ui::MainWindow> openOnOneRun(FakeWorkspace& workspace) {
    writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 5});
    auto window = openWindow(workspace);
    window->showPage(ui::PageName::Export);
    return settled(*window) ? std::move(window) : nullptr;
}

}  // namespace

class TestExportFormats : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("export-formats");
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        ui::applyTheme(*qApp, false);
    }

    void everyFormatOfTasksIsWritten() {
        FakeWorkspace workspace;
        auto window = openOnOneRun(workspace);
        QVERIFY(window);
        auto* page = window->findChild<ui::ExportPage*>();
        auto* format = called<QComboBox>(*page, "Format of the tasks");
        auto* take = called<QPushButton>(*page, "Export tasks…");
        QVERIFY(format && take);
        QCOMPARE(format->count(), static_cast<int>(exporting::kTaskFormatNames.size()));
        QStringList texts;
        for (int i = 0; i < format->count(); ++i) {
            format->setCurrentIndex(i);
            texts.append(format->currentText());
            QVERIFY(!format->toolTip().isEmpty());
            QTRY_VERIFY_WITH_TIMEOUT(take->isEnabled(), kPatienceMs);
            const auto kind = static_cast<exporting::TaskFormat>(format->currentData().toInt());
            const bool folder = exporting::makesFolder(kind);
            const QString place = workspace.folder.filePath(QStringLiteral("out-%1").arg(i));
            QVERIFY(QDir().mkpath(place));
            const QString target = !folder ? place + QStringLiteral("/tasks.out")
                                   : kind == exporting::TaskFormat::Environment
                                       ? place + QStringLiteral("/azr-tasks-run-1")
                                       : place + QStringLiteral("/run-1-dataset");
            test::answerFileDialog(folder ? place : target);
            take->click();
            QTRY_VERIFY_WITH_TIMEOUT(told(*page, target), kPatienceMs);
            QVERIFY(QFileInfo(target).isDir() == folder);
            QVERIFY(folder || QFileInfo(target).size() > 100);
        }
        QCOMPARE(texts.removeDuplicates(), 0);
        QSettings memory(window->workspace().memory().fileName(), QSettings::IniFormat);
        window->workspace().memory().sync();
        QCOMPARE(memory.value("export/format"), format->currentData());
    }

    void metricsAreWritten() {
        FakeWorkspace workspace;
        auto window = openOnOneRun(workspace);
        QVERIFY(window);
        auto* page = window->findChild<ui::ExportPage*>();
        auto* format = called<QComboBox>(*page, "Format of the metrics");
        auto* take = called<QPushButton>(*page, "Export metrics…");
        QVERIFY(format && take);
        for (int i = 0; i < format->count(); ++i) {
            format->setCurrentIndex(i);
            QVERIFY(take->isEnabled());
            const bool folder = i == 2;
            const QString place = workspace.folder.path();
            const QString target =
                place + (folder ? QStringLiteral("/run-1-tensorboard") : QStringLiteral("/m%1").arg(i));
            test::answerFileDialog(folder ? place : target);
            take->click();
            QTRY_VERIFY_WITH_TIMEOUT(told(*page, target), kPatienceMs);
            QCOMPARE(QFileInfo(target).isDir(), folder);
        }
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            for (const QSize size : {QSize(1024, 700), QSize(1280, 800)}) {
                window->resize(size);
                savePicture(*window, QStringLiteral("export-%1-%2").arg(size.width()).arg(dark ? "dark" : "light"));
            }
        }
    }

    /// An export that stands still, and a page that reads all the same.
    void noPageWaitsForAnExport() {
        FakeWorkspace workspace;
        auto window = openOnOneRun(workspace);
        QVERIFY(window);
        std::binary_semaphore begun{0}, letGo{0};
        bool ended = false;
        window->workspace().exports().read(
            window.get(),
            [&](store::Reader&) -> Result<int> {
                begun.release();
                letGo.acquire();
                return 1;
            },
            [&](Result<int>) { ended = true; });
        QVERIFY(begun.try_acquire_for(std::chrono::seconds(30)));
        bool read = false;
        window->workspace().background().read(
            window.get(), [](store::Reader& reader) { return reader.runs(); },
            [&](const auto& runs) { read = runs->size() == 1; });
        QTRY_VERIFY_WITH_TIMEOUT(read, kPatienceMs);
        QVERIFY(!ended);
        letGo.release();
        QTRY_VERIFY_WITH_TIMEOUT(ended, kPatienceMs);
    }
};

QTEST_MAIN(TestExportFormats)
#include "tst_export_formats.moc"
