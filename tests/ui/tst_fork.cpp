// Forks in the window, through the real Session on a scripted policy: the dialog makes the run, its row says from
// where, and the comparison of the two shows the paired difference and claims no more than its interval does.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <cmath>
#include <numeric>

#include "tests/support/changed_checkpoint.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/small_demo.h"
#include "ui/charts/comparison_view.h"
#include "ui/charts/difference_view.h"
#include "ui/dialogs/steering/fork_dialog.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/runs_page.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;
using test::widgetNamed;
using ui::PairedDifference;
using ui::PairedPoint;

namespace {

constexpr int kPatienceMs = 60000;

ui::MeanShare plain(double value) {
    return {value, {}};
}
ui::MeanShare counted(double share, double count) {
    return ui::meanShare(std::vector<ui::CountedShare>{{share, count}});
}

PairedDifference ofDifferences(const std::vector<double>& values) {
    std::vector<PairedPoint> points;
    for (std::size_t i = 0; i < values.size(); ++i) points.push_back({double(i + 1), plain(2), plain(2 + values[i])});
    return ui::pairedDifference(points);
}

bool trained(ui::MainWindow& window, const session::StartRequest& request) {
    if (!window.workspace().bridge().start(request)) return false;
    return QTest::qWaitFor([&] { return !window.workspace().bridge().isTraining(); }, kPatienceMs);
}

}  // namespace

