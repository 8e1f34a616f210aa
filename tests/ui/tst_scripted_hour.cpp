// What a person does in an hour, at random from a seed, with the real window and the real Session on a scripted policy:
// pages, filters, orders, tasks, vetoes, undo, pins, notes, seeds, themes, sizes, settings, pauses, runs begun and
// ended. Nothing crashes, Qt warns of nothing, every act that was acknowledged has its row, and the window answers all
// along.
//   AZR_HOUR_SECONDS=3600 AZR_HOUR_SEED=7 tst_ui_scripted_hour     (20 seconds and seed 1 otherwise)
#include <QAbstractItemView>
#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QInputDialog>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include "tests/support/found_widgets.h"
#include "tests/support/small_demo.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/steering/marks_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/finding/command_palette.h"
#include "ui/latency_probe.h"
#include "ui/main_window.h"
#include "ui/pages/tasks_page.h"
#include "ui/pages/training_page.h"
#include "ui/step/step_dialog.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/field_form.h"
#include "widgets/forms/filter_bar.h"

using namespace azr;
using test::buttonNamed;
using test::widgetNamed;

namespace {

constexpr int kPatienceMs = 60000;
constexpr int kActEveryMs = 40;
constexpr double kLongestMs = 250;

/// What Qt warns of, from any thread. The offscreen platform's own two sentences are left out.
QStringList warnings;
std::mutex warningsMutex;
QtMessageHandler usual = nullptr;

void listen(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    usual(type, context, text);
    if (type == QtDebugMsg || type == QtInfoMsg || text.startsWith("This plugin does not support")) return;
    const std::scoped_lock lock(warningsMutex);
    warnings.append(text);
}

/// One person: an act every few moments. The acts of an open dialog come first.
class Person : public QObject {
  public:
    Person(ui::MainWindow& window, quint32 seed) : m_window(window), m_random(seed) {
        addRunActs();
        addTableActs();
        addLookActs();
        connect(&m_clock, &QTimer::timeout, this, &Person::act);
        m_clock.start(kActEveryMs);
    }
    void rest() { m_clock.stop(); }
    [[nodiscard]] const std::map<QString, int>& done() const { return m_done; }

  private:
    struct Act {
        const char* name;
        int weight;
        std::function<void()> act;
    };

    int below(int bound) { return static_cast<int>(m_random.bounded(std::max(1, bound))); }
    [[nodiscard]] ui::Actions& actions() { return m_window.actions(); }
    [[nodiscard]] ui::TasksPage& tasks() { return *m_window.findChild<ui::TasksPage*>(); }
    [[nodiscard]] widgets::CopyableTable& table() { return *tasks().findChild<widgets::CopyableTable*>("taskTable"); }
    [[nodiscard]] widgets::FilterBar& filters() { return *tasks().findChild<widgets::FilterBar*>(); }
    template <class T, std::size_t N>
    const T& oneOf(const std::array<T, N>& all) {
        return all[static_cast<std::size_t>(below(static_cast<int>(N)))];
    }

    void addRunActs() {
        const auto trigger = [this](const char* name, int weight, QAction* action) {
            m_acts.append({name, weight, [action] { action->trigger(); }});
        };
        trigger("starts a demo", 4, actions().startDemo);
        trigger("continues a run", 4, actions().resumeRun);
        trigger("pauses or goes on", 6, actions().pause);
        trigger("trains one step", 4, actions().step);
        trigger("stops", 1, actions().stop);
        trigger("writes a checkpoint", 2, actions().checkpoint);
        trigger("measures", 1, actions().evaluate);
        trigger("changes settings", 4, actions().changeSettings);
        trigger("seeds", 4, actions().seedTask);
        trigger("vetoes", 6, actions().veto);
        trigger("pins", 8, actions().pinTasks);
        trigger("marks tasks", 6, actions().markTasks);
        trigger("marks the run", 2, actions().markRun);
        trigger("undoes", 8, actions().undo);
        trigger("does again", 4, actions().redo);
        trigger("opens the rules", 1, actions().rules);
        trigger("opens a new run", 1, actions().newRun);
        trigger("opens the palette", 3, actions().palette);
        trigger("lists the keys", 1, actions().shortcuts);
        trigger("opens a step", 3, actions().stepAccount);
    }

