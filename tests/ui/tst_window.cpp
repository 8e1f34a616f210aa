// The window on an empty and on a filled workspace: what it shows, what may be done, that every control has a name.
// With AZR_SCREENSHOTS=folder the pages are also saved as pictures, in both themes.
#include <time.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTest>
#include <QTimer>
#include <atomic>
#include <set>
#include <sstream>
#include <thread>

#include "core/exporting/data_export.h"
#include "tests/support/filled_window.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/prompt_preview.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/main_window.h"
#include "ui/opening_window.h"
#include "ui/pages/alert_strip.h"
#include "ui/pages/exporting/export_page.h"
#include "ui/pages/runs_page.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/pages/welcome.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;

class TestWindow : public QObject {
    Q_OBJECT

    /// Controls for which a screen reader would have no name, or to which no Tab key leads.
    static QStringList outOfReach(const QWidget& root) {
        QStringList missing;
        for (QWidget* widget : root.findChildren<QWidget*>()) {
            const bool control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                                 qobject_cast<QComboBox*>(widget) || qobject_cast<QSlider*>(widget) ||
                                 qobject_cast<QAbstractItemView*>(widget) || qobject_cast<QPlainTextEdit*>(widget) ||
                                 qobject_cast<QProgressBar*>(widget) || qobject_cast<widgets::ChartView*>(widget) ||
                                 qobject_cast<widgets::CodeView*>(widget);
            const QWidget* parent = widget->parentWidget();
            // Parts that Qt builds into its own controls: clear buttons, pop-up lists, headers, corners, scroll
            // buttons.
            const bool part = qobject_cast<const QComboBox*>(parent) || qobject_cast<const QLineEdit*>(parent) ||
                              qobject_cast<const QAbstractItemView*>(parent) || qobject_cast<QHeaderView*>(widget) ||
                              qobject_cast<const QTabBar*>(parent) || qobject_cast<const QMenuBar*>(parent) ||
                              widget->inherits("QComboBoxListView") || widget->inherits("QDockWidgetTitleButton") ||
                              widget->inherits("QToolBarExtension");
            if (!control || part) continue;
            QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
            if (!interface || interface->text(QAccessible::Name).isEmpty())
                missing.append(QStringLiteral("%1 in %2 has no name")
                                   .arg(widget->metaObject()->className(), parent->metaObject()->className()));
            if (!(widget->focusPolicy() & Qt::TabFocus) && !qobject_cast<QProgressBar*>(widget))
                missing.append(QStringLiteral("%1 (%2) cannot be reached")
                                   .arg(widget->metaObject()->className(), widget->accessibleName()));
        }
        return missing;
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void emptyWorkspaceWelcomesAndStartsTheDemoOnOneClick() {
        FakeWorkspace workspace;
        workspace.run = RunId{1};
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* welcome = window->findChild<ui::Welcome*>();
        QVERIFY(welcome && welcome->isVisible());
        savePicture(*window, "welcome-light");
        auto* demo = welcome->findChild<QPushButton*>("hero");
        QVERIFY(demo && demo->isEnabled());
        QTest::mouseClick(demo, Qt::LeftButton);
        QCOMPARE(workspace.starts.size(), std::size_t(1));
        QCOMPARE(workspace.starts.front().config.preset, std::string("nano"));
        QVERIFY(!welcome->isVisible());
    }

    void filledWorkspaceShowsTheYoungestRun() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(window->workspace().run(), RunId{2});
        auto* training = window->findChild<ui::TrainingPage*>();
        QTRY_COMPARE(training->panels().back()->chart().drawnPoints("gradient norm"), 60);  // the last one to be drawn
        QCOMPARE(training->panels().front()->chart().curves().size(), 6);
        const auto names = training->panels().at(1)->chart().curves();
        QCOMPARE(names, (QStringList{"Deduction", "Abduction", "Induction"}));
        QCOMPARE(training->panels().at(1)->chart().drawnPoints("Deduction"), 60);
        auto* tasks = window->findChild<ui::TasksPage*>();
        // 61 steps with 4 tasks of 3 kinds each: the first page holds 200 of the 732.
        QTRY_COMPARE(tasks->model().rowCount(), 200);
    }

