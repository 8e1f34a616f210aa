// Writing the condition of a rule without knowing its words: fields from the list, completion, a mistake marked at its
// place, all of it with the keyboard.
#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTranslator>
#include <QTreeWidget>

#include "core/selfplay/rules/condition_help.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/dialogs/steering/condition_edit.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/theme.h"

using namespace azr;
using namespace azr::testing;
using test::buttonNamed;
using test::widgetNamed;

class TestRuleEditor : public QObject {
    Q_OBJECT

    FakeWorkspace m_workspace;
    std::unique_ptr<ui::MainWindow> m_window;
    std::unique_ptr<ui::RuleEditor> m_editor;
    ui::ConditionEdit* m_condition = nullptr;
    QTreeWidget* m_fields = nullptr;

    [[nodiscard]] QString text() const { return m_condition->toPlainText(); }
    [[nodiscard]] QAbstractItemView* popup() const { return m_condition->completer().popup(); }
    void type(const QString& keys) { QTest::keyClicks(m_condition, keys); }
    [[nodiscard]] QString problem() const {
        const auto* label = m_editor->findChild<QLabel*>("problem");
        return label->isVisible() ? label->text() : QString();
    }
    [[nodiscard]] QTreeWidgetItem* fieldItem(const QString& name) const {
        const auto found = m_fields->findItems(name, Qt::MatchExactly, 0);
        return found.isEmpty() ? nullptr : found.front();
    }
    void openEditor() {
        m_editor = std::make_unique<ui::RuleEditor>(m_window->workspace(), selfplay::Rule{}, m_window.get());
        m_editor->show();
        QVERIFY(QTest::qWaitForWindowActive(m_editor.get()));
        m_condition = m_editor->findChild<ui::ConditionEdit*>();
        m_fields = widgetNamed<QTreeWidget>(*m_editor, "Fields of a condition");
        QTRY_VERIFY(m_condition->hasFocus());
    }

  private Q_SLOTS:
    void initTestCase() {
        ui::applyTheme(*qApp, false);
        fill(m_workspace);
        m_window = openWindow(m_workspace);
        QVERIFY(settled(*m_window));
    }
    void init() { openEditor(); }
    void cleanup() { m_editor.reset(); }
    void cleanupTestCase() { m_window.reset(); }

    void everyFieldIsListedWithMeaningAndExample() {
        QCOMPARE(m_fields->topLevelItemCount(), qsizetype(selfplay::conditionFields().size()));
        for (int i = 0; i < m_fields->topLevelItemCount(); ++i)
            for (int column = 0; column < 3; ++column)
                QVERIFY2(!m_fields->topLevelItem(i)->text(column).isEmpty(),
                         qPrintable(m_fields->topLevelItem(i)->text(0)));
        auto* told = widgetNamed<QLabel>(*m_editor, "The chosen field");
        m_fields->setCurrentItem(fieldItem("kind"));
        QVERIFY2(told->text().contains("deduction, abduction, induction, error"), qPrintable(told->text()));
        QVERIFY(told->text().contains("kind = induction"));
        savePicture(*m_editor, "rule-editor");
    }