class TestUiFork : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings, m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
    std::atomic<bool> m_worse{false};

    /// A policy that answers alike whatever it learnt, unless it is told to solve less.
    [[nodiscard]] session::SessionParts parts() {
        session::SessionParts parts = test::scriptedParts();
        parts.openPolicy = [this, open = parts.openPolicy](const config::RunConfig& config) {
            auto opened = open(config);
            opened->engine = std::make_unique<test::ScriptedEngine>(
                [] {},
                [this](const std::string& prompt, std::uint64_t seed) {
                    const bool fails = m_worse && prompt.starts_with("<solve>") && seed % 4 != 0;
                    return test::playNano(prompt, fails ? 1 : seed);
                });
            return opened;
        };
        return parts;
    }

    [[nodiscard]] ui::RunsPage& page() { return *m_window->findChild<ui::RunsPage*>(); }
    [[nodiscard]] ui::DifferenceView& difference() { return page().comparison().difference(); }
    [[nodiscard]] store::RunRow runOf(std::int64_t id) {
        return (*store::Reader::open(m_window->workspace().bridge().databasePath()))
            ->run(RunId{id})
            .value_or(store::RunRow());
    }
    ui::ForkDialog* opened(int row) {
        auto* table = page().findChild<widgets::CopyableTable*>("runTable");
        table->clearSelection();
        table->selectRow(row);
        buttonNamed(page(), "Fork…")->click();
        ui::ForkDialog* dialog = nullptr;
        (void)QTest::qWaitFor([&] { return (dialog = page().findChild<ui::ForkDialog*>()) != nullptr; }, kPatienceMs);
        return dialog;
    }

  private Q_SLOTS:
    void initTestCase() {
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        auto bridge = ui::SessionBridge::open([this](session::Session::Wakeup wakeup) {
            return session::openSession(m_folder.path().toStdString(), std::move(wakeup), parts());
        });
        QVERIFY(bridge.has_value());
        m_window = std::make_unique<ui::MainWindow>(std::move(*bridge));
        m_window->show();
        m_window->resize(1280, 800);
        QTRY_VERIFY(m_window->workspace().loaded());
        session::StartRequest request;
        request.config = test::sessionRun(9);
        request.config.checkpoint.everySteps = 1;
        request.config.checkpoint.keepLast = 20;
        QVERIFY(trained(*m_window, request));
        m_window->workspace().refreshRuns();
        m_window->showPage(ui::PageName::Runs);
        QTRY_COMPARE(page().findChild<widgets::CopyableTable*>("runTable")->model()->rowCount(), 1);
    }
    void cleanupTestCase() { m_window.reset(); }

    /// By hand: 6 differences in blocks of 2 have the means 1, 2 and 3, whose deviation is 1: 2 -/+ 4.303 / sqrt(3).
    void theMeanRestsOnBlocksOfSteps() {
        const PairedDifference six = ofDifferences({1, 1, 2, 2, 3, 3});
        QCOMPARE(six.basis, PairedDifference::Basis::Steps);
        QCOMPARE(six.block, 2);
        QCOMPARE(six.mean, 2.0);
        QVERIFY(std::abs(six.interval->low - (2 - 4.303 / std::sqrt(3.0))) < 1e-9);
        QVERIFY(!six.isClear());
        // A step's noise: jumps 0, 1, 0, 1, 0 give sqrt(2 / 10), times Student's 2.571.
        QVERIFY(std::abs(six.steps.at(0).interval->high - (1 + 2.571 * std::sqrt(0.2))) < 1e-9);
        QVERIFY(ofDifferences({1, 1.1, 0.9, 1, 1.05, 0.95}).isClear());
        const PairedDifference few = ofDifferences({5, 5, 5, 5, 5});
        QVERIFY(!few.interval && !few.isClear());
        const PairedDifference none = ofDifferences({0, 0, 0, 0, 0, 0});
        QVERIFY(none.identical && !none.isClear());
        QVERIFY(ui::pairedDifference({}).steps.isEmpty());
    }

    void sharesRestOnTheirCounts() {
        // One step: Newcombe's interval, which is that of changeOf().
        const PairedPoint point{1, counted(0.25, 40), counted(0.75, 40)};
        const PairedDifference one = ui::pairedDifference(std::vector<PairedPoint>{point});
        const ui::Change change = ui::changeOf(point.left, point.right);
        QCOMPARE(one.basis, PairedDifference::Basis::Counts);
        QCOMPARE(one.interval->low, change.interval->low);
        QCOMPARE(one.steps.at(0).interval->high, change.interval->high);
        QVERIFY(one.isClear());
        // Four steps of the same: half as wide.
        const PairedDifference four = ui::pairedDifference(std::vector<PairedPoint>(4, point));
        QVERIFY(std::abs((four.mean - four.interval->low) - (one.mean - one.interval->low) / 2) < 1e-12);
        // Where the steps scatter more than their counts allow, the steps decide.
        std::vector<PairedPoint> wild;
        for (int i = 0; i < 8; ++i)
            wild.push_back({double(i), counted(0.5, 4000), counted(i % 4 < 2 ? 0.9 : 0.2, 4000)});
        const PairedDifference scattered = ui::pairedDifference(wild);
        QCOMPARE(scattered.basis, PairedDifference::Basis::Steps);
        QVERIFY(!scattered.isClear());
        // One step without a count: nothing is claimed of counts.
        wild.resize(3);
        wild[1].left.interval.reset();
        QVERIFY(!ui::pairedDifference(wild).interval);
    }

    void onlyRunsWithACommonPastArePaired() {
        store::RunRow parent, fork, sister, other;
        parent.id = RunId{1};
        fork.id = RunId{2};
        sister.id = RunId{3};
        other.id = RunId{4};
        fork.forkedFrom = sister.forkedFrom = parent.id;
        fork.forkedAt = 5;
        sister.forkedAt = 3;
        QCOMPARE(ui::pairOf(fork, parent)->right.id, fork.id);
        QCOMPARE(ui::pairOf(parent, fork)->left.id, parent.id);
        QCOMPARE(ui::pairOf(parent, fork)->forkedAt, 5);
        QCOMPARE(ui::pairOf(fork, sister)->forkedAt, 3);
        QVERIFY(!ui::pairOf(parent, other) && !ui::pairOf(other, parent) && !ui::pairOf(other, other));
    }

    void theDialogMakesTheRun() {
        ui::ForkDialog* dialog = opened(0);
        QVERIFY(dialog != nullptr);
        auto* change = widgetNamed<QComboBox>(*dialog, "What is changed");
        auto* make = buttonNamed(*dialog, "Fork");
        QVERIFY(make->isEnabled());  // without a change
        change->setCurrentIndex(ui::ForkDialog::UndoVeto);
        QVERIFY(!make->isEnabled());
        change->setCurrentIndex(ui::ForkDialog::Setting);
        widgetNamed<QComboBox>(*dialog, "Setting")->setCurrentText("advantage.solver_weight");
        auto* value = widgetNamed<QLineEdit>(*dialog, "Value");
        QCOMPARE(value->text(), QString("1"));  // as it stands
        savePicture(*dialog, "fork-dialog");
        make->click();
        auto* problem = dialog->findChild<QLabel*>("problem");
        QTRY_VERIFY2(problem->isVisible() && problem->text().contains("already"), qPrintable(problem->text()));
        // Whatever is told, and however narrow it is, no field is squeezed.
        for (const int width : {520, 640, 900}) {
            dialog->resize(width, 10);
            const auto whole = [&] {
                const auto fields = dialog->findChildren<QWidget*>();
                return std::all_of(fields.begin(), fields.end(), [](const QWidget* field) {
                    const bool input = qobject_cast<const QComboBox*>(field) || qobject_cast<const QLineEdit*>(field);
                    return !input || !field->isVisible() || field->height() >= field->minimumSizeHint().height();
                });
            };
            QTRY_VERIFY2(whole(), qPrintable(QString::number(width)));
        }
        value->setText("0.25");
        auto* step = widgetNamed<QComboBox>(*dialog, "Checkpoint");
        auto* name = widgetNamed<QLineEdit>(*dialog, "Name");
        step->setCurrentText("Step 2");
        name->setText("softer");
        // While a large checkpoint is read, the dialog stays, and Cancel ends the reading alone.
        const auto checkpoint = std::filesystem::path(m_folder.path().toStdString()) / "checkpoints/run-1/step-2";
        QVERIFY(test::enlarge(checkpoint));
        make->click();
        auto* bar = dialog->findChild<QProgressBar*>();
        auto* cancel = buttonNamed(*dialog, "Cancel");
        QVERIFY(bar->isVisible() && !make->isEnabled() && !name->isEnabled());
        QTRY_VERIFY(bar->maximum() > 0);
        savePicture(*dialog, "fork-reading");
        cancel->click();
        QTRY_VERIFY(!bar->isVisible());
        QVERIFY(dialog->isVisible());
        QCOMPARE(problem->text(), QString("The fork was cancelled; nothing of it was kept."));
        QVERIFY(problem->isVisible());
        QCOMPARE(step->currentText() + value->text() + name->text(), QString("Step 20.25softer"));
        // What is wrong with its files is told there, too.
        QVERIFY(test::enlarge(checkpoint, 1000));
        QTest::keyClick(name, Qt::Key_Return);
        QTRY_VERIFY2(problem->text().contains("differs"), qPrintable(problem->text()));
        QVERIFY(dialog->isVisible() && make->isEnabled());
        QCOMPARE(name->text(), QString("softer"));
        QVERIFY(test::shrink(checkpoint));
        make->click();
        QTRY_COMPARE(runOf(2).name, std::string("softer"));
        QCOMPARE(runOf(2).forkedFrom, RunId{1});
        QCOMPARE(runOf(2).forkedAt, 2);
        auto* table = page().findChild<widgets::CopyableTable*>("runTable");
        QTRY_COMPARE(table->model()->rowCount(), 2);
        const QString note = table->model()->index(0, ui::RunTableModel::Message).data().toString();
        QCOMPARE(note, QString("Fork of run 1, step 2: advantage.solver_weight = 0.25 (before: 1)"));
        for (const auto& [stored, text] :
             {std::pair(R"([{"undo_veto": 12}, {"veto": 7}])", "veto of #12 undone; veto of #7"),
              {R"({"undo_veto": 12})", "veto of #12 undone"},
              {R"({"veto": 12})", "veto of #12"},
              {R"({"rule_off": 4})", "rule 4 switched off"},
              {"", "nothing changed"}})
            QCOMPARE(ui::forkChangeText(stored), QString(text));
    }

    void theComparisonShowsThePairedDifference() {
        QVERIFY(runOf(2).forkedFrom.valid());
        QSignalSpy made(&m_window->workspace().bridge(), &ui::SessionBridge::forkFinished);
        QVERIFY(m_window->workspace().bridge().fork({RunId{1}, 2, {}, {}, {}}).has_value());
        QTRY_COMPARE(made.count(), 1);
        QVERIFY(made.at(0).at(0).value<session::ForkFinished>().forked.has_value());
        for (const int run : {2, 3}) {
            m_worse = run == 2;
            session::StartRequest request;
            request.resume = RunId{run};
            QVERIFY(trained(*m_window, request));
        }
        m_window->workspace().refreshRuns();
        QTRY_COMPARE(page().findChild<widgets::CopyableTable*>("runTable")->model()->rowCount(), 3);
        QSignalSpy drawn(&difference(), &ui::DifferenceView::drawn);
        page().compare(RunId{1}, RunId{3});
        QTRY_VERIFY(page().comparison().showsDifference());
        QTRY_COMPARE(
            difference().sentence(),
            QString("Since step 2, up to which they are the same, there is no step at which both measured this."));
        widgetNamed<QComboBox>(difference(), "Number whose difference is shown")->setCurrentText("Solve rate");
        QTRY_COMPARE_WITH_TIMEOUT(difference().difference().steps.size(), 7, kPatienceMs);
        QVERIFY(difference().difference().identical);
        QVERIFY2(difference().sentence().startsWith("The same in both runs at all 7 step"),
                 qPrintable(difference().sentence()));

        auto* tabs = page().comparison().findChild<QTabWidget*>();
        tabs->setCurrentIndex(2);
        for (const QSize size : {QSize(1024, 700), QSize(1280, 800)})
            for (const ui::Theme theme : {ui::Theme::Light, ui::Theme::Dark}) {
                m_window->setTheme(theme);
                m_window->resize(size);
                QVERIFY(difference().panel().chart().isVisible());
                savePicture(*m_window, QStringLiteral("fork-%1-%2").arg(size.width()).arg(int(theme)));
            }
        m_window->setTheme(ui::Theme::Light);
    }

    /// Two runs that go apart after the fork: the view shows by how much at each step, and says so of the mean.
    void aPairThatDiffersIsShownSideBySide() {
        QVERIFY(runOf(2).lastStep == 9);
        page().compare(RunId{2}, RunId{1});  // in whichever order they are chosen
        QTRY_VERIFY(page().comparison().showsDifference());
        widgetNamed<QComboBox>(difference(), "Number whose difference is shown")->setCurrentText("Solve rate");
        const auto drawn = [this] {
            const PairedDifference& found = difference().difference();
            return found.steps.size() == 7 && !found.identical;
        };
        QTRY_VERIFY_WITH_TIMEOUT(drawn(), kPatienceMs);
        const PairedDifference& found = difference().difference();
        QVERIFY2(found.isClear() && found.mean < 0, qPrintable(difference().sentence()));
        // As the rows have it: the fork minus the run that it began from, step by step.
        const auto reader = *store::Reader::open(m_window->workspace().bridge().databasePath());
        const auto solved = [&](std::int64_t run, int step) {
            std::vector<double> shares;
            const auto metrics = reader->metricsOfStep(RunId{run}, step);
            for (const auto& row : *metrics)
                if (row.name.starts_with("solve/rate/solve.") && !row.name.ends_with("error"))
                    shares.push_back(row.value);
            return std::accumulate(shares.begin(), shares.end(), 0.0) / double(std::max<std::size_t>(1, shares.size()));
        };
        for (const ui::StepDifference& step : found.steps) {
            QVERIFY(step.interval && step.interval->low < step.by && step.by < step.interval->high);
            const double expected = solved(2, int(step.step)) - solved(1, int(step.step));
            QVERIFY2(std::abs(step.by - expected) < 1e-9, qPrintable(QString::number(step.step)));
        }
        QCOMPARE(found.steps.front().step, 3.0);
        QVERIFY2(difference().sentence().startsWith("Lower in softer: on average -"),
                 qPrintable(difference().sentence()));
        QVERIFY2(difference().sentence().contains("95% interval"), qPrintable(difference().sentence()));
        QVERIFY2(difference().sentence().contains("It rests on "), qPrintable(difference().sentence()));
        const auto& curve = difference().panel().chart().values("difference");
        QCOMPARE(curve.raw.size(), 7);
        QCOMPARE(curve.intervals.size(), 7);
        QVERIFY(std::abs(curve.raw.front().y() - 100 * found.steps.front().by) < 1e-9);
        QCOMPARE(difference().panel().chart().values("no difference").raw.size(), 2);
        savePicture(*m_window, "fork-differs");
    }

    void severalChangesStandInAList() {
        const std::size_t before = m_window->workspace().runs().size();
        auto* table = page().findChild<widgets::CopyableTable*>("runTable");
        ui::ForkDialog* dialog = opened(table->model()->rowCount() - 1);
        QVERIFY(dialog != nullptr);
        auto* change = widgetNamed<QComboBox>(*dialog, "What is changed");
        auto* another = buttonNamed(*dialog, "Add another change");
        auto* drop = buttonNamed(*dialog, "Remove the change");
        auto* list = dialog->findChild<QListWidget*>();
        auto* problem = dialog->findChild<QLabel*>("problem");
        QVERIFY(!list->isVisible() && !another->isEnabled());
        const auto set = [&](const QString& field, const QString& value) {
            change->setCurrentIndex(ui::ForkDialog::Setting);
            widgetNamed<QComboBox>(*dialog, "Setting")->setCurrentText(field);
            widgetNamed<QLineEdit>(*dialog, "Value")->setText(value);
        };
        set("advantage.solver_weight", "0.5");
        QVERIFY(another->isEnabled());
        another->click();
        QVERIFY(list->isVisible());
        QCOMPARE(change->currentIndex(), int(ui::ForkDialog::Nothing));
        set("advantage.solver_weight", "0.75");
        another->click();
        QVERIFY2(problem->isVisible() && problem->text().contains("changed twice"), qPrintable(problem->text()));
        QCOMPARE(list->count(), 1);
        set("guard.window", "9");
        another->click();
        QCOMPARE(list->count(), 2);
        drop->click();
        QCOMPARE(list->count(), 1);
        set("guard.window", "8");
        savePicture(*dialog, "fork-several");
        QCOMPARE(dialog->request().changes.size(), std::size_t(2));
        buttonNamed(*dialog, "Fork")->click();
        QTRY_COMPARE(m_window->workspace().runs().size(), before + 1);
        const std::string stored = m_window->workspace().runs().front().forkedChange;
        QCOMPARE(ui::forkChangeText(stored).count("; "), 1);
        QVERIFY2(ui::forkChangeText(stored).contains("guard.window = 8 (before: "), stored.c_str());
    }
};

QTEST_MAIN(TestUiFork)
#include "tst_fork.moc"
