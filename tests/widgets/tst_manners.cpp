// How tables, logs and tiles behave, and what holds for every window: it fits its screen, Ctrl+Tab turns its tabs, and
// it is seen where the keyboard is.
#include <QApplication>
#include <QDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScreen>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

#include "widgets/code_view.h"
#include "widgets/colors.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/focus_ring.h"
#include "widgets/forms/tab_switcher.h"
#include "widgets/log_view.h"
#include "widgets/screen_keeper.h"
#include "widgets/stat_tile.h"

using namespace azr::widgets;

class TestManners : public QObject {
    Q_OBJECT

    /// As a change of the theme does.
    static void useColors(const Colors& colors) {
        setColors(*qApp, colors);
        QPalette palette;
        palette.setColor(QPalette::Window, colors.window);
        palette.setColor(QPalette::Text, colors.text);
        QApplication::setPalette(palette);
    }

  private Q_SLOTS:
    void theSortedColumnStaysAndPeopleChooseTheOthers() {
        QStandardItemModel model;
        model.setHorizontalHeaderLabels({"a", "b", "c", "d"});
        CopyableTable table;
        table.setModel(&model);
        table.setColumnWidths({80, 80, 80, 60});
        table.setSortingEnabled(true);
        table.sortByColumn(1, Qt::AscendingOrder);
        table.keepLastColumn(100, {1, 2});
        table.resize(270, 200);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QTRY_VERIFY(table.isColumnHidden(2));
        QVERIFY(!table.isColumnHidden(1));
        QMenu* menu = table.columnMenu(&table);
        QCOMPARE(menu->actions().size(), 3);  // the first one is always there
        menu->actions().at(0)->setChecked(false);
        QVERIFY(table.isColumnHidden(1));
        QTRY_VERIFY(!table.isColumnHidden(2));  // there is room for it now
        table.setColumnWidth(0, 111);
        const QByteArray state = table.columnState();
        CopyableTable other;
        other.setModel(&model);
        other.restoreColumnState(state);
        QVERIFY(other.isColumnHidden(1) && !other.isColumnHidden(2));
        QCOMPARE(other.columnWidth(0), 111);
        other.restoreColumnState("nonsense");
        other.chooseColumn(1, true);
        QVERIFY(!other.isColumnHidden(1));
        QStandardItemModel narrow;
        narrow.setHorizontalHeaderLabels({"a", "b"});
        CopyableTable changed;  // by a newer version
        changed.setModel(&narrow);
        changed.restoreColumnState(state);
        QVERIFY(!changed.isColumnHidden(1));
    }

    void widthsOfAnotherLanguageLeaveHeadingsWhole() {
        QStandardItemModel english, german;
        english.setHorizontalHeaderLabels({"Task", "Step", "Reward"});
        german.setHorizontalHeaderLabels({"Aufgabe", "Schritt", "Belohnung"});
        CopyableTable table;
        table.setModel(&english);
        table.setColumnWidths({1, 1, 1});
        table.setColumnWidth(1, 12);  // as somebody wanted it
        CopyableTable same, translated;
        same.setModel(&english);
        same.restoreColumnState(table.columnState());
        QCOMPARE(same.columnWidth(1), table.columnWidth(1));
        translated.setModel(&german);
        translated.restoreColumnState(table.columnState());
        for (int column = 0; column < 3; ++column)
            QVERIFY2(translated.columnWidth(column) >= translated.horizontalHeader()->sectionSizeHint(column),
                     qPrintable(QString::number(column)));
    }

    /// The mark of the order stands above the heading, and covers nothing of it.
    void theSortMarkStandsAboveTheHeading() {
        QStandardItemModel model;
        model.setHorizontalHeaderLabels({"Task", "Step"});
        CopyableTable table;
        table.setModel(&model);
        table.setSortingEnabled(true);
        table.horizontalHeader()->setSortIndicator(1, Qt::DescendingOrder);
        table.resize(300, 120);
        table.show();
        QVERIFY(QTest::qWaitForWindowExposed(&table));
        QHeaderView* header = table.horizontalHeader();
        header->setFixedHeight(34);  // as the window's style has it
        const QRect first(header->sectionViewportPosition(0), 0, header->sectionSize(0), header->height());
        const auto picture = [&](int sorted) {
            header->setSortIndicator(sorted, Qt::DescendingOrder);
            return header->grab(first).toImage();
        };
        const QImage without = picture(1), with = picture(0);
        int lowest = -1;
        for (int y = 0; y < with.height(); ++y)
            for (int x = 0; x < with.width(); ++x)
                if (with.pixel(x, y) != without.pixel(x, y)) lowest = y;
        QVERIFY2(lowest >= 0, "nothing marks the order");
        const int heading = (header->height() - header->fontMetrics().capHeight()) / 2;
        QVERIFY2(lowest < heading, qPrintable(QString::number(lowest)));
    }

