// How every dialog looks, in the facts of tst_layout: in English and German and in both themes, and whether it fits on
// its screen; once more at 200% on screens that leave 1024x700 and 800x500 (ui_dialog_layout_200, …_small). With
// AZR_SCREENSHOTS=folder the dialogs are also saved as pictures.
#include <QApplication>
#include <QComboBox>
#include <QScreen>
#include <QTabWidget>
#include <QTest>
#include <QTranslator>
#include <QTreeWidget>

#include "tests/support/filled_window.h"
#include "tests/support/seen_facts.h"
#include "ui/charts/metric_browser.h"
#include "ui/dialogs/lineage_dialog.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/new_run_dialog.h"
#include "ui/dialogs/seed_dialog.h"
#include "ui/dialogs/steering/condition_edit.h"
#include "ui/dialogs/steering/fork_dialog.h"
#include "ui/dialogs/steering/marks_dialog.h"
#include "ui/dialogs/steering/rule_editor.h"
#include "ui/dialogs/steering/rules_dialog.h"
#include "ui/dialogs/veto_dialog.h"
#include "ui/finding/command_palette.h"
#include "ui/finding/found_actions.h"
#include "ui/finding/palette_entry.h"
#include "ui/finding/shortcuts_dialog.h"
#include "ui/opening_window.h"
#include "ui/step/step_dialog.h"
#include "ui/theme.h"
#include "widgets/screen_keeper.h"

using namespace azr;
using namespace azr::testing;

namespace {

using Opened = std::pair<QString, std::unique_ptr<QDialog>>;

/// Entries as the palette has them: with and without a key, one that cannot be used.
QList<ui::PaletteEntry> paletteEntries(ui::MainWindow& window) {
    QList<ui::PaletteEntry> entries;
    for (const ui::FoundAction& one : ui::actionsOf(window, nullptr)) {
        ui::PaletteEntry entry;
        entry.id = one.text;
        entry.text = one.text;
        entry.where = one.where;
        entry.hint = one.action->shortcut().toString(QKeySequence::NativeText);
        entry.icon = one.action->icon();
        if (!one.action->isEnabled()) entry.why = ui::whyDisabled(*one.action);
        entries.append(entry);
    }
    return entries;
}

std::unique_ptr<QDialog> forkDialog(ui::Workspace& workspace, ui::ForkDialog::Change change, QWidget* parent) {
    ui::ForkChoices choices;
    choices.run = workspace.runRow();
    for (const int step : {40, 20}) {
        store::CheckpointRow row;
        row.run = choices.run.id;
        row.step = step;
        choices.checkpoints.push_back(row);
    }
    auto dialog = std::make_unique<ui::ForkDialog>(std::move(choices), std::nullopt, workspace.bridge(), parent);
    dialog->findChild<QComboBox*>(QStringLiteral("forkChange"))->setCurrentIndex(change);
    return dialog;
}

std::unique_ptr<QDialog> ruleDialog(ui::MainWindow& window, const std::string& condition) {
    selfplay::Rule rule;
    rule.condition = condition;
    rule.name = "too easy";
    auto dialog = std::make_unique<ui::RuleEditor>(window.workspace(), rule, &window);
    if (!condition.empty()) dialog->tryOut();
    return dialog;
}

std::vector<Opened> dialogsOf(ui::MainWindow& window) {
    ui::Workspace& workspace = window.workspace();
    std::vector<Opened> all;
    const auto add = [&](const char* name, std::unique_ptr<QDialog> dialog) {
        all.emplace_back(QLatin1String(name), std::move(dialog));
    };
    auto seed = std::make_unique<ui::SeedDialog>(workspace.bridge(), &window);
    seed->readFrom(workspace.background(), workspace.run(), {});
    ui::MarksDialog::Marked marked;
    marked.of.task = TaskId{3};
    marked.tags = {"odd"};
    const TaskId task{store::firstIdOf(workspace.run()) + 20};
    add("new-run", std::make_unique<ui::NewRunDialog>(workspace.background(), &window));
    add("seed", std::move(seed));
    add("veto", std::make_unique<ui::VetoDialog>(2, &window));
    add("opening", std::make_unique<ui::OpeningWindow>(&window));
    add("rules", std::make_unique<ui::RulesDialog>(workspace, &window));
    add("rule", ruleDialog(window, "solve_rate > 0.5 and kind = induction"));
    add("rule-mistaken", ruleDialog(window, "flavour = 2 and step > 1"));
    for (const auto change : {ui::ForkDialog::Nothing, ui::ForkDialog::Setting, ui::ForkDialog::NewRule})
        add(change == ui::ForkDialog::Nothing   ? "fork"
            : change == ui::ForkDialog::Setting ? "fork-setting"
                                                : "fork-rule",
            forkDialog(workspace, change, &window));
    add("marks", std::make_unique<ui::MarksDialog>(QList{marked}, QStringList{"odd", "too easy"}, &window));
    add("lineage", std::make_unique<ui::LineageDialog>(workspace.background(), task, &window));
    add("step", std::make_unique<ui::StepDialog>(workspace, 12, &window));
    add("metrics", std::make_unique<ui::MetricBrowser>(workspace.background(), workspace.run(), &window));
    add("settings", std::make_unique<ui::LiveSettingsDialog>(config::RunConfig{}, &window));
    add("palette", std::make_unique<ui::CommandPalette>(paletteEntries(window), &window));
    add("shortcuts", std::make_unique<ui::ShortcutsDialog>(ui::actionsOf(window, nullptr), &window));
    return all;
}

}  // namespace

