/// Models that are on this machine, in the list of the new-run dialog.
#include <QComboBox>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/fake_session.h"
#include "tests/support/half_billion.h"
#include "ui/bridge/background.h"
#include "ui/dialogs/model_picker.h"
#include "ui/dialogs/new_run_dialog.h"
#include "widgets/forms/field_form.h"

using namespace azr;

namespace {

/// Half a billion parameters in bf16, wherever it was asked for.
Result<session::ModelFacts> half() {
    session::ModelFacts facts;
    facts.path = "/hub/half";
    facts.config = azr::testing::halfBillionConfig();
    facts.types = {{"BF16", 290, 988'097'536}};
    facts.bytes = 988'097'536;
    facts.tokens = 151665;
    return facts;
}

}  // namespace

class TestFoundModels : public QObject {
    Q_OBJECT

    QTemporaryDir m_settings;

  private Q_SLOTS:
    void initTestCase() {
        QCoreApplication::setOrganizationName("azr-test");
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_settings.path());
    }

    void modelsOfThisMachineAreOffered() {
        const testing::FakeWorkspace workspace;
        ui::Background background(workspace.database());
        ui::NewRunParts parts;
        parts.available = [] { return std::int64_t(24) << 30; };
        parts.inspect = [](const config::RunConfig& config) {
            if (config.model.folder.starts_with("/hub") || config.model.folder == "Org/Half") return half();
            return session::inspectModelOf(config);
        };
        parts.known = [] {
            std::vector<session::KnownModel> known;
            known.push_back({{"Org/Half", weights::ModelSource::HuggingFace, "/hub/half"}, half()});
            const Error broken{ErrorCode::NotFound, "nothing of it was fetched", "/hub/other", "fetch it"};
            known.push_back(
                {{"Org/Other", weights::ModelSource::HuggingFace, "/hub/other", broken}, tl::make_unexpected(broken)});
            const Error adapter{ErrorCode::Unsupported, "is an adapter (LoRA) for Org/Half", "/hub/lora", {}};
            known.push_back({{"Org/Lora", weights::ModelSource::HuggingFace, "/hub/lora"},
                             tl::make_unexpected(adapter),
                             "Org/Half"});
            return known;
        };
        ui::NewRunDialog dialog(background, nullptr, parts);
        auto* picker = dialog.findChild<ui::ModelPicker*>();
        auto* box = picker->findChild<QComboBox*>();
        const auto row = [&](const QString& path) { return box->findData(path); };
        QTRY_VERIFY(row("/hub/half") > 0);
        QVERIFY2(box->itemText(row("/hub/half")).contains("qwen2 · BF16"), qPrintable(box->itemText(row("/hub/half"))));
        QVERIFY(box->itemText(row("/hub/half")).contains("can be trained"));
        QVERIFY(box->itemText(row("/hub/other")).contains("cannot be read"));
        QVERIFY(box->itemText(row("/hub/lora")).contains("adapter for Org/Half"));
        QVERIFY(box->itemData(row("/hub/other"), Qt::ToolTipRole).toString().contains("nothing of it was fetched"));
        QVERIFY(!(box->model()->flags(box->model()->index(row("/hub/other"), 0)) & Qt::ItemIsEnabled));
        // A name that is typed becomes the path that the run keeps.
        dialog.form().setValue("model.folder", "Org/Half");
        QTRY_COMPARE(dialog.config().model.folder, std::string("/hub/half"));
        QCOMPARE(picker->path(), QString("/hub/half"));
        QCOMPARE(box->currentText(), QString("Org/Half"));
        QCOMPARE(box->toolTip(), QString("/hub/half"));
    }
};

QTEST_MAIN(TestFoundModels)
#include "tst_found_models.moc"
