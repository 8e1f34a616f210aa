// Runs found, grouped and put away on their page, and the database asked in its tab.
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/charts/comparison_view.h"
#include "ui/models/run_table_model.h"
#include "ui/pages/runs_page.h"
#include "ui/runs/sql_view.h"
#include "ui/theme.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/copyable_table.h"

using namespace azr;
using namespace azr::testing;
using azr::test::buttonNamed;
using azr::test::widgetNamed;

namespace {

constexpr const char* kEndless =
    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

/// Four runs, two seeds of each of two learning rates; the fourth is archived, the first two were measured.
class Page {
  public:
    Page() {
        for (const int id : {1, 2, 3, 4})
            writeSyntheticRun(
                *m_workspace.writer,
                {.id = id, .steps = 10, .seed = std::uint64_t(id % 2), .learningRate = id < 3 ? 2e-4 : 1e-4});
        for (const int id : {1, 2}) {
            store::EvaluationRow evaluation;
            evaluation.run = RunId{id};
            evaluation.step = 10;
            evaluation.suite = "dev";
            for (int i = 0; i < 10; ++i) evaluation.items.push_back({"i", "deduction", true, i < 3 * id, ""});
            if (!m_workspace.writer->push(evaluation)) qFatal("not written");
        }
        for (const auto& mark : {store::MarkRow{{}, RunId{2}, store::MarkRow::What::Tag, "good", true, 1},
                                 store::MarkRow{{}, RunId{4}, store::MarkRow::What::Archive, {}, true, 1}})
            if (!m_workspace.writer->push(mark)) qFatal("not written");
        if (!m_workspace.writer->flush()) qFatal("not written");
        window = openWindow(m_workspace);
        window->showPage(ui::PageName::Runs);
        page = window->findChild<ui::RunsPage*>();
        table = page->findChild<widgets::CopyableTable*>(QStringLiteral("runTable"));
    }
    /// "3 2 1", the runs that are listed.
    [[nodiscard]] QString listed() const {
        QStringList ids;
        const auto* model = qobject_cast<const ui::RunTableModel*>(table->model());
        for (int row = 0; row < model->rowCount(); ++row) ids.append(QString::number(model->run(row).id.value));
        return ids.join(' ');
    }
    [[nodiscard]] QString cell(int row, int column) const {
        return table->model()->index(row, column).data().toString();
    }
    [[nodiscard]] QPushButton* button(const QString& name) const { return buttonNamed(*page, name); }
    [[nodiscard]] QLineEdit* conditions() const {
        return widgetNamed<QLineEdit>(*page, QStringLiteral("Conditions that the runs meet"));
    }
    [[nodiscard]] bool says(const QString& text) const {
        for (const QLabel* label : page->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(text)) return true;
        return false;
    }
    void choose(const QString& combo, const QString& entry) const {
        auto* box = widgetNamed<QComboBox>(*page, combo);
        if (box == nullptr || box->findText(entry) < 0) qFatal("%s: no %s", qPrintable(combo), qPrintable(entry));
        box->setCurrentIndex(box->findText(entry));
    }
    void putInBin(int run) {
        if (!m_workspace.writer->push(store::MarkRow{{}, RunId{run}, store::MarkRow::What::Bin, {}, true, 1}) ||
            !m_workspace.writer->flush())
            qFatal("not written");
        m_workspace.tell(session::RowsChanged{RunId{run}, session::Table::Runs});
    }
    [[nodiscard]] FakeWorkspace& workspace() { return m_workspace; }

  private:
    FakeWorkspace m_workspace;

  public:
    std::unique_ptr<ui::MainWindow> window;
    ui::RunsPage* page = nullptr;
    widgets::CopyableTable* table = nullptr;
};

}  // namespace

class TestRunsPage : public QObject {
    Q_OBJECT

    OwnSettings m_settings;

  private Q_SLOTS:
    void initTestCase() {
        m_settings.begin("runs-page");
        ui::applyTheme(*qApp, false);
    }
    void init() { QSettings().clear(); }

