// Charts, tables, forms and filters as a user meets them.
#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QPainter>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>
#include <QtCharts/QChart>

#include "widgets/charts/chart_marker.h"
#include "widgets/charts/chart_panel.h"
#include "widgets/code_view.h"
#include "widgets/colors.h"
#include "widgets/copyable_table.h"
#include "widgets/diff_view.h"
#include "widgets/forms/field_form.h"
#include "widgets/forms/filter_bar.h"
#include "widgets/forms/more_filters.h"
#include "widgets/forms/number_entry.h"
#include "widgets/log_view.h"

using namespace azr::widgets;

class TestWidgets : public QObject {
    Q_OBJECT

    static QList<QPointF> ramp(int count) {
        QList<QPointF> points;
        for (int i = 0; i < count; ++i) points.append({double(i), double(i % 7)});
        return points;
    }

  private Q_SLOTS:
    void chartDrawsAtMostTwoThousandPointsAndNoMoreThanItsWidthShows() {
        ChartView chart;
        chart.resize(1600, 300);
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        chart.setCurve("many", ramp(50000), {});
        QVERIFY(chart.drawnPoints("many") <= ChartView::kDrawnPoints);
        QVERIFY(chart.drawnPoints("many") > 1000);
        QCOMPARE(chart.lastValue("many"), double(49999 % 7));
        chart.resize(300, 300);
        QTRY_VERIFY(chart.drawnPoints("many") <= 700);
    }

    void chartGridFollowsTheSize() {
        ChartView view;
        view.setCurve("a", {{0, 0}, {1, 0.2}, {2, 0.1}}, {});
        view.resize(300, 200);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        view.resize(720, 260);
        QTest::qWait(50);
        const QImage picture = view.grab().toImage();
        const QRectF plot = view.chart()->plotArea();
        QVERIFY(plot.width() > 600);
        const auto isGrid = [&](double x) {
            const QColor background = picture.pixelColor(picture.width() - 2, 2);
            for (int y = int(plot.top()) - 2; y <= int(plot.top()) + 2; ++y)
                if (picture.pixelColor(int(x), y) != background) return true;
            return false;
        };
        QVERIFY(isGrid(plot.left() + 5));
        QVERIFY(isGrid(plot.right() - 5));
    }

    void chartZoomsByKeysAndComesBack() {
        ChartView chart;
        chart.resize(400, 300);
        chart.setCurve("a", ramp(101), {});
        QCOMPARE(chart.xRange(), (std::pair<double, double>(0, 100)));
        QTest::keyClick(&chart, Qt::Key_Plus);
        QVERIFY(chart.isZoomed());
        const auto [low, high] = chart.xRange();
        QCOMPARE(low, 10.0);
        QCOMPARE(high, 90.0);
        QTest::keyClick(&chart, Qt::Key_0);
        QVERIFY(!chart.isZoomed());
        QCOMPARE(chart.xRange(), (std::pair<double, double>(0, 100)));
    }

    void chartDragZoomsAndDoubleClickResets() {
        ChartView chart;
        chart.resize(400, 300);
        chart.setCurve("a", ramp(101), {});
        chart.show();
        QVERIFY(QTest::qWaitForWindowExposed(&chart));
        QSignalSpy zoomed(&chart, &ChartView::zoomChanged);
        QTest::mousePress(chart.viewport(), Qt::LeftButton, {}, QPoint(150, 100));
        QTest::mouseMove(chart.viewport(), QPoint(250, 120));
        QTest::mouseRelease(chart.viewport(), Qt::LeftButton, {}, QPoint(250, 120));
        QVERIFY(chart.isZoomed());
        QTest::mouseDClick(chart.viewport(), Qt::LeftButton, {}, QPoint(200, 100));
        QVERIFY(!chart.isZoomed());
        QVERIFY(zoomed.count() >= 2);
    }