    void addTableActs() {
        m_acts.append({"searches", 4, [this] {
                           static constexpr std::array<const char*, 6> kTexts = {"",    "return", "x + 1",
                                                                                 "zzz", "t",      "tag:odd"};
                           tasks().search(QString::fromLatin1(oneOf(kTexts)));
                       }});
        m_acts.append(
            {"filters", 4, [this] {
                 static constexpr std::array<const char*, 4> kKinds = {"", "deduction", "abduction", "induction"};
                 static constexpr std::array<const char*, 4> kStatuses = {"", "admitted", "vetoed", "invalid"};
                 filters().setChoice("kind", QString::fromLatin1(oneOf(kKinds)));
                 filters().setChoice("status", QString::fromLatin1(oneOf(kStatuses)));
             }});
        m_acts.append({"filters by ranges", 2, [this] {
                           QVariantMap state = filters().state();
                           state["solve_rate.most"] = below(10) / 10.0;
                           state["text_in"] = below(2) == 0 ? QString() : QStringLiteral("completions");
                           filters().setState(state);
                       }});
        m_acts.append({"takes filters off", 3, [this] { filters().reset(); }});
        m_acts.append({"sorts", 4, [this] {
                           table().sortByColumn(below(tasks().model().columnCount()),
                                                below(2) == 0 ? Qt::AscendingOrder : Qt::DescendingOrder);
                       }});
        m_acts.append({"selects", 14, [this] {
                           if (const int rows = tasks().model().rowCount(); rows > 0)
                               table().selectRow(below(std::min(rows, 60)));
                       }});
        m_acts.append({"scrolls", 6, [this] {
                           table().verticalScrollBar()->setValue(below(table().verticalScrollBar()->maximum() + 1));
                       }});
        m_acts.append({"opens a task", 4, [this] {
                           if (const int rows = tasks().model().rowCount(); rows > 0)
                               Q_EMIT m_window.workspace().taskWanted(tasks().model().row(below(rows)).id);
                       }});
        m_acts.append({"shows a run", 2, [this] {
                           const auto& runs = m_window.workspace().runs();
                           if (!runs.empty())
                               m_window.workspace().show(
                                   runs[static_cast<std::size_t>(below(static_cast<int>(runs.size())))].id);
                       }});
    }

    void addLookActs() {
        m_acts.append(
            {"changes the page", 14, [this] { m_window.showPage(static_cast<ui::PageName>(below(ui::kPageCount))); }});
        m_acts.append({"changes the theme", 2, [this] { m_window.setTheme(static_cast<ui::Theme>(below(3))); }});
        m_acts.append({"changes the size", 3, [this] { m_window.resize(1024 + below(577), 700 + below(301)); }});
        m_acts.append({"zooms a chart", 4, [this] {
                           const auto& panels = m_window.findChild<ui::TrainingPage*>()->panels();
                           if (panels.isEmpty()) return;
                           widgets::ChartView& chart = panels.at(below(static_cast<int>(panels.size())))->chart();
                           const auto [low, high] = chart.xRange();
                           below(3) == 0 ? chart.resetZoom() : chart.zoom(0.7, (low + high) / 2);
                       }});
        m_acts.append({"shows the activity", 2, [this] { actions().activity->trigger(); }});
        m_acts.append(
            {"walks by Tab", 8, [this] { QTest::keyClick(&m_window, below(4) == 0 ? Qt::Key_Backtab : Qt::Key_Tab); }});
        m_acts.append({"presses an arrow", 6, [this] {
                           static constexpr std::array<Qt::Key, 4> kArrows = {Qt::Key_Down, Qt::Key_Up, Qt::Key_Left,
                                                                              Qt::Key_Right};
                           if (QWidget* focus = m_window.focusWidget()) QTest::keyClick(focus, oneOf(kArrows));
                       }});
    }

