// Dialogs: a seed can only be added after its check passed, unchanged; a new run starts only with a valid
// configuration and a model that can be read, and its wrapper can be measured.
#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <atomic>
#include <thread>

#include "core/config/run_fields.h"
#include "tests/support/fake_session.h"
#include "tests/support/filled_window.h"
#include "tests/support/found_widgets.h"
#include "tests/support/half_billion.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/model_card.h"
#include "ui/dialogs/model_picker.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/prompt_preview.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/seed_refusal.h"
#include "ui/recent_models.h"
#include "ui/theme.h"
#include "widgets/code_view.h"
#include "widgets/copyable_table.h"
#include "widgets/forms/field_form.h"

using namespace azr;
using test::buttonNamed;

namespace {

const QLabel* labelNamed(const QDialog& dialog, const QString& name) {
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        if (label->accessibleName() == name) return label;
    return nullptr;
}

execution::ValidateOutcome passed() {
    execution::ValidateOutcome outcome;
    outcome.verdict = execution::Verdict::Ok;
    outcome.runs = {{execution::Verdict::Ok, "", "", "3", "int", 0.1, ""}};
    return outcome;
}

session::SeedRefusal refusalOf(const std::string& character) {
    session::SeedRefusal refusal;
    refusal.run = RunId{7};
    refusal.runName = "nano 7";
    refusal.problem.unwritten = {{selfplay::TaskPart::Program, 0, 2, 13, character}};
    return refusal;
}

/// A model of half a billion parameters, as on disk in bf16.
Result<session::ModelFacts> someModel(const std::string& path) {
    session::ModelFacts facts;
    facts.path = path;
    facts.config = azr::testing::halfBillionConfig();
    facts.types = {{"BF16", 290, 988'097'536}};
    facts.bytes = 988'097'536;
    facts.tokens = 151665;
    facts.chat = true;
    facts.nano = path.empty();
    return facts;
}

}  // namespace

