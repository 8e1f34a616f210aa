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
#include "core/selfplay/rules/condition_help.h"
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

    /// Blanks of the file's own layout are part of a text: they would shift its lines.
    void germanIsLaidOutAsTheSource() {
        static const QRegularExpression message("<source>([^<]*)</source>(.*?)</message>",
                                                QRegularExpression::DotMatchesEverythingOption);
        static const QRegularExpression text(
            "<(?:translation|numerusform)>([^<]*[^<\\s][^<]*)</(?:translation|numerusform)>");
        const auto layoutOf = [](const QString& words) {
            static const QRegularExpression rest("\\S.*");
            QStringList blanks;
            for (QString line : words.split('\n')) blanks.append(line.remove(rest));
            return blanks;
        };
        QStringList wrong;
        int looked = 0;
        for (const char* name : {"azr_de", "azr_en", "core_de"}) {
            QFile file(QStringLiteral(AZR_TESTS_FOLDER "/../translations/%1.ts").arg(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString all = QString::fromUtf8(file.readAll());
            for (auto found = message.globalMatch(all); found.hasNext();) {
                const QRegularExpressionMatch one = found.next();
                for (auto said = text.globalMatch(one.captured(2)); said.hasNext(); ++looked)
                    if (layoutOf(said.next().captured(1)) != layoutOf(one.captured(1))) wrong.append(one.captured(1));
            }
        }
        QCOMPARE(wrong.join(" | "), QString());
        QVERIFY2(looked > 1000, qPrintable(QString::number(looked)));
    }

    /// What counts something says "1 task" and "2 tasks", never "task(s)".
    void englishKnowsOneAndMany() {
        QFile file(QStringLiteral(AZR_TESTS_FOLDER "/../translations/azr_en.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString english = QString::fromUtf8(file.readAll());
        static const QRegularExpression counting("tr\\(\\s*\"([^\"\\\\]*%L?n[^\"\\\\]*)\"");
        QStringList missing;
        int looked = 0;
        for (const char* part : {"ui", "widgets"})
            for (QDirIterator at(QStringLiteral(AZR_TESTS_FOLDER "/../") + QLatin1String(part), {"*.cpp"}, QDir::Files,
                                 QDirIterator::Subdirectories);
                 at.hasNext();) {
                QFile source(at.next());
                QVERIFY(source.open(QIODevice::ReadOnly));
                const QString code = QString::fromUtf8(source.readAll());
                for (auto found = counting.globalMatch(code); found.hasNext(); ++looked) {
                    const QString sentence = found.next().captured(1);
                    if (!english.contains(QStringLiteral("<source>%1</source>").arg(sentence.toHtmlEscaped())))
                        missing.append(sentence);
                }
            }
        QCOMPARE(missing.join(" | "), QString());
        QVERIFY2(looked > 10, qPrintable(QString::number(looked)));
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
        for (const selfplay::ConditionField& field : selfplay::conditionFields()) {
            QVERIFY2(known(std::string(field.meaning)), std::string(field.name).c_str());
            QVERIFY2(field.values.empty() || known(std::string(field.values)), std::string(field.name).c_str());
        }
        for (const telemetry::MetricDescription& row : telemetry::metricTable())
            QVERIFY2(known(std::string(row.text)), std::string(row.pattern).c_str());
    }

    /// What people see of the core when something fails: whole sentences of the parts that the window works with.
    void germanKnowsWhatTheCoreRefuses() {
        QFile file(QStringLiteral(AZR_TESTS_FOLDER "/../translations/core_de.ts"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QString german = QString::fromUtf8(file.readAll());
        static const QRegularExpression joined("\"\\s*\\n\\s*\"");
        static const QRegularExpression failure("\\bfail\\(\\s*ErrorCode::\\w+,\\s*\"([^\"{}\\\\]+)\"\\s*[,)]");
        QStringList missing;
        int looked = 0;
        for (const char* part : {"base", "session", "store", "exporting", "training"})
            for (QDirIterator at(QStringLiteral(AZR_TESTS_FOLDER "/../core/") + QLatin1String(part), {"*.cpp"},
                                 QDir::Files, QDirIterator::Subdirectories);
                 at.hasNext();) {
                QFile source(at.next());
                QVERIFY(source.open(QIODevice::ReadOnly));
                const QString code = QString::fromUtf8(source.readAll()).remove(joined);
                for (auto found = failure.globalMatch(code); found.hasNext(); ++looked) {
                    const QString sentence = found.next().captured(1);
                    if (!german.contains(QStringLiteral("<source>%1</source>").arg(sentence))) missing.append(sentence);
                }
            }
        missing.removeDuplicates();
        QCOMPARE(missing.join(" | "), QString());
        QVERIFY2(looked > 20, qPrintable(QString::number(looked)));
    }

    /// Of each setting: its group's heading and its unit.
    void germanHeadsAndMeasuresTheSettings() {
        QTranslator german;
        QVERIFY(german.load(QStringLiteral(":/translations/azr_de.qm")));
        QStringList missing;
        for (const config::Field& field : config::runFields()) {
            const QString path = QString::fromStdString(field.path);
            const QString group = path.contains('.') ? path.section('.', 0, 0) : QStringLiteral("run");
            if (ui::labels::settingGroup(group) == group) missing.append(group);
            const QString unit = QString::fromStdString(field.unit);
            const bool named = german.translate("labels", unit.toUtf8().constData()).isEmpty();
            if (!unit.isEmpty() && named) missing.append(unit);
        }
        missing.removeDuplicates();
        QCOMPARE(missing.join(" | "), QString());
    }

    /// "Cancel" and the menus of text fields are Qt's own.
    void qtSpeaksGermanToo() {
        QTranslator qt;
        QVERIFY2(qt.load(QStringLiteral("qtbase_de"), QLibraryInfo::path(QLibraryInfo::TranslationsPath)),
                 "qt6-translations-l10n is missing (installer/packages.txt)");
        QCOMPARE(qt.translate("QPlatformTheme", "Cancel"), QStringLiteral("Abbrechen"));
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
        QCOMPARE(ui::labels::said("field 'inputs' needs at least two entries"),
                 QStringLiteral("das Feld 'inputs' braucht mindestens zwei Einträge"));
        QCOMPARE(
            ui::labels::said("this folder cannot be written: Read-only file system"),
            QStringLiteral("in diesen Ordner kann nicht geschrieben werden: Das Dateisystem ist schreibgeschützt"));
        QCOMPARE(ui::labels::said("condition, character 8: no task has the kind 'deductoin'"),
                 QStringLiteral("Bedingung, Zeichen 8: keine Aufgabe hat die Art 'deductoin'"));
        QCOMPARE(ui::labels::said("dropped from its buffer"), QStringLiteral("aus ihrem Puffer genommen"));
    }
};

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