    void aDoubleClickPutsTheFieldAtTheCaret() {
        m_condition->setPlainText("step > 3 and");
        QTest::keyClick(m_condition, Qt::Key_End, Qt::ControlModifier);
        const QModelIndex index = m_fields->indexFromItem(fieldItem("complexity"), 1);
        m_fields->scrollTo(index);
        const QPoint place = m_fields->visualRect(index).center();
        QTest::mouseClick(m_fields->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(m_fields->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(text(), QString("step > 3 and complexity "));
        // One writes on.
        QTRY_VERIFY(m_condition->hasFocus());
        type("> 2");
        QCOMPARE(text(), QString("step > 3 and complexity > 2"));
        QVERIFY(problem().isEmpty());
    }

    void fieldsAreChosenWithTheKeyboardAlone() {
        QTest::keyClick(m_condition, Qt::Key_Tab);
        QTRY_VERIFY(m_fields->hasFocus());
        QTest::keyClicks(m_fields, "near(");
        QCOMPARE(m_fields->currentItem()->text(0), QString("near(N)"));
        QTest::keyClick(m_fields, Qt::Key_Return);
        QVERIFY(m_editor->isVisible());  // Enter pressed no button
        QCOMPARE(text(), QString("near(N)"));
        QTRY_VERIFY(m_condition->hasFocus());
        type("12");  // instead of the N
        QCOMPARE(text(), QString("near(12)"));
    }

    void wordsAreCompletedAsTheyAreTyped() {
        type("sol");
        QTRY_VERIFY(popup()->isVisible());
        savePicture(*popup(), "rule-completion");
        QVERIFY(popup()->currentIndex().data().toString().startsWith(QStringLiteral("solve_rate – ")));
        QTest::keyClick(popup(), Qt::Key_Return);
        QCOMPARE(text(), QString("solve_rate "));
        QVERIFY(!popup()->isVisible());
        type("> 0.9 an");
        QTRY_VERIFY(popup()->isVisible());
        QTest::keyClick(popup(), Qt::Key_Tab);
        QCOMPARE(text(), QString("solve_rate > 0.9 and "));
        type("kind = ");
        QTest::keyClick(m_condition, Qt::Key_Space, Qt::ControlModifier);
        QTRY_VERIFY(popup()->isVisible());
        QCOMPARE(popup()->model()->rowCount(), 4);
        QTest::keyClick(popup(), Qt::Key_Escape);
        QTRY_VERIFY(!popup()->isVisible());
        QVERIFY(m_editor->isVisible());  // Escape closed the list alone
        type("ind");
        QTRY_VERIFY(popup()->isVisible());
        QTest::keyClick(popup(), Qt::Key_Return);
        QCOMPARE(text().trimmed(), QString("solve_rate > 0.9 and kind = induction"));
        QVERIFY(problem().isEmpty());
    }
    void nothingIsOfferedInQuotes() {
        type("program ~ \"sol");
        QVERIFY(!popup()->isVisible());
    }

    void aMistakeIsMarkedAtItsPlace() {
        type("flavour");
        QVERIFY(problem().isEmpty());  // it is still being typed
        type(" = 2 and step > 1");
        QCOMPARE(m_condition->marked(), QString("flavour"));
        QCOMPARE(m_condition->extraSelections().size(), 1);
        QVERIFY2(problem().contains("there is no field 'flavour'"), qPrintable(problem()));
        QCOMPARE(m_condition->accessibleDescription(), problem());
        savePicture(*m_editor, "rule-mistake");
        m_condition->setPlainText("solve_rate > 0.5");
        QVERIFY(m_condition->marked().isEmpty());
        QVERIFY(problem().isEmpty());
    }

    void whatIsUnfinishedIsToldWhenTheFieldIsLeft() {
        type("step >");
        QVERIFY(problem().isEmpty());
        m_fields->setFocus(Qt::TabFocusReason);
        QTRY_VERIFY(problem().contains("a number is expected"));
    }

    /// What only the run knows is marked as well, and stays while the caret moves.
    void aTaskThatIsNotThereIsMarkedAfterTheTrial() {
        m_window->workspace().show(RunId{2});
        QVERIFY(settled(*m_window));
        m_condition->setPlainText("  step > 1 and like(999999) > 0.5");
        QSignalSpy tried(m_editor.get(), &ui::RuleEditor::tried);
        buttonNamed(*m_editor, "Try on history")->click();
        QTRY_COMPARE(tried.count(), 1);
        QCOMPARE(m_condition->marked(), QString("999999"));
        QVERIFY(problem().contains("there is no task 999999"));
        QTest::keyClick(m_condition, Qt::Key_Left);
        QVERIFY(problem().contains("there is no task 999999"));
        type("1");
        QVERIFY(problem().isEmpty());
    }
};

QTEST_MAIN(TestRuleEditor)
#include "tst_rule_editor.moc"
