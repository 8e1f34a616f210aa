// How every page looks, in facts that can be measured: in English and German, in both themes, from a small
// window to a large one, at 100% and (as the test ui_layout_200) at 200%. Nothing is cut off, nothing lies on another,
// every text can be read, everything lies inside, no two controls have one letter. With AZR_SCREENSHOTS=folder the
// pages are also saved as pictures. Dialogs: tst_dialog_layout.
#include <QApplication>
#include <QHeaderView>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTranslator>

#include "tests/support/filled_window.h"
#include "tests/support/seen_facts.h"
#include "ui/diversity/diversity_page.h"
#include "ui/models/attempt_table_model.h"
#include "ui/models/task_table_model.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/theme.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;

namespace {

/// Programs tell tasks apart: their column gets so much room, whatever else is shown.
QStringList crampedPrograms(const QWidget& page, int least) {
    QStringList found;
    for (const QTableView* table : page.findChildren<QTableView*>()) {
        if (!table->isVisible() || !qobject_cast<const ui::TaskTableModel*>(table->model())) continue;
        const int width = table->viewport()->width() - table->columnViewportPosition(ui::TaskTableModel::Program);
        if (width < least)
            found.append(QStringLiteral("programs of %1 have %2").arg(table->accessibleName()).arg(width));
    }
    return found;
}

}  // namespace

class TestLayout : public QObject {
    Q_OBJECT

    QTranslator m_plurals, m_german, m_core;