    void legendButtonHidesItsCurve() {
        ChartPanel panel("Reward", "explained");
        panel.setCurves({{"Deduction", ramp(20), {0, false}}, {"Abduction", ramp(20), {1, false}}});
        auto* button = panel.findChild<QToolButton*>("legend");
        QVERIFY(button && button->isChecked());
        button->click();
        QVERIFY(!panel.chart().isCurveVisible("Deduction"));
        QVERIFY(panel.chart().isCurveVisible("Abduction"));
        QCOMPARE(panel.chart().drawnPoints("Deduction"), 0);
        button->click();
        QCOMPARE(panel.chart().drawnPoints("Deduction"), 20);
    }

    void curvesAreToldApartWithoutTheirColour() {
        Colors colors = lightColors();
        colors.series.fill(Qt::black);
        QList<QImage> shapes;
        for (int color = 0; color < static_cast<int>(colors.series.size()); ++color) {
            for (const bool dashed : {false, true}) {
                QImage picture(16, 16, QImage::Format_RGB32);
                picture.fill(colors.surface);
                QPainter painter(&picture);
                paintMarker(painter, {8, 8}, {color, dashed}, colors);
                painter.end();
                QVERIFY2(!shapes.contains(picture), qPrintable(QString::number(color)));
                shapes.append(picture);
            }
        }
    }

    void shapesStandOnTheirCurve() {
        QList<QPointF> level;
        for (int i = 0; i <= 100; ++i) level.append({double(i), 1});
        ChartView view;
        view.resize(600, 200);
        view.setCurve("level", level, {1, false});
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        const QImage picture = view.grab().toImage();
        const QRect plot = view.chart()->plotArea().toRect().adjusted(5, 5, -5, -5);
        const QColor color = lightColors().series[1];
        int thinnest = plot.height();
        int thickest = 0;
        for (int x = plot.left(); x <= plot.right(); ++x) {
            int height = 0;
            for (int y = plot.top(); y <= plot.bottom(); ++y) height += picture.pixelColor(x, y) == color ? 1 : 0;
            thinnest = std::min(thinnest, height);
            thickest = std::max(thickest, height);
        }
        QVERIFY2(thinnest <= 2, qPrintable(QString::number(thinnest)));
        QVERIFY2(thickest >= 4, qPrintable(QString::number(thickest)));
    }

