// Finding what the window can do: the command palette, the list of keys, the workspaces that were opened last.
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <algorithm>

#include "core/config/run_fields.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/diversity/task_map.h"
#include "ui/finding/command_palette.h"
#include "ui/finding/finding.h"
#include "ui/finding/found_actions.h"
#include "ui/finding/fuzzy.h"
#include "ui/finding/recent_workspaces.h"
#include "ui/finding/shortcuts_dialog.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/welcome.h"
#include "ui/theme.h"
#include "widgets/charts/chart_view.h"
#include "widgets/forms/field_form.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using namespace azr::testing;

class TestFinding : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings;

    static ui::CommandPalette* openPalette(ui::MainWindow& window) {
        window.activateWindow();
        if (!QTest::qWaitForWindowActive(&window)) return nullptr;
        QTest::keyClick(&window, Qt::Key_P, Qt::ControlModifier);
        auto* palette = window.findChild<ui::CommandPalette*>();
        if (palette && !QTest::qWaitForWindowActive(palette)) return nullptr;
        return palette;
    }
    static QStringList textsOf(const QList<ui::PaletteEntry>& entries) {
        QStringList texts;
        for (const ui::PaletteEntry& entry : entries) texts.append(entry.text);
        return texts;
    }
    /// A folder that is a workspace, for whoever asks.
    static QString workspaceIn(const QTemporaryDir& folder, const QString& name) {
        const QString path = folder.filePath(name);
        QDir().mkpath(path);
        QFile database(path + "/azr.db");
        if (!database.open(QIODevice::WriteOnly)) qFatal("no file");
        return path;
    }

  private Q_SLOTS:
    void initTestCase() {
        QApplication::setOrganizationName("azr-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
        ui::applyTheme(*qApp, false);
    }
    void init() { QSettings().clear(); }

    void lettersFitInTheirOrder_data() {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");  // a minus before a text that does not fit at all
        QTest::newRow("order") << "abc"
                               << "a b c"
                               << "-c b a";
        QTest::newRow("case") << "VETO"
                              << "Veto tasks"
                              << "-Vote";
        QTest::newRow("beginnings") << "nr"
                                    << "New run"
                                    << "Undo: pin the run";
        QTest::newRow("in one piece") << "step"
                                      << "One step"
                                      << "As the desktop";
        QTest::newRow("shorter") << "tasks"
                                 << "Tasks"
                                 << "Tasks and models";
        QTest::newRow("spaces") << "ex ta"
                                << "Export tasks"
                                << "-Exit";
        QTest::newRow("beyond ASCII") << QString::fromUtf8("ÜB") << QString::fromUtf8("Über") << "-Uber";
        QTest::newRow("the best way through") << "ap"
                                              << "a apple"
                                              << "a cap";
    }
    void lettersFitInTheirOrder() {
        QFETCH(QString, typed);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        const auto good = ui::fits(typed, better);
        QVERIFY(good.has_value());
        if (worse.startsWith('-')) {
            QVERIFY(!ui::fits(typed, worse.mid(1)).has_value());
            return;
        }
        const auto bad = ui::fits(typed, worse);
        QVERIFY(bad.has_value());
        QVERIFY(*good > *bad);
        QVERIFY(ui::fits(QString(), worse).has_value());
    }

    /// What a screen reader hears as the arrows go through the list.
    void theReaderHearsTheChosenLine() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* palette = openPalette(*window);
        QVERIFY(palette);
        auto* typed = palette->findChild<QLineEdit*>();
        const auto* list = palette->findChild<QTableView*>();
        typed->setText("a");
        for (const Qt::Key key : {Qt::Key_Down, Qt::Key_Down, Qt::Key_Up}) {
            QTest::keyClick(typed, key);
            const QString chosen = list->currentIndex().data(Qt::AccessibleTextRole).toString();
            QVERIFY(!chosen.isEmpty());
            const QAccessibleInterface* line = palette->chosenLine();
            QVERIFY(line);
            QCOMPARE(line->text(QAccessible::Name), chosen);
        }
        palette->reject();
    }

    /// No list to maintain: whatever action the window has or gets is offered, with its keys or why it cannot be done.
    void everyActionOfTheWindowIsFound() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QAction fresh(QStringLiteral("Do something &new"), window.get());
        const auto* finding = window->findChild<ui::Finding*>();
        QVERIFY(finding);
        for (int page = 0; page < ui::kPageCount; ++page) {
            window->showPage(static_cast<ui::PageName>(page));
            const QList<ui::PaletteEntry> entries = finding->entries();
            const QStringList texts = textsOf(entries);
            QVERIFY(texts.contains("Do something new"));
            for (const QAction* action : window->actions().all()) {
                if (action == window->actions().palette) continue;
                QString text = action->text().remove('&');
                if (action->isChecked()) text.prepend(QStringLiteral("✓ "));
                const auto at = texts.indexOf(text);
                QVERIFY2(at >= 0, qPrintable(text));
                QCOMPARE(entries[at].why.isEmpty(), action->isEnabled());
                QCOMPARE(entries[at].hint, action->shortcut().toString(QKeySequence::NativeText));
                QVERIFY2(action->isEnabled() || !action->property(ui::kWhyDisabled).toString().isEmpty(),
                         qPrintable(text));
            }
            // Of the shown page alone.
            for (const ui::FoundAction& one : ui::actionsOf(*window, nullptr)) {
                bool here = true;
                for (const QObject* parent = one.action->parent(); parent; parent = parent->parent())
                    if (const auto* other = qobject_cast<const ui::Page*>(parent)) here = other->isVisible();
                if (one.action->parent() == window->findChild<ui::RecentWorkspacesMenu*>()) continue;
                if (one.action == window->actions().palette) continue;
                QString text = one.text;
                if (one.action->isChecked()) text.prepend(QStringLiteral("✓ "));
                QVERIFY2(!here || texts.contains(text), qPrintable(text));
            }
        }
    }

    void pagesRunsAndSettingsAreFound() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const QList<ui::PaletteEntry> entries = window->findChild<ui::Finding*>()->entries();
        const QStringList texts = textsOf(entries);
        for (const char* page : {"Training", "Tasks", "Buffers", "Runs", "Executor", "Export", "About"})
            QVERIFY2(texts.contains(page), page);
        for (const config::Field& field : config::runFields())
            QVERIFY2(texts.contains(QString::fromStdString(field.path)), field.path.c_str());
        QSet<QString> ids;
        for (const ui::PaletteEntry& entry : entries)
            if (!entry.id.startsWith("action:")) {
                QVERIFY2(!ids.contains(entry.id), qPrintable(entry.id));
                ids.insert(entry.id);
            }
        const auto run =
            std::find_if(entries.begin(), entries.end(), [](const auto& one) { return one.id == "run:1"; });
        QVERIFY(run != entries.end());
        window->showPage(ui::PageName::Tasks);
        run->run();
        QCOMPARE(window->workspace().run(), RunId{1});
        QCOMPARE(window->page(), ui::PageName::Training);
    }

    /// Also what only a button or a tab of some page does, and by the menu that it stands in.
    void buttonsTabsAndTasksAreFound() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        ui::CommandPalette* palette = openPalette(*window);
        QVERIFY(palette);
        auto* typed = palette->findChild<QLineEdit*>();
        const auto first = [&](const QString& text) {
            typed->setText(text);
            return palette->shown().isEmpty() ? QString() : palette->shown().front().text;
        };
        QCOMPARE(first("fork"), QStringLiteral("Fork…"));
        QCOMPARE(first("thin"), QStringLiteral("Thin this cluster…"));
        QVERIFY2(first("compare").startsWith("Compare"), qPrintable(first("compare")));
        QCOMPARE(first("#100"), QStringLiteral("Show task #100"));
        QCOMPARE(first("100"), QStringLiteral("Show task #100"));
        typed->setText("#17");
        const RunId run = window->workspace().run();
        QTest::keyClick(typed, Qt::Key_Return);
        auto* tasks = window->findChild<ui::TasksPage*>();
        QTRY_COMPARE(tasks->selected(), QList<TaskId>{TaskId{store::firstIdOf(run) + 17}});
        QCOMPARE(window->page(), ui::PageName::Tasks);
        // A tab of another page.
        const auto entries = window->findChild<ui::Finding*>()->entries();
        const auto map =
            std::find_if(entries.begin(), entries.end(), [](const auto& one) { return one.text == "Map"; });
        QVERIFY(map != entries.end());
        map->run();
        QCOMPARE(window->page(), ui::PageName::Diversity);
        QVERIFY(window->findChild<ui::TaskMap*>()->isVisible());
    }

    void keysAloneAndBackToWhereTheyWere() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
        window->showPage(ui::PageName::Tasks);
        QTest::keyClick(window.get(), Qt::Key_F, Qt::ControlModifier);
        QWidget* before = window->focusWidget();
        QVERIFY(qobject_cast<QLineEdit*>(before));
        auto* palette = openPalette(*window);
        QVERIFY(palette);
        auto* typed = test::widgetNamed<QLineEdit>(*palette, "What to do");
        QVERIFY(typed);
        QTRY_COMPARE(palette->focusWidget(), typed);
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            savePicture(*palette, dark ? "palette-dark" : "palette-light");
        }
        QTest::keyClick(typed, Qt::Key_Escape);
        QTRY_VERIFY(!window->findChild<ui::CommandPalette*>());
        QTRY_COMPARE(window->focusWidget(), before);
        palette = openPalette(*window);
        typed = test::widgetNamed<QLineEdit>(*palette, "What to do");
        QTest::keyClicks(typed, "xyzzyq");
        QCOMPARE(palette->shown().size(), 0);
        QTest::keyClick(typed, Qt::Key_Return);  // nothing to do
        QVERIFY(palette->isVisible());
        typed->clear();
        QTest::keyClicks(typed, "expo");
        QCOMPARE(palette->shown().front().text, QStringLiteral("Export"));
        savePicture(*palette, "palette-typed");
        auto* list = palette->findChild<QTableView*>();
        QCOMPARE(list->currentIndex().row(), 0);
        QTest::keyClick(typed, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), 1);
        QCOMPARE(palette->focusWidget(), typed);
        QTest::keyClick(typed, Qt::Key_Up);
        QTest::keyClick(typed, Qt::Key_Return);
        QTRY_VERIFY(!window->findChild<ui::CommandPalette*>());
        QCOMPARE(window->page(), ui::PageName::Export);
    }

    void whatCannotBeDoneSaysWhyAndStaysUndone() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* palette = openPalette(*window);
        QVERIFY(palette);
        auto* typed = test::widgetNamed<QLineEdit>(*palette, "What to do");
        QTest::keyClicks(typed, "write a check");
        QCOMPARE(palette->shown().front().text, QStringLiteral("Write a checkpoint"));
        QCOMPARE(palette->shown().front().why, QStringLiteral("no run is at work"));
        QTest::keyClick(typed, Qt::Key_Return);
        QVERIFY(palette->isVisible());
        QVERIFY(workspace.commands.empty());
        const auto labels = palette->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](auto* label) { return label->text() == "Not now: no run is at work"; }));
        savePicture(*palette, "palette-why");
    }

    void whatWasUsedRecentlyComesFirst() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto use = [&](const QString& text) {
            auto* palette = openPalette(*window);
            if (!palette) return QString();
            auto* typed = test::widgetNamed<QLineEdit>(*palette, "What to do");
            QTest::keyClicks(typed, text);
            const QString first = palette->shown().front().text;
            QTest::keyClick(typed, Qt::Key_Return);
            QTest::qWait(0);
            return first;
        };
        QCOMPARE(use("buff"), QStringLiteral("Buffers"));
        QTRY_VERIFY(!window->findChild<ui::CommandPalette*>());
        QCOMPARE(use("exec"), QStringLiteral("Executor"));
        QTRY_VERIFY(!window->findChild<ui::CommandPalette*>());
        auto* palette = openPalette(*window);
        QCOMPARE(palette->shown().at(0).text, QStringLiteral("Executor"));
        QCOMPARE(palette->shown().at(1).text, QStringLiteral("Buffers"));
        // What was used before, though "buffer." begins many settings.
        auto* typed = test::widgetNamed<QLineEdit>(*palette, "What to do");
        QTest::keyClicks(typed, "buffer");
        QCOMPARE(palette->shown().front().text, QStringLiteral("Buffers"));
        palette->reject();
    }

    void aSettingOpensWhereItStands() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* palette = openPalette(*window);
        QTest::keyClicks(test::widgetNamed<QLineEdit>(*palette, "What to do"), "optimizer.learning_rate");
        QTest::keyClick(test::widgetNamed<QLineEdit>(*palette, "What to do"), Qt::Key_Return);
        auto* dialog = window->findChild<ui::NewRunDialog*>();
        QVERIFY(dialog);
        QTRY_VERIFY(dialog->form().isVisible());
        auto* search = test::widgetNamed<QLineEdit>(dialog->form(), "Search settings");
        QCOMPARE(search->text(), QStringLiteral("optimizer.learning_rate"));
        savePicture(*dialog, "palette-setting");
        dialog->reject();
    }

    void keysAreListedAndSearched() {
        FakeWorkspace workspace;
        fill(workspace);
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->actions().shortcuts->trigger();
        auto* dialog = window->findChild<ui::ShortcutsDialog*>();
        QVERIFY(dialog);
        const auto* tree = dialog->findChild<QTreeWidget*>();
        const auto shown = [tree] {
            QStringList rows;
            for (int i = 0; i < tree->topLevelItemCount(); ++i)
                for (int j = 0; j < tree->topLevelItem(i)->childCount(); ++j)
                    if (const auto* row = tree->topLevelItem(i)->child(j); !row->isHidden())
                        rows.append(row->text(0) + '|' + row->text(1));
            return rows;
        };
        const QStringList all = shown();
        for (const QAction* action : window->actions().all()) {
            const QString row =
                action->text().remove('&') + '|' + action->shortcut().toString(QKeySequence::NativeText);
            QVERIFY2(all.contains(row), qPrintable(row));
        }
        QVERIFY(!all.filter("Zoom|Ctrl+wheel").isEmpty());
        for (const bool dark : {false, true}) {
            window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
            savePicture(*dialog, dark ? "shortcuts-dark" : "shortcuts-light");
        }
        const auto* chart = window->findChild<widgets::ChartView*>();
        QVERIFY(chart && chart->viewport()->statusTip().contains("wheel"));
        dialog->findChild<QLineEdit*>()->setText("veto");
        QVERIFY(shown().size() >= 1 && shown().size() < 4);
        dialog->findChild<QLineEdit*>()->setText("ctrl+z");
        QVERIFY(shown().front().startsWith("Undo"));
        dialog->reject();
    }

    void theLastTenWorkspacesAreKept() {
        const QTemporaryDir folder;
        for (int i = 0; i < 12; ++i) ui::rememberWorkspace(folder.filePath(QString::number(i)));
        ui::rememberWorkspace(folder.filePath("5") + "/");
        const QStringList recent = ui::recentWorkspaces();
        QCOMPARE(recent.size(), 10);
        QCOMPARE(recent.front(), folder.filePath("5"));
        QCOMPARE(recent.count(folder.filePath("5")), 1);
        QCOMPARE(recent.back(), folder.filePath("2"));
        ui::forgetWorkspace(folder.filePath("5"));
        QCOMPARE(ui::recentWorkspaces().size(), 9);
    }

    void aRecentWorkspaceIsOpenedAndOneThatIsGoneIsTold() {
        const QTemporaryDir folder;
        const QString there = workspaceIn(folder, "there & here"), gone = folder.filePath("gone");
        FakeWorkspace workspace;
        ui::rememberWorkspace(gone);
        ui::rememberWorkspace(there);
        ui::rememberWorkspace(workspace.folder.path());
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        auto* recent = window->findChild<ui::RecentWorkspacesMenu*>();
        QCOMPARE(recent->offered(), (QStringList{there, gone}));  // not the one that is open
        auto* button = test::buttonNamed(*window->findChild<ui::Welcome*>(), "Open a recent workspace");
        QVERIFY(button && button->isVisible());
        QCOMPARE(button->menu(), recent);
        savePicture(*window, "welcome-recent");
        const auto entries = window->findChild<ui::Finding*>()->entries();
        QCOMPARE(std::count_if(entries.begin(), entries.end(), [](auto& e) { return e.id.startsWith("workspace:"); }),
                 2);
        QVERIFY(recent->actions().at(1)->text().contains("no longer there"));
        recent->actions().at(1)->trigger();
        QMessageBox* box = window->findChild<QMessageBox*>();
        QVERIFY(box && box->text().contains(gone));
        QTest::keyClick(box, Qt::Key_Escape);
        QTRY_VERIFY(!window->findChild<QMessageBox*>());
        QVERIFY(ui::recentWorkspaces().contains(gone));
        recent->choose(gone);
        test::buttonNamed(*window->findChild<QMessageBox*>(), "Remove it from the list")->click();
        QTRY_VERIFY(!ui::recentWorkspaces().contains(gone));
        QVERIFY(window->isVisible());
        QSignalSpy closed(window.get(), &ui::MainWindow::closed);
        recent->choose(there);
        QTRY_COMPARE(closed.count(), 1);
        QCOMPARE(window->nextWorkspace(), there);
    }

    void nothingIsOfferedWhereNothingWasOpened() {
        FakeWorkspace workspace;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto* recent = window->findChild<ui::RecentWorkspacesMenu*>();
        QVERIFY(recent->offered().isEmpty());
        QVERIFY(!test::buttonNamed(*window->findChild<ui::Welcome*>(), "Open a recent workspace")->isVisible());
    }
};

QTEST_MAIN(TestFinding)
#include "tst_finding.moc"