    void speak(const QString& language) {
        for (QTranslator* german : {&m_german, &m_core}) {
            QApplication::removeTranslator(german);
            if (language == QLatin1String("de")) QApplication::installTranslator(german);
        }
        QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany)
                                                            : QLocale(QLocale::English, QLocale::UnitedStates));
    }

    /// Colours take no room: in the dark theme they alone are looked at.
    static void look(QWidget& widget, const QString& name, bool dark, QStringList& wrong) {
        QStringList facts = faint(widget) + unlabelled(widget);
        if (!dark) facts += cutOff(widget) + misplaced(widget) + sharedMnemonics(widget);
        for (const QString& fact : std::as_const(facts)) wrong.append(name + QStringLiteral(": ") + fact);
        savePicture(widget, name);
    }

    /// What researchers read most is there without scrolling sideways.
    static QStringList columnsMissing(const ui::TasksPage& page) {
        QStringList found;
        const auto* tasks = page.findChild<widgets::CopyableTable*>(QStringLiteral("taskTable"));
        for (const int column : {ui::TaskTableModel::Number, ui::TaskTableModel::Step, ui::TaskTableModel::Verdict,
                                 ui::TaskTableModel::SolveRate, ui::TaskTableModel::Program})
            if (tasks->isColumnHidden(column)) found.append(QStringLiteral("column %1 is hidden").arg(column));
        const auto* attempts = page.findChild<widgets::CopyableTable*>(QStringLiteral("attemptTable"));
        for (const auto* table : {tasks, attempts})
            if (table->isVisible() && table->horizontalScrollBar()->maximum() > 0)
                found.append(QStringLiteral("%1 scrolls sideways").arg(table->accessibleName()));
        if (page.window()->width() >= 1280 && attempts->isColumnHidden(ui::AttemptTableModel::Use))
            found.append(QStringLiteral("the use of attempts is hidden"));
        return found;
    }

    static void lookAtPages(ui::MainWindow& window, const QString& name, bool dark, QStringList& wrong) {
        for (int page = 0; page < ui::kPageCount; ++page) {
            window.showPage(static_cast<ui::PageName>(page));
            if (page == int(ui::PageName::Tasks)) {
                auto* table = window.findChild<ui::TasksPage*>()->findChild<widgets::CopyableTable*>();
                QTRY_VERIFY(table->model()->rowCount() > 2);
                table->selectRow(2);
            }
            if (page == int(ui::PageName::Runs)) window.findChild<ui::RunsPage*>()->compare(RunId{1}, RunId{2});
            QVERIFY(settled(window));
            QVERIFY(standsStill(window));
            look(window, QStringLiteral("%1-page-%2").arg(name).arg(page + 1), dark, wrong);
            const bool wide = window.width() > 1200;
            if (page == int(ui::PageName::Tasks)) wrong.append(crampedPrograms(window, wide ? 140 : 110));
            if (page == int(ui::PageName::Tasks)) wrong.append(columnsMissing(*window.findChild<ui::TasksPage*>()));
            if (page == int(ui::PageName::Buffers)) wrong.append(crampedPrograms(window, wide ? 110 : 90));
            QTabWidget* tabs = nullptr;
            if (page == int(ui::PageName::Diversity))
                tabs = window.findChild<ui::DiversityPage*>()->findChild<QTabWidget*>();
            if (page == int(ui::PageName::Runs)) tabs = window.findChild<ui::RunsPage*>()->findChild<QTabWidget*>();
            if (tabs != nullptr) {
                for (int tab = 1; tab < tabs->count(); ++tab) {
                    tabs->setCurrentIndex(tab);
                    QVERIFY(settled(window));
                    QVERIFY(standsStill(window));
                    look(window, QStringLiteral("%1-page-%2-tab-%3").arg(name).arg(page + 1).arg(tab + 1), dark, wrong);
                }
                tabs->setCurrentIndex(0);
            }
            if (page > 0) continue;
            auto* scroll = window.findChild<ui::TrainingPage*>()->findChild<QScrollArea*>();
            scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
            QVERIFY(standsStill(window));
            look(window, QStringLiteral("%1-page-1-end").arg(name), dark, wrong);
        }
    }

  private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(*qApp, false);
        QVERIFY(m_plurals.load(QStringLiteral(":/translations/azr_en.qm")));
        QVERIFY(m_german.load(QStringLiteral(":/translations/azr_de.qm")));
        QVERIFY(m_core.load(QStringLiteral(":/translations/core_de.qm")));
        QApplication::installTranslator(&m_plurals);
    }

    void everyPageLooksFinished_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        for (const char* language : {"en", "de"})
            for (const QSize size : {QSize(1024, 700), QSize(1280, 800), QSize(1600, 1000)})
                if (size.width() < 1600 || qApp->devicePixelRatio() < 2)
                    QTest::addRow("%s %d", language, size.width()) << QString::fromLatin1(language) << size;
    }

    void everyPageLooksFinished() {
        QFETCH(const QString, language);
        QFETCH(const QSize, size);
        speak(language);
        FakeWorkspace workspace;
        QStringList wrong;
        const QString start = QStringLiteral("%1-%2%3")
                                  .arg(language)
                                  .arg(size.width())
                                  .arg(qApp->devicePixelRatio() < 2 ? QString() : QStringLiteral("-200"));
        {
            auto welcome = openWindow(workspace);
            welcome->resize(size);
            QVERIFY(settled(*welcome));
            look(*welcome, start + QStringLiteral("-welcome"), false, wrong);
        }
        fill(workspace);
        // Some wait for a person, which the page of tasks says.
        for (int number = 30; number < 33; ++number)
            QVERIFY(
                workspace.writer->push(store::TaskStatusRow{TaskId{store::firstIdOf(RunId{2}) + number}, "waiting"}));
        QVERIFY(workspace.writer->flush());
        auto window = openWindow(workspace);
        window->resize(size);
        QVERIFY(settled(*window));
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            const QString name = start + (dark ? QStringLiteral("-dark") : QStringLiteral("-light"));
            lookAtPages(*window, name, dark, wrong);
        }
        wrong.removeDuplicates();
        for (const QString& one : std::as_const(wrong)) qWarning("%s", qPrintable(one));
        QVERIFY(wrong.isEmpty());
    }
};

QTEST_MAIN(TestLayout)
#include "tst_layout.moc"