class TestDialogLayout : public QObject {
    Q_OBJECT

    QTranslator m_plurals, m_german, m_core;
    FakeWorkspace m_workspace;

    void speak(const QString& language) {
        for (QTranslator* german : {&m_german, &m_core}) {
            QApplication::removeTranslator(german);
            if (language == QLatin1String("de")) QApplication::installTranslator(german);
        }
        QLocale::setDefault(language == QLatin1String("de") ? QLocale(QLocale::German, QLocale::Germany)
                                                            : QLocale(QLocale::English, QLocale::UnitedStates));
    }

    static void look(QDialog& dialog, const QString& name, bool dark, QStringList& wrong) {
        QStringList facts = faint(dialog);
        if (!dark) facts += cutOff(dialog) + misplaced(dialog) + sharedMnemonics(dialog);
        if (!dialog.screen()->availableGeometry().contains(dialog.frameGeometry()))
            facts.append(QStringLiteral("is %1x%2, larger than the screen").arg(dialog.width()).arg(dialog.height()));
        for (const QString& fact : std::as_const(facts)) wrong.append(name + QStringLiteral(": ") + fact);
        savePicture(dialog, name);
    }

  private Q_SLOTS:
    void initTestCase() {
        widgets::ScreenKeeper::install(*qApp);
        QVERIFY(m_plurals.load(QStringLiteral(":/translations/azr_en.qm")));
        QVERIFY(m_german.load(QStringLiteral(":/translations/azr_de.qm")));
        QVERIFY(m_core.load(QStringLiteral(":/translations/core_de.qm")));
        QApplication::installTranslator(&m_plurals);
        fill(m_workspace);
    }

    void everyDialogLooksFinished_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<bool>("dark");
        for (const char* language : {"en", "de"})
            for (const bool dark : {false, true})
                QTest::addRow("%s %s", language, dark ? "dark" : "light") << QString::fromLatin1(language) << dark;
    }
    void everyDialogLooksFinished() {
        QFETCH(const QString, language);
        QFETCH(const bool, dark);
        speak(language);
        ui::applyTheme(*qApp, dark);
        auto window = openWindow(m_workspace);
        window->resize(QSize(1280, 800).boundedTo(window->screen()->availableGeometry().size()));
        window->setTheme(dark ? ui::Theme::Dark : ui::Theme::Light);
        QVERIFY(settled(*window));
        const QString start = QStringLiteral("%1-%2-%3-")
                                  .arg(language)
                                  .arg(window->screen()->size().width())
                                  .arg(dark ? QStringLiteral("dark") : QStringLiteral("light"));
        QStringList wrong;
        for (auto& [name, dialog] : dialogsOf(*window)) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowExposed(dialog.get()));
            auto* tabs = dialog->findChild<QTabWidget*>();
            for (int tab = 0; tab < (tabs ? tabs->count() : 1); ++tab) {
                if (tabs) tabs->setCurrentIndex(tab);
                QVERIFY(settled(*window));
                QVERIFY(standsStill(*dialog));
                look(*dialog, start + name + (tab > 0 ? QString::number(tab + 1) : QString()), dark, wrong);
            }
            dialog.reset();
        }
        wrong.removeDuplicates();
        for (const QString& one : std::as_const(wrong)) qWarning("%s", qPrintable(one));
        QVERIFY(wrong.isEmpty());
    }
};

QTEST_MAIN(TestDialogLayout)
#include "tst_dialog_layout.moc"