class TestDialogs : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings;

  private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("azr-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }

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
        const auto& seed = session::commandAs<session::SeedTask>(workspace.commands[0])->task;
        QCOMPARE(seed.program, std::string("def f(x):\n    return x + 1"));
        QCOMPARE(seed.output, std::string("3"));
        QCOMPARE(seed.origin, selfplay::Origin::User);
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
    }

    void whatTheRunCannotTakeIsNamedByTheCheck() {
        testing::FakeWorkspace workspace;
        auto bridge = *ui::SessionBridge::open(testing::openerOf(workspace));
        ui::SeedDialog dialog(*bridge);
        auto* code = dialog.findChild<widgets::CodeView*>();
        code->setCode("def f(x):\n    return x_1\n");
        buttonNamed(dialog, "Check the task")->click();
        QVERIFY(workspace.drafts.back().seed);
        QCOMPARE(workspace.drafts.back().program, std::string("def f(x):\n    return x_1"));
        workspace.tell(session::CheckFinished{1, passed(), refusalOf("_")});
        const auto* result = labelNamed(dialog, "Result of the check");
        QTRY_VERIFY2(result->text().contains("“_” (program, line 2, column 13)"), qPrintable(result->text()));
        QVERIFY(result->text().contains("nano 7") && result->text().contains("built-in model"));
        QVERIFY(code->annotation(1).contains("“_”"));
        QVERIFY(code->annotation(0).isEmpty());
        QVERIFY(!buttonNamed(dialog, "Add to the buffer")->isEnabled());
        session::SeedRefusal longer = refusalOf("_");
        longer.problem = {{}, 190, 160, "too long"};
        longer.model = "/models/half-a-billion";
        QVERIFY(ui::refusalText(longer).contains("190") && ui::refusalText(longer).contains("half-a-billion"));
        QVERIFY(ui::refusalText(session::SeedRefusal()).contains("no run is at work"));
    }

    void whatRefusesASeedThenLeavesTheDialogOpen() {
        testing::FakeWorkspace workspace;
        auto bridge = *ui::SessionBridge::open(testing::openerOf(workspace));
        QSignalSpy failed(bridge.get(), &ui::SessionBridge::failed);
        ui::SeedDialog dialog(*bridge);
        dialog.show();
        QPushButton* check = buttonNamed(dialog, "Check the task");
        QPushButton* add = buttonNamed(dialog, "Add to the buffer");
        auto* code = dialog.findChild<widgets::CodeView*>();
        const auto* result = labelNamed(dialog, "Result of the check");
        const QString written = "def f(x):\n    return x_1";
        code->setCode(written);
        check->click();
        workspace.tell(session::CheckFinished{1, passed(), {}});
        QTRY_VERIFY(add->isEnabled());
        workspace.refusal = refusalOf("_");  // another run came between
        add->click();
        QVERIFY(dialog.isVisible() && workspace.commands.empty());
        QVERIFY(result->text().contains("nano 7"));
        QVERIFY(!add->isEnabled());

        check->click();
        workspace.tell(session::CheckFinished{2, passed(), {}});
        QTRY_VERIFY(add->isEnabled());
        workspace.refusal.reset();
        workspace.refusesPosts = true;  // the run has ended
        add->click();
        QVERIFY(dialog.isVisible());
        QVERIFY2(result->text().contains("no run is at work"), qPrintable(result->text()));
        QCOMPARE(failed.count(), 0);  // told once
        QCOMPARE(code->code(), written);
        workspace.refusesPosts = false;
        add->click();
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
        QCOMPARE(workspace.commands.size(), std::size_t(1));
    }

    void checkedInductionTaskHasOnePairForEachInput() {
        session::Draft draft;
        draft.kind = selfplay::TaskKind::Induction;
        draft.inputs = {"1", "2"};
        draft.message = "doubles";
        execution::ValidateOutcome outcome;
        outcome.runs = {{execution::Verdict::Ok, "", "", "2", "int", 0, ""},
                        {execution::Verdict::Ok, "", "", "4", "int", 0, ""}};
        const selfplay::Task task = session::taskOf(draft, outcome);
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
        const int paper = preset->findData("paper-7b");
        QVERIFY(paper >= 0);
        preset->setCurrentIndex(paper);
        QCOMPARE(dialog.config().preset, std::string("paper-7b"));
        QCOMPARE(dialog.config().selfplay.references, 6);
    }

    void modelIsReadAndPresetsAreMarked() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunParts parts;
        parts.memory = std::int64_t(32) << 30;
        parts.available = [] { return std::int64_t(24) << 30; };
        parts.inspect = [](const config::RunConfig& config) { return someModel(config.model.folder); };
        ui::NewRunDialog dialog(background, nullptr, parts);
        dialog.form().setValue("model.folder", "/models/half-a-billion");
        auto* preset = dialog.findChild<QComboBox*>("preset");
        const auto mark = [&](const char* name) { return preset->itemText(preset->findData(name)); };
        QTRY_VERIFY(mark("laptop").contains("fits"));
        QVERIFY(mark("paper-7b").contains("too large"));
        QVERIFY(mark("nano").contains("for another model"));
        const auto* card = dialog.findChild<ui::ModelCard*>();
        const auto shown = [&](const QString& words) {
            for (const QLabel* label : card->findChildren<QLabel*>())
                if (label->text().contains(words)) return true;
            return false;
        };
        QVERIFY(shown("Qwen2") && shown("million parameters"));
        QVERIFY(shown("24 layer") && shown("14/2 heads of 64"));
        QVERIFY(shown("BF16 in 290 tensor"));
        QVERIFY(shown("32.0 GiB, 24.0 GiB of it free"));
        // The prompts of the preset nano are not for this model; one click takes the preset that fits.
        QPushButton* take = buttonNamed(dialog, "Take a preset that fits");
        QVERIFY(take && !take->isHidden());
        take->click();
        QCOMPARE(dialog.config().preset, std::string("laptop"));
        QCOMPARE(dialog.config().model.folder, std::string("/models/half-a-billion"));
        QVERIFY(take->isHidden());
        QVERIFY(buttonNamed(dialog, "Start training")->isEnabled());
        QCOMPARE(ui::recentModels().value(0), QString("/models/half-a-billion"));
    }

    void runThatDoesNotFitIsRefusedWithSettingsThatWould() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunParts parts;
        parts.available = [] { return std::int64_t(6) << 30; };
        parts.inspect = [](const config::RunConfig& config) { return someModel(config.model.folder); };
        ui::NewRunDialog dialog(background, nullptr, parts);
        auto* preset = dialog.findChild<QComboBox*>("preset");
        preset->setCurrentIndex(preset->findData("laptop"));
        dialog.form().setValue("model.folder", "/models/half-a-billion");
        const QPushButton* start = buttonNamed(dialog, "Start training");
        const auto* problem = dialog.findChild<QLabel*>("problem");
        QTRY_VERIFY(start->isEnabled() && problem->text().isEmpty());
        dialog.form().setValue("model.lora_rank", "0");
        QTRY_VERIFY(!start->isEnabled());
        QVERIFY2(problem->text().contains("6.00 GiB are free"), qPrintable(problem->text()));
        QVERIFY2(problem->text().contains("model.lora_rank = 16"), qPrintable(problem->text()));
        for (const bool dark : {false, true}) {
            ui::applyTheme(*qApp, dark);
            testing::savePicture(dialog, QStringLiteral("memory-refused-%1").arg(dark ? "dark" : "light"));
            dialog.findChild<QTabWidget*>()->setCurrentIndex(1);
            testing::savePicture(dialog, QStringLiteral("all-settings-%1").arg(dark ? "dark" : "light"));
            dialog.findChild<QTabWidget*>()->setCurrentIndex(0);
        }
        dialog.form().setValue("model.lora_rank", "16");
        QTRY_VERIFY(start->isEnabled());
    }

    void unreadableModelNamesTheFileAndTheRemedy() {
        const testing::FakeWorkspace workspace;
        const QTemporaryDir folder;
        ui::Background background(workspace.database());
        ui::NewRunDialog dialog(background);
        const QPushButton* start = buttonNamed(dialog, "Start training");
        const auto* problem = dialog.findChild<QLabel*>("problem");
        QTRY_VERIFY(start->isEnabled() && problem->text().isEmpty());
        dialog.form().setValue("model.folder", folder.path());
        QTRY_VERIFY(problem->text().contains("the folder has no config.json"));
        QVERIFY(problem->text().contains(folder.path()));
        QVERIFY(problem->text().contains("choose a Hugging Face folder"));
        QVERIFY(!start->isEnabled());
        dialog.form().setValue("model.folder", folder.filePath("gone.gguf"));
        QTRY_VERIFY(problem->text().contains("there is no such folder or file"));
        dialog.form().setValue("model.folder", "");
        QTRY_VERIFY(start->isEnabled());
        QVERIFY(!ui::recentModels().contains(folder.path()));
    }

    void recentModelsAreOffered() {
        ui::rememberModel("/models/one");
        ui::rememberModel("/models/two");
        ui::rememberModel("/models/one");
        QCOMPARE(ui::recentModels().mid(0, 2), (QStringList{"/models/one", "/models/two"}));
        ui::ModelPicker picker;
        QSignalSpy picked(&picker, &ui::ModelPicker::picked);
        auto* box = picker.findChild<QComboBox*>();
        QVERIFY(picker.path().isEmpty());
        QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(picker.path(), QString("/models/one"));
        QCOMPARE(picked.takeLast().at(0).toString(), QString("/models/one"));
        QTest::keyClicks(box->lineEdit(), "-b");
        QCOMPARE(picked.takeLast().at(0).toString(), QString("/models/one-b"));
        for (int i = 0; i < 20; ++i) ui::rememberModel(QString::number(i));
        QCOMPARE(ui::recentModels().size(), 8);
    }

    void aChatTemplateThatFailsWhenRenderedStartsNoRun() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunParts parts;
        parts.available = [] { return std::int64_t(24) << 30; };
        parts.inspect = [](const config::RunConfig& config) { return someModel(config.model.folder); };
        Status answer = fail(ErrorCode::Unsupported, "the template calls what is not there", "tokenizer_config.json");
        parts.renderPrompts = [&](const config::RunConfig&) { return answer; };
        ui::NewRunDialog dialog(background, nullptr, parts);
        auto* preset = dialog.findChild<QComboBox*>("preset");
        preset->setCurrentIndex(preset->findData("laptop"));
        dialog.form().setValue("model.folder", "/models/half-a-billion");
        dialog.form().setValue("prompt.wrapper", "chat");
        auto* start = dialog.findChild<QPushButton*>("primary");
        QTRY_VERIFY(start->isEnabled());
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        start->click();
        const auto* problem = dialog.findChild<QLabel*>("problem");
        QTRY_VERIFY2(problem->text().contains("the template calls what is not there"), qPrintable(problem->text()));
        QVERIFY(!start->isEnabled());
        QVERIFY(accepted.isEmpty());
        answer = {};
        dialog.form().setValue("steps", "7");  // another try
        QTRY_VERIFY(start->isEnabled());
        start->click();
        QTRY_COMPARE(accepted.size(), 1);
    }

    void wrappersAreMeasuredAndTheBestIsTaken() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database()), work(workspace.database());
        ui::NewRunParts parts;
        parts.work = &work;
        parts.available = [] { return std::int64_t(24) << 30; };  // whatever this machine has
        parts.inspect = [](const config::RunConfig& config) { return someModel(config.model.folder); };
        parts.measure = [](const config::RunConfig&, const session::RatesListener& listener,
                           Control&) -> Result<std::string> {
            listener.progress("few-shot", 3, 56);
            listener.measured({"few-shot", 24, 20, 12, 32, 30, 8, {}, 90, 40});
            listener.measured({"r1", 24, 9, 3, 32, 10, 1, {}, 200, 90});
            return std::string("few-shot");
        };
        ui::NewRunDialog dialog(background, nullptr, parts);
        QPushButton* measure = buttonNamed(dialog, "Measure the wrappers");
        QVERIFY(!measure->isEnabled());
        dialog.form().setValue("model.folder", "/models/half-a-billion");
        dialog.form().setValue("prompt.wrapper", "r1");
        QTRY_VERIFY(measure->isEnabled());
        measure->click();
        const auto* table = dialog.findChild<ui::WrapperPanel*>()->findChild<widgets::CopyableTable*>();
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QCOMPARE(table->model()->index(0, 0).data().toString(), QString("few-shot"));
        QVERIFY(table->model()->index(0, 1).data().toString().startsWith("12 of 24 (31 to 69 %)"));
        QVERIFY(table->model()->index(1, 2).data().toString().startsWith("10 of 32"));
        QPushButton* take = buttonNamed(dialog, "Take the best wrapper: few-shot");
        QVERIFY(take);
        take->click();
        QCOMPARE(dialog.config().prompt.wrapper, azr::config::WrapperStyle::FewShot);
        // Another model, other rates.
        dialog.form().setValue("model.folder", "/models/another");
        QCOMPARE(table->model()->rowCount(), 0);
    }

    void measurementIsCancelledAndEndsWithTheDialog() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database()), work(workspace.database());
        ui::NewRunParts parts;
        parts.work = &work;
        parts.available = [] { return std::int64_t(24) << 30; };  // whatever this machine has
        parts.inspect = [](const config::RunConfig& config) { return someModel(config.model.folder); };
        std::atomic<int> ended = 0;
        parts.measure = [&ended](const config::RunConfig&, const session::RatesListener& listener,
                                 Control& control) -> Result<std::string> {
            for (std::size_t i = 0; control.checkpoint(); ++i) {
                listener.progress("r1", i % 50, 56);
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
            ++ended;
            return fail(ErrorCode::Cancelled, "stopped");
        };
        auto dialog = std::make_unique<ui::NewRunDialog>(background, nullptr, parts);
        dialog->form().setValue("model.folder", "/models/half-a-billion");
        QPushButton* measure = buttonNamed(*dialog, "Measure the wrappers");
        QTRY_VERIFY(measure->isEnabled());
        measure->click();
        const auto* bar = dialog->findChild<ui::WrapperPanel*>()->findChild<QProgressBar*>();
        QTRY_VERIFY(bar->value() > 0);
        QCOMPARE(bar->maximum(), 56);
        buttonNamed(*dialog, "Cancel the measurement")->click();
        QTRY_COMPARE(ended.load(), 1);
        QTRY_VERIFY(measure->isEnabled() && !measure->isHidden());
        measure->click();
        QTRY_VERIFY(bar->value() > 0);
        dialog.reset();
        QTRY_COMPARE(ended.load(), 2);
    }

    void promptsAreShownAsTheModelSeesThem() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunDialog dialog(background);
        dialog.show();
        auto* preview = dialog.findChild<ui::PromptPreview*>();
        dialog.findChild<QTabWidget*>()->setCurrentIndex(2);
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