    void runsAreFoundAndOrdered() {
        Page page;
        QTRY_COMPARE(page.listed(), QString("3 2 1"));  // the archived one is left out
        QTRY_COMPARE(page.cell(1, ui::RunTableModel::Last), QString("60.0 (31.3–83.2)"));
        QCOMPARE(page.cell(0, ui::RunTableModel::Last), QString("–"));
        QCOMPARE(page.cell(1, ui::RunTableModel::Tags), QString("good"));
        QVERIFY(page.cell(1, ui::RunTableModel::Size).contains("MiB"));
        page.choose("Listed runs", "With archived");
        QTRY_COMPARE(page.listed(), QString("4 3 2 1"));
        page.choose("Order of the runs", "Last accuracy");
        QTRY_COMPARE(page.listed(), QString("2 1 4 3"));
        page.table->selectRow(0);
        page.conditions()->setText("optimizer.learning_rate>1.5e-4, last<0.5");
        QCOMPARE(page.listed(), QString("1"));
        page.conditions()->setText("last>");
        QCOMPARE(page.listed(), QString("1"));  // until it is understood, the one before stands
        QVERIFY(page.says("is not a number"));
        page.conditions()->setText("tags=good");
        QCOMPARE(page.listed(), QString("2"));
        QVERIFY(!page.says("is not a number"));
        page.conditions()->clear();
        QCOMPARE(page.listed(), QString("2 1 4 3"));
    }

