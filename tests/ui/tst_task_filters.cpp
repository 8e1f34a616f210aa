// The filters of the table of tasks as a person uses them: ranges in their panel, filters saved under a name, several
// orders; what the table then shows is compared with the rows of the database.
#include <QApplication>
#include <QComboBox>
#include <QFrame>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QTest>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/pages/task_filters.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;
using test::widgetNamed;
using ui::TaskTableModel;

class TestTaskFilters : public QObject {
    Q_OBJECT

    FakeWorkspace m_workspace;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TasksPage* m_page = nullptr;
    ui::TaskFilters* m_filters = nullptr;
    widgets::MoreFilters* m_more = nullptr;

    /// Whether every row that the table has loaded, some at least, is one that holds.
    bool shown(const std::function<bool(const store::TaskRow&)>& holds) {
        const TaskTableModel& model = m_page->model();
        if (model.rowCount() == 0) return false;
        for (int i = 0; i < model.rowCount(); ++i)
            if (!holds(model.row(i))) return false;
        return true;
    }
    QLineEdit* field(const QString& name) { return widgetNamed<QLineEdit>(*m_window, name); }

    void type(const QString& name, const QString& text) {
        QLineEdit* line = field(name);
        QVERIFY2(line != nullptr, qPrintable(name));
        line->setFocus(Qt::TabFocusReason);
        line->selectAll();
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(settled(*m_window));
    }

