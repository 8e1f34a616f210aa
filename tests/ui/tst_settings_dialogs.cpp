// Settings in dialogs: how those of a new run depart from a preset, and why; what may change while a run trains; what
// an older version left that this one refuses.
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>

#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "tests/support/fake_session.h"
#include "tests/support/filled_window.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/departures_panel.h"
#include "ui/dialogs/live_settings_dialog.h"
#include "ui/dialogs/new_run_dialog.h"
#include "widgets/copyable_table.h"
#include "widgets/diff_view.h"
#include "widgets/forms/field_form.h"

using namespace azr;
using namespace azr::testing;

namespace {

QPushButton* buttonNamed(const QWidget& root, const QString& name) {
    for (QPushButton* button : root.findChildren<QPushButton*>())
        if (button->accessibleName() == name) return button;
    return nullptr;
}

}  // namespace

class TestSettingsDialogs : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void departuresAreListedAgainstAnyPreset() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunDialog dialog(background);
        auto* panel = dialog.findChild<ui::DeparturesPanel*>();
        QVERIFY(panel);
        const auto* differences = panel->findChild<widgets::DiffView*>();
        auto* against = panel->findChild<QComboBox*>("against");
        QCOMPARE(against->currentText(), dialog.findChild<QComboBox*>("preset")->currentData().toString());
        QCOMPARE(differences->differences(), 0);
        dialog.form().setValue("loss.clip_high", "0.28");
        QCOMPARE(differences->differences(), 1);
        const auto* table = panel->findChild<widgets::CopyableTable*>();
        QCOMPARE(table->model()->index(0, 2).data().toString(), QString("0.28"));
        QVERIFY(table->model()->index(0, 3).data().toString().contains("eq. 9"));
        // Another preset to compare with stays, whatever the settings start from.
        against->setCurrentIndex(against->findData("paper-7b"));
        Q_EMIT against->activated(against->currentIndex());
        QVERIFY(differences->differences() > 20);
        auto* preset = dialog.findChild<QComboBox*>("preset");
        preset->setCurrentIndex(preset->findData("laptop"));
        QCOMPARE(against->currentData().toString(), QString("paper-7b"));
    }

    void departuresSayWhy() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunDialog dialog(background);
        auto* preset = dialog.findChild<QComboBox*>("preset");
        preset->setCurrentIndex(preset->findData("reference-nano"));
        auto* panel = dialog.findChild<ui::DeparturesPanel*>();
        auto* against = panel->findChild<QComboBox*>("against");
        against->setCurrentIndex(against->findData("paper-nano"));
        Q_EMIT against->activated(against->currentIndex());
        auto* table = panel->findChild<widgets::CopyableTable*>();
        const auto* detail = panel->findChild<QLabel*>("detail");
        int told = 0;
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            const QString why = table->model()->index(row, 4).data().toString();
            if (why.isEmpty()) continue;
            ++told;
            table->selectRow(row);
            QVERIFY2(detail->text().contains(why), qPrintable(detail->text()));
        }
        QCOMPARE(told, int(config::presets().at(2).notes.size()));
        QCOMPARE(config::presets().at(2).name, std::string("reference-nano"));
    }

    void whatAnOlderVersionLeftIsMendedBeforeTheRunGoesOn() {
        store::RunRow run;
        run.id = RunId{3};
        Json json = config::toJson(config::RunConfig{});
        run.config = dumpLine(json);
        json["optimizer"]["gradient_clip"] = -1;
        json["checkpoint"]["every_steps"] = 0;
        json["checkpoint"]["every_minutes"] = 0;
        run.settings = dumpLine(json);
        const auto refused = session::refusedSettings(run);
        QVERIFY(refused);
        QCOMPARE(refused->refused.size(), std::size_t(2));
        ui::LiveSettingsDialog dialog(run, *refused);
        auto* go = dialog.findChild<QPushButton*>("primary");
        QCOMPARE(go->text(), QString("Continue the run"));
        QVERIFY(!go->isEnabled());  // the default of the clip would do, no checkpoints would not
        dialog.findChild<widgets::FieldForm*>()->setValue("checkpoint.every_steps", "5");
        QVERIFY(go->isEnabled());
        const auto changes = dialog.changes();
        const auto value = [&](const std::string& path) {
            for (const auto& [name, text] : changes)
                if (name == path) return text;
            return std::string();
        };
        QCOMPARE(value("checkpoint.every_steps"), std::string("5"));
        QVERIFY(!value("optimizer.gradient_clip").empty());
        const auto resumed = session::resumedSettings(run, changes);
        QVERIFY2(resumed, resumed ? "" : describe(resumed.error()).c_str());
        QCOMPARE(resumed->inForce.checkpoint.everySteps, 5);
    }

    void settingsOfALiveRunStartFromItsLastChange() {
        testing::FakeWorkspace workspace;
        store::RunRow row;
        row.id = RunId{1};
        row.state = "running";
        row.config = dumpLine(config::toJson(config::RunConfig{}));
        QVERIFY(workspace.writer->push(row).has_value());
        config::RunConfig changed;
        changed.optimizer.learningRate = 2e-5;
        QVERIFY(workspace.writer->push(store::RunSettingsRow{row.id, dumpLine(config::toJson(changed))}).has_value());
        QVERIFY(workspace.writer->flush().has_value());
        const auto reader = *store::Reader::open(workspace.database());
        const auto current = ui::currentConfig(*reader, row.id);
        QVERIFY(current.has_value());
        QCOMPARE(current->optimizer.learningRate, 2e-5);

        ui::LiveSettingsDialog dialog(*current);
        auto* form = dialog.findChild<widgets::FieldForm*>();
        QPushButton* change = buttonNamed(dialog, "Change");
        QVERIFY(change && !change->isEnabled());
        QVERIFY(form->value("seed").isEmpty());  // fixed once the run has begun
        form->setValue("optimizer.learning_rate", "7");
        QVERIFY(!change->isEnabled());  // out of range
        form->setValue("optimizer.learning_rate", "5e-5");
        QVERIFY(change->isEnabled());
        QCOMPARE(dialog.changes().size(), std::size_t(1));
        QCOMPARE(dialog.changes().front().first, std::string("optimizer.learning_rate"));
    }
};

QTEST_MAIN(TestSettingsDialogs)
#include "tst_settings_dialogs.moc"
