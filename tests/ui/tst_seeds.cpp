// A seed that the run refuses after its dialog has closed comes back, with everything that was written and the reason.
#include <QApplication>
#include <QComboBox>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/files.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/seed_refusal.h"
#include "ui/dialogs/seeds/kept_drafts.h"
#include "ui/dialogs/seeds/seed_sources.h"
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
        auto window = openAtWork(workspace);
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

    /// The answer to one task leaves what was written of another where it is.
    void theAnswerToAnotherTaskLosesNoDraft_data() {
        QTest::addColumn<bool>("taken");
        QTest::addColumn<bool>("open");
        QTest::newRow("taken, the dialog is closed") << true << false;
        QTest::newRow("taken, the dialog is open") << true << true;
        QTest::newRow("refused, the dialog is closed") << false << false;
        QTest::newRow("refused, the dialog is open") << false << true;
    }
    void theAnswerToAnotherTaskLosesNoDraft() {
        QFETCH(const bool, taken);
        QFETCH(const bool, open);
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        seed(workspace, *window);
        if (QTest::currentTestFailed()) return;
        const QString sent = "def f(x):\n    return x + 1", other = "def f(x):\n    return x + 99";
        const auto programOf = [](const QWidget& dialog) { return dialog.findChild<widgets::CodeView*>()->code(); };
        const auto reopened = [&] {
            window->actions().seedTask->trigger();
            return shownDialog(*window);
        };
        auto* dialog = reopened();
        QCOMPARE(programOf(*dialog), sent);  // kept until the run has taken it
        dialog->findChild<widgets::CodeView*>()->setCode(other);
        if (!open) dialog->reject();
        QSignalSpy answers(&window->workspace().bridge(), &ui::SessionBridge::commandAnswered);
        workspace.tell(session::CommandAnswered{CommandId{1}, taken, taken ? "task 5" : "the run ended first"});
        QTRY_COMPARE(answers.count(), 1);
        if (taken && !open) QVERIFY(!shownDialog(*window));
        dialog = shownDialog(*window) ? shownDialog(*window) : reopened();
        QVERIFY(dialog);
        auto* drafts = dialog->findChild<QListWidget*>();
        QCOMPARE(drafts->count(), taken ? 1 : 2);
        // What a person writes stays before their eyes; of a closed dialog the refused one is shown.
        QCOMPARE(programOf(*dialog), taken || open ? other : sent);
        if (!taken) {
            const int refused = open ? 1 : drafts->currentRow();
            QVERIFY2(drafts->item(refused)->text().startsWith("✖"), qPrintable(drafts->item(refused)->text()));
            QVERIFY(drafts->item(refused)->toolTip().contains("the run ended first"));
            drafts->setCurrentRow(open ? 1 : 1 - refused);
            QCOMPARE(programOf(*dialog), open ? sent : other);
        }
        dialog->reject();
        QCOMPARE(reopened()->findChild<QListWidget*>()->count(), taken ? 1 : 2);
        shownDialog(*window)->reject();
        workspace.state = session::RunState::Idle;
    }

    void severalRefusalsComeBackInOneDialog() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "running"});
        workspace.run = RunId{1};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        window->actions().seedTask->trigger();
        auto* dialog = shownDialog(*window);
        session::Draft one, two;
        one.program = "def f(x):\n    return 1";
        two.program = "def f(x):\n    return 2";
        one.inputs = two.inputs = {"1"};
        dialog->take({one, two});
        for (std::uint64_t ticket = 1; ticket <= 2; ++ticket) {
            if (ticket == 1) buttonNamed(*dialog, "Check the task")->click();
            QTRY_COMPARE(workspace.drafts.size(), std::size_t(ticket));
            execution::ValidateOutcome good;
            good.verdict = execution::Verdict::Ok;
            good.runs = {{execution::Verdict::Ok, "", "", "1", "int", 0, "", "1"}};
            workspace.tell(session::CheckFinished{ticket, good, {}});
        }
        QPushButton* add = buttonNamed(*dialog, "Add to the buffer");
        QTRY_VERIFY(add->isEnabled());
        add->click();
        QVERIFY(!shownDialog(*window));
        QCOMPARE(workspace.commands.size(), std::size_t(2));
        for (int i = 1; i <= 2; ++i)
            workspace.tell(session::CommandAnswered{CommandId{i}, false, "the run ended first"});
        QTRY_VERIFY(shownDialog(*window) && shownDialog(*window)->findChild<QListWidget*>()->count() == 2);
        int shown = 0;
        for (const auto* open : window->findChildren<ui::SeedDialog*>()) shown += open->isVisible() ? 1 : 0;
        QCOMPARE(shown, 1);
        shownDialog(*window)->reject();
        workspace.state = session::RunState::Idle;
    }

    /// A crash between sending and the answers: nobody knows what the run made of them.
    void whatWasSentIsKeptUntilTheRunHasIt() {
        FakeWorkspace workspace;
        auto window = openAtWork(workspace);
        window->actions().seedTask->trigger();
        auto* dialog = shownDialog(*window);
        std::vector<session::Draft> drafts(3);
        for (std::size_t i = 0; i < 3; ++i) {
            drafts[i].program = "def f(x):\n    return " + std::to_string(i + 1);
            drafts[i].inputs = {"1"};
        }
        dialog->take(drafts);
        buttonNamed(*dialog, "Check the task")->click();
        for (std::uint64_t ticket = 1; ticket <= 3; ++ticket) {
            QTRY_COMPARE(workspace.drafts.size(), std::size_t(ticket));
            execution::ValidateOutcome good;
            good.verdict = execution::Verdict::Ok;
            good.runs = {{execution::Verdict::Ok, "", "", "1", "int", 0, "", "1"}};
            workspace.tell(session::CheckFinished{ticket, good, {}});
        }
        QTRY_VERIFY(buttonNamed(*dialog, "Add to the buffer")->isEnabled());
        buttonNamed(*dialog, "Add to the buffer")->click();
        QCOMPARE(workspace.commands.size(), std::size_t(3));
        // As the next start would find it.
        const auto onDisk = [&] {
            QSettings file(workspace.folder.filePath("window.ini"), QSettings::IniFormat);
            const ui::KeptDrafts kept = ui::KeptDrafts::read(file);
            QStringList programs;
            if (kept.current) programs.append(kept.current->program.section(' ', -1).trimmed());
            for (const session::Draft& draft : kept.others)
                programs.append(QString::fromStdString(draft.program).section(' ', -1));
            programs.sort();
            return programs.join(',');
        };
        QCOMPARE(onDisk(), QString("1,2,3"));
        const auto numberOf = [&](std::size_t command) {
            return session::commandAs<session::SeedTask>(workspace.commands[command])->task.program.back() - '0';
        };
        workspace.tell(session::CommandAnswered{CommandId{1}, true, "task 5"});
        QTRY_COMPARE(onDisk().size(), 3);
        QVERIFY(!onDisk().contains(QString::number(numberOf(0))));
        // What is written while others wait loses none of them; one that was taken leaves an open dialog, too.
        window->actions().seedTask->trigger();
        dialog = shownDialog(*window);
        auto* list = dialog->findChild<QListWidget*>();
        QCOMPARE(list->count(), 2);
        dialog->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return 9");
        const int other = dialog->findChild<QListWidget*>()->currentRow() == 0 ? 1 : 0;
        const int kept = list->item(other)->text().back().digitValue();
        for (const std::size_t command : {1U, 2U})
            if (numberOf(command) == kept)
                workspace.tell(session::CommandAnswered{CommandId{std::int64_t(command) + 1}, true, "task 6"});
        QTRY_COMPARE(list->count(), 1);
        dialog->reject();
        QCOMPARE(onDisk(), QString("9"));
        workspace.state = session::RunState::Idle;
    }

    /// Several at once: each checked, those that passed added, the others still there.
    void aFileBecomesSeveralDrafts() {
        FakeWorkspace workspace;
        auto window = openAtWork(workspace);
        const QTemporaryDir folder;
        const QString file = folder.filePath("seeds.jsonl");
        QVERIFY(writeFileAtomic(
            file.toStdString(),
            "{\"snippet\": \"def f(x):\\n    return x\", \"input\": \"1\", \"output\": \"1\", \"_kind\": "
            "\"deduction\"}\n{\"snippet\": 7}\n{\"snippet\": \"def f(x):\\n    return x + 1\", \"input\": \"1\", "
            "\"output\": \"3\", \"_kind\": \"deduction\"}\n{\"snippet\": \"def f(x):\\n    return y\", \"input\": "
            "\"1\", "
            "\"output\": \"1\", \"_kind\": \"deduction\"}\n"));
        window->actions().seedTask->trigger();
        auto* dialog = shownDialog(*window);
        QVERIFY(dialog);
        auto* drafts = dialog->findChild<QListWidget*>();
        QVERIFY(!drafts->isVisible());
        test::answerFileDialog(file);
        buttonNamed(*dialog, "From a file…")->click();
        QTRY_COMPARE(drafts->count(), 3);
        QVERIFY(drafts->isVisible());
        const auto says = [dialog](const QString& text) {
            const auto labels = dialog->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel* label) { return label->text().contains(text); });
        };
        QVERIFY(says("3 task(s) read. ▲ 1 line(s) were left out:"));
        QVERIFY(says("seeds.jsonl, line 2"));
        QCOMPARE(dialog->findChild<widgets::CodeView*>()->code(), QString("def f(x):\n    return x"));
        savePicture(*dialog, "seeds-several");
        buttonNamed(*dialog, "Check the task")->click();
        const auto passes = [&](const std::string& value) {
            execution::ValidateOutcome good;
            good.verdict = execution::Verdict::Ok;
            good.runs = {{execution::Verdict::Ok, "", "", value, "int", 0, "", value}};
            workspace.tell(session::CheckFinished{workspace.drafts.size(), good, {}});
        };
        QCOMPARE(workspace.drafts.size(), std::size_t(1));
        passes("1");
        QTRY_COMPARE(workspace.drafts.size(), std::size_t(2));
        QVERIFY(says("Valid. Output under both hash seeds: 1 (int)"));
        passes("2");
        QTRY_COMPARE(workspace.drafts.size(), std::size_t(3));
        execution::ValidateOutcome bad;
        bad.verdict = execution::Verdict::Nondeterministic;
        bad.reason = "value";
        bad.runs = {{execution::Verdict::Nondeterministic, "value", "", "['a', 'b']", "list", 0, "", "['b', 'a']"}};
        workspace.tell(session::CheckFinished{3, bad, {}});
        QTRY_VERIFY(drafts->item(2)->text().startsWith("✖"));
        QVERIFY(drafts->item(0)->text().startsWith("✔") && drafts->item(1)->text().startsWith("✔"));
        drafts->setCurrentRow(1);
        QVERIFY(says("The file says 3; the program gives 2"));
        drafts->setCurrentRow(2);
        QVERIFY(says("under one hash seed it gives ['a', 'b'], under the other ['b', 'a']"));
        savePicture(*dialog, "seeds-checked");
        buttonNamed(*dialog, "Add to the buffer")->click();
        QTRY_COMPARE(workspace.commands.size(), std::size_t(2));
        QVERIFY(dialog->isVisible());
        QVERIFY(!drafts->isVisible());  // one is left
        QCOMPARE(dialog->findChild<widgets::CodeView*>()->code(), QString("def f(x):\n    return y"));
        workspace.tell(session::CommandAnswered{CommandId{1}, true, "task 5"});
        workspace.tell(session::CommandAnswered{CommandId{2}, true, "task 6"});
        QTest::qWait(0);
        dialog->reject();
        // What is left is there the next time.
        window->actions().seedTask->trigger();
        QVERIFY(shownDialog(*window));
        QCOMPARE(shownDialog(*window)->findChild<widgets::CodeView*>()->code(), QString("def f(x):\n    return y"));
        shownDialog(*window)->reject();
        workspace.state = session::RunState::Idle;
    }

    void numbersBelongToTheShownRun_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("task");  // 0: none
        QTest::newRow("as the table has it") << "#12" << qint64{1'000'000'012};
        QTest::newRow("bare") << " 12 " << qint64{1'000'000'012};
        QTest::newRow("of another run") << "1:12" << qint64{12};
        QTest::newRow("of another run, as the table has it") << "3:#7" << qint64{2'000'000'007};
        QTest::newRow("as the command line has it") << "2000000007" << qint64{2'000'000'007};
        QTest::newRow("the last of a run") << "1000000000" << qint64{2'000'000'000};
        QTest::newRow("nothing") << "" << qint64{0};
        QTest::newRow("a word") << "nothing" << qint64{0};
        QTest::newRow("none") << "0" << qint64{0};
        QTest::newRow("no run") << "0:12" << qint64{0};
        QTest::newRow("a run and a whole number") << "2:1000000012" << qint64{0};
        QTest::newRow("below zero") << "-3" << qint64{0};
    }
    void numbersBelongToTheShownRun() {
        QFETCH(const QString, text);
        QFETCH(const qint64, task);
        QCOMPARE(ui::SeedSources::taskIn(text, RunId{2}).value, task);
    }

    void aDraftBeginsWithATaskOfAnyRun() {
        FakeWorkspace workspace;
        writeSyntheticRun(*workspace.writer, {.id = 1, .steps = 3, .state = "finished"});
        writeSyntheticRun(*workspace.writer, {.id = 2, .steps = 3, .state = "running"});
        workspace.run = RunId{2};
        workspace.state = session::RunState::Running;
        auto window = openWindow(workspace);
        QVERIFY(settled(*window));
        const auto reader = store::Reader::open(workspace.database());
        const auto row = (*reader)->taskRow(TaskId{store::firstIdOf(RunId{2}) + 1});
        const auto other = (*reader)->taskRow(TaskId{2});
        QVERIFY(row && other);
        window->actions().seedTask->trigger();
        auto* dialog = shownDialog(*window);
        QVERIFY(dialog);
        const auto answer = [dialog](const QString& text) {
            buttonNamed(*dialog, "From a task…")->click();
            auto* question = dialog->findChild<QInputDialog*>();
            QVERIFY(question);
            question->setTextValue(text);
            question->accept();
        };
        answer("#1");
        QTRY_COMPARE(dialog->findChild<widgets::CodeView*>()->code().trimmed(),
                     QString::fromStdString(row->program).trimmed());
        QVERIFY(!dialog->findChild<QListWidget*>()->isVisible());  // nothing was written: it gave way
        const auto says = [dialog](const QString& text) {
            const auto labels = dialog->findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(),
                               [&](const QLabel* label) { return label->text().contains(text); });
        };
        QVERIFY(says("From task #1."));
        answer("1:2");
        QTRY_COMPARE(dialog->findChild<widgets::CodeView*>()->code().trimmed(),
                     QString::fromStdString(other->program).trimmed());
        QVERIFY(says("From task #2."));
        answer("nothing");
        QTRY_VERIFY(says("is no number of a task"));
        answer("123456");
        QTRY_VERIFY(says("there is no task"));
        dialog->reject();
        workspace.state = session::RunState::Idle;
    }

    void theModelIsAsked() {
        FakeWorkspace workspace;
        auto window = openAtWork(workspace);
        window->actions().seedTask->trigger();
        auto* dialog = shownDialog(*window);
        QVERIFY(dialog);
        QPushButton* ask = buttonNamed(*dialog, "Ask the model");
        QVERIFY(!ask->isEnabled());
        const auto checked = [&](const QString& program) {
            dialog->findChild<widgets::CodeView*>()->setCode(program);
            buttonNamed(*dialog, "Check the task")->click();
            execution::ValidateOutcome good;
            good.verdict = execution::Verdict::Ok;
            good.runs = {{execution::Verdict::Ok, "", "", "6", "int", 0, "", "6"}};
            workspace.tell(session::CheckFinished{workspace.drafts.size(), good, {}});
        };
        const auto answers = [dialog] {
            for (const QLabel* label : dialog->findChildren<QLabel*>())
                if (label->accessibleName() == "What the model answers") return label->text();
            return QString();
        };
        checked("def f(x):\n    return x + 5");
        QTRY_VERIFY(ask->isEnabled());
        ask->click();
        QCOMPARE(workspace.asked.size(), std::size_t(1));
        QCOMPARE(workspace.asked[0].output, std::string("6"));
        QVERIFY(!ask->isEnabled());
        session::ModelAnswered told;
        told.ticket = 1;
        told.answers = {{"6", "<answer>6</answer>", execution::Verdict::Ok, ""},
                        {"7", "<answer>7</answer>", execution::Verdict::Wrong, ""},
                        {"", "hm", execution::Verdict::ParseError, "no_answer"}};
        workspace.tell(told);
        QTRY_VERIFY2(answers().startsWith("The model solves it in 1 of 3 tries"), qPrintable(answers()));
        QVERIFY2(answers().contains("✔ 6") && answers().contains("✖ 7 (Wrong)"), qPrintable(answers()));
        savePicture(*dialog, "seed-asked");
        // Whoever goes on writing wants no answer any more.
        ask->click();
        QCOMPARE(workspace.asked.size(), std::size_t(2));
        dialog->findChild<widgets::CodeView*>()->setCode("def f(x):\n    return x");
        QCOMPARE(workspace.cancelledQuestions, std::vector<std::uint64_t>{2});
        // Where no run trains in this window it says so.
        checked("def f(x):\n    return x + 6");
        QTRY_VERIFY(ask->isEnabled());
        workspace.state = session::RunState::Finished;
        ask->click();
        QVERIFY2(answers().contains("no run trains in this window"), qPrintable(answers()));
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
        auto window = openAtWork(workspace);
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
