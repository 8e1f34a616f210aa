// The report of a run from the Runs page: which run, where it is written, what is told, and that closing ends it.
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/filled_window.h"
#include "ui/pages/exporting/export_folder.h"
#include "ui/pages/exporting/report_saving.h"
#include "ui/pages/runs_page.h"
#include "ui/theme.h"

using namespace azr;
using namespace azr::testing;

class TestReportSaving : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("report_saving");
        ui::applyTheme(*qApp, false);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }

    void oneChosenRunHasAReport() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* page = window->findChild<ui::RunsPage*>();
        QPushButton* button = nullptr;
        for (QPushButton* one : page->findChildren<QPushButton*>())
            if (one->accessibleName() == "Report…") button = one;
        QVERIFY(button);
        QVERIFY(!button->isEnabled());
        auto* table = page->findChild<QTableView*>("runTable");
        table->selectRow(0);
        QVERIFY(button->isEnabled());
        window->showPage(ui::PageName::Runs);
        window->resize(1024, 700);
        savePicture(*window, "runs-report");
        table->selectAll();
        QVERIFY(!button->isEnabled());
    }

    void itIsWrittenBesideTheWindow() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const QTemporaryDir folder;
        auto* reports = window->findChild<ui::ReportSaving*>();
        QVERIFY(reports);
        QSignalSpy told(&window->workspace(), &ui::Workspace::messageForUser);
        reports->write(RunId{2}, folder.filePath("run.html"));
        QVERIFY(reports->busy());
        reports->write(RunId{1}, folder.filePath("other.html"));  // one after the other
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 30000);
        QVERIFY(!reports->busy());
        QCOMPARE(told.at(1).at(0).toString(), "Report written to " + folder.filePath("run.html"));
        QCOMPARE(told.at(1).at(1).toBool(), false);
        QFile file(folder.filePath("run.html"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray html = file.readAll();
        QVERIFY(html.contains("Run 2, preset nano"));
        QVERIFY(html.endsWith("</html>\n"));
        QVERIFY(!QFile::exists(folder.filePath("other.html")));
        QCOMPARE(ui::exportFolder(window->workspace()), folder.path());
    }

    void whatCannotBeWrittenIsTold() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* reports = window->findChild<ui::ReportSaving*>();
        QSignalSpy told(&window->workspace(), &ui::Workspace::messageForUser);
        reports->write(RunId{1}, "/nowhere/at/all/run.html");
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 2, 30000);
        QCOMPARE(told.at(1).at(1).toBool(), true);
        QVERIFY(told.at(1).at(0).toString().contains("/nowhere/at/all/run.html"));
    }

    void closingTheWindowEndsIt() {
        const QTemporaryDir folder;
        FakeWorkspace workspace;
        fill(workspace);
        {
            auto window = openWindow(workspace);
            QVERIFY(settled(*window));
            window->findChild<ui::ReportSaving*>()->write(RunId{2}, folder.filePath("run.html"));
        }
        // Whole or not at all.
        QFile file(folder.filePath("run.html"));
        if (file.open(QIODevice::ReadOnly)) QVERIFY(file.readAll().endsWith("</html>\n"));
    }
};

QTEST_MAIN(TestReportSaving)
#include "tst_report_saving.moc"