    void allPagesInBothThemes() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            for (int page = 0; page < ui::kPageCount; ++page) {
                window->showPage(static_cast<ui::PageName>(page));
                if (page == int(ui::PageName::Tasks)) {
                    auto* table = window->findChild<ui::TasksPage*>()->findChild<widgets::CopyableTable*>();
                    QTRY_VERIFY(table->model()->rowCount() > 2);
                    table->selectRow(2);
                }
                if (page == int(ui::PageName::Runs)) window->findChild<ui::RunsPage*>()->compare(RunId{1}, RunId{2});
                QTest::qWait(200);
                QVERIFY(settled(*window));
                QVERIFY(!window->grab().isNull());
                savePicture(*window, QStringLiteral("page-%1-%2").arg(page + 1).arg(dark ? "dark" : "light"));
            }
        }
    }

    void adaptersAreOfferedOfRunsThatTrainedThem() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 20});
        writeSyntheticRun(*workspace.writer, {.id = 2, .steps = 20, .seed = 2, .loraRank = 16});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Export);
        const auto* page = window->findChild<ui::ExportPage*>();
        const auto boxNamed = [page](const QString& name) -> QComboBox* {
            for (QComboBox* box : page->findChildren<QComboBox*>())
                if (box->accessibleName() == name) return box;
            return nullptr;
        };
        QComboBox* form = boxNamed("Form");
        QVERIFY(form && boxNamed("Number type"));
        QCOMPARE(window->workspace().run(), RunId{2});
        QTRY_VERIFY(form->isVisible());
        form->setCurrentIndex(1);
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            savePicture(*window, QStringLiteral("export-adapter-%1").arg(dark ? "dark" : "light"));
        }
        window->workspace().show(RunId{1});
        QTRY_VERIFY(!form->isVisible());
        QCOMPARE(form->currentIndex(), 0);
    }

    void exportCountsWhatItWrites() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 10});
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Export);
        const auto* page = window->findChild<ui::ExportPage*>();
        QComboBox* status = nullptr;
        for (QComboBox* box : page->findChildren<QComboBox*>())
            if (box->accessibleName() == "Status") status = box;
        QVERIFY(status);
        const auto reader = store::Reader::open(workspace.database());
        QVERIFY(reader);
        for (int i = 0; i < status->count(); ++i) {
            store::TaskFilter filter;
            filter.run = RunId{1};
            filter.status = status->itemData(i).toString().toStdString();
            QVERIFY(filter.status != "invalid");
            std::ostringstream lines;
            const auto count = exporting::writeTasks(**reader, filter, {}, lines);
            QVERIFY(count);
            status->setCurrentIndex(i);
            const QString wanted = QStringLiteral("%1 task(s)").arg(*count);
            const auto labels = page->findChildren<QLabel*>();
            QTRY_VERIFY2(
                std::any_of(labels.begin(), labels.end(), [&](auto* label) { return label->text() == wanted; }),
                qPrintable(wanted));
        }
    }

    void onlyValidTasksOfferTheirExport() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->showPage(ui::PageName::Tasks);
        auto* tasks = window->findChild<ui::TasksPage*>();
        QTRY_VERIFY(tasks->model().rowCount() > 100);
        QVERIFY(settled(*window));
        auto* table = tasks->findChild<widgets::CopyableTable*>();
        std::set<bool> seen;
        for (int row = 0; row < tasks->model().rowCount(); ++row) {
            const bool valid = tasks->model().row(row).verdict == "ok";
            if (!seen.insert(valid).second) continue;
            table->selectRow(row);
            QCOMPARE(window->actions().exportTasks->isEnabled(), valid);
        }
        QCOMPARE(seen.size(), std::size_t(2));
        table->selectAll();
        QVERIFY(window->actions().exportTasks->isEnabled());
    }

    void runStoppedWhileSeedingMayGoOn() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 0, .state = "stopped"});
        workspace.run = RunId{1};
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(window->workspace().runRow().lastStep, 0);
        QVERIFY(window->actions().resumeRun->isEnabled());
        const auto* runs = window->findChild<ui::RunsPage*>();
        for (auto* table : runs->findChildren<widgets::CopyableTable*>())
            if (table->accessibleName() == "Runs") table->selectRow(0);
        for (const auto* button : runs->findChildren<QPushButton*>())
            if (button->accessibleName() == "Continue this run") QVERIFY(button->isEnabled());
        window->actions().resumeRun->trigger();
        QCOMPARE(workspace.starts.size(), std::size_t(1));
        QCOMPARE(workspace.starts.front().resume, std::optional(RunId{1}));
    }

    void onlySlowOpeningShowsAWindowOfItsOwn() {
        std::atomic<bool> seen = false;
        bool close = false;
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&] {
            for (QWidget* widget : QApplication::topLevelWidgets()) {
                auto* opening = qobject_cast<ui::OpeningWindow*>(widget);
                if (!opening || !opening->isVisible()) continue;
                if (close) opening->close();
                seen = true;
            }
        });
        timer.start(20);
        QVERIFY(ui::workBehindWindow([] {}));
        QVERIFY(!seen);
        const auto untilSeen = [&] {
            for (int left = 500; !seen && left > 0; --left) std::this_thread::sleep_for(std::chrono::milliseconds(10));
        };
        QVERIFY(ui::workBehindWindow(untilSeen));
        QVERIFY(seen);
        seen = false;
        close = true;
        QVERIFY(!ui::workBehindWindow(untilSeen));
    }

    void liveRunOffersWhatMakesSense() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 80, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        ui::Actions& actions = window->actions();
        QVERIFY(!actions.newRun->isEnabled());
        QVERIFY(actions.pause->isEnabled());
        QVERIFY(!actions.step->isEnabled());
        QVERIFY(actions.stop->isEnabled());
        actions.pause->trigger();
        QCOMPARE(workspace.commands.size(), std::size_t(1));
        QVERIFY(session::commandAs<session::Pause>(workspace.commands.back()) != nullptr);
        workspace.state = session::RunState::Paused;
        workspace.tell(session::StateChanged{RunId{1}, session::RunState::Paused, ""});
        workspace.tell(session::Progress{RunId{1}, 6, 400, training::Phase::Solve, 40, 96, 640, 1.7});
        QTRY_VERIFY(actions.step->isEnabled());
        window->findChild<QSlider*>()->setValue(80);
        const auto happen = [&](const char* severity, const char* code, const char* text) {
            QVERIFY(workspace.writer->push(store::EventRow{0, RunId{1}, 80, severity, code, text, 1e9}).has_value());
            QVERIFY(workspace.writer->flush().has_value());
            workspace.tell(session::RowsChanged{RunId{1}, session::Table::Events});
        };
        auto* alerts = window->findChild<ui::AlertStrip*>();
        QTRY_VERIFY(alerts->isVisible());  // the run has one from earlier
        happen("info", "near_duplicates", "share of near-duplicates is back at 0.2");
        QTRY_VERIFY(!alerts->isVisible());
        happen("warning", "entropy", "entropy is 0.120 over the last 10 steps (bar 0.150)");
        QTRY_VERIFY(alerts->isVisible());
        savePicture(*window, "live");
        actions.pause->trigger();
        QVERIFY(session::commandAs<session::Resume>(workspace.commands.back()) != nullptr);
        workspace.state = session::RunState::Idle;
    }

    void rowsThatAppearAreFetched() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 5, .state = "running"});
        workspace.run = RunId{1};
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* tasks = window->findChild<ui::TasksPage*>();
        window->showPage(ui::PageName::Tasks);
        QTRY_COMPARE(tasks->model().rowCount(), 72);
        store::TaskRow fresh;
        fresh.run = RunId{1};
        fresh.id = TaskId{store::firstIdOf(RunId{1}) + 1000};
        fresh.kind = "deduction";
        fresh.verdict = "ok";
        fresh.status = "proposed";
        fresh.program = "def f(text: str) -> str:\n    return text";
        QVERIFY(workspace.writer->push(fresh).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        workspace.tell(session::RowsChanged{RunId{1}, session::Table::Tasks});
        QTRY_COMPARE(tasks->model().rowCount(), 73);
        QCOMPARE(tasks->model().row(0).id, fresh.id);
        QCOMPARE(tasks->model().index(0, ui::TaskTableModel::Program).data().toString(), QString("return text"));
        auto* table = tasks->findChild<widgets::CopyableTable*>();
        QVERIFY(table->columnWidth(ui::TaskTableModel::Kind) >= table->widthOf({"Deduction", "Abduction"}));
    }

    void whereOthersTrainTheWindowOnlyFollows() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 5, .state = "running"});
        workspace.readOnly = true;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QVERIFY(!window->actions().startDemo->isEnabled());
        QVERIFY(!window->actions().resumeRun->isEnabled());
        const auto labels = window->statusBar()->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
            return label->isVisible() && label->text().contains("Read-only: process 4711");
        }));
        QSignalSpy changed(&window->workspace(), &ui::Workspace::rowsChanged);
        QTRY_COMPARE(changed.count(), 1);                                                 // the first look
        writeSyntheticRun(*workspace.writer, {.id = 2, .steps = 3, .state = "running"});  // no notice tells of it
        QTRY_COMPARE(window->workspace().runs().size(), std::size_t(2));
        QVERIFY(changed.count() >= 2);
    }

    void everyActionHasShortcutNameAndHint() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QSet<QKeySequence> seen;
        for (const QAction* action : window->actions().all()) {
            QVERIFY2(!action->text().isEmpty(), "an action without a name");
            QVERIFY2(!action->shortcut().isEmpty(), qPrintable(action->text()));
            QVERIFY2(!seen.contains(action->shortcut()), qPrintable(action->text()));
            QVERIFY2(!action->statusTip().isEmpty(), qPrintable(action->text()));
            QVERIFY2(!action->icon().isNull(), qPrintable(action->text()));
            seen.insert(action->shortcut());
        }
    }

    void noTwoActionsLookTheSame() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QHash<QByteArray, QString> seen;
        for (const QAction* action : window->findChildren<QAction*>()) {
            if (action->icon().isNull() || action == window->actions().about) continue;  // its page's own
            const QImage picture = action->icon().pixmap(24, 24).toImage();
            const QByteArray bits(reinterpret_cast<const char*>(picture.constBits()), picture.sizeInBytes());
            QVERIFY2(!seen.contains(bits) || seen[bits] == action->text(),
                     qPrintable(action->text() + QStringLiteral(" looks like ") + seen.value(bits)));
            seen.insert(bits, action->text());
        }
        QVERIFY(seen.size() > 25);
    }

    /// Another theme is other colours: each widget is told once, and none of another font.
    void aChangeOfThemeTellsNoWidgetMoreThanTwice() {
        /// Counts what widgets are told.
        class Listener final : public QObject {
          public:
            QHash<const QObject*, int> styles;
            QHash<const QObject*, int> fonts;

          protected:
            bool eventFilter(QObject* watched, QEvent* event) override {
                if (event->type() == QEvent::StyleChange) ++styles[watched];
                if (event->type() == QEvent::FontChange) ++fonts[watched];
                return false;
            }
        };
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        for (int page = 0; page < ui::kPageCount; ++page) window->showPage(static_cast<ui::PageName>(page));
        window->setTheme(ui::Theme::Light);
        const auto cpu = [] {
            timespec now{};
            ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
            return double(now.tv_sec) * 1e3 + double(now.tv_nsec) / 1e6;
        };
        Listener listener;
        qApp->installEventFilter(&listener);
        const double before = cpu();
        window->setTheme(ui::Theme::Dark);
        const double spent = cpu() - before;
        qApp->removeEventFilter(&listener);
        qInfo("a change of theme takes %.0f ms of this thread", spent);
        // Once for the old style sheet and once for the new one, however deep they stand.
        for (const auto& counts : {listener.styles, listener.fonts})
            QVERIFY(std::all_of(counts.begin(), counts.end(), [](int told) { return told <= 2; }));
    }

    void everyControlHasANameAndIsReachedByTheKeyboard() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QCOMPARE(outOfReach(*window).join("; "), QString());
        ui::NewRunDialog newRun(window->workspace().background());
        QCOMPARE(outOfReach(newRun).join("; "), QString());
        ui::SeedDialog seed(window->workspace().bridge());
        QCOMPARE(outOfReach(seed).join("; "), QString());
        const ui::LiveSettingsDialog settings(config::RunConfig{});
        QCOMPARE(outOfReach(settings).join("; "), QString());
        const ui::VetoDialog veto(2);
        QCOMPARE(outOfReach(veto).join("; "), QString());
    }

    void closingWhileTrainingAsksAndWaitsForTheStep() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QSignalSpy closed(window.get(), &ui::MainWindow::closed);
        const auto answer = [&](const QString& name) {
            window->close();
            QVERIFY(window->isVisible());
            for (auto* button : window->findChildren<QPushButton*>())
                if (button->isVisible() && button->accessibleName() == name) return button->click();
            QFAIL("nobody asked");
        };
        answer("Keep training");
        QVERIFY(workspace.commands.empty());
        answer("Finish the step and quit");
        QCOMPARE(workspace.commands.size(), std::size_t(1));
        QVERIFY(session::commandAs<session::Stop>(workspace.commands.back()) != nullptr);
        QVERIFY(window->isVisible());
        workspace.state = session::RunState::Stopping;
        workspace.tell(session::StateChanged{RunId{1}, session::RunState::Stopping, ""});
        QTest::qWait(100);
        QCOMPARE(closed.count(), 0);
        workspace.state = session::RunState::Finished;
        workspace.tell(session::StateChanged{RunId{1}, session::RunState::Finished, ""});
        QTRY_COMPARE(closed.count(), 1);
        QVERIFY(!window->isVisible());
    }

    /// A full disk refuses row after row: one box says so.
    void manyFailuresShareABox() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        const auto boxes = [&] { return window->findChildren<QMessageBox*>(); };
        for (int i = 0; i < 500; ++i) Q_EMIT window->workspace().bridge().failed(QString("disk full %1").arg(i % 7));
        QCOMPARE(boxes().size(), 1);
        QCOMPARE(boxes().front()->text().count("disk full"), 4);
        QVERIFY(boxes().front()->text().startsWith("disk full 0\n"));
        boxes().front()->accept();
        QTRY_VERIFY(boxes().isEmpty());
        Q_EMIT window->workspace().bridge().failed("another one");
        QCOMPARE(boxes().front()->text(), QString("another one"));
    }

    void dialogsInBothThemes() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            ui::NewRunDialog newRun(window->workspace().background(), window.get());
            newRun.show();
            QVERIFY(QTest::qWaitForWindowExposed(&newRun));
            savePicture(newRun, QStringLiteral("new-run-%1").arg(dark ? "dark" : "light"));
            auto* preview = newRun.findChild<ui::PromptPreview*>();
            newRun.findChild<QTabWidget*>()->setCurrentIndex(2);
            QTRY_VERIFY(!preview->findChild<QPlainTextEdit*>()->toPlainText().isEmpty());
            savePicture(newRun, QStringLiteral("prompts-%1").arg(dark ? "dark" : "light"));
            ui::SeedDialog seed(window->workspace().bridge(), window.get());
            seed.show();
            QVERIFY(QTest::qWaitForWindowExposed(&seed));
            savePicture(seed, QStringLiteral("seed-%1").arg(dark ? "dark" : "light"));
        }
    }
};

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