    void act() {
        if (QWidget* open = QApplication::activeModalWidget()) return answer(*open);
        int total = 0;
        for (const Act& one : m_acts) total += one.weight;
        int at = below(total);
        for (const Act& one : m_acts) {
            at -= one.weight;
            if (at >= 0) continue;
            ++m_done[QString::fromLatin1(one.name)];
            return one.act();
        }
    }

    /// One thing in an open dialog; those that nothing is to be done in are closed.
    void answer(QWidget& open) {
        ++m_done[QStringLiteral("in a dialog")];
        if (below(8) == 0) return close(open);
        if (auto* veto = qobject_cast<ui::VetoDialog*>(&open)) {
            veto->findChild<QLineEdit*>()->setText("dull");
            return buttonNamed(*veto, "Veto")->click();
        }
        if (auto* marks = qobject_cast<ui::MarksDialog*>(&open)) {
            widgetNamed<QLineEdit>(*marks, "Tags")->setText(below(2) == 0 ? "odd" : "odd, easy");
            if (auto* note = widgetNamed<QPlainTextEdit>(*marks, "Note"); note->isEnabled())
                note->setPlainText(QStringLiteral("note %1").arg(below(1000)));
            return buttonNamed(*marks, "Save")->click();
        }
        if (auto* seed = qobject_cast<ui::SeedDialog*>(&open)) return write(*seed);
        if (auto* settings = qobject_cast<ui::LiveSettingsDialog*>(&open)) {
            settings->findChild<widgets::FieldForm*>()->setValue("optimizer.learning_rate",
                                                                 QString::number(1e-5 * (1 + below(9))));
            auto* apply = settings->findChild<QPushButton*>("primary");
            return apply && apply->isEnabled() ? apply->click() : close(open);
        }
        if (auto* number = qobject_cast<QInputDialog*>(&open)) return number->accept();
        if (auto* step = qobject_cast<ui::StepDialog*>(&open); step && below(3) != 0) {
            auto* before = buttonNamed(*step, "Step before");
            return before->isEnabled() ? before->click() : close(open);
        }
        if (auto* palette = qobject_cast<ui::CommandPalette*>(&open); palette && below(3) != 0)
            return QTest::keyClicks(palette->findChild<QLineEdit*>(), QString(QChar('a' + below(26))));
        close(open);
    }

    void write(ui::SeedDialog& seed) {
        QPushButton* add = buttonNamed(seed, "Add to the buffer");
        if (add->isEnabled()) return add->click();
        QPushButton* check = buttonNamed(seed, "Check the task");
        if (!check->isEnabled()) return;
        seed.findChild<widgets::CodeView*>()->setCode(
            QStringLiteral("def f(x):\n    return x + %1").arg(6000 + below(90000)));
        seed.findChild<QPlainTextEdit*>()->setPlainText(QString::number(below(99)));
        if (check->isEnabled()) check->click();
    }

    static void close(QWidget& open) { QTest::keyClick(&open, Qt::Key_Escape); }

    ui::MainWindow& m_window;
    QRandomGenerator m_random;
    QList<Act> m_acts;
    QTimer m_clock;
    std::map<QString, int> m_done;
};

std::unique_ptr<ui::MainWindow> openedWindow(const QTemporaryDir& folder) {
    auto bridge = ui::SessionBridge::open(
        [&folder](session::Session::Wakeup wakeup) -> Result<std::unique_ptr<session::Session>> {
            // Slow enough that acts fall into running steps.
            const auto slowly = [] { std::this_thread::sleep_for(std::chrono::microseconds(200)); };
            AZR_TRY(auto real,
                    session::openSession(folder.path().toStdString(), std::move(wakeup), test::scriptedParts(slowly)));
            return std::make_unique<test::SmallDemo>(std::move(real));
        });
    if (!bridge) qFatal("%s", describe(bridge.error()).c_str());
    auto window = std::make_unique<ui::MainWindow>(std::move(*bridge));
    window->show();
    window->resize(1280, 800);
    return window;
}

}  // namespace