    void linesOfALogFollowTheTheme() {
        useColors(lightColors());
        LogView log;
        log.append("12:00:00", Tone::Warning, "before");
        log.show();
        QVERIFY(QTest::qWaitForWindowExposed(&log));
        const auto colour = [&](int line) {
            return log.document()->findBlockByNumber(line).layout()->formats().constLast().format.foreground().color();
        };
        QCOMPARE(colour(0), lightColors().tone(Tone::Warning));
        useColors(darkColors());
        log.append("12:00:01", Tone::Warning, "after");
        QTRY_COMPARE(colour(0), darkColors().tone(Tone::Warning));
        QCOMPARE(colour(1), darkColors().tone(Tone::Warning));
        QCOMPARE(log.toPlainText().count('\n'), 1);
        log.hide();
        useColors(lightColors());
        log.show();
        QTRY_COMPARE(colour(0), lightColors().tone(Tone::Warning));
    }

    void tilesBesideEachOtherHaveTheirValuesInALine() {
        QWidget row;
        auto* layout = new QHBoxLayout(&row);
        QList<StatTile*> tiles;
        for (const char* caption : {"Speed", "A caption that takes two lines in a tile this narrow"})
            tiles.append(new StatTile(QString::fromLatin1(caption), {}, &row));
        for (StatTile* tile : tiles) layout->addWidget(tile, 1);
        row.resize(360, 160);
        row.show();
        QVERIFY(QTest::qWaitForWindowExposed(&row));
        const auto top = [](const StatTile* tile) { return tile->findChild<QLabel*>("tileValue")->y(); };
        QTRY_COMPARE(top(tiles.at(0)), top(tiles.at(1)));
        QVERIFY(top(tiles.at(0)) > 2 * tiles.at(0)->fontMetrics().height());
    }

    void windowsFitTheirScreen() {
        const QRect room(0, 24, 1280, 776);
        QCOMPARE(ScreenKeeper::fitted({100, 100, 800, 600}, room), QRect(100, 100, 800, 600));
        QCOMPARE(ScreenKeeper::fitted({2000, -50, 800, 600}, room), QRect(480, 24, 800, 600));
        QCOMPARE(ScreenKeeper::fitted({-300, 500, 1900, 1100}, room), room);
        ScreenKeeper::install(*qApp);
        QDialog dialog;
        dialog.setMinimumSize(5000, 4000);
        dialog.setGeometry(4000, 3000, 5000, 4000);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QVERIFY(dialog.screen()->availableGeometry().contains(dialog.geometry()));
    }

    void controlTabTurnsTheTabsFromAnywhere() {
        TabSwitcher::install(*qApp);
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* outside = new QLineEdit(&window);
        auto* tabs = new QTabWidget(&window);
        auto* inside = new QPlainTextEdit(tabs);
        tabs->addTab(inside, "one");
        tabs->addTab(new CodeView(CodeView::Mode::Edit, tabs), "two");
        tabs->addTab(new QLabel("three", tabs), "three");
        tabs->setTabEnabled(2, false);
        layout->addWidget(outside);
        layout->addWidget(tabs);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        outside->setFocus();
        QTest::keyClick(outside, Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(tabs->currentIndex(), 1);
        QTest::keyClick(tabs->currentWidget(), Qt::Key_Tab, Qt::ControlModifier);
        QCOMPARE(tabs->currentIndex(), 0);  // the third cannot be used
        QTest::keyClick(inside, Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(tabs->currentIndex(), 1);
        QVERIFY(inside->toPlainText().isEmpty());
    }

    void aTextThatHasTheKeyboardIsFramed() {
        FocusRing::install(*qApp);
        QWidget window;
        auto* layout = new QVBoxLayout(&window);
        auto* field = new QLineEdit(&window);
        auto* text = new QLabel("can be selected", &window);
        text->setTextInteractionFlags(Qt::TextSelectableByKeyboard);
        layout->addWidget(field);
        layout->addWidget(text);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        field->setFocus(Qt::TabFocusReason);
        QVERIFY(!window.findChild<FocusRing*>());
        text->setFocus(Qt::TabFocusReason);
        auto* ring = window.findChild<FocusRing*>();
        QVERIFY(ring && ring->geometry().contains(text->geometry().adjusted(1, 1, -1, -1)));
        field->setFocus(Qt::BacktabFocusReason);
        QTRY_VERIFY(!window.findChild<FocusRing*>());
        text->setFocus(Qt::MouseFocusReason);
        QVERIFY(!window.findChild<FocusRing*>());
    }
};

QTEST_MAIN(TestManners)
#include "tst_manners.moc"