    void textIsReadableInBothThemes_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void textIsReadableInBothThemes() {
        QFETCH(bool, dark);
        const Colors c = dark ? darkColors() : lightColors();
        QCOMPARE(qRound(contrast(Qt::black, Qt::white)), 21);
        for (const QColor& ground : {c.window, c.surface, c.surfaceAlt})
            for (const QColor& ink : {c.text, c.muted, c.accent, c.info, c.good, c.warning, c.bad, c.keyword, c.string,
                                      c.number, c.comment, c.definition})
                QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(ink.name() + " on " + ground.name()));
        QVERIFY(contrast(c.text, c.selection) >= 4.5);
        QVERIFY(contrast(c.text, c.hover) >= 4.5);
        QVERIFY(contrast(c.onAccent, c.accent) >= 4.5);
        QVERIFY(contrast(c.bad, c.error) >= 4.5);
        for (const QColor& line : c.series) QVERIFY2(contrast(line, c.surface) >= 3, qPrintable(line.name()));
        QVERIFY(contrast(c.strongBorder, c.surface) >= 3);
    }

    void copyGivesTabSeparatedRows() {
        QStandardItemModel model;
        model.setHorizontalHeaderLabels({"Task", "Program"});
        model.appendRow({new QStandardItem("#1"), new QStandardItem("def f(x):\n\treturn x")});
        model.appendRow({new QStandardItem("#2"), new QStandardItem("two")});
        model.appendRow({new QStandardItem("#3"), new QStandardItem("three")});
        CopyableTable table;
        table.setModel(&model);
        table.selectRow(0);
        table.selectionModel()->select(model.index(2, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        QTest::keyClick(&table, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), QString("#1\t\"def f(x):\n\treturn x\"\n#3\tthree"));
        QCOMPARE(table.selectionAsText(true).section('\n', 0, 0), QString("Task\tProgram"));
    }

    void columnsGiveWayToTheLastAndAreCopiedAllTheSame() {
        QStandardItemModel model;
        model.setHorizontalHeaderLabels({"a", "b", "c", "d"});
        model.appendRow(
            {new QStandardItem("0"), new QStandardItem("1"), new QStandardItem("2"), new QStandardItem("3")});
        CopyableTable table;
        table.setModel(&model);
        table.setColumnWidths({80, 80, 80, 60});
        table.keepLastColumn(100, {1, 0});
        table.resize(400, 200);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QVERIFY(!table.isColumnHidden(0) && !table.isColumnHidden(1));
        table.resize(300, 200);
        QTRY_VERIFY(table.isColumnHidden(1));
        QVERIFY(!table.isColumnHidden(0));
        table.resize(200, 200);
        QTRY_VERIFY(table.isColumnHidden(0));
        table.selectRow(0);
        QCOMPARE(table.selectionAsText(true), QString("a\tb\tc\td\n0\t1\t2\t3"));
        table.resize(400, 200);
        QTRY_VERIFY(!table.isColumnHidden(0) && !table.isColumnHidden(1));
        QCOMPARE(table.columnWidth(1), 80);
    }

    void filterTellsOnceWhenReset() {
        FilterBar bar;
        bar.addSearch("search");
        bar.addChoice("kind", "Kind", "All", {{"deduction", "Deduction"}, {"abduction", "Abduction"}});
        QSignalSpy changed(&bar, &FilterBar::changed);
        bar.setChoice("kind", "abduction");
        QCOMPARE(changed.count(), 1);
        QCOMPARE(bar.choice("kind"), QString("abduction"));
        auto* search = bar.findChild<QLineEdit*>();
        QTest::keyClicks(search, "abc");
        QCOMPARE(changed.count(), 1);
        QTRY_COMPARE(changed.count(), 2);  // typing is gathered
        QCOMPARE(bar.searchText(), QString("abc"));
        QVERIFY(bar.isActive());
        bar.reset();
        QCOMPARE(changed.count(), 3);
        QVERIFY(!bar.isActive());
    }

    void decimalsAreNeverThousands_data() {
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("number");  // negative: none
        const QLocale english(QLocale::English, QLocale::UnitedStates), german(QLocale::German, QLocale::Germany);
        QTest::newRow("German comma") << german << "0,125" << 0.125;
        QTest::newRow("German point") << german << "0.125" << 0.125;
        QTest::newRow("German comma, small") << german << "2,5e-6" << 2.5e-6;
        QTest::newRow("German thousands") << german << "1.234,5" << -1.0;
        QTest::newRow("English point") << english << "0.125" << 0.125;
        QTest::newRow("English comma") << english << "0,125" << -1.0;
        QTest::newRow("English thousands") << english << "1,234.5" << -1.0;
        QTest::newRow("whole") << german << " 1500 " << 1500.0;
        QTest::newRow("no number") << german << "much" << -1.0;
        QTest::newRow("nothing finite") << english << "inf" << -1.0;
        QTest::newRow("nothing") << english << "" << -1.0;
    }
    void decimalsAreNeverThousands() {
        QFETCH(const QLocale, locale);
        QFETCH(const QString, text);
        QFETCH(const double, number);
        QCOMPARE(numberIn(text, locale).value_or(-1), number);
        // What the fields of a form hand on is read by the core, which knows points alone.
        if (number >= 0) QCOMPARE(pointed(text.trimmed(), locale).toDouble(), number);
        if (number < 0) QCOMPARE(pointed(text, locale), text);
        FieldForm form;
        form.setFields({{"loss.clip", "", "clip", "", "", FormField::Type::Number, {}, 0, 10000, "0.2"}});
        for (QLineEdit* line : form.findChildren<QLineEdit*>()) line->setLocale(locale);
        form.setValue("loss.clip", text);
        QCOMPARE(form.problems().isEmpty(), number >= 0);
        MoreFilters more;
        more.addRange("rate", "Rate", "");
        more.findChild<QLineEdit*>()->setLocale(locale);
        more.findChild<QLineEdit*>()->setText(text);
        QCOMPARE(more.range("rate").least.value_or(-1), number);
    }

    void aNumberBoxTakesPointAndComma_data() {
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<QString>("keys");
        QTest::addColumn<double>("number");
        const QLocale english(QLocale::English, QLocale::UnitedStates), german(QLocale::German, QLocale::Germany);
        QTest::newRow("German comma") << german << "0,125" << 0.125;
        QTest::newRow("German point") << german << "0.125" << 0.125;
        QTest::newRow("English point") << english << "0.125" << 0.125;
        QTest::newRow("English comma is not taken") << english << "0,125" << 125.0;  // the key does nothing: 0125
    }
    void aNumberBoxTakesPointAndComma() {
        QFETCH(const QLocale, locale);
        QFETCH(const QString, keys);
        QFETCH(const double, number);
        NumberBox box;
        box.setLocale(locale);
        box.setRange(0, 5000);
        box.setDecimals(3);
        box.selectAll();
        QTest::keyClicks(&box, keys);
        QTest::keyClick(&box, Qt::Key_Return);
        QCOMPARE(box.value(), number);
        if (keys.contains(QLatin1Char(','))) return;
        // Without its own rule, a point or comma between thousands would be read as such.
        box.selectAll();
        QTest::keyClicks(&box, "1.500");
        QTest::keyClick(&box, Qt::Key_Return);
        QCOMPARE(box.value(), 1.5);
    }

    void formMarksChangesAndRefusesWhatIsOutOfRange() {
        FieldForm form;
        using Type = FormField::Type;
        form.setFields({{"seed", "", "seed", "the same seed, the same run", "", Type::Integer, {}, 0, 100, "1"},
                        {"loss.clip", "", "clip", "of the ratio", "", Type::Number, {}, 0, 1, "0.2"},
                        {"loss.average",
                         "",
                         "average",
                         "over what",
                         "",
                         Type::Choice,
                         {"token_mean", "seq_mean"},
                         0,
                         0,
                         "token_mean"},
                        {"selfplay.error", "", "error", "fourth kind", "", Type::Flag, {}, 0, 0, "false"}});
        QVERIFY(form.changes().isEmpty());
        form.setValue("loss.clip", "0.3");
        form.setValue("selfplay.error", "true");
        QCOMPARE(form.changes(), (QList<QPair<QString, QString>>{{"loss.clip", "0.3"}, {"selfplay.error", "true"}}));
        QVERIFY(form.problems().isEmpty());
        form.setValue("loss.clip", "7");
        QCOMPARE(form.problems().size(), 1);
        form.setValue("loss.clip", "x");
        QCOMPARE(form.problems().size(), 1);
        form.setValue("loss.clip", "0.3");
        // Another preset: untouched values follow, changed ones stay.
        form.setStandards({{"seed", "9"}, {"loss.clip", "0.28"}});
        QCOMPARE(form.value("seed"), QString("9"));
        QCOMPARE(form.value("loss.clip"), QString("0.3"));
    }

    void diffCountsAndHidesWhatIsEqual() {
        DiffView view;
        view.setRows({{"a", "1", "1"}, {"b", "1", "2"}, {"c", "x", "y"}});
        QCOMPARE(view.differences(), 2);
        auto* table = view.findChild<CopyableTable*>();
        QCOMPARE(table->model()->rowCount(), 2);
        view.findChild<QCheckBox*>()->click();
        QCOMPARE(table->model()->rowCount(), 3);
    }

    void diffTellsWhyOfTheRowThatTheKeyboardIsAt() {
        DiffView view;
        view.resize(700, 300);
        view.setNoteTitle("Paper");
        view.setReasonTitle("Why");
        view.show();
        view.setRows(
            {{"a", "1", "1", "", "never seen"}, {"b", "1", "2", "3.1", "because", "what b is"}, {"c", "x", "y"}});
        auto* table = view.findChild<CopyableTable*>();
        QCOMPARE(table->model()->columnCount(), 5);
        QCOMPARE(table->model()->index(0, 4).data().toString(), QString("because"));
        const auto* detail = view.findChild<QLabel*>("detail");
        QVERIFY(detail->isVisible());
        QCOMPARE(detail->text(), QString("what b is\nbecause"));
        table->selectRow(1);
        QVERIFY(detail->text().isEmpty());
        // The choice outlives new values.
        view.setRows({{"b", "1", "3", "3.1", "because", "what b is"}, {"c", "x", "z", "", "another"}});
        QCOMPARE(detail->text(), QString("another"));
        // Equal values need no reason.
        view.setRows({{"b", "1", "1", "3.1", "because"}, {"c", "x", "y"}});
        QCOMPARE(table->model()->columnCount(), 4);
    }

    void codeEditorLetsTheKeyboardOut() {
        QWidget window;
        auto* code = new CodeView(CodeView::Mode::Edit, &window);
        auto* next = new QLineEdit(&window);
        next->move(0, 200);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        code->setFocus();
        code->setCode("def f(x):\n    return x\n");
        code->setFindings({{2, "unbound name"}});
        QCOMPARE(code->annotation(1), QString("▲ unbound name"));
        QTest::keyClick(code, Qt::Key_Escape);
        QVERIFY2(next->hasFocus(),
                 QApplication::focusWidget() ? QApplication::focusWidget()->metaObject()->className() : "nobody");
    }

    /// The window's keys do what its menus say, also while somebody writes; those of text fields stay.
    void codeEditorLeavesTheWindowItsKeys() {
        QWidget window;
        auto* code = new CodeView(CodeView::Mode::Edit, &window);
        code->resize(400, 200);
        QStringList triggered;
        for (const char* keys : {"Ctrl+L", "Ctrl+D", "Ctrl+T", "Ctrl+U", "Ctrl+Shift+T", "Ctrl+Shift+L", "Ctrl+Shift+U",
                                 "Ctrl+Shift+Backspace", "Ctrl+Z", "Ctrl+Shift+Z"}) {
            auto* action = new QAction(&window);
            action->setShortcut(QKeySequence(QString::fromLatin1(keys)));
            connect(action, &QAction::triggered, &window,
                    [&triggered, keys] { triggered.append(QString::fromLatin1(keys)); });
            window.addAction(action);
        }
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        const QString text = "def f(x):\n    return x\n";
        code->setFocus();
        code->setCode(text);
        QTest::keyClick(code, Qt::Key_L, Qt::ControlModifier);
        QTest::keyClick(code, Qt::Key_D, Qt::ControlModifier);
        QTest::keyClick(code, Qt::Key_T, Qt::ControlModifier);
        QTest::keyClick(code, Qt::Key_U, Qt::ControlModifier);
        for (const Qt::Key key : {Qt::Key_T, Qt::Key_L, Qt::Key_U, Qt::Key_Backspace})
            QTest::keyClick(code, key, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(code->code(), text);
        QCOMPARE(triggered, (QStringList{"Ctrl+L", "Ctrl+D", "Ctrl+T", "Ctrl+U", "Ctrl+Shift+T", "Ctrl+Shift+L",
                                         "Ctrl+Shift+U", "Ctrl+Shift+Backspace"}));
        QTest::keyClicks(code, "# ");
        QCOMPARE(code->code(), "# " + text);
        QTest::keyClick(code, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(code->code(), text);
        QTest::keyClick(code, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(code->code(), "# " + text);
        QTest::keyClick(code, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(code, Qt::Key_X, Qt::ControlModifier);
        QVERIFY(code->code().isEmpty());
        QTest::keyClick(code, Qt::Key_V, Qt::ControlModifier);
        QCOMPARE(code->code(), "# " + text);
        QCOMPARE(triggered.size(), 8);
    }

    void logCarriesASignWithEveryTone() {
        LogView log;
        log.append("12:00:00", Tone::Warning, "entropy falls");
        QCOMPARE(log.toPlainText(), QString("12:00:00  ▲  entropy falls"));
        QSet<QString> signs;
        for (const Tone tone : {Tone::Neutral, Tone::Info, Tone::Good, Tone::Warning, Tone::Bad})
            signs.insert(toneSign(tone));
        QCOMPARE(signs.size(), 5);
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"
