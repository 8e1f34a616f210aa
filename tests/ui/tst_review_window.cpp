// The review gate in the window, through the real Session on a scripted policy: what waits is told and found, and what
// a person decides becomes a row.
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/found_widgets.h"
#include "tests/support/small_demo.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/review_strip.h"
#include "ui/pages/task_detail.h"
#include "ui/pages/tasks_page.h"
#include "ui/theme.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using test::buttonNamed;

namespace {

constexpr int kPatienceMs = 60000;

}  // namespace

class TestReviewWindow : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TasksPage* m_tasks = nullptr;

    [[nodiscard]] ui::Actions& actions() { return m_window->actions(); }
    [[nodiscard]] TaskId shown() { return m_tasks->findChild<ui::TaskDetailView*>()->task(); }
    [[nodiscard]] std::string statusOf(TaskId task) {
        const auto reader = store::Reader::open(m_window->workspace().bridge().databasePath());
        return (*reader)->taskRow(task)->status;
    }
    [[nodiscard]] store::Waiting waiting() {
        const auto reader = store::Reader::open(m_window->workspace().bridge().databasePath());
        return *(*reader)->waiting(RunId{1}, {});
    }
    /// Of the one task that is selected; without one there is nothing to tell.
    [[nodiscard]] store::TaskRow chosen() {
        const auto rows = m_tasks->selectedRows();
        return rows.size() == 1 ? rows.front() : store::TaskRow();
    }
    /// Goes on to the next task that waits, by its key, until the table shows it.
    TaskId next() {
        const TaskId before = shown();
        QSignalSpy spy(actions().nextWaiting, &QAction::triggered);
        QTest::keyClick(m_window.get(), Qt::Key_J, Qt::ControlModifier);
        if (spy.count() != 1) qWarning("the key does nothing");
        const auto there = [&] { return shown() != before && chosen().id == shown() && chosen().status == "waiting"; };
        if (!QTest::qWaitFor(there, kPatienceMs)) {
            qWarning("shown %lld, before %lld, selected %lld, %s, %d rows", static_cast<long long>(shown().value),
                     static_cast<long long>(before.value), static_cast<long long>(chosen().id.value),
                     chosen().status.c_str(), m_tasks->model().rowCount());
            return {};
        }
        return shown();
    }

  private Q_SLOTS:
    /// A paused run in which everything that was proposed waits.
    void initTestCase() {
        ui::applyTheme(*qApp, false);
        auto bridge = ui::SessionBridge::open([this](session::Session::Wakeup wakeup) {
            return session::openSession(m_folder.path().toStdString(), std::move(wakeup), test::scriptedParts());
        });
        QVERIFY(bridge.has_value());
        m_window = std::make_unique<ui::MainWindow>(std::move(*bridge));
        m_window->resize(1280, 800);
        m_window->show();
        QTRY_VERIFY(m_window->workspace().loaded());
        session::StartRequest request;
        request.config = test::sessionRun(0);
        request.config.selfplay.reviewShare = 1;
        request.config.selfplay.reviewTimeout = 1000;
        const auto run = m_window->workspace().bridge().start(request);
        QVERIFY(run.has_value());
        m_window->workspace().refreshRuns();
        m_window->workspace().show(*run);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->workspace().runRow().lastStep >= 1, kPatienceMs);
        QVERIFY(m_window->workspace().bridge().post(session::ControlCommand(session::Pause{})).has_value());
        QTRY_COMPARE_WITH_TIMEOUT(m_window->workspace().bridge().state(), session::RunState::Paused, kPatienceMs);
        // Rows are committed in their order: with this note all that the run told stands in the database.
        QVERIFY(m_window->workspace().bridge().post(session::MarkCommand(session::SetNote{{{}, *run}, "paused", {}})));
        const auto reader = store::Reader::open(m_window->workspace().bridge().databasePath());
        QTRY_COMPARE_WITH_TIMEOUT((*reader)->run(*run)->note, std::string("paused"), kPatienceMs);
        m_tasks = m_window->findChild<ui::TasksPage*>();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void theStripTellsHowManyWait() {
        m_window->showPage(ui::PageName::Tasks);
        auto* strip = m_window->findChild<ui::ReviewStrip*>();
        QTRY_VERIFY_WITH_TIMEOUT(strip->isVisible(), kPatienceMs);
        const auto text = [&] { return strip->findChild<QLabel*>()->text(); };
        QTRY_VERIFY2_WITH_TIMEOUT(text().startsWith(QString::number(waiting().count)), qPrintable(text()), kPatienceMs);
        QVERIFY2(text().contains("step 1001 admits the oldest"), qPrintable(text()));
        m_tasks->findChild<widgets::FilterBar*>()->setChoice("status", "waiting");
        QTRY_COMPARE_WITH_TIMEOUT(std::int64_t(m_tasks->model().rowCount()), waiting().count, kPatienceMs);
        if (const QString folder = qEnvironmentVariable("AZR_SCREENSHOTS"); !folder.isEmpty()) {
            for (const bool dark : {false, true}) {
                ui::applyTheme(*qApp, dark);
                for (const QSize& size : {QSize(1280, 800), QSize(1024, 700)}) {
                    m_window->resize(size);
                    QVERIFY(QTest::qWaitFor([&] { return m_window->size() == size; }));
                    m_window->grab().save(
                        QStringLiteral("%1/review-%2-%3.png").arg(folder, dark ? "dark" : "light").arg(size.width()));
                }
            }
            ui::applyTheme(*qApp, false);
        }
    }

    void oneIsAdmittedFromTheKeyboard() {
        const std::int64_t before = waiting().count;
        m_tasks->findChild<widgets::FilterBar*>()->reset();
        m_window->showPage(ui::PageName::Training);
        const TaskId task = next();
        QVERIFY(task.valid());
        QCOMPARE(m_window->page(), ui::PageName::Tasks);
        QTRY_VERIFY(actions().admit->isEnabled());
        QTest::keyClick(m_window.get(), Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(task), std::string("admitted"), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(chosen().status, std::string("admitted"), kPatienceMs);
        QTRY_VERIFY(!actions().admit->isEnabled());
        QCOMPARE(waiting().count, before - 1);
        const TaskId second = next();
        QVERIFY(second.valid() && task < second);
    }

    void anotherIsVetoedAndWaitsAgain() {
        const TaskId task = next();
        QVERIFY(task.valid());
        QTRY_VERIFY(actions().veto->isEnabled());
        actions().veto->trigger();
        QTRY_VERIFY(m_window->findChild<ui::VetoDialog*>() != nullptr);
        buttonNamed(*m_window->findChild<ui::VetoDialog*>(), "Veto")->click();
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(task), std::string("vetoed"), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->isEnabled(), kPatienceMs);
        actions().undo->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(task), std::string("waiting"), kPatienceMs);
        m_window->activateWindow();  // as the desktop does once the dialog is gone
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void theButtonsOfTheStripDoTheSame() {
        auto* strip = m_window->findChild<ui::ReviewStrip*>();
        const TaskId before = shown();
        buttonNamed(*strip, "Next waiting")->click();
        QTRY_VERIFY_WITH_TIMEOUT(shown() != before, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(buttonNamed(*strip, "Admit")->isEnabled(), kPatienceMs);
        const TaskId task = shown();
        buttonNamed(*strip, "Admit")->click();
        QTRY_COMPARE_WITH_TIMEOUT(statusOf(task), std::string("admitted"), kPatienceMs);
    }

    /// The run has ended: what is decided stands in the row until it goes on.
    void aRunAtRestIsDecidedAbout() {
        m_window->workspace().bridge().stop();
        const TaskId task = next();
        QVERIFY(task.valid());
        QTRY_VERIFY(actions().admit->isEnabled());
        actions().admit->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(chosen().pending, std::string("admit_task"), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(actions().undo->isEnabled(), kPatienceMs);
        actions().undo->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(chosen().id == task && chosen().pending.empty(), kPatienceMs);
        QCOMPARE(statusOf(task), std::string("waiting"));
    }
};

QTEST_MAIN(TestReviewWindow)
#include "tst_review_window.moc"