  private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("azr-studio-test");
        QSettings().clear();
        ui::applyTheme(*qApp, false);
        fill(m_workspace);
        m_window = openWindow(m_workspace);
        QVERIFY(settled(*m_window));
        m_window->showPage(ui::PageName::Tasks);
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_page = m_window->findChild<ui::TasksPage*>();
        m_filters = m_page->findChild<ui::TaskFilters*>();
        m_more = m_filters->findChild<widgets::MoreFilters*>();
    }
    void init() {
        m_filters->reset();
        QVERIFY(settled(*m_window));
    }

    void thePanelOpensByKeyboardAndGivesItBack() {
        m_more->setFocus(Qt::TabFocusReason);
        QTest::keyClick(m_more, Qt::Key_Space);
        QLineEdit* least = field("Step, at least");
        QTRY_VERIFY(least->isVisible());
        QTRY_COMPARE(QApplication::focusWidget(), least);
        savePicture(*least->window(), "more-filters");
        QTest::keyClick(least, Qt::Key_Escape);
        QTRY_VERIFY(!least->isVisible());
        QTRY_COMPARE(QApplication::focusWidget(), m_more);
    }

    void rangesChooseTheRows() {
        type("Solved, at least", "0.25");
        type("Solved, at most", "0.75");
        QTRY_VERIFY(shown([](const auto& row) { return row.learnability >= 0.25 && row.learnability <= 0.75; }));
        QCOMPARE(m_more->text(), QString("More filters (1)"));
        type("Step, at least", "10");
        type("Step, at most", "12");
        QTRY_VERIFY(shown([](const auto& row) { return row.step >= 10 && row.step <= 12; }));
        QCOMPARE(m_more->text(), QString("More filters (2)"));
        auto* clear = widgetNamed<QToolButton>(*m_filters, "Clear filters");
        QVERIFY(clear && clear->isVisible());
        clear->click();
        QTRY_VERIFY(!shown([](const auto& row) { return row.step <= 12; }));
        QVERIFY(field("Step, at least")->text().isEmpty());
        QCOMPARE(m_more->text(), QString("More filters"));
    }

    /// Of the tasks that were tried, what equation 4 gave them.
    void learnabilityChoosesTheRows() {
        type("Learnability, at least", "0.3");
        QTRY_VERIFY(shown([](const auto& row) { return row.learnability >= 0 && row.learnReward >= 0.3; }));
        QCOMPARE(m_page->model().filter().learnability, (store::Bounds{0.3, std::nullopt}));
        type("Learnability, at least", "0");
        type("Learnability, at most", "0");
        QTRY_VERIFY(shown([](const auto& row) { return row.learnability >= 0 && row.learnReward == 0; }));
        m_filters->save("learnt or hopeless");
        m_filters->reset();
        QVERIFY(!m_filters->filter(RunId{2}).learnability.any());
        m_filters->use("learnt or hopeless");
        QCOMPARE(m_filters->filter(RunId{2}).learnability, (store::Bounds{0.0, 0.0}));
        m_filters->forget("learnt or hopeless");
    }

    void choicesChooseTheRows() {
        auto* duplicates = widgetNamed<QComboBox>(*m_window, "Near-duplicates");
        duplicates->setCurrentIndex(duplicates->findData("none"));
        QVERIFY(settled(*m_window));
        QTRY_VERIFY(shown([](const auto& row) { return !row.nearDuplicate; }));
        QCOMPARE(m_page->model().filter().nearDuplicate, std::optional(false));
        auto* origin = widgetNamed<QComboBox>(*m_window, "From");
        origin->setCurrentIndex(origin->findData("user"));
        QVERIFY(settled(*m_window));
        QCOMPARE(m_page->model().filter().origin, std::string("user"));
    }

    /// What is no number restricts nothing, and is said.
    void whatIsNoRangeIsSaid() {
        type("Reward, at least", "much");
        auto* wrong = field("Reward, at least")->window()->findChild<QLabel*>("problem");
        QCOMPARE(wrong->text(), QString("Reward: a number is needed."));
        QVERIFY(!m_page->model().filter().reward.any());
        type("Reward, at least", "0.5");
        type("Reward, at most", "0.25");
        QCOMPARE(wrong->text(), QString("Reward: nothing lies in this range."));
        QTRY_COMPARE(m_page->model().rowCount(), 0);
        type("Reward, at most", "1");
        QVERIFY(wrong->text().isEmpty());
    }

    void aSavedFilterComesBackWhole() {
        m_filters->setChoice("kind", "induction");
        m_filters->setSearchText("return");
        type("Solved, at most", "0.5");
        const store::TaskFilter before = m_filters->filter(RunId{2});
        m_filters->save("half solved");
        m_filters->reset();
        QVERIFY(m_filters->filter(RunId{2}).kind.empty());
        // As a person finds it: in the menu of the button.
        auto* button = widgetNamed<QToolButton>(*m_filters, "Saved filters");
        QVERIFY(button && button->menu());
        Q_EMIT button->menu()->aboutToShow();
        QAction* entry = nullptr;
        for (QAction* action : button->menu()->actions())
            if (action->text() == "half solved") entry = action;
        QVERIFY(entry);
        entry->trigger();
        const store::TaskFilter after = m_filters->filter(RunId{2});
        QCOMPARE(after.kind, before.kind);
        QCOMPARE(after.text, before.text);
        QVERIFY(after.solveRate == before.solveRate && after.solveRate.any());
        m_filters->forget("half solved");
        QVERIFY(ui::TaskFilters::saved().isEmpty());
    }

    void shiftOrdersWhatIsEqual() {
        auto* table = m_page->findChild<widgets::CopyableTable*>();
        QHeaderView* header = table->horizontalHeader();
        const auto click = [&](int column, Qt::KeyboardModifiers with) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, with,
                              QPoint(header->sectionViewportPosition(column) + 12, header->height() / 2));
            QVERIFY(settled(*m_window));
        };
        table->setColumnHidden(TaskTableModel::SolveRate, false);
        table->setColumnHidden(TaskTableModel::Step, false);
        click(TaskTableModel::SolveRate, Qt::NoModifier);
        click(TaskTableModel::Step, Qt::ShiftModifier);
        const TaskTableModel& model = m_page->model();
        const auto heading = [&](int column) {
            return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        };
        QVERIFY2(heading(TaskTableModel::SolveRate).contains('1'), qPrintable(heading(TaskTableModel::SolveRate)));
        QVERIFY2(heading(TaskTableModel::Step).contains('2'), qPrintable(heading(TaskTableModel::Step)));
        const bool ratesFall = heading(TaskTableModel::SolveRate).contains(QStringLiteral("▾"));
        const bool stepsFall = heading(TaskTableModel::Step).contains(QStringLiteral("▾"));
        QTRY_VERIFY(model.rowCount() > 20);
        int equal = 0;
        for (int i = 1; i < model.rowCount(); ++i) {
            const auto& before = model.row(i - 1);
            const auto& now = model.row(i);
            QVERIFY(ratesFall ? before.learnability >= now.learnability : before.learnability <= now.learnability);
            if (before.learnability != now.learnability) continue;
            ++equal;
            QVERIFY(stepsFall ? before.step >= now.step : before.step <= now.step);
        }
        QVERIFY(equal > 5);
        click(TaskTableModel::Number, Qt::NoModifier);
        QCOMPARE(heading(TaskTableModel::Step), QString("Step"));
    }

    void aNumberFindsItsTaskWhateverElseIsSet() {
        m_filters->reset();
        m_filters->setChoice("status", "vetoed");
        m_filters->setSearchText("#7");
        QTRY_COMPARE(m_page->model().rowCount(), 1);
        const TaskId seventh{store::firstIdOf(m_window->workspace().run()) + 7};
        QCOMPARE(m_page->model().row(0).id, seventh);
        QTRY_COMPARE(m_page->shownTask(), seventh);
        m_page->model().sortBy(TaskTableModel::Reward, Qt::DescendingOrder, false);
        QTRY_COMPARE(m_page->model().rowCount(), 1);
        m_filters->setSearchText("#999999");
        QTRY_COMPARE(m_page->model().rowCount(), 0);
        m_filters->setSearchText("7");  // part of a program
        QVERIFY(!m_filters->filter(RunId{2}).task.valid());
        m_filters->reset();
        QTRY_VERIFY(m_page->model().rowCount() > 1);
    }

    void learnabilityIsAColumnToChoose() {
        m_filters->reset();
        auto* table = m_page->findChild<widgets::CopyableTable*>();
        QVERIFY(table->isColumnHidden(TaskTableModel::Learnability));
        const std::unique_ptr<QMenu> menu(table->columnMenu(nullptr));
        QAction* choice = nullptr;
        for (QAction* action : menu->actions())
            if (action->text() == "Learnability") choice = action;
        QVERIFY(choice && !choice->isChecked());
        choice->trigger();
        QVERIFY(!table->isColumnHidden(TaskTableModel::Learnability));
        QHeaderView* header = table->horizontalHeader();
        const auto click = [&](int column, Qt::KeyboardModifiers with) {
            QTest::mouseClick(header->viewport(), Qt::LeftButton, with,
                              QPoint(header->sectionViewportPosition(column) + 12, header->height() / 2));
            QVERIFY(settled(*m_window));
        };
        click(TaskTableModel::Learnability, Qt::NoModifier);
        table->setColumnHidden(TaskTableModel::Step, false);
        click(TaskTableModel::Step, Qt::ShiftModifier);
        const TaskTableModel& model = m_page->model();
        QTRY_VERIFY(model.rowCount() > 20);
        const auto heading = [&](int column) {
            return model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        };
        const bool falls = heading(TaskTableModel::Learnability).contains(QStringLiteral("1▾"));
        const bool stepsFall = heading(TaskTableModel::Step).contains(QStringLiteral("2▾"));
        QVERIFY(falls || heading(TaskTableModel::Learnability).contains(QStringLiteral("1▴")));
        const auto key = [](const store::TaskRow& row) { return row.learnability < 0 ? -1.0 : row.learnReward; };
        int equal = 0, dashes = 0;
        for (int i = 0; i < model.rowCount(); ++i) {
            const store::TaskRow& now = model.row(i);
            const QString shown = model.index(i, TaskTableModel::Learnability).data().toString();
            QCOMPARE(shown == QStringLiteral("–"), now.learnability < 0);
            dashes += now.learnability < 0 ? 1 : 0;
            if (i == 0) continue;
            const store::TaskRow& before = model.row(i - 1);
            QVERIFY(falls ? key(before) >= key(now) : key(before) <= key(now));
            if (key(before) != key(now)) continue;
            ++equal;
            QVERIFY(stepsFall ? before.step >= now.step : before.step <= now.step);
        }
        QVERIFY(equal > 5 && dashes > 0 && dashes < model.rowCount());
        choice->trigger();
        QVERIFY(table->isColumnHidden(TaskTableModel::Learnability));
    }

    void cleanupTestCase() { m_window.reset(); }
};

QTEST_MAIN(TestTaskFilters)
#include "tst_task_filters.moc"
