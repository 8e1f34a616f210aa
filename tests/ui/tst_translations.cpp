// Every text of the window has its German words: lupdate, run over the sources and a copy of the translation, finds
// nothing that is new or unfinished.
#include <QDir>
#include <QDirIterator>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>

#include "core/config/ablations.h"
#include "core/config/presets.h"
#include "core/config/run_fields.h"
#include "core/telemetry/metric_table.h"
#include "ui/labels.h"

using namespace azr;

class TestTranslations : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void germanIsComplete() {
        const QString lupdate =
            QStandardPaths::findExecutable("lupdate", {QLibraryInfo::path(QLibraryInfo::BinariesPath)});
        if (lupdate.isEmpty()) QSKIP("lupdate is not installed");
        const QDir root(QStringLiteral(AZR_TESTS_FOLDER "/.."));
        const QTemporaryDir folder;
        const QString copy = folder.filePath("azr_de.ts");
        QVERIFY(QFile::copy(root.filePath("translations/azr_de.ts"), copy));
        QStringList words{"-I", root.path(), "-no-obsolete", "-locations", "none"};
        for (const char* part : {"ui", "widgets"})
            for (QDirIterator at(root.filePath(part), {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
                 at.hasNext();)
                words.append(at.next());
        words << "-ts" << copy;
        QProcess process;
        process.start(lupdate, words);
        QVERIFY(process.waitForFinished(120000));
        QCOMPARE(process.exitCode(), 0);
        QFile file(copy);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        QVERIFY(text.count("<source>") > 400);
        static const QRegularExpression unfinished("<source>([^<]*)</source>\\s*<translation type=\"unfinished\"",
                                                   QRegularExpression::MultilineOption);
        QStringList missing;
        for (auto at = unfinished.globalMatch(text); at.hasNext();) missing.append(at.next().captured(1));
        QCOMPARE(missing.join(" | "), QString());
    }

    void germanExplainsEverySettingPresetAndMetric() {
        QFile file(QStringLiteral(AZR_TESTS_FOLDER "/../translations/core_de.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(file.readAll());
        const auto known = [&](const std::string& sentence) {
            return text.contains(QStringLiteral("<source>%1</source>").arg(QString::fromStdString(sentence)));
        };
        for (const config::Field& field : config::runFields()) QVERIFY2(known(field.doc), field.path.c_str());
        for (const config::Preset& preset : config::presets()) QVERIFY2(known(preset.doc), preset.name.c_str());
        for (const config::Ablation& one : config::ablations()) QVERIFY2(known(one.doc), one.name.c_str());
        for (const config::Preset& preset : config::presets())
            for (const config::FieldNote& note : preset.notes) QVERIFY2(known(note.text), note.path.c_str());
        for (const telemetry::MetricDescription& row : telemetry::metricTable())
            QVERIFY2(known(std::string(row.text)), std::string(row.pattern).c_str());
    }

    void sentencesOfTheCoreKeepTheirNumbers() {
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/translations/core_de.qm")));
        const std::string refused = "entropy is 0.120 over the last 10 steps (bar 0.150)";
        QCOMPARE(ui::labels::said(refused), QString::fromStdString(refused));
        QVERIFY(QCoreApplication::installTranslator(&german));
        QCOMPARE(ui::labels::said(refused),
                 QStringLiteral("Entropie: 0.120 über die letzten 10 Schritte (Grenze 0.150)"));
        QCOMPARE(ui::labels::said("step 12 of nothing known"), QStringLiteral("step 12 of nothing known"));
        QCOMPARE(ui::labels::said("dropped from its buffer"), QStringLiteral("aus ihrem Puffer genommen"));
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
