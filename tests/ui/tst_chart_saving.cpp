// Charts as files: where the dialog begins, and that nothing is overwritten unasked.
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "tests/support/filled_window.h"
#include "ui/pages/exporting/export_folder.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"

using namespace azr;
using namespace azr::testing;

namespace {

ui::TrainingPage& pageOf(ui::MainWindow& window) {
    return *window.findChild<ui::TrainingPage*>();
}

}  // namespace

class TestChartSaving : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("chart_saving");
        ui::applyTheme(*qApp, false);
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
    }
    void init() { QSettings().clear(); }

    /// A name without an ending has one before the dialog looks whether the file is there.
    void anExportAsksBeforeItOverwrites() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const QTemporaryDir folder;
        const auto write = [&folder](const char* name) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write("precious") == 8;
        };
        const auto text = [&folder](const char* name) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.read(8) : QByteArray();
        };
        QVERIFY(write("loss.png") && write("loss.csv"));
        ui::rememberExportFolder(window->workspace(), folder.path());
        widgets::ChartPanel* panel = pageOf(*window).panels().front();
        QSignalSpy exported(panel, &widgets::ChartPanel::exported);
        const auto ask = [panel] {
            for (QAction* action : panel->menu().actions())
                if (action->text().startsWith("Export")) action->trigger();
            return panel->findChild<QFileDialog*>();
        };
        int questions = 0;
        const auto answer = [&questions](QMessageBox::StandardButton button) {
            auto* timer = new QTimer(qApp);
            QObject::connect(timer, &QTimer::timeout, timer, [timer, button, &questions] {
                auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                if (box == nullptr || box->button(button) == nullptr) return;
                ++questions;
                timer->deleteLater();
                box->button(button)->click();
            });
            timer->start(20);
            return timer;
        };
        const auto save = [](QFileDialog& dialog, const QString& name) {
            dialog.findChild<QLineEdit*>("fileNameEdit")->setText(name);
            static_cast<QDialog&>(dialog).accept();
        };
        QFileDialog* dialog = ask();
        QVERIFY(dialog);
        QCOMPARE(dialog->directory().absolutePath(), folder.path());
        answer(QMessageBox::No);
        save(*dialog, "loss");
        QCOMPARE(questions, 1);
        QCOMPARE(text("loss.png"), QByteArray("precious"));
        QVERIFY(dialog->isVisible());
        answer(QMessageBox::Yes);
        save(*dialog, "loss");
        QCOMPARE(questions, 2);
        QTRY_COMPARE(exported.count(), 1);
        QVERIFY(text("loss.png").startsWith("\x89PNG"));
        QTRY_VERIFY(!panel->findChild<QFileDialog*>());
        // The ending follows the kind of file.
        dialog = ask();
        dialog->selectNameFilter("Values (*.csv)");
        Q_EMIT dialog->filterSelected("Values (*.csv)");
        QVERIFY2(dialog->selectedFiles().value(0).endsWith(".csv"), qPrintable(dialog->selectedFiles().value(0)));
        answer(QMessageBox::No);
        save(*dialog, "loss");
        QCOMPARE(questions, 3);
        QCOMPARE(text("loss.csv"), QByteArray("precious"));
        dialog->reject();
        QCOMPARE(exported.count(), 1);
    }
};

QTEST_MAIN(TestChartSaving)
#include "tst_chart_saving.moc"