    void rowsThatComeAndGoKeepTheSelection() {
        Page page;
        QTRY_COMPARE(page.listed(), QString("3 2 1"));
        page.table->selectRow(2);
        page.putInBin(2);
        QTRY_COMPARE(page.listed(), QString("3 1"));
        QCOMPARE(page.table->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(page.table->selectionModel()->selectedRows().front().row(), 1);
        page.choose("Listed runs", "In the bin");
        QTRY_COMPARE(page.listed(), QString("2"));
        page.table->selectRow(0);
        QVERIFY(page.button("Restore from the bin")->isEnabled());
        QVERIFY(!page.button("Show this run")->isEnabled() && !page.button("Continue this run")->isEnabled());
        page.button("Restore from the bin")->click();
        const auto* const restored = session::commandAs<session::BinRun>(page.workspace().commands.back());
        QVERIFY(restored != nullptr && restored->run == RunId{2} && !restored->on);
    }

    void aDeletedRunCanBePutBackAtOnce() {
        Page page;
        QTRY_COMPARE(page.listed(), QString("3 2 1"));
        QVERIFY(!page.button("Delete")->isEnabled());
        page.table->selectRow(1);
        page.button("Delete")->click();
        const auto* const deleted = session::commandAs<session::BinRun>(page.workspace().commands.back());
        QVERIFY(deleted != nullptr && deleted->run == RunId{2} && deleted->on);
        QVERIFY(page.says("1 run moved into the bin") || page.says("moved into the bin"));
        savePicture(*page.window, "runs-deleted");
        page.button("Archive")->click();
        QVERIFY(session::commandAs<session::ArchiveRun>(page.workspace().commands.back()) != nullptr);
        // The button is the window's undo.
        QVERIFY(page.button("Put back")->isVisible());
        page.button("Put back")->click();
        QVERIFY(!page.button("Put back")->isVisible());
    }

    /// One that trains here is neither deleted nor hidden under a person's hands.
    void aRunAtWorkIsNotDeleted() {
        Page page;
        QTRY_COMPARE(page.listed(), QString("3 2 1"));
        page.workspace().run = RunId{3};
        page.workspace().state = session::RunState::Running;
        page.workspace().tell(session::StateChanged{RunId{3}, session::RunState::Running, ""});
        page.table->selectRow(0);
        QTRY_VERIFY(!page.button("Delete")->isEnabled());
        page.table->selectRow(1);
        QVERIFY(page.button("Delete")->isEnabled());
    }

    void seedsOfAGroupAreAMeanWithABand() {
        Page page;
        QTRY_COMPARE(page.listed(), QString("3 2 1"));
        page.choose("Listed runs", "With archived");
        QTRY_COMPARE(page.listed(), QString("4 3 2 1"));
        QTRY_VERIFY(widgetNamed<QComboBox>(*page.page, "Group runs by")->itemText(1).startsWith("By "));
        page.choose("Group runs by", "By optimizer.learning_rate");
        ui::ComparisonView& view = page.page->comparison();
        QSignalSpy shown(&view, &ui::ComparisonView::shown);
        page.button("Compare groups")->click();
        QVERIFY(shown.wait(20000));
        widgets::ChartPanel* solve = nullptr;
        for (widgets::ChartPanel* panel : view.panels())
            if (panel->title() == "Solve rate") solve = panel;
        QVERIFY(solve);
        const QStringList names = solve->chart().curves();
        QCOMPARE(names.size(), 2);
        QVERIFY2(names.filter("optimizer.learning_rate = 0.0002").size() == 1, qPrintable(names.join('|')));
        QCOMPARE(solve->chart().banded().size(), 2);
        // By hand: the mean of two runs at step 5 over the three kinds, and t(1) = 12.7062 times half their distance.
        auto reader = store::Reader::open(page.workspace().database());
        const auto of = [&](int run) {
            double sum = 0;
            for (const char* kind : {"deduction", "abduction", "induction"}) {
                const auto points = (*reader)->series(RunId{run}, std::string("solve/rate/solve.") + kind, 4);
                for (const store::MetricPoint& point : *points)
                    if (point.step == 5) sum += point.value / 3;
            }
            return 100 * sum;
        };
        const double mean = (of(1) + of(2)) / 2;
        const double half = 12.7062047 * std::abs(of(1) - of(2)) / 2;
        const auto values = solve->chart().values(names.filter("0.0002").front());
        bool seen = false;
        for (qsizetype i = 0; i < values.raw.size(); ++i) {
            if (values.raw.at(i).x() != 5) continue;
            seen = true;
            QVERIFY(std::abs(values.raw.at(i).y() - mean) < 1e-6);
            QVERIFY(std::abs(values.intervals.at(i).low - (mean - half)) < 1e-3);
            QVERIFY(std::abs(values.intervals.at(i).high - (mean + half)) < 1e-3);
        }
        QVERIFY(seen);
        savePicture(*page.window, "runs-groups");
    }

    void theDatabaseIsAskedAndAnswersInATable() {
        Page page;
        QTRY_COMPARE(page.listed(), QString("3 2 1"));
        auto* tabs = page.page->findChild<QTabWidget*>();
        ui::SqlView& sql = page.page->sql();
        tabs->setCurrentWidget(&sql);
        QSignalSpy finished(&sql, &ui::SqlView::finished);
        sql.ask();  // what the editor begins with
        QVERIFY(finished.wait(20000));
        QCOMPARE(sql.model().rowCount(), 4);
        QCOMPARE(sql.model().headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QString("preset"));
        savePicture(*page.window, "runs-sql");

        sql.setSql("DELETE FROM runs");
        sql.ask();
        QVERIFY(finished.wait(20000));
        QVERIFY2(sql.said().contains("only SELECT"), qPrintable(sql.said()));
        QCOMPARE(sql.model().rowCount(), 4);  // the last answer stands

        sql.setSql("SELECT NULL AS a, X'00ff' AS b, '=1' AS c");
        sql.ask();
        QVERIFY(finished.wait(20000));
        QCOMPARE(sql.model().index(0, 0).data().toString(), QString("NULL"));
        QCOMPARE(sql.model().index(0, 1).data().toString(), QString("X'00FF'"));
        const QTemporaryDir folder;
        sql.exportTo(folder.filePath("answer.csv"));
        QVERIFY(finished.wait(20000));
        QFile file(folder.filePath("answer.csv"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("\"a\",\"b\",\"c\"\r\n,\"X'00FF'\",\"'=1\"\r\n"));

        sql.setSql("WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT i FROM n");
        sql.ask();
        QVERIFY(finished.wait(20000));
        QCOMPARE(sql.model().rowCount(), 10'000);
        QVERIFY2(sql.said().contains("the CSV file has all"), qPrintable(sql.said()));
    }

    void whatTakesLongIsBrokenOff() {
        Page page;
        ui::SqlView& sql = page.page->sql();
        QSignalSpy finished(&sql, &ui::SqlView::finished);
        sql.setSql(kEndless);
        sql.ask();
        QVERIFY(sql.atWork());
        sql.cancel();
        QVERIFY(finished.wait(20000));
        QVERIFY(!sql.atWork());
        QVERIFY2(sql.said().contains("cancelled"), qPrintable(sql.said()));
        const QTemporaryDir folder;
        sql.exportTo(folder.filePath("never.csv"));
        sql.cancel();
        QVERIFY(finished.wait(20000));
        QVERIFY(!QFile::exists(folder.filePath("never.csv")) && !QFile::exists(folder.filePath("never.csv.part")));
        // The window closes while one is at work.
        sql.ask();
        QVERIFY(sql.atWork());
    }
};

QTEST_MAIN(TestRunsPage)
#include "tst_runs_page.moc"
