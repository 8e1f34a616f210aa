// Dialogs: a seed can only be added after its check passed, unchanged; a new run starts only with a valid
// configuration.
#include <QComboBox>
#include <QDialogButtonBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTest>

#include "tests/support/fake_session.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/prompt_preview.h"
#include "ui/dialogs/seed_dialog.h"
#include "widgets/code_view.h"
#include "widgets/field_form.h"

using namespace azr;

namespace {

QPushButton* buttonNamed(const QDialog& dialog, const QString& name) {
    for (QPushButton* button : dialog.findChildren<QPushButton*>())
        if (button->accessibleName() == name) return button;
    return nullptr;
}

}  // namespace

class TestDialogs : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void seedCannotBeAddedBeforeItsCheckPassed() {
        testing::FakeWorkspace workspace;
        auto bridge = *ui::SessionBridge::open(testing::openerOf(workspace));
        ui::SeedDialog dialog(*bridge);
        QPushButton* check = buttonNamed(dialog, "Check the task");
        QPushButton* add = buttonNamed(dialog, "Add to the buffer");
        QVERIFY(check && add && !add->isEnabled());

        dialog.findChild<widgets::CodeView*>()->setCode("def f(x):\n    return y\n");
        dialog.findChild<QPlainTextEdit*>()->setPlainText("3");
        check->click();
        QCOMPARE(workspace.drafts.size(), std::size_t(1));
        QCOMPARE(workspace.drafts[0].inputs, std::vector<std::string>{"3"});
        QVERIFY(!add->isEnabled());
        execution::ValidateOutcome bad;
        bad.verdict = execution::Verdict::Exception;
        bad.reason = "NameError";
        bad.detail = "name 'y' is not defined, line 2";
        workspace.tell(session::CheckFinished{1, bad});
        auto* code = dialog.findChild<widgets::CodeView*>();
        QTRY_VERIFY(code->annotation(1).contains("NameError"));
        QVERIFY(!add->isEnabled());

        code->setCode("def f(x):\n    return x\n");
        check->click();
        execution::ValidateOutcome good;
        good.verdict = execution::Verdict::Ok;
        good.runs = {{execution::Verdict::Ok, "", "", "3", "int", 0.1, ""}};
        workspace.tell(session::CheckFinished{1, good});  // of the earlier draft: too late
        QTest::qWait(120);
        QVERIFY(!add->isEnabled());
        workspace.tell(session::CheckFinished{2, good});
        QTRY_VERIFY(add->isEnabled());

        code->setCode("def f(x):\n    return x + 1\n");
        QVERIFY(!add->isEnabled());  // no longer what was checked
        check->click();
        workspace.tell(session::CheckFinished{3, good});
        QTRY_VERIFY(add->isEnabled());
        add->click();
        QCOMPARE(workspace.commands.size(), std::size_t(1));
        const auto& seed = std::get<session::SeedTask>(workspace.commands[0]).task;
        QCOMPARE(seed.program, std::string("def f(x):\n    return x + 1\n"));
        QCOMPARE(seed.output, std::string("3"));
        QCOMPARE(seed.origin, selfplay::Origin::User);
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
    }

    void checkedInductionTaskHasOnePairForEachInput() {
        session::Draft draft;
        draft.kind = selfplay::TaskKind::Induction;
        draft.inputs = {"1", "2"};
        draft.message = "doubles";
        execution::ValidateOutcome outcome;
        outcome.runs = {{execution::Verdict::Ok, "", "", "2", "int", 0, ""},
                        {execution::Verdict::Ok, "", "", "4", "int", 0, ""}};
        const selfplay::Task task = ui::taskOf(draft, outcome);
        QCOMPARE(task.pairs.size(), std::size_t(2));
        QCOMPARE(task.pairs[1].input, std::string("2"));
        QCOMPARE(task.pairs[1].output, std::string("4"));
        QVERIFY(task.input.empty());
    }

    void newRunStartsOnlyWhenEverythingIsInRange() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunDialog dialog(background);
        QPushButton* start = buttonNamed(dialog, "Start training");
        QVERIFY(start && start->isEnabled());
        dialog.form().setValue("seed", "7");
        QCOMPARE(dialog.config().seed, std::uint64_t(7));
        QVERIFY(start->isEnabled());
        dialog.form().setValue("optimizer.learning_rate", "fast");
        QVERIFY(!start->isEnabled());
        dialog.form().setValue("optimizer.learning_rate", "0.001");
        QVERIFY(start->isEnabled());
        QCOMPARE(dialog.config().optimizer.learningRate, 0.001);
    }

    void presetsBringTheirOwnValues() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunDialog dialog(background);
        auto* preset = dialog.findChild<QComboBox*>("preset");
        const int paper = preset->findText("paper-7b");
        QVERIFY(paper >= 0);
        preset->setCurrentIndex(paper);
        QCOMPARE(dialog.config().preset, std::string("paper-7b"));
        QCOMPARE(dialog.config().selfplay.references, 6);
    }

    void promptsAreShownAsTheModelSeesThem() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunDialog dialog(background);
        dialog.show();
        auto* preview = dialog.findChild<ui::PromptPreview*>();
        dialog.findChild<QTabWidget*>()->setCurrentWidget(preview);
        auto* text = preview->findChild<QPlainTextEdit*>();
        const auto prompts = session::previewPrompts(dialog.config());
        QVERIFY2(prompts.has_value(), prompts ? "" : describe(prompts.error()).c_str());
        QTRY_COMPARE(text->toPlainText(), QString::fromStdString(prompts->front().text));
        auto* stream = preview->findChild<QComboBox*>();
        QCOMPARE(stream->count(), static_cast<int>(prompts->size()));
        stream->setCurrentIndex(5);
        QCOMPARE(text->toPlainText(), QString::fromStdString(prompts->back().text));
        QVERIFY(prompts->back().text != prompts->front().text);
        // Another wrapper, other prompts; the nano model has no words for them, and that is said.
        dialog.form().setValue("prompt.wrapper", "r1");
        QTRY_VERIFY(text->toPlainText().isEmpty());
        dialog.form().setValue("prompt.wrapper", "nano");
        QTRY_COMPARE(text->toPlainText(), QString::fromStdString(prompts->back().text));
    }
};

QTEST_MAIN(TestDialogs)
#include "tst_dialogs.moc"
