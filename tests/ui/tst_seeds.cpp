// A seed that the run refuses after its dialog has closed comes back, with everything that was written and the reason.
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/seed_refusal.h"
#include "ui/theme.h"
#include "widgets/code_view.h"

using namespace azr;
using test::buttonNamed;
using namespace azr::testing;

class TestSeeds : public QObject {
    Q_OBJECT

    static ui::SeedDialog* shownDialog(const ui::MainWindow& window) {
        for (auto* dialog : window.findChildren<ui::SeedDialog*>())
            if (dialog->isVisible()) return dialog;
        return nullptr;
    }
    static QLineEdit* lineNamed(const QWidget& dialog, const QString& name) {
        for (QLineEdit* line : dialog.findChildren<QLineEdit*>())
            if (line->accessibleName() == name) return line;
        return nullptr;
    }

    /// Writes an induction task and sends it off.
    static void seed(FakeWorkspace& workspace, ui::MainWindow& window) {
        window.actions().seedTask->trigger();
        auto* dialog = shownDialog(window);
        QVERIFY(dialog);
        auto* kind = dialog->findChild<QComboBox*>();
        kind->setCurrentIndex(kind->findData(int(selfplay::TaskKind::Induction)));
        lineNamed(*dialog, "Imports")->setText("import math; import re");
        dialog->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return x + 1");
        dialog->findChild<QPlainTextEdit*>()->setPlainText("1\n2");
        lineNamed(*dialog, "Message")->setText("adds one");
        buttonNamed(*dialog, "Check the task")->click();
        execution::ValidateOutcome good;
        good.verdict = execution::Verdict::Ok;
        good.runs = {{execution::Verdict::Ok, "", "", "2", "int", 0, ""},
                     {execution::Verdict::Ok, "", "", "3", "int", 0, ""}};
        workspace.tell(session::CheckFinished{workspace.drafts.size(), good, {}});
        QPushButton* add = buttonNamed(*dialog, "Add to the buffer");
        QTRY_VERIFY(add->isEnabled());
        add->click();
        QVERIFY(!shownDialog(window));
    }

  private Q_SLOTS:
    void initTestCase() { ui::applyTheme(*qApp, false); }

    void aRefusedSeedComesBackWithItsTextAndTheReason() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        seed(workspace, *window);
        if (QTest::currentTestFailed()) return;
        QCOMPARE(workspace.commands.size(), std::size_t(1));
        workspace.tell(session::CommandAnswered{CommandId{99}, false, "not this one"});
        workspace.tell(session::CommandAnswered{CommandId{1}, false, "the run ended first"});
        QTRY_VERIFY(shownDialog(*window));
        auto* dialog = shownDialog(*window);
        QCOMPARE(dialog->findChild<QComboBox*>()->currentData().toInt(), int(selfplay::TaskKind::Induction));
        QCOMPARE(lineNamed(*dialog, "Imports")->text(), QString("import math; import re"));
        QCOMPARE(dialog->findChild<widgets::CodeView*>()->code(), QString("def f(x):\n    return x + 1"));
        QCOMPARE(dialog->findChild<QPlainTextEdit*>()->toPlainText(), QString("1\n2"));
        QCOMPARE(lineNamed(*dialog, "Message")->text(), QString("adds one"));
        const auto labels = dialog->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](const QLabel* label) { return label->text().contains("the run ended first"); }));
        QVERIFY(!buttonNamed(*dialog, "Add to the buffer")->isEnabled());
        dialog->reject();
        workspace.state = session::RunState::Idle;
    }

    void aBadImportIsMarkedWhereItStands_data() {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("program");
        QTest::addColumn<QStringList>("imports");
        QTest::addColumn<int>("index");  // -1: it is the program
        const QString plain = "def f(x):\n    return x";
        QTest::newRow("refused module") << "banned_import:os"
                                        << "banned_import:1:0:os" << plain << QStringList{"import math", "import os"}
                                        << 1;
        QTest::newRow("the program's own") << "banned_import:os"
                                           << "banned_import:1:0:os"
                                           << "import os\n" + plain << QStringList{"import math"} << -1;
        QTest::newRow("no import") << "SyntaxError"
                                   << "SyntaxError: line 1: invalid syntax" << plain
                                   << QStringList{"from math import sqrt as s, pi", "imp ort re"} << 1;
        QTest::newRow("no such member") << "ImportError"
                                        << "cannot import name 'nope' from 'math'" << plain
                                        << QStringList{"import re", "from math import (nope)"} << 1;
        QTest::newRow("syntax of the program")
            << "SyntaxError"
            << "SyntaxError: line 2: invalid syntax" << plain << QStringList{"import math"} << -1;
    }
    void aBadImportIsMarkedWhereItStands() {
        QFETCH(QString, reason);
        QFETCH(QString, detail);
        QFETCH(QString, program);
        QFETCH(QStringList, imports);
        QFETCH(int, index);
        session::Draft draft;
        draft.program = program.toStdString();
        for (const QString& one : imports) draft.imports.push_back(one.toStdString());
        execution::ValidateOutcome outcome;
        outcome.verdict = execution::Verdict::Rejected;
        outcome.reason = reason.toStdString();
        outcome.detail = detail.toStdString();
        const auto found = ui::faultyImport(draft, outcome);
        QCOMPARE(found ? int(*found) : -1, index);
    }

    void aSeedThatWasTakenDoesNot() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        seed(workspace, *window);
        if (QTest::currentTestFailed()) return;
        QSignalSpy answers(&window->workspace().bridge(), &ui::SessionBridge::commandAnswered);
        workspace.tell(session::CommandAnswered{CommandId{1}, true, "task 5"});
        workspace.tell(session::CommandAnswered{CommandId{1}, false, "answered once"});
        QTRY_COMPARE(answers.count(), 2);
        QVERIFY(!shownDialog(*window));
        workspace.state = session::RunState::Idle;
    }
};

QTEST_MAIN(TestSeeds)
#include "tst_seeds.moc"