class TestScriptedHour : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void nothingCrashesNothingIsLostAndTheWindowAnswers() {
        const QTemporaryDir folder, settings;
        QApplication::setOrganizationName("azr-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
        QApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
        const int seconds =
            qEnvironmentVariableIsSet("AZR_HOUR_SECONDS") ? qEnvironmentVariableIntValue("AZR_HOUR_SECONDS") : 20;
        const auto seed =
            quint32(qEnvironmentVariableIsSet("AZR_HOUR_SEED") ? qEnvironmentVariableIntValue("AZR_HOUR_SEED") : 1);
        usual = qInstallMessageHandler(listen);
        auto window = openedWindow(folder);
        window->setTheme(ui::Theme::Light);
        QTRY_VERIFY(window->workspace().loaded());
        ui::SessionBridge& bridge = window->workspace().bridge();
        std::map<qint64, bool> acknowledged;
        connect(&bridge, &ui::SessionBridge::commandAnswered, this,
                [&](bool applied, const QString&, CommandId command) { acknowledged[command.value] = applied; });
        QStringList failures;
        connect(&bridge, &ui::SessionBridge::failed, this, [&](const QString& text) { failures.append(text); });
        ui::LatencyProbe probe;
        std::vector<double> late, worked;
        const auto gather = [&] {
            for (const ui::LatencyProbe::Sample& sample : probe.take()) {
                late.push_back(sample.lateMs);
                worked.push_back(sample.workedMs);
            }
        };
        Person person(*window, seed);
        QElapsedTimer clock;
        for (clock.start(); clock.elapsed() < qint64(seconds) * 1000;) {
            QTest::qWait(500);
            gather();
        }
        person.rest();
        while (QWidget* open = QApplication::activeModalWidget()) {
            open->close();
            QCoreApplication::processEvents();
        }
        if (bridge.isTraining()) window->actions().stop->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!bridge.isTraining(), kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().background().idle(), kPatienceMs);
        gather();
        const auto reader = store::Reader::open(bridge.databasePath());
        QVERIFY(reader.has_value());
        int acts = 0;
        for (const auto& [name, count] : person.done()) acts += count;
        for (const auto& [id, applied] : acknowledged) {
            const auto row = (*reader)->command(CommandId{id});
            QVERIFY2(row.has_value(), qPrintable(QStringLiteral("command %1 has no row").arg(id)));
            QCOMPARE(row->status, std::string(applied ? "applied" : "refused"));
        }
        const auto last = (*reader)->lastCommand();
        for (std::int64_t id = 1; id <= *last; ++id)
            if (const auto row = (*reader)->command(CommandId{id}); row && row->status != "pending")
                QVERIFY2(acknowledged.contains(id), qPrintable(QStringLiteral("command %1 was not told of").arg(id)));
        std::sort(late.begin(), late.end());
        std::sort(worked.begin(), worked.end());
        const auto p99 = [](const std::vector<double>& all) { return all[(all.size() - 1) * 99 / 100]; };
        const QString told = QStringLiteral(
                                 "%1 acts in %2 s, %3 commands answered, %4 runs; events late p99 %5 ms, most "
                                 "%6 ms; own work between two events p99 %7 ms, most %8 ms")
                                 .arg(acts)
                                 .arg(seconds)
                                 .arg(acknowledged.size())
                                 .arg(window->workspace().runs().size())
                                 .arg(p99(late), 0, 'f', 1)
                                 .arg(late.back(), 0, 'f', 1)
                                 .arg(p99(worked), 0, 'f', 1)
                                 .arg(worked.back(), 0, 'f', 1);
        qInfo("%s", qPrintable(told));
        for (const auto& [name, count] : person.done()) qInfo("%5d x %s", count, qPrintable(name));
        for (const QString& text : std::as_const(failures)) qInfo("told: %s", qPrintable(text));
        QVERIFY2(acts > seconds, qPrintable(told));
        QVERIFY2(!acknowledged.empty(), qPrintable(told));
        window->close();
        window.reset();
        qInstallMessageHandler(usual);
        QCOMPARE(warnings.join('\n'), QString());
        // The thread's own work: how late events come depends on who else wants the processor.
        QVERIFY2(worked.back() <= kLongestMs, qPrintable(told));
    }
};

QTEST_MAIN(TestScriptedHour)
#include "tst_scripted_hour.moc"
