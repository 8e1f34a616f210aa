// Where the keyboard is after a control was disabled or hidden under it.
#include <QApplication>
#include <QLineEdit>
#include <QMainWindow>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QStackedWidget>
#include <QTest>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/forms/focus_keeper.h"

using namespace azr::widgets;

namespace {

/// A page of three buttons, and a toolbar that stands next in the chain.
struct Window {
    Window() : page(new QWidget), column(new QVBoxLayout(page)) {
        for (QPushButton** button : {&before, &work, &after}) {
            *button = new QPushButton("button", page);
            column->addWidget(*button);
        }
        window.setCentralWidget(page);
        action = window.addToolBar("tools")->addAction("pause");
        tool = window.findChild<QToolButton*>();
        for (QToolButton* one : window.findChildren<QToolButton*>())
            if (one->defaultAction() == action) tool = one;
        tool->setFocusPolicy(Qt::TabFocus);
        QWidget::setTabOrder(work, tool);
        window.show();
    }
    [[nodiscard]] QWidget* focus() const { return window.focusWidget(); }
    [[nodiscard]] bool neutral() const { return qobject_cast<FocusStandIn*>(window.focusWidget()) != nullptr; }

    QMainWindow window;
    QWidget* page;
    QVBoxLayout* column;
    QPushButton *before = nullptr, *work = nullptr, *after = nullptr;
    QAction* action = nullptr;
    QToolButton* tool = nullptr;
};

}  // namespace

class TestFocusKeeper : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase() { FocusKeeper::install(*qApp); }

    void aButtonThatWorksHasTheFocusBackAfterwards() {
        Window w;
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        QSignalSpy paused(w.action, &QAction::triggered), before(w.before, &QPushButton::clicked),
            after(w.after, &QPushButton::clicked), clicked(w.work, &QPushButton::clicked);
        connect(w.work, &QPushButton::clicked, w.work, [&] { w.work->setEnabled(false); });
        w.work->setFocus();
        QTest::keyClick(w.work, Qt::Key_Space);
        QCOMPARE(clicked.count(), 1);
        QVERIFY(w.neutral());
        QVERIFY(w.page->isAncestorOf(w.focus()));
        QVERIFY(FocusKeeper::isAt(*w.work) && !FocusKeeper::isAt(*w.before));
        for (const auto key : {Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter}) QTest::keyClick(w.focus(), key);
        QCOMPARE(clicked.count() + paused.count() + before.count() + after.count(), 1);
        w.work->setEnabled(true);
        QCOMPARE(w.focus(), w.work);
        QTest::keyClick(w.work, Qt::Key_Space);
        QCOMPARE(clicked.count(), 2);
    }

    void tabLeadsOnFromThere() {
        Window w;
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        QWidget::setTabOrder(w.work, w.after);
        w.work->setFocus();
        w.work->setEnabled(false);
        QTest::keyClick(w.focus(), Qt::Key_Tab);
        QCOMPARE(w.focus(), w.after);
        w.work->setEnabled(true);
        QCOMPARE(w.focus(), w.after);  // the person has moved on
        w.work->setFocus();
        w.work->setEnabled(false);
        QTest::keyClick(w.focus(), Qt::Key_Backtab);
        QCOMPARE(w.focus(), w.before);
    }

    void aHiddenButtonLeavesTheFocusInItsPlace() {
        Window w;
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        w.work->setFocus();
        w.work->hide();
        QVERIFY(w.neutral() && w.page->isAncestorOf(w.focus()));
        w.work->show();
        QCOMPARE(w.focus(), w.work);
        // With all that is around it.
        auto* box = new QWidget(w.page);
        auto* inner = new QPushButton("inner", box);
        w.column->addWidget(box);
        box->show();
        inner->setFocus();
        QCOMPARE(w.focus(), inner);
        inner->setEnabled(false);
        QVERIFY(w.neutral());
        box->hide();
        QVERIFY(w.neutral() && !box->isAncestorOf(w.focus()));
        box->show();
        inner->setEnabled(true);
        QCOMPARE(w.focus(), inner);
    }

    void aDisabledPartLeavesTheFocusAroundIt() {
        Window w;
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        auto* box = new QWidget(w.page);
        auto* inner = new QPushButton("inner", box);
        w.column->addWidget(box);
        box->show();
        inner->setFocus();
        box->setEnabled(false);
        QVERIFY(w.neutral() && w.focus()->parentWidget() == w.page);
        box->setEnabled(true);
        QCOMPARE(w.focus(), inner);
    }

    void aWindowBehindAnotherKeepsItsFocusToo() {
        Window w;
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        w.work->setFocus();
        QLineEdit other;
        other.show();
        other.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&other));
        w.work->setEnabled(false);
        QVERIFY(w.neutral());
        other.close();
        w.window.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        QVERIFY(w.neutral());
        QTRY_COMPARE(QApplication::focusWidget(), w.focus());
        w.work->setEnabled(true);
        QCOMPARE(QApplication::focusWidget(), w.work);
    }

    void buttonsOfAToolBarKeepTheirPlace() {
        Window w;
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        w.tool->setFocus();
        w.action->setEnabled(false);
        QVERIFY(w.neutral() && qobject_cast<QToolBar*>(w.focus()->parentWidget()));
        w.action->setEnabled(true);
        QCOMPARE(w.focus(), w.tool);
    }

    void whatTheProgramFocusesItselfStays() {
        Window w;
        QVERIFY(QTest::qWaitForWindowActive(&w.window));
        w.work->setFocus();
        w.after->setFocus();
        w.work->setEnabled(false);
        QCOMPARE(w.focus(), w.after);
        w.after->setEnabled(false);
        QVERIFY(w.neutral());
        w.before->setFocus();
        w.after->setEnabled(true);
        QCOMPARE(w.focus(), w.before);
    }

    void pagesOfAStackGetTheFocusFromEachOther() {
        QStackedWidget stack;
        QPushButton* button[2];
        for (auto& one : button) {
            auto* page = new QWidget;
            one = new QPushButton("button", page);
            stack.addWidget(page);
        }
        stack.show();
        QVERIFY(QTest::qWaitForWindowActive(&stack));
        button[0]->setFocus();
        button[0]->setEnabled(false);
        QVERIFY(qobject_cast<FocusStandIn*>(stack.focusWidget()));
        stack.setCurrentIndex(1);
        QCOMPARE(stack.window()->focusWidget(), button[1]);
    }

    void aSplitterGetsNoPane() {
        QSplitter splitter;
        auto* one = new QPushButton("one", &splitter);
        auto* other = new QPushButton("other", &splitter);
        splitter.show();
        QVERIFY(QTest::qWaitForWindowActive(&splitter));
        QCOMPARE(splitter.count(), 2);
        QVERIFY(other->isVisible());
        one->setFocus();
        one->setEnabled(false);
        QCOMPARE(splitter.count(), 2);
    }
};

QTEST_MAIN(TestFocusKeeper)
#include "tst_focus_keeper.moc"
